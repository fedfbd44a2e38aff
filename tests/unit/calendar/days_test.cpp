// SPDX-License-Identifier: Apache-2.0
// CUS-01: "ít nhất 1 ngày làm việc", from acceptance; SZCA-15: "三个工作日内完成审核".
#include "office_wall.h"

namespace reseal::calendar {
namespace {

constexpr WorkingDays kOne{1};

TEST(OneDayAfter, IsTheNextWorkingDayWheneverOnTheDayItWasAccepted) {
  const auto customs = office("VN", "customs");
  for (const auto* accepted : {"2026-11-20 00:00", "2026-11-20 07:00", "2026-11-20 08:00", "2026-11-20 12:30",
                               "2026-11-20 16:30", "2026-11-20 23:59", "2026-11-21 10:00", "2026-11-22 10:00"}) {
    EXPECT_EQ(vn(customs.after(vn(accepted), kOne)), "2026-11-23 08:00") << accepted;
  }
}

TEST(OneDayBefore, IsTheDayBeforeOnceTheDayOfUseHasOpened) {
  const auto customs = office("VN", "customs");
  for (const auto* use :
       {"2026-11-23 08:00", "2026-11-23 10:00", "2026-11-23 12:30", "2026-11-23 17:00", "2026-11-23 23:59"}) {
    EXPECT_EQ(vn(customs.before(vn(use), kOne)), "2026-11-20 17:00") << use;
  }
}

TEST(OneDayBefore, IsADayMoreWhileTheDayOfUseHasNotOpened) {
  const auto customs = office("VN", "customs");
  for (const auto* use :
       {"2026-11-23 07:59", "2026-11-23 00:00", "2026-11-22 10:00", "2026-11-21 10:00", "2026-11-20 08:00"}) {
    EXPECT_EQ(vn(customs.before(vn(use), kOne)), "2026-11-19 17:00") << use;
  }
}

TEST(ADay, CountsWholeAndIsNotEightHours) {
  const auto customs = office("VN", "customs");
  EXPECT_EQ(vn(customs.before(vn("2026-11-20 10:00"), kOne)), "2026-11-19 17:00");
  EXPECT_EQ(vn(customs.before(vn("2026-11-20 10:00"), std::chrono::hours(8))), "2026-11-19 10:00");
}

TEST(SeveralDays, CountOverTetAndMakeUpDays) {
  const auto customs = office("VN", "customs");
  EXPECT_EQ(vn(customs.after(vn("2026-02-13 10:00"), kOne)), "2026-02-23 08:00");
  EXPECT_EQ(vn(customs.before(vn("2026-02-23 10:00"), WorkingDays{2})), "2026-02-12 17:00");
  EXPECT_EQ(vn(customs.after(vn("2026-01-09 10:00"), kOne)), "2026-01-10 08:00");
  EXPECT_EQ(vn(customs.before(vn("2026-01-12 10:00"), WorkingDays{2})), "2026-01-09 17:00");
  EXPECT_EQ(vn(customs.after(vn("2024-02-28 10:00"), kOne)), "2024-02-29 08:00");
  EXPECT_EQ(vn(customs.before(vn("2025-01-02 10:00"), kOne)), "2024-12-31 17:00");
}

TEST(WithinThreeDays, DoesNotCountTheDayOfSendingAndEndsWithTheThirdDay) {
  const auto szca = office("CN", "company");
  EXPECT_EQ(cn(szca.due(cn("2026-02-13 10:00"), WorkingDays{3})), "2026-02-25 18:00");
  EXPECT_EQ(cn(szca.due(cn("2026-02-13 23:00"), WorkingDays{3})), "2026-02-25 18:00");
}

TEST(NoDays, AreTheMomentItself) {
  const auto customs = office("VN", "customs");
  for (const auto* at : {"2026-11-19 10:00", "2026-11-22 03:00"}) {
    EXPECT_EQ(customs.after(vn(at), WorkingDays{}).time, vn(at));
    EXPECT_EQ(customs.before(vn(at), WorkingDays{}).time, vn(at));
    EXPECT_EQ(customs.due(vn(at), WorkingDays{}).time, vn(at));
  }
}

TEST(TheDay, IsThatOfTheOfficeNotOfUtc) {
  // Friday 23:30 in Ha Noi is 16:30 UTC, and Saturday 00:30 there is still Friday in UTC.
  EXPECT_EQ(vn(office("VN", "customs").after(time_from_iso("2026-11-19T17:30:00Z"), kOne)), "2026-11-23 08:00");
}

}  // namespace
}  // namespace reseal::calendar
