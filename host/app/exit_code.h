// SPDX-License-Identifier: Apache-2.0
// What the program's exit status tells a script to do. Stable; documented in docs/cli.md.
#pragma once

#include "reseal/base/error.h"
#include "reseal/store/store.h"

namespace reseal::app {

enum ExitCode : int {
  kDone = 0,
  kError = 1,
  kUsage = 2,
  kWaitingForOthers = 3,
  kPersonMustAct = 4,
  kNotYetAcceptedEverywhere = 5,
  kRefusedByRule = 6,
  kTokenMissing = 7,
  kDaemonUnreachable = 8,
  kInterrupted = 130,
};

[[nodiscard]] ExitCode exit_code_for(ErrorCode code);
/// Of several orders: the one that most needs somebody. What failed, then what a person can mend (token, answer,
/// refusal), then what only takes time.
[[nodiscard]] int graver(int a, int b);
/// `systems_left`: systems of the deployment that have not accepted the new certificate yet.
[[nodiscard]] ExitCode exit_code_for(store::OrderState state, std::size_t systems_left);

}  // namespace reseal::app
