// SPDX-License-Identifier: Apache-2.0
// HTTPS for plugins, and for OCSP and CRL: allowed addresses only, a pinned CA where the deployment has one, time-outs,
// no redirect off the list, a limit on size.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/base/clock.h"
#include "reseal/host.h"

namespace reseal::plugin {

struct HttpPolicy {
  std::vector<std::string> origins;  ///< "https://host:port"; a request elsewhere is Error(plugin_not_permitted)
  std::filesystem::path ca_file;     ///< PEM; empty: the system's
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds timeout{30000};  ///< for the whole exchange
  std::size_t max_response = 4U << 20U;
  int max_redirects = 3;
  bool allow_http = false;  ///< OCSP and CRL only: their answers are signed
};

/// Throws TryLater for no answer; Error(portal_unreachable) never leaves here (the engine makes it of TryLater's text).
HttpResponse http_exchange(const HttpRequest& request, const HttpPolicy& policy);

/// Seconds by which the portal's Date header is ahead of our clock; empty without a usable header. A large skew
/// explains failures that look like anything else (doctor, and the text of TLS errors).
std::optional<std::chrono::seconds> clock_skew(const HttpResponse& response, TimePoint now);

}  // namespace reseal::plugin
