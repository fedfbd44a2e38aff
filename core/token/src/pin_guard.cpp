// SPDX-License-Identifier: Apache-2.0
#include "reseal/token/pin_guard.h"

#include <algorithm>
#include <utility>

#include "reseal/base/error.h"

namespace reseal::token {

PinGuard::Outlook PinGuard::outlook(const TokenStatus& status) {
  Outlook outlook;
  if (status.pin_locked) {
    outlook.locked = true;
    return outlook;
  }
  int left = std::max(0, policy_.tries - ledger_.spent(status.identity));
  // A token's flags can only make us more careful: tokens are known that never set them, none that sets them in vain.
  if (status.pin_count_low) left = std::min(left, std::max(1, policy_.tries - 1));
  if (status.pin_final_try) left = std::min(left, 1);
  outlook.tries_left = left;
  // None left by our count, and yet the token does not say that it is locked: it grants more tries than we know of, or
  // somebody unlocked it. What is left may be one.
  outlook.last_try = left <= 1;
  return outlook;
}

PinGuard::Result PinGuard::login(KeyHolder& holder, Secret&& pin) {
  Secret taken = std::move(pin);  // wiped on every way out
  using Kind = Result::Kind;
  TokenStatus status;
  try {
    status = holder.status();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::token_removed) throw;
    return {Kind::token_gone, 0};
  }
  const Outlook before = outlook(status);
  if (before.locked) return {Kind::locked, 0};
  if (before.last_try && !policy_.may_spend_last_try) return {Kind::last_try_refused, before.tries_left};

  const TokenIdentity& token = status.identity;
  ledger_.spend(token);  // before the try: a crash from here on counts as a spent one
  const auto left = [&] {
    try {
      return outlook(holder.status()).tries_left;
    } catch (const Error&) {
      return outlook(status).tries_left;
    }
  };
  switch (holder.login(std::move(taken))) {
    case LoginResult::ok:
      ledger_.reset(token);
      return {Kind::ok, policy_.tries};
    case LoginResult::wrong_pin:
      return {Kind::wrong_pin, left()};
    case LoginResult::locked:
      return {Kind::locked, 0};
    case LoginResult::token_gone:
      ledger_.take_back(token);
      return {Kind::token_gone, before.tries_left};
    case LoginResult::not_tried:
      ledger_.take_back(token);
      return {Kind::failed, before.tries_left};
    case LoginResult::unknown_failure:
      break;
  }
  return {Kind::failed, left()};
}

}  // namespace reseal::token
