// SPDX-License-Identifier: Apache-2.0
// What holds for every moment and every number, tried on many, and against a reckoner that walks.
#include "office_wall.h"

#include <random>

namespace reseal::calendar {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Place {
  const char* name;
  const char* country;
  const char* office;
  Time (*wall)(const std::string&);
  std::vector<std::pair<int, int>> sessions;  ///< minutes of the day
  const char* first;
  const char* last;
};
void PrintTo(const Place& place, std::ostream* out) { *out << place.name; }

class EveryMoment : public testing::TestWithParam<Place> {
 protected:
  /// Around Tết, leap days and ends of years more often than chance would have it.
  Time any_moment() {
    static const std::vector<std::string> kNear{"2024-02-10", "2026-02-17", "2024-02-29", "2025-12-31",
                                                "2026-01-10", "2026-08-31", "2025-10-01", "2026-11-24"};
    if (pick(0, 1) == 0) {
      const auto near = GetParam().wall(kNear[static_cast<std::size_t>(pick(0, 7))] + " 12:00");
      const auto at = near + minutes(pick(-20 * 1440, 20 * 1440));
      if (at >= first_ && at <= last_) return at;
    }
    return first_ + Seconds(pick(0, (last_ - first_).count()));
  }
  std::int64_t pick(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }
  [[nodiscard]] bool in_session(Time at) const { return calendar_.between(at, at + Seconds(1)) == Seconds(1); }

  const Calendar calendar_ = office(GetParam().country, GetParam().office);
  const Time first_ = GetParam().wall(GetParam().first);
  const Time last_ = GetParam().wall(GetParam().last);
  std::mt19937_64 random_{20261121};  // the same moments in every run
};

TEST_P(EveryMoment, HasHoursBeforeAndAfterThatAreEachOthersInverse) {
  for (int i = 0; i < 4000; ++i) {
    const auto a = any_moment();
    const auto b = a + minutes(pick(-60, 10 * 1440));
    const Seconds n = minutes(pick(1, 3000));
    const auto after = calendar_.after(a, n).time;
    const auto before = calendar_.before(b, n).time;
    if (!after || !before) continue;
    EXPECT_EQ(*after <= b, a <= *before) << to_iso(a) << " " << to_iso(b) << " " << n.count();
    EXPECT_EQ(calendar_.between(a, *after), n);
    EXPECT_EQ(calendar_.between(*before, b), n);
    if (in_session(a)) {
      EXPECT_EQ(calendar_.before(*after, n).time, a);
    }
  }
}

TEST_P(EveryMoment, HasDaysBeforeAndAfterThatAreEachOthersInverse) {
  int tried = 0;
  for (int i = 0; i < 8000; ++i) {
    const auto a = any_moment();
    if (!in_session(a)) continue;
    const auto b = a + minutes(pick(-60, 10 * 1440));
    const WorkingDays n{static_cast<int>(pick(1, 9))};
    const auto after = calendar_.after(a, n).time;
    const auto before = calendar_.before(b, n).time;
    if (!after || !before) continue;
    ++tried;
    EXPECT_EQ(*after <= b, a <= *before) << to_iso(a) << " " << to_iso(b) << " " << n.count;
  }
  EXPECT_GT(tried, 500);
}

TEST_P(EveryMoment, NeverHasAnEarlierDeadlineThanAMomentBefore) {
  for (int i = 0; i < 4000; ++i) {
    const auto a = any_moment();
    const auto b = a + minutes(pick(0, 3 * 1440));
    const Seconds n = minutes(pick(0, 2000));
    const WorkingDays days{static_cast<int>(pick(0, 9))};
    const auto ordered = [&](const Deadline& early, const Deadline& late) {
      if (early.time && late.time) {
        EXPECT_LE(*early.time, *late.time) << to_iso(a) << " " << to_iso(b);
      }
    };
    ordered(calendar_.after(a, n), calendar_.after(b, n));
    ordered(calendar_.before(a, n), calendar_.before(b, n));
    ordered(calendar_.after(a, days), calendar_.after(b, days));
    ordered(calendar_.before(a, days), calendar_.before(b, days));
    ordered(calendar_.due(a, days), calendar_.due(b, days));
    ordered(calendar_.after(a, n), calendar_.after(a, n + minutes(1)));
    ordered(calendar_.before(a, n + minutes(1)), calendar_.before(a, n));
    ordered(calendar_.before(a, n), {.time = a, .not_known = {}});
    ordered({.time = a, .not_known = {}}, calendar_.after(a, n));
  }
}

TEST_P(EveryMoment, HasHoursThatAddUp) {
  for (int i = 0; i < 4000; ++i) {
    const auto a = any_moment();
    const Seconds n = minutes(pick(1, 1500));
    const Seconds m = minutes(pick(1, 1500));
    const auto half = calendar_.after(a, n).time;
    if (!half) continue;
    EXPECT_EQ(calendar_.after(*half, m).time, calendar_.after(a, n + m).time) << to_iso(a);
  }
}

/// Minute by minute, from what day() says and nothing else.
Time walk(const Calendar& calendar, const Place& place, Time from, minutes left, minutes step) {
  const auto offset = Time{} - place.wall("1970-01-01 00:00");
  for (auto at = from;; at += step) {
    const auto wall = (step > minutes(0) ? at : at + step) + offset;
    const auto date = std::chrono::floor<std::chrono::days>(wall);
    const auto minute = (wall - date) / minutes(1);
    const auto day = calendar.day(Date(date));
    if (!day) throw std::logic_error("walked off the data");
    const bool inside = day->works && std::any_of(place.sessions.begin(), place.sessions.end(), [&](const auto& s) {
                          return minute >= s.first && minute < s.second;
                        });
    if (inside) left -= minutes(1);
    if (left == minutes(0)) return at + step;
  }
}

TEST_P(EveryMoment, HasTheHoursThatAWalkFinds) {
  for (int i = 0; i < 150; ++i) {
    const auto from = std::chrono::floor<minutes>(any_moment());
    const minutes n(pick(1, 1200));
    if (const auto found = calendar_.after(from, n).time) {
      EXPECT_EQ(*found, walk(calendar_, GetParam(), from, n, minutes(1))) << to_iso(from) << " " << n.count();
    }
    if (const auto found = calendar_.before(from, n).time) {
      EXPECT_EQ(*found, walk(calendar_, GetParam(), from, n, minutes(-1))) << to_iso(from) << " " << n.count();
    }
  }
}

const std::vector<std::pair<int, int>> kUsual{{480, 720}, {780, 1020}};
INSTANTIATE_TEST_SUITE_P(
    Of, EveryMoment,
    testing::Values(
        Place{"AnAgencyInVietNam", "VN", "customs", vn, kUsual, "2020-01-15 00:00", "2026-12-31 23:00"},
        Place{"AgencyInTheSouth",
              "VN",
              "agency_south",
              vn,
              {{450, 690}, {780, 1020}},
              "2020-01-15 00:00",
              "2026-12-31 23:00"},
        Place{"ACompanyInVietNam", "VN", "company", vn, kUsual, "2020-01-15 00:00", "2026-12-31 23:00"},
        Place{
            "AnAgencyInChina", "CN", "agency", cn, {{540, 720}, {840, 1080}}, "2025-01-15 00:00", "2026-12-31 23:00"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace reseal::calendar
