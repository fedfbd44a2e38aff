// SPDX-License-Identifier: Apache-2.0
// Asking a person at a terminal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reseal/base/secret.h"

namespace reseal::app {

/// One line from standard input; empty optional at end of input.
std::optional<std::string> read_line(std::string_view question);

/// A secret without echo, straight into locked memory. Empty optional at end of input or when nothing was typed.
std::optional<Secret> read_secret(std::string_view question);

/// The next line of a descriptor that the caller opened for us (--otp-fd): waits for it. Empty optional at its end.
std::optional<Secret> read_secret_line(int descriptor);

/// The first line of a descriptor that the caller opened for us (--pin-fd). Throws Error(secret_unavailable).
Secret read_secret_from_descriptor(int descriptor);

/// Waits for Enter. False at end of input.
bool wait_for_enter(std::string_view question);

}  // namespace reseal::app
