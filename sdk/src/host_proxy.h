// SPDX-License-Identifier: Apache-2.0
// The host, seen from inside a plugin: a capability is one message there and one back.
#pragma once

#include <stdexcept>
#include <string>

#include "reseal/abi.h"
#include "reseal/host.h"

namespace reseal::detail {

/// The host said no. Ends the plugin's call with the same code.
class CapabilityRefused : public std::runtime_error {
 public:
  CapabilityRefused(std::string refused_code, const std::string& message)
      : std::runtime_error(message), code(std::move(refused_code)) {}
  std::string code;
};

class HostProxy final : public Host {
 public:
  explicit HostProxy(const reseal_host& host) : host_(host) {}
  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel level, std::string_view message) override;
  [[nodiscard]] Time now() override;
  std::string sign_message(const MessageToSign& message) override;
  std::string decrypt_key(const KeyToDecrypt& key) override;
  ProgramEnd run_program(const ProgramRun& run) override;

 private:
  Json ask(const char* call, const Json& input) const;
  const reseal_host& host_;
};

}  // namespace reseal::detail
