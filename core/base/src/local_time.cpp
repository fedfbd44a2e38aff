// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/local_time.h"

#include <date/tz.h>

#include "reseal/base/error.h"

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

std::string format_date_for(Time time, std::string_view language, std::string_view zone) {
  return format_local(time, date_format(language), zone);
}

}  // namespace reseal
