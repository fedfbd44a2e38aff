// SPDX-License-Identifier: Apache-2.0
#include "host_proxy.h"

#include <optional>

#include "reseal/failure.h"
#include "reseal/schema.h"
#include "shape.h"

namespace reseal::shape {
template <>
inline constexpr Names<LogLevel, 4> kNames<LogLevel>{
    {{LogLevel::debug, "debug"}, {LogLevel::info, "info"}, {LogLevel::warning, "warning"}, {LogLevel::error, "error"}}};
}  // namespace reseal::shape

namespace reseal::detail {

Json HostProxy::ask(const char* call, const Json& input) const {
  const std::string request = Json{{"call", call}, {"input", input}}.dump();
  std::string answer;
  // The sink is called from the host's side of the border: nothing may leave it by throwing.
  const reseal_sink hear = [](void* context, const char* utf8, std::size_t size) {
    try {
      static_cast<std::string*>(context)->assign(utf8, size);
    } catch (...) {
      static_cast<std::string*>(context)->clear();  // too little memory: parsed below as no answer
    }
  };
  host_.call(host_.context, request.data(), request.size(), hear, &answer);
  Json message = parse_json(answer, "the host's answer");
  require_message("response", message);
  if (const auto ok = message.find("ok"); ok != message.end()) return std::move(*ok);
  const Json& error = message.at("error");
  const std::string code = error.at("code");
  const std::string why = error.at("message");
  if (code == "try_later") {
    std::optional<Seconds> after;
    shape::may(error, "after", after);
    throw TryLater(why, after);
  }
  throw CapabilityRefused(code, why);
}

HttpResponse HostProxy::http(const HttpRequest& request) {
  const Json input = request;
  require_message("http-request", input);
  return ask("http", input).get<HttpResponse>();
}

void HostProxy::log(LogLevel level, std::string_view message) {
  // A log line must not fail for what it quotes.
  const Json text = message;
  const std::string clean = text.dump(-1, ' ', false, Json::error_handler_t::replace);
  ask("log", {{"level", shape::name_of(level)}, {"message", Json::parse(clean)}});
}

Time HostProxy::now() {
  Time time;
  shape::need(ask("now", Json::object()), "now", time);
  return time;
}

std::string HostProxy::sign_message(const MessageToSign& message) {
  std::string signature;
  shape::need(ask("sign_message", message), "signature", signature);
  return signature;
}

std::string HostProxy::decrypt_key(const KeyToDecrypt& key) {
  std::string content_key;
  shape::need(ask("decrypt_key", key), "content_key", content_key);
  return content_key;
}

ProgramEnd HostProxy::run_program(const ProgramRun& run) { return ask("run_program", run).get<ProgramEnd>(); }

}  // namespace reseal::detail
