// SPDX-License-Identifier: Apache-2.0
// The tables that answers are looked up in: every session of every year that the data have, with the working time
// before it, so that "so many hours before" is a subtraction and a binary search. About 4,000 rows for eight years.
#pragma once

#include <string_view>
#include <vector>

#include "country.h"
#include "reseal/calendar/calendar.h"

namespace reseal::calendar {

struct Session {
  Time opens;
  Time closes;
  Seconds before;  ///< working time in the sessions before this one
};

struct WorkingDay {
  std::size_t day;  ///< its row in Timetable::days
  Time opens;
  Time closes;
};

/// One way to read the days in doubt. Days that are not known have no row: whoever finds an answer here must still ask
/// whether every day up to it is known.
struct Reading {
  std::vector<Session> sessions;
  std::vector<WorkingDay> days;
  Seconds total{0};
};

/// A day of the data, known or not. The numbers count the rows before this one.
struct DayRow {
  Time begins;  ///< local midnight
  bool known = false;
  bool works = false;
  Standing standing = Standing::confirmed;
  std::size_t unknown_before = 0;
  std::size_t unverified_before = 0;
  std::size_t announced_before = 0;
};

struct Timetable {
  std::shared_ptr<const Country> country;
  std::chrono::sys_days first_date;  ///< of days.front(); one row a day without gaps
  /// One row more than there are days: where the data end.
  std::vector<DayRow> days;
  Reading cautious;  ///< a day in doubt is a day off
  Reading promised;  ///< a day in doubt is a working day
  const Office* office = nullptr;

  [[nodiscard]] std::size_t day_count() const { return days.size() - 1; }
  [[nodiscard]] Date date_of(std::size_t day) const;
  /// The row of the day that holds `time`; empty outside the data.
  [[nodiscard]] std::optional<std::size_t> day_at(Time time) const;
};

/// What the data say about a day to this office, before anything is counted.
struct Said {
  bool known = false;
  bool works = false;     ///< days in doubt taken for days off
  bool promised = false;  ///< days in doubt taken for working days
  Standing standing = Standing::confirmed;
  const Entry* entry = nullptr;  ///< if it is one that this office goes by
  const Year* year = nullptr;
};
Said said_of(const Country& country, const Office& office, Date date);

std::shared_ptr<const Timetable> make_timetable(std::shared_ptr<const Country> country, const Office& office);

}  // namespace reseal::calendar
