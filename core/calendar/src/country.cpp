// SPDX-License-Identifier: Apache-2.0
#include "country.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "reseal/base/error.h"
#include "reseal/calendar/calendars.h"
#include "reseal/schema.h"
#include "zone.h"

namespace reseal::calendar {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};

const Schema& schema() {
  static const Schema compiled(schema_text());
  return compiled;
}

// The schema has looked at the digits.
int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Standing standing_of(const std::string& status) {
  if (status == "confirmed") return Standing::confirmed;
  return status == "announced" ? Standing::announced : Standing::unverified;
}

Seconds time_of_day(const std::string& text) {
  return std::chrono::hours(number(text.substr(0, 2))) + std::chrono::minutes(number(text.substr(3)));
}

class Reader {
 public:
  Reader(const std::string& file, const std::string& place) : file_(file), place_(place) {}

  Country read(const Json& document) const {
    if (const auto problems = schema().check(document); !problems.empty()) {
      const auto& first = problems.front();
      fail(first.pointer, "found " + first.found, first.expected);
    }
    Country country{.time_zone = document.at("time_zone"), .offices = {}, .years = {}};
    check_zone(country.time_zone);
    for (const auto& [name, office] : document.at("offices").items()) {
      country.offices.emplace(name, read_office(document, office, "/offices/" + name));
    }
    for (const auto& [year, json] : document.at("years").items()) {
      country.years.emplace(number(year), read_year(number(year), json, "/years/" + year));
    }
    return country;
  }

 private:
  [[noreturn]] void fail(const std::string& where, const std::string& problem, const std::string& expected) const {
    throw Error(ErrorCode::config_invalid,
                {{"file", file_}, {"where", place_ + where}, {"problem", problem}, {"expected", expected}});
  }

  void check_zone(const std::string& zone) const {
    try {
      (void)Zone(zone);
    } catch (const std::runtime_error&) {
      fail("/time_zone", "no such time zone: " + zone, "an IANA name such as Asia/Ho_Chi_Minh");
    }
  }

  Office read_office(const Json& document, const Json& json, const std::string& where) const {
    Office office{.agency = json.at("kind") == "agency", .works = {}, .sessions = {}};
    for (const auto& name : json.contains("weekdays") ? json.at("weekdays") : document.at("weekdays")) {
      const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), name.get<std::string>());
      office.works.at(static_cast<std::size_t>(std::distance(kWeekdays.begin(), found))) = true;
    }
    const bool own = json.contains("sessions");
    office.sessions = read_sessions(own ? json.at("sessions") : document.at("sessions"), own ? where : "");
    return office;
  }

  std::vector<Hours> read_sessions(const Json& json, const std::string& where) const {
    std::vector<Hours> sessions;
    for (const auto& pair : json) {
      const Hours hours{time_of_day(pair.at(0)), time_of_day(pair.at(1))};
      // Two that touch are one: the moment between them would be both the end and the beginning of working time.
      if (hours.opens >= hours.closes || (!sessions.empty() && sessions.back().closes >= hours.opens)) {
        fail(where + "/sessions", "found " + json.dump(),
             "sessions that end after they begin, in order, with a break between them");
      }
      sessions.push_back(hours);
    }
    return sessions;
  }

  Year read_year(int number_of_year, const Json& json, const std::string& where) const {
    Year year{.complete = json.at("complete"),
              .standing = standing_of(json.at("status")),
              .source = json.at("source"),
              .days = {}};
    for (const auto& [text, day] : json.at("days").items()) {
      const auto place = where + "/days/" + text;
      const auto date = read_date(text, place);
      if (int{date.year()} != number_of_year) fail(place, "found " + text, "a day of the year it stands in");
      if (day.contains("instead_of")) (void)read_date(day.at("instead_of"), place + "/instead_of");
      year.days.emplace(date, Entry{.works = day.at("kind") == "work",
                                    .agencies_only = day.value("binds", "all") == "agency",
                                    .name = day.value("name", ""),
                                    .standing = day.contains("status") ? standing_of(day.at("status")) : year.standing,
                                    .source = day.value("source", year.source)});
    }
    return year;
  }

  Date read_date(const std::string& text, const std::string& where) const {
    const Date date(std::chrono::year(number(text.substr(0, 4))),
                    std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
                    std::chrono::day(static_cast<unsigned>(number(text.substr(8)))));
    if (!date.ok()) fail(where, "found " + text, "a date that there is, such as 2026-11-24");
    return date;
  }

  const std::string& file_;
  const std::string& place_;
};

}  // namespace

Country read_country(const Json& document, const std::string& file, const std::string& place) {
  return Reader(file, place).read(document);
}

}  // namespace reseal::calendar
