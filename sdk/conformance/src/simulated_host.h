// SPDX-License-Identifier: Apache-2.0
// The host as the kit plays it: the scripted portal behind it, a clock that stands still, keys that sign nothing.
#pragma once

#include "question.h"

namespace reseal::conformance {

class SimulatedHost final : public Host {
 public:
  SimulatedHost(ScriptedPortal& portal, Time now, const Disturbance& disturbance)
      : portal_(portal), now_(now), disturbance_(disturbance) {}

  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return now_; }
  std::string sign_message(const MessageToSign& message) override;
  std::string decrypt_key(const KeyToDecrypt& key) override;

  [[nodiscard]] const std::vector<HttpRequest>& requests() const { return requests_; }

 private:
  ScriptedPortal& portal_;
  Time now_;
  Disturbance disturbance_;
  std::vector<HttpRequest> requests_;
};

}  // namespace reseal::conformance
