// SPDX-License-Identifier: Apache-2.0
// UTF-8 as people mean it: Vietnamese arrives composed and decomposed, Chinese takes two columns.
#pragma once

#include <string>
#include <string_view>

namespace reseal {

[[nodiscard]] bool is_valid_utf8(std::string_view text);
/// Unicode normal form C. Throws Error(internal) for text that is not UTF-8.
[[nodiscard]] std::string to_nfc(std::string_view text);
/// For comparing names: NFC, case folded, white space trimmed and runs of it made one. Accents stay.
[[nodiscard]] std::string fold(std::string_view text);
/// For searching and "did you mean": fold(), then without marks, and đ as d.
[[nodiscard]] std::string fold_without_accents(std::string_view text);
/// Columns on a terminal.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// Number of characters (code points).
[[nodiscard]] std::size_t character_count(std::string_view text);
/// Control characters (terminal escapes, C0, C1, bidirectional overrides) replaced by '?': for text from outside that
/// goes to a terminal.
[[nodiscard]] std::string printable(std::string_view text);
/// Edit distance of the two, in characters; for "did you mean".
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace reseal
