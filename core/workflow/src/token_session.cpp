// SPDX-License-Identifier: Apache-2.0
#include "token_session.h"

#include <algorithm>

namespace reseal::workflow {
namespace {

using Kind = token::PinGuard::Result::Kind;

/// Says which token is there instead, when one is.
[[noreturn]] void throw_not_there(token::KeyHolderSource& tokens, const token::TokenIdentity& wanted) {
  std::string found;
  for (const auto& status : tokens.list().tokens) {
    if (!status.initialized) continue;
    if (!found.empty()) found += " ";
    found += status.identity.uri();
  }
  if (found.empty()) throw Error(ErrorCode::token_missing, {{"token", wanted.uri()}});
  throw Error(ErrorCode::token_changed, {{"expected", wanted.uri()}, {"found", found}});
}

}  // namespace

token::KeyHolder& TokenSession::open(const token::TokenIdentity& wanted) {
  if (holder_) return *holder_;
  try {
    holder_ = world_.tokens.open(wanted);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::token_missing) throw;
    throw_not_there(world_.tokens, wanted);
  }
  return *holder_;
}

token::KeyHolder& TokenSession::open_holding(const token::TokenIdentity& wanted,
                                             const std::string& certificate_sha256) {
  auto& holder = open(wanted);
  const auto held = holder.certificates();
  const bool there = std::any_of(held.begin(), held.end(), [&](const token::HeldCertificate& one) {
    return one.certificate.facts().sha256 == certificate_sha256;
  });
  if (!there) {
    throw Error(ErrorCode::token_changed, {{"expected", wanted.uri() + " with certificate " + certificate_sha256},
                                           {"found", wanted.uri() + " without it"}});
  }
  return holder;
}

PinAnswer TokenSession::ask(const PinRequest& request) const {
  std::optional<PinAnswer> answer;
  if (world_.ask_pin) answer = world_.ask_pin(request);
  after_pin_();
  if (!answer) {
    throw Error(request.last_try ? ErrorCode::pin_last_try : ErrorCode::pin_needed,
                {{"token", request.token.uri()}, {"left", std::to_string(request.tries_left)}});
  }
  return std::move(*answer);
}

void TokenSession::log_in_afresh(const Text& purpose) {
  if (holder_->logged_in()) holder_->logout();
  log_in(purpose);
}

void TokenSession::log_in_once_for(const Text& purpose) {
  if (std::find(agreed_.begin(), agreed_.end(), purpose) != agreed_.end()) return log_in(purpose);
  log_in_afresh(purpose);
  agreed_.push_back(purpose);
}

void TokenSession::log_in(const Text& purpose) {
  holder_->announce(purpose);
  if (holder_->logged_in()) return;
  for (bool wrong_before = false;; wrong_before = true) {
    const token::TokenStatus status = holder_->status();
    if (!status.login_required) return;
    const Error::Params who = {{"token", status.identity.uri()}};
    const auto outlook = token::PinGuard(world_.store, token::PinPolicy{settings_.pin_tries, false}).outlook(status);
    if (outlook.locked) throw Error(ErrorCode::pin_locked, who);

    PinAnswer answer = ask({status.identity, outlook.tries_left, outlook.last_try, wrong_before,
                            status.protected_authentication_path, order_, purpose});
    token::PinGuard guard(world_.store, token::PinPolicy{settings_.pin_tries, answer.spend_last_try});
    const auto result = guard.login(*holder_, std::move(answer.pin));
    switch (result.kind) {
      case Kind::ok:
        return;
      case Kind::wrong_pin:
        continue;
      case Kind::last_try_refused:
        throw Error(ErrorCode::pin_last_try, who);
      case Kind::locked:
        throw Error(ErrorCode::pin_locked, who);
      case Kind::token_gone:
        throw Error(ErrorCode::token_removed, who);
      case Kind::failed:
        throw Error(ErrorCode::token_error, {{"token", status.identity.uri()},
                                             {"problem", "the login failed for a reason that the token does not say"}});
    }
  }
}

}  // namespace reseal::workflow
