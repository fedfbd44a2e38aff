// SPDX-License-Identifier: Apache-2.0
// The numbers by which China names companies, people and telephones, held against their check characters. Sources: GB
// 32100-2015 (unified social credit code), GB 11643-1999 (resident identity number), the numbering plan of mobile
// networks.
//
// Each function takes a number as people write it (full-width letters and digits, spaces, the ideographic one too) and
// answers it in its one right form, ASCII without spaces; nullopt: it is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reseal {

/// 统一社会信用代码: 18 characters, digits and capitals without I, O, S, V and Z, the last one a check character.
std::optional<std::string> credit_code(std::string_view entered);
/// 居民身份证号码: 17 digits, with a day of birth that the calendar has, and a check character, a digit or X (x is
/// taken for X).
std::optional<std::string> resident_id(std::string_view entered);
/// A mobile number: 11 digits that begin with 13 to 19; hyphens may stand in it, and 86 or +86 before it.
std::optional<std::string> chinese_mobile(std::string_view entered);

/// The text with full-width letters, digits and signs as their ASCII ones, and without spaces (also no-break and
/// ideographic ones): how two entries of one name or number are compared (SZCA-06). Nothing else is changed.
std::string half_width(std::string_view text);

}  // namespace reseal
