// SPDX-License-Identifier: Apache-2.0
#include "app/exit_code.h"

#include <algorithm>

namespace reseal::app {

ExitCode exit_code_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return kUsage;
    case ErrorCode::token_missing:
    case ErrorCode::token_ambiguous:
    case ErrorCode::token_changed:
    case ErrorCode::token_removed:
      return kTokenMissing;
    case ErrorCode::pin_wrong:
    case ErrorCode::pin_locked:
    case ErrorCode::pin_last_try:
    case ErrorCode::pin_needed:
    case ErrorCode::authorization_refused:
    case ErrorCode::answer_wrong:
      return kPersonMustAct;
    case ErrorCode::not_eligible:
    case ErrorCode::key_weak:
      return kRefusedByRule;
    case ErrorCode::interrupted:
      return kInterrupted;
    default:
      return kError;
  }
}

int graver(int a, int b) {
  constexpr int kGravestFirst[] = {kInterrupted,      kError,         kUsage,         kDaemonUnreachable,
                                   kTokenMissing,     kPersonMustAct, kRefusedByRule, kNotYetAcceptedEverywhere,
                                   kWaitingForOthers, kDone};
  for (const int code : kGravestFirst) {
    if (a == code || b == code) return code;
  }
  return std::max(a, b);
}

ExitCode exit_code_for(store::OrderState state, std::size_t systems_left) {
  using enum store::OrderState;
  switch (state) {
    case done:
      return kDone;
    case installed:
      return systems_left == 0 ? kDone : kNotYetAcceptedEverywhere;
    case ready:
    case waiting:
      return kWaitingForOthers;
    case needs_person:
    case needs_pin:
    case needs_help:
      return kPersonMustAct;
    case needs_token:
      return kTokenMissing;
    case refused:
    case cancelled:
      return kRefusedByRule;
    case failed:
      return kError;
  }
  return kError;
}

}  // namespace reseal::app
