// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "reseal/failure.h"
#include "reseal/host.h"
#include "reseal/schema.h"
#include "shape.h"

namespace reseal {
namespace {

std::string header(const HttpResponse& response, std::string_view lower_name) {
  const auto found = response.headers.find(std::string(lower_name));
  return found == response.headers.end() ? std::string() : found->second;
}

/// Retry-After in seconds. Its other form, a date, is left to the host's own back-off.
std::optional<Seconds> retry_after(const HttpResponse& response) {
  const std::string text = header(response, "retry-after");
  long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  constexpr long kLongest = 7L * 24 * 3600;
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || seconds < 0) return {};
  return Seconds(std::min(seconds, kLongest));
}

/// "application/json", "application/problem+json; charset=utf-8", whatever the case.
bool says_json(std::string media_type) {
  media_type.resize(std::min(media_type.find(';'), media_type.size()));
  std::erase_if(media_type, [](char c) { return c == ' ' || c == '\t'; });
  std::transform(media_type.begin(), media_type.end(), media_type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json");
}

}  // namespace

JsonReply http_json(Host& host, const HttpRequest& request) {
  HttpRequest sent = request;
  sent.headers.try_emplace("Accept", "application/json");
  if (!sent.body.empty()) sent.headers.try_emplace("Content-Type", "application/json");
  const HttpResponse response = host.http(sent);
  const std::string where = request.method + " " + request.url + " answered " + std::to_string(response.status);

  if (response.status == 429 || response.status >= 500) throw TryLater(where, retry_after(response));
  if (response.status < 200 || (response.status >= 300 && response.status < 400)) throw PortalNonsense(where);
  JsonReply reply{response.status, Json()};
  if (response.status == 204 || (response.body.empty() && response.status >= 400)) return reply;
  if (!says_json(header(response, "content-type"))) {
    throw PortalNonsense(where + " with '" + header(response, "content-type") + "' instead of JSON");
  }
  if (response.base64) throw PortalNonsense(where + " with a body that is not UTF-8");
  try {
    reply.body = parse_json(response.body, "the body");
  } catch (const MessageError& error) {
    throw PortalNonsense(where + ": " + error.what());
  }
  return reply;
}

void to_json(Json& json, const HttpRequest& request) {
  json = Json{{"method", request.method}, {"url", request.url}, {"headers", request.headers}, {"body", request.body}};
  if (!request.effect.empty()) json["effect"] = request.effect;
  if (request.base64) json["base64"] = true;
  if (request.client_certificate) json["client_certificate"] = true;
}

void from_json(const Json& json, HttpRequest& request) {
  shape::expect_object(json);
  request = HttpRequest{};
  shape::may(json, "method", request.method);
  shape::need(json, "url", request.url);
  shape::may(json, "headers", request.headers);
  shape::may(json, "body", request.body);
  shape::may(json, "effect", request.effect);
  shape::may(json, "base64", request.base64);
  shape::may(json, "client_certificate", request.client_certificate);
}

void to_json(Json& json, const HttpResponse& response) {
  json = Json{
      {"status", response.status}, {"headers", response.headers}, {"body", response.body}, {"base64", response.base64}};
}

void from_json(const Json& json, HttpResponse& response) {
  shape::expect_object(json);
  response = HttpResponse{};
  shape::need(json, "status", response.status);
  shape::may(json, "headers", response.headers);
  shape::may(json, "body", response.body);
  shape::may(json, "base64", response.base64);
}

}  // namespace reseal
