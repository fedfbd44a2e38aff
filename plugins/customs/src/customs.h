// SPDX-License-Identifier: Apache-2.0
// Customs (VNACCS): makes Customs accept the new certificate. `guided` walks a person through Customs' own screens by
// journeys/vnaccs.json; `api` does the same with a portal that speaks contract/openapi.json. What is said about the
// system (name, contact, lead time) stands once, in the journey document.
#pragma once

#include <memory>

#include "reseal/plugin.h"
#include "steps.h"

namespace reseal::customs {

class Customs : public Registrar {
 public:
  /// Throws MessageError for an unknown transport, or `api` without an https base_url.
  explicit Customs(const PluginContext& context);
  [[nodiscard]] Description describe() override;
  /// One working day from acceptance (CUS-01).
  [[nodiscard]] LeadTime lead_time() override;
  [[nodiscard]] Step registration(const Order& order, Host& host) override;
  /// What the portal says; empty for `guided`, and for a company that Customs does not know.
  [[nodiscard]] std::optional<std::string> registered(const Candidate& holder, Host& host) override;

 private:
  std::unique_ptr<Registrar> guided_;
  std::unique_ptr<PortalAccess> api_;  ///< null with the transport `guided`
};

}  // namespace reseal::customs
