// SPDX-License-Identifier: Apache-2.0
// Bytes from outside to text that can be shown and written down.
#pragma once

#include <string>
#include <string_view>

namespace reseal::mail {

/// Bytes in the charset that a part names ("windows-1258") to UTF-8; not yet clean. A charset that is not known here,
/// or none, is read as UTF-8.
std::string to_utf8(std::string_view bytes, std::string_view charset);

/// Valid UTF-8 in NFC; U+FFFD for what is not; no control characters but newline and tab; line ends are newlines. At
/// most `limit` bytes, cut between characters. A `line` has neither newlines nor tabs: they are spaces.
enum class Shape { text, line };
std::string clean(std::string text, std::size_t limit, Shape shape);

}  // namespace reseal::mail
