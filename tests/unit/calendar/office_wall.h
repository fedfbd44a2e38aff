// SPDX-License-Identifier: Apache-2.0
// Times as the clock on an office's wall shows them.
#pragma once

#include <ostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reseal/base/local_time.h"
#include "reseal/calendar/calendars.h"

namespace reseal::calendar {

/// vn("2026-11-20 16:30")
inline Time vn(const std::string& wall) {
  return time_from_iso(wall.substr(0, 10) + "T" + wall.substr(11) + ":00+07:00");
}
inline Time cn(const std::string& wall) {
  return time_from_iso(wall.substr(0, 10) + "T" + wall.substr(11) + ":00+08:00");
}

inline std::string on_wall(const Deadline& deadline, std::string_view zone) {
  return deadline.time ? format_local(*deadline.time, "%F %H:%M", zone) : "not known";
}
inline std::string vn(const Deadline& deadline) { return on_wall(deadline, kVietNam); }
inline std::string cn(const Deadline& deadline) { return on_wall(deadline, kChina); }

inline Date date(int year, unsigned month, unsigned day) {
  return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
}

inline Calendar office(std::string_view country, std::string_view name) { return Calendars().of(country, name); }

/// With a correction of Viet Nam's document.
inline Calendar corrected_vn(const Json& correction, std::string_view name = "agency") {
  return Calendars({{"VN", correction}}, "reseal.json").of("VN", name);
}

}  // namespace reseal::calendar
