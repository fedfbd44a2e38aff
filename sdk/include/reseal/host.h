// SPDX-License-Identifier: Apache-2.0
// What the host does for a plugin while a call runs. The plugin opens no socket, reads no clock, writes no log of its
// own.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< https, within the endpoints of the manifest that the deployment allows
  std::map<std::string, std::string> headers;
  std::string body;
  /// Names what this request does, for every request that is not GET or HEAD: "place_order". The host journals it
  /// before sending, and derives the Idempotency-Key header from the order and this name: asking twice orders once.
  std::string effect;
  bool operator==(const HttpRequest&) const = default;
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< UTF-8 or base64 (then `base64` is true)
  bool base64 = false;
  bool operator==(const HttpResponse&) const = default;
};

enum class LogLevel { debug, info, warning, error };

class Host {
 public:
  virtual ~Host() = default;
  /// Throws TryLater when no answer could be had (refused, timed out, cut off); the host has journalled that.
  virtual HttpResponse http(const HttpRequest& request) = 0;
  virtual void log(LogLevel level, std::string_view message) = 0;
  [[nodiscard]] virtual Time now() = 0;
};

/// GET and POST of JSON with the checks every portal client needs: content type, a body that parses, 429/5xx as
/// TryLater (with Retry-After), anything unexpected as PortalNonsense.
struct JsonReply {
  int status = 0;
  Json body;
};
JsonReply http_json(Host& host, const HttpRequest& request);

void to_json(Json& json, const HttpRequest& request);
void from_json(const Json& json, HttpRequest& request);
void to_json(Json& json, const HttpResponse& response);
void from_json(const Json& json, HttpResponse& response);

}  // namespace reseal
