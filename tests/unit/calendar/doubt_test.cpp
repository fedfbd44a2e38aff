// SPDX-License-Identifier: Apache-2.0
// 24 November 2026 (Viet Nam Culture Day) is announced and not yet law.
#include "office_wall.h"

namespace reseal::calendar {
namespace {

using std::chrono::hours;

TEST(ADayInDoubt, IsADayOffWhenWeNeedIt) {
  const auto tax = office("VN", "tax");
  EXPECT_EQ(vn(tax.before(vn("2026-11-25 10:00"), hours(4))), "2026-11-23 15:00");
  EXPECT_EQ(vn(tax.after(vn("2026-11-23 15:00"), hours(4))), "2026-11-25 10:00");
  EXPECT_EQ(vn(tax.after(vn("2026-11-23 10:00"), WorkingDays{1})), "2026-11-25 08:00");
  EXPECT_EQ(vn(tax.before(vn("2026-11-25 10:00"), WorkingDays{1})), "2026-11-23 17:00");
}

TEST(ADayInDoubt, IsAWorkingDayOfAPromise) {
  EXPECT_EQ(vn(office("VN", "tax").due(vn("2026-11-23 10:00"), WorkingDays{1})), "2026-11-24 17:00");
}

TEST(ADayInDoubt, IsNamedInTheAnswer) {
  const auto tax = office("VN", "tax");
  EXPECT_EQ(tax.before(vn("2026-11-25 10:00"), hours(4)).standing, Standing::announced);
  EXPECT_EQ(tax.due(vn("2026-11-23 10:00"), WorkingDays{1}).standing, Standing::announced);
  EXPECT_EQ(tax.before(vn("2026-11-23 10:00"), hours(4)).standing, Standing::confirmed);
  const auto day = tax.day(date(2026, 11, 24));
  ASSERT_TRUE(day);
  EXPECT_FALSE(day->works);
  EXPECT_EQ(day->standing, Standing::announced);
  EXPECT_THAT(day->source, testing::HasSubstr("80-NQ/TW"));
}

TEST(ADayInDoubt, IsOutOfDoubtWhenADeploymentSaysSo) {
  const auto with_status = [](const char* status) {
    return corrected_vn({{"years", {{"2026", {{"days", {{"2026-11-24", {{"status", status}}}}}}}}}});
  };
  EXPECT_EQ(vn(with_status("confirmed").due(vn("2026-11-23 10:00"), WorkingDays{1})), "2026-11-25 17:00");
  const auto struck = corrected_vn({{"years", {{"2026", {{"days", {{"2026-11-24", nullptr}}}}}}}});
  EXPECT_EQ(vn(struck.before(vn("2026-11-25 10:00"), hours(4))), "2026-11-24 15:00");
  EXPECT_EQ(struck.before(vn("2026-11-25 10:00"), hours(4)).standing, Standing::confirmed);
}

TEST(AMakeUpDayInDoubt, IsADayOffWhenWeNeedItAndAWorkingDayOfAPromise) {
  const Json saturday = {{"2026-11-21", {{"kind", "work"}, {"status", "announced"}, {"source", "a rumour"}}}};
  const auto agency = corrected_vn({{"years", {{"2026", {{"days", saturday}}}}}});
  EXPECT_EQ(vn(agency.after(vn("2026-11-20 10:00"), WorkingDays{1})), "2026-11-23 08:00");
  EXPECT_EQ(vn(agency.due(vn("2026-11-20 10:00"), WorkingDays{1})), "2026-11-21 17:00");
}

TEST(AnEntryThatChangesNothing, CastsNoDoubt) {
  const Json sunday = {{"2026-11-22", {{"kind", "off"}, {"status", "announced"}, {"source", "a rumour"}}}};
  const auto agency = corrected_vn({{"years", {{"2026", {{"days", sunday}}}}}});
  EXPECT_EQ(vn(agency.due(vn("2026-11-20 10:00"), WorkingDays{1})), "2026-11-23 17:00");
  EXPECT_EQ(agency.due(vn("2026-11-20 10:00"), WorkingDays{1}).standing, Standing::confirmed);
}

TEST(DataFromMemory, AreSaidToBeUnverified) {
  EXPECT_EQ(office("VN", "agency").before(vn("2026-08-24 09:00"), hours(4)).standing, Standing::unverified);
  EXPECT_EQ(office("VN", "company").before(vn("2026-08-24 09:00"), hours(4)).standing, Standing::confirmed);
  EXPECT_EQ(office("VN", "agency").before(vn("2021-06-10 10:00"), hours(4)).standing, Standing::unverified);
}

}  // namespace
}  // namespace reseal::calendar
