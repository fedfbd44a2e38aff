// SPDX-License-Identifier: Apache-2.0
// QR codes (ISO/IEC 18004, error correction M).
#pragma once

#include <string>
#include <string_view>

namespace reseal::app {

/// In half blocks with its quiet zone, for a terminal: dark on light; without colour the light modules are drawn,
/// which is right on a dark terminal, and scanners of today read the inverse too. Empty when the text does not fit one.
std::string qr_for_terminal(std::string_view text, bool colored);

/// As SVG, black on white with a quiet zone of four modules, to be opened or printed at any size. Empty likewise.
std::string qr_svg(std::string_view text);

}  // namespace reseal::app
