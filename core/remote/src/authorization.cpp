// SPDX-License-Identifier: Apache-2.0
#include "authorization.h"

#include <algorithm>

#include "reseal/base/error.h"

namespace reseal::remote {
namespace {

constexpr int kOtpTries = 3;
constexpr auto kPhonePause = std::chrono::seconds(2);

std::string text_in(const Json& answer, const char* name) {
  return answer.contains(name) && answer.at(name).is_string() ? answer.at(name).get<std::string>() : "";
}

}  // namespace

/// Tries are counted by credential: each has a PIN of its own.
token::TokenIdentity Authorization::ledger_name() const {
  return {credential_.id, account_.label, account_.manufacturer, account_.model};
}

void Authorization::refused_by_person() const {
  throw Error(ErrorCode::authorization_refused, {{"service", client_.service().name}});
}

AuthorizationAnswer Authorization::ask() {
  AuthorizationRequest request{.service = client_.service().name,
                               .account = account_,
                               .credential = credential_.id,
                               .serial = credential_.certificate.facts().serial.hex,
                               .purpose = purpose_,
                               .pin = credential_.pin,
                               .otp = credential_.otp,
                               .on_phone = credential_.on_phone,
                               .phone_tail = credential_.phone_tail,
                               .pin_wrong_before = pin_wrong_,
                               .otp_wrong_before = otp_wrong_};
  if (credential_.pin) {
    // As with tokens: none left by our count, and yet the service says nothing: what is left may be one.
    const int ours = std::max(0, settings_.pin_tries - settings_.ledger().spent(ledger_name()));
    request.pin_tries_left = left_at_service_.value_or(ours);
    request.last_try = request.pin_tries_left <= 1;
  }
  if (credential_.otp_is_sent) {
    request.send_otp = [this] { (void)client_.call("credentials/sendOTP", {{"credentialID", credential_.id}}); };
  }
  auto answer = settings_.ask ? settings_.ask(request) : std::nullopt;
  if (!answer || (request.last_try && !answer->spend_last_try)) {
    throw Error(request.last_try ? ErrorCode::pin_last_try : ErrorCode::pin_needed,
                {{"token", account_.uri()}, {"left", std::to_string(request.pin_tries_left)}});
  }
  return std::move(*answer);
}

Json Authorization::request(const crypto::AskedDigest& digest, const AuthorizationAnswer& answer) const {
  const auto& types = client_.service().types;
  const auto is = [&](const char* name, const char* type) {
    const auto found = types.find(name);
    return found != types.end() && found->second == type;
  };
  Json body{{"credentialID", credential_.id},
            {"numSignatures", is("numSignatures", "string") ? Json("1") : Json(1)},
            {"hashes", {to_base64(digest.digest)}},
            {"hashAlgorithmOID", digest.hash_oid}};
  auto data = Json::array();
  const auto say = [&](const char* id, const Secret& value) {
    if (is("authData", "members")) {
      body[id] = value.reveal();
    } else {
      data.push_back({{"id", id}, {"value", value.reveal()}});
    }
  };
  if (credential_.pin) say("PIN", answer.pin);
  if (credential_.otp) say("OTP", answer.otp);
  if (!data.empty()) body["authData"] = std::move(data);
  return body;
}

void Authorization::after_refusal(const Refused& refused) {
  auto& ledger = settings_.ledger();
  if (refused.error == "invalid_pin") {  // it stays spent
    left_at_service_ = refused.tries_left;
    if (refused.tries_left == 0) throw Error(ErrorCode::pin_locked, {{"token", account_.uri()}});
    pin_wrong_ = true;
    otp_wrong_ = false;
  } else if (refused.error == "invalid_otp") {
    if (credential_.pin) ledger.take_back(ledger_name());
    otp_wrong_ = true;
    pin_wrong_ = false;
    if (++otps_wrong_ >= kOtpTries) refused_by_person();
  } else {  // for a reason that says nothing of the PIN: it stays spent
    throw refused;
  }
}

std::optional<std::string> Authorization::tried(const crypto::AskedDigest& digest, const AuthorizationAnswer& answer) {
  if (credential_.pin) settings_.ledger().spend(ledger_name());  // before the try: a crash counts as a spent one
  Json reply;
  try {
    reply = client_.call("credentials/authorize", request(digest, answer));
  } catch (const Refused& refused) {
    after_refusal(refused);
    return std::nullopt;
  }
  if (credential_.pin) settings_.ledger().reset(ledger_name());
  if (auto sad = text_in(reply, "SAD"); !sad.empty()) return sad;
  const auto handle = text_in(reply, "handle");
  if (handle.empty()) client_.nonsense("credentials/authorize: neither SAD nor handle");
  return wait_for_phone(handle);
}

std::string Authorization::wait_for_phone(const std::string& handle) {
  const auto until = settings_.clock.now() + client_.service().phone_wait;
  while (settings_.clock.now() < until) {
    Json reply;
    try {
      reply = client_.call("credentials/authorizeCheck", {{"handle", handle}});
    } catch (const Refused& refused) {
      if (refused.error == "access_denied") refused_by_person();
      throw;
    }
    if (auto sad = text_in(reply, "SAD"); !sad.empty()) return sad;
    if (!settings_.clock.sleep_until(settings_.clock.now() + kPhonePause)) throw Error(ErrorCode::interrupted);
  }
  refused_by_person();
}

std::string Authorization::obtain(const crypto::AskedDigest& digest) {
  for (;;) {
    const auto answer = ask();
    if (auto sad = tried(digest, answer)) return std::move(*sad);
  }
}

}  // namespace reseal::remote
