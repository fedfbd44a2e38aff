// SPDX-License-Identifier: Apache-2.0
// The host as a plugin sees it through messages, each capability only with its permission; and what went wrong on our
// own side meanwhile.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/host.h"

namespace reseal::plugin {

class HostBridge {
 public:
  /// `permissions`: the manifest's, all of them granted (load.cpp refuses the plugin otherwise).
  HostBridge(std::string plugin, std::vector<std::string> permissions, std::vector<std::string> origins);

  /// Lends `host` for the time of one call (null: none).
  void lend(Host* host);
  /// Throws what the host itself threw (its journal broke, it was interrupted): the plugin's answer counts for nothing
  /// then.
  void rethrow_host_failure();
  /// What the plugin was not permitted to do in this call, if anything.
  [[nodiscard]] const std::optional<std::string>& refused() const { return refused_; }

  /// Throws nothing.
  std::string serve(std::string_view request);

 private:
  std::string dispatch(std::string_view request);
  void require(const std::string& permission) const;
  std::string http(const Json& input);

  std::string plugin_;
  std::vector<std::string> permissions_;
  std::vector<std::string> origins_;
  Host* host_ = nullptr;
  std::exception_ptr failure_;
  std::optional<std::string> refused_;
};

}  // namespace reseal::plugin
