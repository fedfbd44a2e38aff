// SPDX-License-Identifier: Apache-2.0
#include "timetable.h"

#include <algorithm>

#include "zone.h"

namespace reseal::calendar {
namespace {

using std::chrono::sys_days;

void add_day(Reading& reading, std::size_t row, const std::vector<Session>& sessions) {
  reading.days.push_back({row, sessions.front().opens, sessions.back().closes});
  for (auto session : sessions) {
    session.before = reading.total;
    reading.total += session.closes - session.opens;
    reading.sessions.push_back(session);
  }
}

class Maker {
 public:
  Maker(std::shared_ptr<const Country> country, const Office& office) : zone_(country->time_zone) {
    table_.country = std::move(country);
    table_.office = &office;
  }

  Timetable make() {
    const auto& years = table_.country->years;
    using std::chrono::January;
    table_.first_date = std::chrono::year(years.begin()->first) / January / 1;
    const sys_days end = std::chrono::year(years.rbegin()->first + 1) / January / 1;
    for (auto date = table_.first_date; date < end; date += std::chrono::days(1)) add(date);
    count_.begins = on_wall(end, Seconds(0));
    table_.days.push_back(count_);
    return std::move(table_);
  }

 private:
  Time on_wall(sys_days date, Seconds time_of_day) { return zone_.to_utc(date.time_since_epoch() + time_of_day); }

  void add(sys_days date) {
    const auto said = said_of(*table_.country, *table_.office, Date(date));
    count_.begins = on_wall(date, Seconds(0));
    count_.known = said.known;
    count_.works = said.works;
    count_.standing = said.standing;
    const auto row = table_.days.size();
    table_.days.push_back(count_);
    if (!said.known) ++count_.unknown_before;
    if (said.known && said.standing == Standing::unverified) ++count_.unverified_before;
    if (said.known && said.standing == Standing::announced) ++count_.announced_before;
    if (!said.works && !said.promised) return;
    std::vector<Session> sessions;
    for (const auto& hours : table_.office->sessions) {
      sessions.push_back({on_wall(date, hours.opens), on_wall(date, hours.closes), Seconds(0)});
    }
    if (said.works) add_day(table_.cautious, row, sessions);
    if (said.promised) add_day(table_.promised, row, sessions);
  }

  Zone zone_;
  Timetable table_;
  DayRow count_;  // the row to come: it carries the sums along
};

}  // namespace

Date Timetable::date_of(std::size_t day) const {
  return {first_date + std::chrono::days(static_cast<std::chrono::days::rep>(day))};
}

std::optional<std::size_t> Timetable::day_at(Time time) const {
  const auto next = std::upper_bound(days.begin(), days.end(), time,
                                     [](Time moment, const DayRow& row) { return moment < row.begins; });
  if (next == days.begin() || next == days.end()) return {};
  return static_cast<std::size_t>(next - days.begin()) - 1;
}

Said said_of(const Country& country, const Office& office, Date date) {
  Said said;
  const auto year = country.years.find(int{date.year()});
  if (year == country.years.end()) return said;
  said.year = &year->second;
  const auto entry = year->second.days.find(date);
  const bool listed = entry != year->second.days.end();
  said.known = listed || year->second.complete;
  if (!said.known) return said;
  const bool plain = office.works.at(std::chrono::weekday(std::chrono::sys_days(date)).c_encoding());
  said.works = said.promised = plain;
  said.standing = year->second.standing;
  if (!listed || (entry->second.agencies_only && !office.agency)) return said;
  said.entry = &entry->second;
  if (entry->second.works == plain) return said;  // says what the week says: no doubt, whatever its status
  said.standing = entry->second.standing;
  const bool in_doubt = said.standing == Standing::announced;
  said.works = !in_doubt && entry->second.works;
  said.promised = in_doubt || entry->second.works;
  return said;
}

std::shared_ptr<const Timetable> make_timetable(std::shared_ptr<const Country> country, const Office& office) {
  return std::make_shared<const Timetable>(Maker(std::move(country), office).make());
}

}  // namespace reseal::calendar
