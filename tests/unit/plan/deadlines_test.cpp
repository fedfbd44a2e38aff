// SPDX-License-Identifier: Apache-2.0
// Golden values: facts/domain-detail section 6.
#include "plan_world.h"

namespace reseal::workflow {
namespace {

std::string tax_accepted_by(const std::string& use) {
  return wall(deadlines(at(use), tax(), "filing", ca(0)).accepted.by);
}
std::string customs_accepted_by(const std::string& use) {
  return wall(deadlines(at(use), customs(), "", ca(0)).accepted.by);
}

// TAX-01: four *working* hours.
TEST(FourWorkingHoursBeforeFiling, LeadOverWeekendsTetAndMakeUpDays) {
  EXPECT_EQ(tax_accepted_by("2026-02-23 10:00"), "2026-02-13 15:00");
  EXPECT_EQ(tax_accepted_by("2026-11-20 16:30"), "2026-11-20 11:30");
  EXPECT_EQ(tax_accepted_by("2026-01-12 09:00"), "2026-01-10 14:00");
  EXPECT_EQ(tax_accepted_by("2026-09-03 08:00"), "2026-08-28 13:00");
}

// TAX-04, TAX-05: paying is a service of its own, with a deadline of its own.
TEST(TwoServicesOfASystem, HaveADeadlineEach) {
  auto terms = tax();
  terms.lead.services[1].working_hours = 8;
  const auto use = at("2026-11-20 16:30");
  EXPECT_EQ(wall(deadlines(use, terms, "filing", ca(0)).accepted.by), "2026-11-20 11:30");
  EXPECT_EQ(wall(deadlines(use, terms, "payment", ca(0)).accepted.by), "2026-11-19 16:30");
}

TEST(AWholeSystem, IsAsStrictAsItsStrictestService) {
  auto terms = tax();
  terms.lead.services[1].working_hours = 8;
  EXPECT_EQ(wall(deadlines(at("2026-11-20 16:30"), terms, "", ca(0)).accepted.by), "2026-11-19 16:30");
}

TEST(AServiceThatStatesNothing, TakesWhatItsSystemStates) {
  auto terms = tax();
  terms.lead.services[0].working_hours.reset();
  terms.lead.working_days = 1;
  EXPECT_EQ(wall(deadlines(at("2026-11-20 16:30"), terms, "filing", ca(0)).accepted.by), "2026-11-19 17:00");
}

// CUS-01: at least one working day before clearance, from the acceptance on.
TEST(OneWorkingDayBeforeClearance, LeadsOverWeekendsTetYearEndsAndLeapDays) {
  EXPECT_EQ(customs_accepted_by("2026-11-23 09:00"), "2026-11-20 17:00");
  EXPECT_EQ(customs_accepted_by("2026-02-23 10:00"), "2026-02-13 17:00");
  EXPECT_EQ(customs_accepted_by("2025-01-02 10:00"), "2024-12-31 17:00");
  EXPECT_EQ(customs_accepted_by("2024-03-01 10:00"), "2024-02-29 17:00");
}

// CUS-01: the day runs from acceptance: what is sent must be earlier by what Customs takes to decide.
TEST(WhatIsSent, IsEarlierByTheDaysThatTheOfficeTakes) {
  const auto all = deadlines(at("2026-11-23 09:00"), customs(1), "", ca(3));
  EXPECT_EQ(wall(all.accepted.by), "2026-11-20 17:00");
  EXPECT_EQ(wall(all.sent.by), "2026-11-19 17:00");
  EXPECT_EQ(all.on_token, all.sent);
  EXPECT_EQ(wall(all.ordered.by), "2026-11-16 17:00");
  EXPECT_FALSE(all.ordered.unknowns.any());
}

TEST(ADayOfProcessing, IsUsedUpOnlyWhenItCloses) {
  // To be accepted by Thu 15:00, a day is not enough from Wed: it may end on Thu 17:00.
  const auto all = deadlines(at("2026-11-20 10:00"), tax(1), "filing", ca(0));
  EXPECT_EQ(wall(all.accepted.by), "2026-11-19 15:00");
  EXPECT_EQ(wall(all.sent.by), "2026-11-17 17:00");
}

// BHX-03
TEST(ALeadTimeThatNobodyStated, IsUnknownAndTheUseItselfIsTheBoundThatHolds) {
  const auto all = deadlines(at("2026-11-20 10:00"), social_insurance(), "", ca(0));
  EXPECT_TRUE(all.accepted.unknowns.lead_time);
  EXPECT_EQ(wall(all.accepted.by), "2026-11-20 10:00");
  EXPECT_TRUE(all.ordered.unknowns.lead_time) << "what stands on it is not known either";
  EXPECT_EQ(wall(all.sent.by), "2026-11-18 17:00") << "the day of processing is known and counts";
}

TEST(ALeadTimeOfZero, IsStatedAndNotUnknown) {
  auto terms = social_insurance();
  terms.lead.working_hours = 0;
  EXPECT_FALSE(deadlines(at("2026-11-20 10:00"), terms, "", ca(0)).accepted.unknowns.any());
}

TEST(ProcessingThatNobodyStated, IsUnknown) {
  const auto all = deadlines(at("2026-11-23 09:00"), customs(std::nullopt), "", ca(std::nullopt));
  EXPECT_EQ(all.accepted.unknowns, Unknowns{});
  EXPECT_EQ(all.sent.unknowns, (Unknowns{.processing = true}));
  EXPECT_EQ(all.ordered.unknowns, (Unknowns{.processing = true, .ca_processing = true}));
  EXPECT_EQ(wall(all.ordered.by), "2026-11-20 17:00");
}

TEST(ADayBeyondTheData, IsUnknown) {
  const auto all = deadlines(at("2031-01-10 10:00"), customs(), "", ca(0));
  EXPECT_TRUE(all.accepted.unknowns.calendar);
  EXPECT_EQ(wall(all.accepted.by), "2031-01-10 10:00");
}

TEST(AnOfficeWithoutACalendar, IsUnknown) {
  auto terms = customs();
  terms.calendar.reset();
  EXPECT_EQ(deadlines(at("2026-11-23 09:00"), terms, "", ca(0)).accepted.unknowns, (Unknowns{.calendar = true}));
}

// 24 Nov 2026 is announced, not law: taken for a day off, and said.
TEST(ADayThatIsAnnounced, IsTakenForADayOffAndSaid) {
  const auto all = deadlines(at("2026-11-25 09:00"), customs(), "", ca(0));
  EXPECT_EQ(wall(all.accepted.by), "2026-11-23 17:00");
  EXPECT_EQ(all.accepted.standing, calendar::Standing::announced);
}

TEST(TheOldKey, BoundsWhatIsSentWithIt) {
  const auto ends = at("2026-11-18 09:00");
  const auto all = deadlines(at("2026-11-23 09:00"), customs(), "", ca(1), ends);
  EXPECT_EQ(all.sent.by, ends);
  EXPECT_EQ(wall(all.ordered.by), "2026-11-16 17:00");
}

TEST(AFleet, GetsTheSameDeadlinesRowByRow) {
  const std::vector<Time> ends{at("2026-11-23 09:00"), at("2026-02-23 10:00")};
  const std::vector<SystemTerms> systems{customs(1), tax(0), social_insurance()};
  const auto all = deadlines(ends, systems, ca(2));
  ASSERT_EQ(all.size(), 6U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i], deadlines(ends[i / 3], systems[i % 3], "", ca(2), ends[i / 3]));
  }
}

}  // namespace
}  // namespace reseal::workflow
