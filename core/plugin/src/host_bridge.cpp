// SPDX-License-Identifier: Apache-2.0
#include "host_bridge.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "origin.h"
#include "reseal/abi.h"
#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::plugin {
namespace {

std::string text_of(const Json& message) { return message.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string failed(std::string_view code, std::string_view message) {
  return text_of({{"error", {{"code", code}, {"message", message}}}});
}

void require_base64(const std::string& text) {
  try {
    (void)from_base64(text);
  } catch (const Error&) {
    throw MessageError("what should be base64 is not");
  }
}

std::string try_later(const TryLater& later) {
  Json error{{"code", "try_later"}, {"message", later.what()}};
  if (later.after) error["after"] = later.after->count();
  return text_of({{"error", std::move(error)}});
}

}  // namespace

HostBridge::HostBridge(std::string plugin, std::vector<std::string> permissions, std::vector<std::string> origins)
    : plugin_(std::move(plugin)), permissions_(std::move(permissions)), origins_(std::move(origins)) {}

void HostBridge::lend(Host* host) {
  host_ = host;
  if (host == nullptr) return;
  failure_ = nullptr;
  refused_.reset();
}

void HostBridge::rethrow_host_failure() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

std::string HostBridge::serve(std::string_view request) {
  try {
    return dispatch(request);
  } catch (const MessageError& error) {
    return failed("message", error.what());
  } catch (const TryLater& later) {
    return try_later(later);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::plugin_not_permitted) {
      const auto what = error.params().find("permission");
      refused_ = what == error.params().end() ? "http" : what->second;
      return failed("not_permitted", "not permitted: " + *refused_);
    }
    failure_ = std::current_exception();
  } catch (...) {
    failure_ = std::current_exception();
  }
  return failed("failed", "the host could not do it");
}

std::string HostBridge::dispatch(std::string_view request) {
  const Json message = parse_json(request, "the request to the host");
  require_message("capability-request", message);
  const auto& call = message.at("call").get_ref<const std::string&>();
  const Json input = message.value("input", Json::object());
  if (host_ == nullptr) return failed("failed", "there is nothing to ask the host for in this call");
  if (failure_) return failed("failed", "the host could not do what was asked before");
  if (call == "http") return http(input);
  if (call == "sign_message") {
    require("sign_messages");
    const auto to_sign = input.get<MessageToSign>();
    require_base64(to_sign.bytes);
    return text_of({{"ok", {{"signature", host_->sign_message(to_sign)}}}});
  }
  if (call == "decrypt_key") {
    require("decrypt_messages");
    const auto key = input.get<KeyToDecrypt>();
    require_base64(key.bytes);
    return text_of({{"ok", {{"content_key", host_->decrypt_key(key)}}}});
  }
  if (call == "run_program") {
    require("run_programs");
    return text_of({{"ok", host_->run_program(input.get<ProgramRun>())}});
  }
  if (call == "now") return text_of({{"ok", {{"now", to_iso(host_->now())}}}});
  if (call == "log") {
    const auto& name = input.at("level").get_ref<const std::string&>();
    const auto level = name == "error"     ? LogLevel::error
                       : name == "warning" ? LogLevel::warning
                       : name == "info"    ? LogLevel::info
                                           : LogLevel::debug;
    host_->log(level, printable(input.at("message").get_ref<const std::string&>()));
    return text_of({{"ok", Json::object()}});
  }
  throw MessageError("the host has no capability of this name");
}

void HostBridge::require(const std::string& permission) const {
  if (std::find(permissions_.begin(), permissions_.end(), permission) != permissions_.end()) return;
  throw Error(ErrorCode::plugin_not_permitted, {{"plugin", plugin_}, {"permission", permission}});
}

std::string HostBridge::http(const Json& input) {
  require("http");
  auto request = input.get<HttpRequest>();
  if (request.client_certificate) require("client_certificate");
  if (request.base64) require_base64(request.body);
  // Held against the list here too, so that no host can forget it.
  (void)require_permitted(request, origins_, false);
  const Json response = host_->http(request);
  require_message("http-response", response);
  auto text = text_of({{"ok", response}});
  if (text.size() > RESEAL_MAX_MESSAGE) throw TryLater("the portal's answer is longer than a message may be");
  return text;
}

}  // namespace reseal::plugin
