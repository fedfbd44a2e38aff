// SPDX-License-Identifier: Apache-2.0
// Working time of one office: how long before a moment, how long after it, by when. CUS-01, TAX-01, TAX-04, SZCA-15.
//
// Every time here is UTC; days and sessions are those of the office's own zone. All answers come from tables made when
// the calendar was made, by binary search: none of them walks over days.
//
// Hours. Working hours are the seconds inside sessions (08:00-12:00 and 13:00-17:00) of working days. Time outside
// does not count: a moment at lunch, at night or on a day off stands for the end of the session before it and the
// beginning of the one after.
//   after(T, 4 h)   the earliest moment with 4 working hours between T and it: Fri 12:30 -> Fri 17:00, not Mon 08:00.
//   before(T, 4 h)  the latest moment with 4 working hours between it and T: Thu 08:00 -> Wed 13:00, not Wed 12:00.
// The two are each other's inverse: after(a, n) <= b exactly when a <= before(b, n).
//
// Days. A working day counts whole, all its sessions or nothing; 8 working hours are not a working day, and nothing
// here turns one into the other. The day on which the counting begins never counts, at whatever hour it begins.
//   after(T, n days)   the opening of the n-th working day after T's day. Accepted on Fri at 07:00, 16:30 or 20:00, on
//                      Sat or on Sun: with 1 day, usable from Mon 08:00.
//   before(T, n days)  the last moment of working time from which n working days lead to T or earlier. A day has been
//                      reached once its first session has opened:
//                        T inside a session, at lunch or in the evening of a working day: that day is reached. Mon
//                        08:00, 12:30 or 20:00, with 1 day -> Fri 17:00.
//                        T before the opening, or on a day off: it is not. Mon 07:59 or Sun, with 1 day -> Thu 17:00.
//   due(T, n days)     the close of the n-th working day after T's day: what "within n working days" means (SZCA-15).
// For moments a inside working time, after(a, n) <= b exactly when a <= before(b, n).
//
// Zero hours or days is T itself. A negative number is a mistake of the caller: Error(internal).
//
// Doubt. A day whose entry is "announced" (intended, not yet law) is never counted to our advantage: before() and
// after() take it for a day off, so that we act earlier and rely on something later; due() takes it for a working day,
// so that a promise is never stretched by it.
//
// What the data do not know. An answer needs every day from T's to the answer's, both included. If one of them is in no
// year of the data, or in a year that is not complete and not listed there, there is no answer: never a guess.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "reseal/values.h"

namespace reseal::calendar {

struct Timetable;

using Date = std::chrono::year_month_day;

/// How well the data behind an answer are known, best first.
enum class Standing {
  confirmed,   ///< read in a published decision, or in a report of one
  unverified,  ///< set down from memory, or derived from the law
  announced,   ///< intended, not yet law: in doubt
};

struct WorkingDays {
  int count = 0;
};

struct Deadline {
  std::optional<Time> time;  ///< empty: not known
  /// When not known: the nearest day to T that the data would have had to know.
  std::optional<Date> not_known;
  /// Of the weakest day between T and the answer. Only entries that make a difference to this office count.
  Standing standing = Standing::confirmed;
  bool operator==(const Deadline&) const = default;
};

/// What the data say about a day.
struct Day {
  bool works = false;  ///< a day in doubt does not, as before() and after() have it
  Standing standing = Standing::confirmed;
  std::string name;    ///< of a listed day, in the language of the country; may be empty
  std::string source;  ///< law, decision or notice
  bool operator==(const Day&) const = default;
};

/// A value; copies share their tables. Never changes, so that any number of threads may ask.
class Calendar {
 public:
  /// Made by Calendars::of().
  explicit Calendar(std::shared_ptr<const Timetable> timetable);

  [[nodiscard]] Deadline after(Time from, Seconds working) const;
  [[nodiscard]] Deadline before(Time until, Seconds working) const;
  [[nodiscard]] Deadline after(Time from, WorkingDays days) const;
  [[nodiscard]] Deadline before(Time until, WorkingDays days) const;
  [[nodiscard]] Deadline due(Time from, WorkingDays days) const;

  /// Working time between two moments, as before() and after() count it; negative when `to` is the earlier. Empty: not
  /// known.
  [[nodiscard]] std::optional<Seconds> between(Time from, Time to) const;
  /// Empty: not known.
  [[nodiscard]] std::optional<Day> day(Date date) const;

 private:
  std::shared_ptr<const Timetable> timetable_;
};

}  // namespace reseal::calendar
