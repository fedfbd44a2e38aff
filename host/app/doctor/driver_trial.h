// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 driver asked for its tokens in a child process: drivers crash, and hang, and doctor has to outlive that.
#pragma once

#include <string>

#include "app/terminal.h"
#include "app/words.h"

namespace reseal::app {

enum class DriverTrial { survived, crashed, hung };

/// Returns after eight seconds at most; shows on a terminal that it waits. A driver that only says that it cannot
/// (CKR_...) survives.
DriverTrial try_driver(const std::string& module, const Terminal& terminal, const Words& words);

}  // namespace reseal::app
