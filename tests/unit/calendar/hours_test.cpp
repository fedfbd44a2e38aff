// SPDX-License-Identifier: Apache-2.0
// TAX-01, TAX-04: "ít nhất 4 giờ làm việc".
#include "office_wall.h"

#include "reseal/base/error.h"

namespace reseal::calendar {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Case {
  const char* name;
  const char* at;
  const char* expected;
};
void PrintTo(const Case& tested, std::ostream* out) { *out << tested.name; }
constexpr auto kName = [](const auto& tested) { return tested.param.name; };

class FourHoursBefore : public testing::TestWithParam<Case> {};
TEST_P(FourHoursBefore, IsTheLatestMomentToRegister) {
  EXPECT_EQ(vn(office("VN", "tax").before(vn(GetParam().at), hours(4))), GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(Use, FourHoursBefore,
                         testing::Values(Case{"AcrossTet", "2026-02-23 10:00", "2026-02-13 15:00"},
                                         Case{"AcrossLunch", "2026-11-20 16:30", "2026-11-20 11:30"},
                                         Case{"OnAMakeUpDay", "2026-01-12 09:00", "2026-01-10 14:00"},
                                         Case{"AcrossNationalDay", "2026-09-03 08:00", "2026-08-28 13:00"},
                                         Case{"AtLunch", "2026-11-19 12:30", "2026-11-19 08:00"},
                                         Case{"AtTheEndOfTheMorning", "2026-11-19 12:00", "2026-11-19 08:00"},
                                         Case{"BeforeTheOpening", "2026-11-19 06:00", "2026-11-18 13:00"},
                                         Case{"InTheEvening", "2026-11-19 22:00", "2026-11-19 13:00"},
                                         Case{"OnASunday", "2026-11-22 10:00", "2026-11-20 13:00"},
                                         Case{"AfterALeapDay", "2024-03-01 10:00", "2024-02-29 15:00"},
                                         Case{"AfterAFebruaryWithoutOne", "2025-03-03 10:00", "2025-02-28 15:00"},
                                         Case{"AtTheYearsEnd", "2025-01-02 09:00", "2024-12-31 14:00"}),
                         kName);

class FourHoursAfter : public testing::TestWithParam<Case> {};
TEST_P(FourHoursAfter, IsTheEarliestMomentOfUse) {
  EXPECT_EQ(vn(office("VN", "tax").after(vn(GetParam().at), hours(4))), GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(Registered, FourHoursAfter,
                         testing::Values(Case{"OverAWeekend", "2026-11-20 16:30", "2026-11-23 11:30"},
                                         Case{"AcrossTet", "2026-02-13 15:30", "2026-02-23 10:30"},
                                         Case{"OnASaturday", "2026-11-21 10:00", "2026-11-23 12:00"},
                                         Case{"AtLunch", "2026-11-20 12:30", "2026-11-20 17:00"},
                                         Case{"OnTheDayBeforeALeapDay", "2024-02-28 16:00", "2024-02-29 11:00"},
                                         Case{"AtTheYearsEnd", "2025-12-31 16:00", "2026-01-05 11:00"}),
                         kName);

TEST(WorkingHours, AreThoseOfTheOffice) {
  EXPECT_EQ(vn(office("VN", "agency_south").before(vn("2026-11-20 09:00"), hours(4))), "2026-11-19 14:30");
  EXPECT_EQ(cn(office("CN", "agency").before(cn("2026-11-20 15:00"), hours(4))), "2026-11-20 09:00");
}

TEST(WorkingHours, MayBeAnyNumberOfSeconds) {
  const auto tax = office("VN", "tax");
  EXPECT_EQ(vn(tax.after(vn("2026-11-20 11:50"), minutes(15))), "2026-11-20 13:05");
  EXPECT_EQ(tax.after(vn("2026-11-20 10:00"), Seconds(1)).time, vn("2026-11-20 10:00") + Seconds(1));
}

TEST(NoHours, AreTheMomentItself) {
  const auto tax = office("VN", "tax");
  for (const auto* at : {"2026-11-19 10:00", "2026-11-22 03:00"}) {
    EXPECT_EQ(tax.after(vn(at), Seconds(0)).time, vn(at));
    EXPECT_EQ(tax.before(vn(at), Seconds(0)).time, vn(at));
  }
}

TEST(ANegativeNumber, IsAMistakeOfTheCaller) {
  const auto tax = office("VN", "tax");
  EXPECT_THROW((void)tax.after(vn("2026-11-19 10:00"), hours(-4)), Error);
  EXPECT_THROW((void)tax.before(vn("2026-11-19 10:00"), hours(-4)), Error);
  EXPECT_THROW((void)tax.after(vn("2026-11-19 10:00"), WorkingDays{-1}), Error);
  EXPECT_THROW((void)tax.before(vn("2026-11-19 10:00"), WorkingDays{-1}), Error);
  EXPECT_THROW((void)tax.due(vn("2026-11-19 10:00"), WorkingDays{-1}), Error);
}

TEST(TimeBetween, CountsSessionsOnlyAndHasASign) {
  const auto tax = office("VN", "tax");
  EXPECT_EQ(tax.between(vn("2026-11-20 16:30"), vn("2026-11-23 11:30")), hours(4));
  EXPECT_EQ(tax.between(vn("2026-11-23 11:30"), vn("2026-11-20 16:30")), hours(-4));
  EXPECT_EQ(tax.between(vn("2026-11-21 00:00"), vn("2026-11-22 23:00")), hours(0));
}

}  // namespace
}  // namespace reseal::calendar
