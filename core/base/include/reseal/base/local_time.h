// SPDX-License-Identifier: Apache-2.0
// Times as people and portals write them, in the zone of the system concerned.
#pragma once

#include <string>
#include <string_view>

#include "reseal/values.h"

namespace reseal {

inline constexpr std::string_view kVietNam = "Asia/Ho_Chi_Minh";
inline constexpr std::string_view kChina = "Asia/Shanghai";

/// By strftime-like format in an IANA zone: ("%d/%m/%Y %H:%M:%S", kVietNam). Throws Error(config_invalid) for an
/// unknown zone.
[[nodiscard]] std::string format_local(Time time, std::string_view format, std::string_view zone);
/// As a reader of this language expects it: vi "02/10/2020 09:42", zh "2020年10月2日 09:42", en "2 Oct 2020 09:42".
[[nodiscard]] std::string format_for(Time time, std::string_view language, std::string_view zone);
[[nodiscard]] std::string format_date_for(Time time, std::string_view language, std::string_view zone);

/// "2026-12-03T09:00" (or with seconds) on the clocks of an IANA zone; with Z or an offset, that moment. Throws
/// MessageError for anything else, and for a time that those clocks leave out or show twice.
[[nodiscard]] Time time_from_local(std::string_view text, std::string_view zone);

}  // namespace reseal
