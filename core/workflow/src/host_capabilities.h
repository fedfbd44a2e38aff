// SPDX-License-Identifier: Apache-2.0
// What a plugin is lent during one call. What a request does beyond reading is written down before it is sent.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "reseal/host.h"
#include "reseal/workflow/engine.h"

namespace reseal::workflow {

class HostCapabilities final : public Host {
 public:
  using Write = std::function<void(const std::string& kind, const Json& body)>;
  /// `number`: of the step that is being asked for.
  HostCapabilities(const World& world, const plugin::Plugin& plugin, std::string order, int number, Write write)
      : world_(world), plugin_(plugin), order_(std::move(order)), number_(number), write_(std::move(write)) {}

  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel level, std::string_view message) override;
  [[nodiscard]] Time now() override;

  /// An exception of ours (the store's, a refused request) cannot cross the plugin's border whole. It is kept, and
  /// thrown here once the plugin has returned.
  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  /// Where the last request went, for a text about what went wrong.
  [[nodiscard]] const std::string& last_host() const { return last_host_; }

 private:
  HttpResponse exchange(const HttpRequest& request);
  HttpResponse effect(HttpRequest request);
  void tell(Event::Kind kind, const std::string& name, Text text) const;

  const World& world_;
  const plugin::Plugin& plugin_;
  std::string order_;
  int number_;
  Write write_;
  std::exception_ptr failure_;
  std::string last_host_;
};

}  // namespace reseal::workflow
