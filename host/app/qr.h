// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace reseal::app {

/// A QR code in half blocks, dark on light with its quiet zone, for a terminal. Empty when the text does not fit one.
std::string qr_for_terminal(std::string_view text);

}  // namespace reseal::app
