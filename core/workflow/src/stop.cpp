// SPDX-License-Identifier: Apache-2.0
#include "stop.h"

#include <string>

#include "reseal/failure.h"

namespace reseal::workflow {
namespace {

ErrorCode code_from(const std::string& text) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    if (to_string(static_cast<ErrorCode>(code)) == text) return static_cast<ErrorCode>(code);
  }
  throw MessageError("no error code: " + text);
}

}  // namespace

std::optional<store::OrderState> stop_state(ErrorCode code) {
  switch (code) {
    case ErrorCode::token_missing:
    case ErrorCode::token_ambiguous:
    case ErrorCode::token_changed:
    case ErrorCode::token_removed:
      return store::OrderState::needs_token;
    case ErrorCode::pin_wrong:
    case ErrorCode::pin_locked:
    case ErrorCode::pin_last_try:
    case ErrorCode::pin_needed:
    case ErrorCode::authorization_refused:
      return store::OrderState::needs_pin;
    case ErrorCode::module_missing:
    case ErrorCode::module_unusable:
    case ErrorCode::token_full:
    case ErrorCode::token_error:
    case ErrorCode::key_missing:
    case ErrorCode::key_weak:
    case ErrorCode::certificate_missing:
    case ErrorCode::certificate_ambiguous:
    case ErrorCode::certificate_malformed:
    case ErrorCode::certificate_rejected:
    case ErrorCode::crypto_failed:
    case ErrorCode::font_missing:
    case ErrorCode::provider_missing:
    case ErrorCode::plugin_unusable:
    case ErrorCode::plugin_failed:
    case ErrorCode::plugin_not_permitted:
    case ErrorCode::portal_unreachable:
    case ErrorCode::portal_nonsense:
    case ErrorCode::not_eligible:
    case ErrorCode::secret_unavailable:
      return store::OrderState::needs_help;
    default:
      return std::nullopt;
  }
}

Stop stop_of(const Error& error, store::OrderState state, const Text& contact) {
  const std::string id = "error." + std::string(to_string(error.code()));
  Stop stop{state, error.code(), error.params(), Text{id + ".what", error.params()}, {}};
  stop.next.push_back(Text{id + ".next", error.params()});
  if (state == store::OrderState::needs_help && !contact.empty()) stop.next.push_back(contact);
  return stop;
}

Json stop_json(const Stop& stop, const std::string& cause) {
  Json body = {{"stop", store::to_string(stop.state)},
               {"error", to_string(stop.code)},
               {"params", stop.params},
               {"text", stop.text},
               {"next", stop.next}};
  if (!cause.empty()) body["cause"] = cause;
  return body;
}

Stop stop_from(const Json& body) {
  return {store::order_state_from(body.at("stop").get<std::string>()), code_from(body.at("error").get<std::string>()),
          body.at("params").get<Error::Params>(), body.at("text").get<Text>(),
          body.at("next").get<std::vector<Text>>()};
}

}  // namespace reseal::workflow
