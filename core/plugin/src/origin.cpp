// SPDX-License-Identifier: Apache-2.0
#include "origin.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>

#include "reseal/base/error.h"
#include "reseal/plugin/http.h"

namespace reseal::plugin {
namespace {

bool is_visible_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
}

bool is_token(std::string_view text) {  // RFC 9110, section 5.6.2
  static constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && c != '\t') || u == 0x7f;
  });
}

[[noreturn]] void not_permitted(const std::string& what) {
  throw Error(ErrorCode::plugin_not_permitted, {{"plugin", ""}, {"permission", what}});
}

void require_plain_headers(const HttpRequest& request) {
  // These frame the message or name its receiver: the host's own.
  constexpr std::array kOurs = {"host", "content-length", "transfer-encoding", "connection",     "expect", "upgrade",
                                "te",   "trailer",        "keep-alive",        "idempotency-key"};
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) not_permitted("a header with a name that is not a word");
    if (!is_header_value(value)) not_permitted("header " + name + " with a line break or control character");
    const auto lower = Poco::toLower(name);
    // The engine sets Idempotency-Key on requests that it has journalled; without an effect there is none to name.
    if (lower == "idempotency-key" && !request.effect.empty()) continue;
    if (lower.starts_with("proxy-") || std::find(kOurs.begin(), kOurs.end(), lower) != kOurs.end()) {
      not_permitted("header " + name + ", which is the host's own");
    }
  }
}

}  // namespace

std::string Address::authority() const {
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == (secure ? 443 : 80) ? name : name + ":" + std::to_string(port);
}

std::string Address::origin() const {
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return (secure ? "https://" : "http://") + name + ":" + std::to_string(port);
}

std::optional<Address> parse_address(std::string_view url) {
  if (url.size() > 8192 || !is_visible_ascii(url)) return {};
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return {};
  auto authority = url.substr(scheme_end + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (authority.empty() || authority.find_first_of("@%") != std::string_view::npos) return {};
  try {
    const Poco::URI uri{std::string(url)};
    Address address;
    address.secure = uri.getScheme() == "https";
    if (!address.secure && uri.getScheme() != "http") return {};
    address.host = Poco::toLower(uri.getHost());
    address.port = uri.getPort();
    if (address.host.empty() || address.port == 0) return {};
    auto rest = url.substr(scheme_end + 3 + authority.size());
    rest = rest.substr(0, rest.find('#'));
    address.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
    return address;
  } catch (const Poco::Exception&) {
    return {};
  }
}

std::string origin_of(std::string_view url) {
  const auto address = parse_address(url);
  return address ? address->origin() : std::string{};
}

Address require_permitted(const HttpRequest& request, const std::vector<std::string>& origins, bool allow_http) {
  constexpr std::array kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  if (std::find(kMethods.begin(), kMethods.end(), request.method) == kMethods.end()) {
    not_permitted("a method other than GET, HEAD, POST, PUT, PATCH and DELETE");
  }
  require_plain_headers(request);
  auto address = parse_address(request.url);
  if (!address) not_permitted("an address that is not plain https://host/path");
  if (!address->secure && !allow_http) not_permitted("http without TLS: " + address->origin());
  if (std::find(origins.begin(), origins.end(), address->origin()) == origins.end()) {
    not_permitted("requests to " + address->origin());
  }
  return *address;
}

}  // namespace reseal::plugin
