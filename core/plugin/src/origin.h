// SPDX-License-Identifier: Apache-2.0
// Addresses, taken apart strictly: what two readers of an address might understand differently is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/host.h"

namespace reseal::plugin {

struct Address {
  bool secure = false;
  std::string host;  ///< lower case; an IPv6 address without brackets
  std::uint16_t port = 0;
  std::string target;                           ///< path and query, at least "/"
  [[nodiscard]] std::string authority() const;  ///< as the Host header has it
  [[nodiscard]] std::string origin() const;
};

/// Empty: not an http or https address, or one with a user name or with characters that do not belong there.
std::optional<Address> parse_address(std::string_view url);

/// Throws Error(plugin_not_permitted) unless this is a request that a plugin may make and its origin is listed.
Address require_permitted(const HttpRequest& request, const std::vector<std::string>& origins, bool allow_http);

}  // namespace reseal::plugin
