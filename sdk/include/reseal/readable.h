// SPDX-License-Identifier: Apache-2.0
// Times and amounts as portals and people write them, for Text parameters and values to copy. Without a time zone
// database (a plugin has none): the zones of the portals served so far have no daylight saving, so an offset is exact.
#pragma once

#include <string>
#include <string_view>

#include "reseal/values.h"

namespace reseal {

inline constexpr Seconds kVietNamOffset{7 * 3600};
inline constexpr Seconds kChinaOffset{8 * 3600};
inline constexpr std::string_view kVietnameseDate = "%d/%m/%Y";
inline constexpr std::string_view kVietnameseTime = "%d/%m/%Y %H:%M:%S";

/// Knows %Y %m %d %H %M %S and %%. Throws MessageError for any other letter.
std::string local_text(Time time, Seconds utc_offset, std::string_view format);
/// "+07:00" -> 7 h. Throws MessageError.
Seconds utc_offset_of(std::string_view text);
/// "1 249 000 VND", "280.50 CNY": the same in every language.
std::string money_text(const Money& money);
/// The same day so many months later; the last of the month when it has no such day.
Time add_months(Time time, int months);

}  // namespace reseal
