// SPDX-License-Identifier: Apache-2.0
// Beyond the data there is no answer: never a guess.
#include "office_wall.h"

#include <limits>

namespace reseal::calendar {
namespace {

using std::chrono::hours;

TEST(WhatIsNotKnown, IsSaidWithTheDayThatStoodInTheWay) {
  const auto agency = office("VN", "agency");
  const auto found = agency.after(vn("2026-12-31 16:00"), hours(4));
  EXPECT_FALSE(found.time);
  EXPECT_EQ(found.not_known, date(2027, 1, 2));
  EXPECT_EQ(agency.before(vn("2027-01-04 10:00"), hours(4)).not_known, date(2027, 1, 4));
  EXPECT_EQ(agency.before(vn("2020-01-02 10:00"), WorkingDays{1}).not_known, date(2019, 12, 31));
}

TEST(ADayOffThatTheLawFixes, IsKnownInAYearThatIsNot) {
  const auto agency = office("VN", "agency");
  EXPECT_EQ(vn(agency.before(vn("2027-01-01 10:00"), hours(4))), "2026-12-31 13:00");
  EXPECT_FALSE(agency.day(date(2027, 1, 1))->works);
  EXPECT_FALSE(agency.day(date(2027, 2, 5)));
}

TEST(ChinaIn2027, IsNotKnown) {
  const auto agency = office("CN", "agency");
  EXPECT_FALSE(agency.before(cn("2027-01-05 10:00"), hours(4)).time);
  EXPECT_FALSE(agency.after(cn("2026-12-31 16:00"), hours(4)).time);
  EXPECT_EQ(agency.after(cn("2026-12-31 16:00"), hours(4)).not_known, date(2027, 1, 1));
  EXPECT_EQ(cn(agency.after(cn("2026-12-31 14:00"), hours(4))), "2026-12-31 18:00");
}

TEST(AnAnswer, NeedsTheDayItBeginsOn) {
  const auto agency = office("VN", "agency");
  EXPECT_FALSE(agency.before(vn("2027-01-02 01:00"), hours(1)).time);
  EXPECT_FALSE(agency.after(vn("2027-01-02 01:00"), Seconds(0)).time);
  EXPECT_FALSE(agency.between(vn("2026-12-31 10:00"), vn("2027-01-02 10:00")));
}

TEST(AnAnswer, IsNotKnownOutsideOfAllYears) {
  const auto agency = office("VN", "agency");
  for (const auto at : {Time::min(), Time::max(), vn("2019-12-31 10:00"), vn("2028-01-01 10:00")}) {
    EXPECT_FALSE(agency.after(at, hours(4)).time);
    EXPECT_FALSE(agency.before(at, hours(4)).time);
    EXPECT_FALSE(agency.after(at, WorkingDays{1}).time);
    EXPECT_FALSE(agency.before(at, WorkingDays{1}).time);
    EXPECT_FALSE(agency.due(at, WorkingDays{1}).time);
    EXPECT_FALSE(agency.between(at, vn("2026-11-20 10:00")));
  }
  EXPECT_EQ(agency.after(vn("2028-03-01 10:00"), hours(4)).not_known, date(2028, 1, 1));
  EXPECT_FALSE(agency.day(date(2019, 12, 31)));
  EXPECT_FALSE(agency.day(date(2028, 1, 1)));
}

TEST(AnAbsurdNumber, IsNotKnown) {
  const auto agency = office("VN", "agency");
  const auto at = vn("2026-11-20 10:00");
  EXPECT_FALSE(agency.after(at, Seconds::max()).time);
  EXPECT_FALSE(agency.before(at, Seconds::max()).time);
  EXPECT_FALSE(agency.after(at, WorkingDays{std::numeric_limits<int>::max()}).time);
  EXPECT_FALSE(agency.before(at, WorkingDays{std::numeric_limits<int>::max()}).time);
  EXPECT_FALSE(agency.due(at, WorkingDays{std::numeric_limits<int>::max()}).time);
}

TEST(AYearThatIsMissingBetweenTwo, IsNotKnown) {
  const auto agency = corrected_vn({{"years", {{"2024", nullptr}}}});
  EXPECT_FALSE(agency.before(vn("2025-01-02 10:00"), hours(4)).time);
  EXPECT_EQ(agency.before(vn("2025-01-02 10:00"), hours(4)).not_known, date(2024, 12, 31));
  EXPECT_EQ(agency.after(vn("2023-12-29 16:00"), hours(4)).not_known, date(2024, 1, 1));
  EXPECT_EQ(vn(agency.before(vn("2025-01-03 10:00"), hours(4))), "2025-01-02 15:00");
}

}  // namespace
}  // namespace reseal::calendar
