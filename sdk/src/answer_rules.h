// SPDX-License-Identifier: Apache-2.0
// The single questions that check_answer asks of a text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reseal::answer {

/// In characters (code points), as a person counts them.
std::int64_t length(std::string_view text);
bool is_email(std::string_view text);
/// A day that the calendar has: "2028-02-29" but not "2026-02-29".
bool is_date(std::string_view text);
/// The size that RFC 4648 base64 decodes to; empty when it is not base64.
std::optional<std::int64_t> base64_size(std::string_view text);
/// Whether the whole text matches, by characters and not by bytes. Takes time in proportion to both, whatever the
/// pattern. Throws MessageError when the pattern is no regular expression, or one that has no such bound.
bool matches(std::string_view text, const std::string& pattern);
/// The longest text that `matches` is asked about.
inline constexpr std::int64_t kLongestMatched = 4096;

}  // namespace reseal::answer
