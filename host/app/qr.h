// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace reseal::app {

/// A QR code in half blocks with its quiet zone, for a terminal: dark on light; without colour the light modules are
/// drawn, which is right on a dark terminal, and scanners of today read the inverse too. Empty when the text does not
/// fit one.
std::string qr_for_terminal(std::string_view text, bool colored);

}  // namespace reseal::app
