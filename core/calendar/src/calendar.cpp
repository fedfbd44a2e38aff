// SPDX-License-Identifier: Apache-2.0
#include "reseal/calendar/calendar.h"

#include <algorithm>

#include "reseal/base/error.h"
#include "timetable.h"

namespace reseal::calendar {
namespace {

void require_not_negative(std::int64_t number) {
  if (number < 0) {
    throw Error(ErrorCode::internal, {{"problem", "a deadline by a negative number: " + std::to_string(number)}});
  }
}

Seconds worked_until(const Reading& reading, Time time) {
  const auto next = std::upper_bound(reading.sessions.begin(), reading.sessions.end(), time,
                                     [](Time moment, const Session& session) { return moment < session.opens; });
  if (next == reading.sessions.begin()) return Seconds(0);
  const auto& session = *std::prev(next);
  return session.before + (std::min(time, session.closes) - session.opens);
}

std::optional<Time> earliest_with(const Reading& reading, Seconds worked) {
  if (worked > reading.total) return {};
  const auto next = std::lower_bound(reading.sessions.begin(), reading.sessions.end(), worked,
                                     [](const Session& session, Seconds sum) { return session.before < sum; });
  if (next == reading.sessions.begin()) return {};
  const auto& session = *std::prev(next);
  return session.opens + (worked - session.before);
}

std::optional<Time> latest_with(const Reading& reading, Seconds worked) {
  const auto next = std::upper_bound(reading.sessions.begin(), reading.sessions.end(), worked,
                                     [](Seconds sum, const Session& session) { return sum < session.before; });
  if (next == reading.sessions.begin()) return {};
  const auto& session = *std::prev(next);
  return session.opens + (worked - session.before);
}

using Days = std::vector<WorkingDay>;

/// The n-th working day after the day with this row.
const WorkingDay* nth_after(const Days& days, std::size_t row, int n) {
  const auto next = std::upper_bound(days.begin(), days.end(), row,
                                     [](std::size_t wanted, const WorkingDay& day) { return wanted < day.day; });
  if (n > days.end() - next) return nullptr;
  return &*(next + (n - 1));
}

/// The working day from which n more lead to the last one that has opened by `time`.
const WorkingDay* nth_before(const Days& days, Time time, int n) {
  const auto next = std::upper_bound(days.begin(), days.end(), time,
                                     [](Time moment, const WorkingDay& day) { return moment < day.opens; });
  if (n >= next - days.begin()) return nullptr;
  return &*(next - 1 - n);
}

Date nearest_unknown(const Timetable& table, std::size_t from, bool forward) {
  const auto count = table.days[from].unknown_before;
  const auto fewer = [](const DayRow& row, std::size_t wanted) { return row.unknown_before < wanted; };
  if (forward) {
    // The first row with more unknown days before it than `from` has follows the one that is looked for.
    const auto found = std::lower_bound(table.days.begin(), table.days.end(), count + 1, fewer);
    if (found == table.days.end()) return table.date_of(table.day_count());
    return table.date_of(static_cast<std::size_t>(found - table.days.begin()) - 1);
  }
  if (!table.days[from].known) return table.date_of(from);
  if (count == 0) return {table.first_date - std::chrono::days(1)};
  const auto found = std::lower_bound(table.days.begin(), table.days.end(), count, fewer);
  return table.date_of(static_cast<std::size_t>(found - table.days.begin()) - 1);
}

Deadline outside(const Timetable& table, Time time) {
  if (time < table.days.front().begins) return {{}, Date(table.first_date - std::chrono::days(1)), {}};
  return {{}, table.date_of(table.day_count()), {}};
}

bool all_known(const Timetable& table, std::size_t first, std::size_t last) {
  return table.days[last + 1].unknown_before == table.days[first].unknown_before;
}

/// `found`, if every day from `from` to it is known.
Deadline answer(const Timetable& table, Time from, std::optional<Time> found, bool forward) {
  const auto begin = table.day_at(from);
  if (!begin) return outside(table, from);
  const auto end = found ? table.day_at(*found) : std::optional<std::size_t>();
  if (!end) return {{}, nearest_unknown(table, *begin, forward), {}};
  const auto [first, last] = std::minmax(*begin, *end);
  if (!all_known(table, first, last)) return {{}, nearest_unknown(table, *begin, forward), {}};
  const auto& before = table.days[first];
  const auto& behind = table.days[last + 1];
  auto standing = Standing::confirmed;
  if (behind.unverified_before > before.unverified_before) standing = Standing::unverified;
  if (behind.announced_before > before.announced_before) standing = Standing::announced;
  return {found, {}, standing};
}

}  // namespace

Calendar::Calendar(std::shared_ptr<const Timetable> timetable) : timetable_(std::move(timetable)) {}

Deadline Calendar::after(Time from, Seconds working) const {
  require_not_negative(working.count());
  const auto& reading = timetable_->cautious;
  if (working == Seconds(0)) return answer(*timetable_, from, from, true);
  const auto worked = worked_until(reading, from);
  // Compared this way round, an absurd number cannot overflow.
  if (working > reading.total - worked) return answer(*timetable_, from, {}, true);
  return answer(*timetable_, from, earliest_with(reading, worked + working), true);
}

Deadline Calendar::before(Time until, Seconds working) const {
  require_not_negative(working.count());
  const auto& reading = timetable_->cautious;
  if (working == Seconds(0)) return answer(*timetable_, until, until, false);
  const auto worked = worked_until(reading, until);
  if (working > worked) return answer(*timetable_, until, {}, false);
  return answer(*timetable_, until, latest_with(reading, worked - working), false);
}

Deadline Calendar::after(Time from, WorkingDays days) const {
  require_not_negative(days.count);
  const auto row = timetable_->day_at(from);
  if (!row) return outside(*timetable_, from);
  if (days.count == 0) return answer(*timetable_, from, from, true);
  const auto* found = nth_after(timetable_->cautious.days, *row, days.count);
  return answer(*timetable_, from, found ? std::optional(found->opens) : std::nullopt, true);
}

Deadline Calendar::before(Time until, WorkingDays days) const {
  require_not_negative(days.count);
  if (days.count == 0) return answer(*timetable_, until, until, false);
  const auto* found = nth_before(timetable_->cautious.days, until, days.count);
  return answer(*timetable_, until, found ? std::optional(found->closes) : std::nullopt, false);
}

Deadline Calendar::due(Time from, WorkingDays days) const {
  require_not_negative(days.count);
  const auto row = timetable_->day_at(from);
  if (!row) return outside(*timetable_, from);
  if (days.count == 0) return answer(*timetable_, from, from, true);
  const auto* found = nth_after(timetable_->promised.days, *row, days.count);
  return answer(*timetable_, from, found ? std::optional(found->closes) : std::nullopt, true);
}

std::optional<Seconds> Calendar::between(Time from, Time to) const {
  const auto begin = timetable_->day_at(from);
  const auto end = timetable_->day_at(to);
  if (!begin || !end || !all_known(*timetable_, std::min(*begin, *end), std::max(*begin, *end))) return {};
  return worked_until(timetable_->cautious, to) - worked_until(timetable_->cautious, from);
}

std::optional<Day> Calendar::day(Date date) const {
  const auto said = said_of(*timetable_->country, *timetable_->office, date);
  if (!said.known) return {};
  return Day{.works = said.works,
             .standing = said.standing,
             .name = said.entry ? said.entry->name : "",
             .source = said.entry ? said.entry->source : said.year->source};
}

}  // namespace reseal::calendar
