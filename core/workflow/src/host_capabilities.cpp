// SPDX-License-Identifier: Apache-2.0
#include "host_capabilities.h"

#include <algorithm>
#include <cctype>

#include "reseal/base/crash_point.h"
#include "reseal/crypto/signing.h"
#include "reseal/failure.h"

namespace reseal::workflow {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string host_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(begin, url.find_first_of("/?#", begin) - begin);
}

}  // namespace

HttpResponse HostCapabilities::http(const HttpRequest& request) {
  if (failure_) std::rethrow_exception(failure_);
  last_host_ = host_of(request.url);
  try {
    if (request.method == "GET" || request.method == "HEAD") return exchange(request);
    return effect(request);
  } catch (const TryLater&) {
    throw;
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

HttpResponse HostCapabilities::exchange(const HttpRequest& request) { return world_.send_http(plugin_, request); }

HttpResponse HostCapabilities::effect(HttpRequest request) {
  if (request.effect.empty()) {
    throw Error(ErrorCode::plugin_failed,
                {{"plugin", plugin_.manifest().id},
                 {"problem", "sends " + request.method + " " + request.url + " without naming its effect"}});
  }
  const Json common = {{"number", number_}, {"effect", "http"}, {"name", request.effect}};
  Json intent = common;
  intent.update(
      {{"method", request.method}, {"url", request.url}, {"body_sha256", crypto::sha256_hex(as_bytes(request.body))}});
  write_("intent", intent);
  tell(Event::Kind::effect, "http " + request.effect, Text{"engine.effect.http", {{"name", request.effect}}});

  std::erase_if(request.headers, [](const auto& header) { return lower(header.first) == "idempotency-key"; });
  request.headers["Idempotency-Key"] = idempotency_key(order_, request.effect);
  crash_point("effect.http.before_send");
  HttpResponse response = exchange(request);
  crash_point("effect.http.after_send");

  Json outcome = common;
  outcome["status"] = response.status;
  write_("outcome", outcome);
  tell(Event::Kind::outcome, "http " + request.effect,
       Text{"engine.outcome.http", {{"name", request.effect}, {"status", std::to_string(response.status)}}});
  return response;
}

void HostCapabilities::log(LogLevel level, std::string_view message) {
  if (!world_.on_event) return;
  world_.on_event({Event::Kind::log,
                   order_,
                   plugin_.manifest().id,
                   Text{},
                   {{"level", kLevels[static_cast<int>(level)]}, {"message", message}}});
}

Time HostCapabilities::now() { return std::chrono::floor<Seconds>(world_.clock.now()); }

void HostCapabilities::tell(Event::Kind kind, const std::string& name, Text text) const {
  if (world_.on_event) world_.on_event({kind, order_, name, std::move(text), {{"number", number_}}});
}

}  // namespace reseal::workflow
