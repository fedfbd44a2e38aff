// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/local_time.h"

#include <date/tz.h>

#include "reseal/base/error.h"
#include "reseal/failure.h"

namespace reseal {
namespace {

const date::time_zone* find_zone(std::string_view zone) {
  try {
    return date::locate_zone(zone);
  } catch (const std::exception& e) {
    throw Error(ErrorCode::config_invalid,
                {{"file", "time zone data"},
                 {"where", std::string(zone)},
                 {"problem", "unknown time zone"},
                 {"expected", "a name such as Asia/Ho_Chi_Minh; the package tzdata must be installed"}},
                e.what());
  }
}

std::string date_format(std::string_view language) {
  if (language == "vi") return "%d/%m/%Y";
  if (language == "zh") return "%Y年%m月%d日";
  return "%d %b %Y";
}

}  // namespace

std::string format_local(Time time, std::string_view format, std::string_view zone) {
  return date::format(std::string(format), date::make_zoned(find_zone(zone), time));
}

std::string format_for(Time time, std::string_view language, std::string_view zone) {
  return format_local(time, date_format(language) + " %H:%M", zone);
}

Time time_from_local(std::string_view text, std::string_view zone) {
  constexpr std::size_t kMinutes = 16;  // "2026-12-03T09:00"
  constexpr std::size_t kSeconds = 19;
  if (text.size() != kMinutes && text.size() != kSeconds) return time_from_iso(text);
  const auto wall = time_from_iso(std::string(text) + (text.size() == kMinutes ? ":00Z" : "Z"));
  try {
    return find_zone(zone)->to_sys(date::local_seconds(wall.time_since_epoch()));
  } catch (const std::runtime_error& error) {  // date::nonexistent_local_time, date::ambiguous_local_time
    throw MessageError(error.what());
  }
}

std::string format_date_for(Time time, std::string_view language, std::string_view zone) {
  return format_local(time, date_format(language), zone);
}

}  // namespace reseal
