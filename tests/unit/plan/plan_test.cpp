// SPDX-License-Identifier: Apache-2.0
#include "plan_world.h"

#include "reseal/base/error.h"

namespace reseal::workflow {
namespace {

using Kind = Milestone::Kind;

TEST(APlan, WorksBackFromTheUseToTheLatestSafeStart) {
  const auto made = plan(wish("2026-11-02 09:00", customs(1), "2026-11-23 09:00", 3));
  ASSERT_EQ(made.uses.size(), 1U);
  const auto& use = made.uses[0];
  EXPECT_EQ(by(use, Kind::accepted), "2026-11-20 17:00");
  EXPECT_EQ(by(use, Kind::sent), "2026-11-19 17:00");
  EXPECT_EQ(by(use, Kind::on_token), "2026-11-19 17:00");
  EXPECT_EQ(by(use, Kind::ordered), "2026-11-16 17:00");
  EXPECT_EQ(wall(made.start_by->by), "2026-11-16 17:00");
  EXPECT_EQ(use.outlook, Outlook::met);
  EXPECT_EQ(use.signer, Signer::new_one);
  EXPECT_FALSE(made.act_now);
}

TEST(APlan, StartsWithTheEarliestOfItsUses) {
  auto request = wish("2026-11-02 09:00", customs(), "2026-11-27 09:00", 1);
  request.systems.push_back({tax(), std::nullopt});
  request.uses.push_back({"tax", "filing", at("2026-11-12 10:00")});
  const auto made = plan(request);
  EXPECT_EQ(made.start_by, made.uses[1].milestones[0].deadline);
}

TEST(APlan, DoesNotKnowItsStartWhileOneOfItsUsesDoesNot) {
  auto request = wish("2026-11-02 09:00", customs(), "2026-11-12 09:00", 1);
  request.systems.push_back({social_insurance(), std::nullopt});
  request.uses.push_back({"social_insurance", "", at("2026-11-27 10:00")});
  const auto made = plan(request);
  EXPECT_EQ(made.start_by->by, made.uses[0].milestones[0].deadline.by);
  EXPECT_TRUE(made.start_by->unknowns.lead_time) << "how much earlier the other one must be is not known";
}

// TAX-05: a use of the system is a use of each service.
TEST(AUseOfASystem, IsAUseOfEveryServiceOfIt) {
  const auto made = plan(wish("2026-11-02 09:00", tax(), "2026-11-20 16:30"));
  ASSERT_EQ(made.uses.size(), 2U);
  EXPECT_EQ(made.uses[0].use.service, "filing");
  EXPECT_EQ(made.uses[1].use.service, "payment");
}

TEST(AUse, OfWhatIsNotThereIsRefused) {
  auto request = wish("2026-11-02 09:00", tax(), "2026-11-20 16:30");
  request.uses[0].service = "stamps";
  EXPECT_THROW((void)plan(request), Error);
  request.uses[0] = {"court", "", at("2026-11-20 16:30")};
  EXPECT_THROW((void)plan(request), Error);
}

// What is counted back and forward agrees: in time exactly until the latest safe start.
TEST(ALatestSafeStart, IsSafeAndTheNextWorkingMomentIsNot) {
  for (const auto* use : {"2026-11-20 16:30", "2026-02-23 10:00", "2026-01-12 09:00", "2026-11-23 07:00"}) {
    for (const int days : {0, 1, 3}) {
      auto request = wish("2025-11-03 09:00", tax(days), use, days);
      request.uses[0].service = "filing";
      request.now = plan(request).start_by->by;
      EXPECT_EQ(plan(request).uses[0].outlook, Outlook::met) << use << " " << days;
      request.now = *office("tax").after(request.now, Seconds(1)).time;
      EXPECT_EQ(plan(request).uses[0].outlook, Outlook::missed) << use << " " << days;
    }
  }
}

// BHX-03
TEST(AUseOfASystemThatStatesNothing, IsUnclearAndNeverMet) {
  const auto made = plan(wish("2026-11-02 09:00", social_insurance(), "2026-11-20 10:00"));
  EXPECT_EQ(made.uses[0].outlook, Outlook::unclear);
  EXPECT_EQ(made.uses[0].slack, std::nullopt);
  EXPECT_EQ(made.uses[0].signer, Signer::old_one);
  EXPECT_TRUE(made.act_now);
  EXPECT_FALSE(made.any_missed());
}

TEST(AUseOfASystemThatStatesNothing, IsMissedOnceEvenTheKnownPartIsTooLong) {
  EXPECT_EQ(plan(wish("2026-11-20 09:00", social_insurance(), "2026-11-20 10:00")).uses[0].outlook, Outlook::missed);
}

TEST(AUseBeyondTheData, IsUnclear) {
  EXPECT_EQ(plan(wish("2026-11-02 09:00", customs(), "2031-01-10 10:00")).uses[0].outlook, Outlook::met)
      << "forward from now all days are known";
  auto request = wish("2030-12-02 09:00", tax(), "2031-01-10 10:00");
  request.old_certificate = certificate("2032-01-01 00:00");
  EXPECT_EQ(plan(request).uses[0].outlook, Outlook::unclear);
}

TEST(AStepThatSlipped, RecalculatesFromNowAndSaysByHowMuch) {
  // In time until Mon 17:00; on Wed 10:00 the earliest is a working day after three days of the CA.
  const auto made = plan(wish("2026-11-18 10:00", customs(), "2026-11-23 09:00", 3));
  const auto& use = made.uses[0];
  EXPECT_EQ(use.outlook, Outlook::missed);
  EXPECT_TRUE(use.milestones[0].missed(at("2026-11-18 10:00")));
  EXPECT_EQ(wall(use.usable_from.by), "2026-11-25 08:00");
  EXPECT_EQ(use.slack, -std::chrono::hours(7)) << "Mon 09:00 to 17:00; Tuesday is announced to be off";
  EXPECT_EQ(use.signer, Signer::old_one) << "it is valid then";
  EXPECT_TRUE(warns(made, PlanWarning::Kind::doubtful_days));
}

TEST(AStepThatIsDone, ShowsWhenItWas) {
  auto request = wish("2026-11-18 10:00", customs(1), "2026-11-23 09:00", 3);
  request.renewal = {at("2026-11-10 09:00"), at("2026-11-13 15:00")};
  request.systems[0].standing = stands(customs(1), Standing::waiting, at("2026-11-18 09:30"));
  const auto use = plan(request).uses[0];
  EXPECT_EQ(step(use, Kind::ordered).done_at, at("2026-11-10 09:00"));
  EXPECT_EQ(step(use, Kind::on_token).done_at, at("2026-11-13 15:00"));
  EXPECT_EQ(step(use, Kind::sent).done_at, at("2026-11-18 09:30"));
  EXPECT_FALSE(step(use, Kind::accepted).done_at);
  EXPECT_EQ(wall(use.usable_from.by), "2026-11-20 08:00");
  EXPECT_EQ(use.outlook, Outlook::met);
}

TEST(AnOrderUnderWay, IsExpectedFromWhenItWasPlacedAndNeverInThePast) {
  auto request = wish("2026-11-18 10:00", tax(), "2026-11-27 09:00", 3);
  request.renewal.ordered_at = at("2026-11-17 09:00");
  EXPECT_EQ(wall(plan(request).uses[0].usable_from.by), "2026-11-23 12:00");
  request.renewal.ordered_at = at("2026-10-01 09:00");
  EXPECT_EQ(wall(plan(request).uses[0].usable_from.by), "2026-11-18 15:00");
}

// CUS-01: sent on Thu is nothing; accepted on Fri counts from Mon.
TEST(ASystemThatHasAccepted, IsUsableFromWhenItsAcceptanceIsInForce) {
  auto request = wish("2026-11-20 18:00", customs(), "2026-11-23 08:00");
  request.renewal = {at("2026-11-10 09:00"), at("2026-11-13 15:00")};
  request.systems[0].standing = accepted(customs(), at("2026-11-20 16:00"), InForce{.from = at("2026-11-23 08:00")});
  EXPECT_EQ(plan(request).uses[0].outlook, Outlook::met);
  EXPECT_FALSE(plan(request).act_now);
  request.uses[0].at = at("2026-11-21 09:00");
  EXPECT_EQ(plan(request).uses[0].outlook, Outlook::missed);
  EXPECT_EQ(plan(request).uses[0].signer, Signer::old_one);
}

// BHX-03: what it accepted is accepted; that no lead time is stated is said all the same.
TEST(ASystemThatHasAccepted, CountsEvenIfItStatesNoLeadTime) {
  auto request = wish("2026-11-20 18:00", social_insurance(), "2026-11-23 08:00");
  request.renewal = {at("2026-11-10 09:00"), at("2026-11-13 15:00")};
  request.systems[0].standing = accepted(social_insurance(), at("2026-11-20 16:00"),
                                         InForce{.from = at("2026-11-20 16:00"), .lead_known = false});
  const auto use = plan(request).uses[0];
  EXPECT_EQ(use.outlook, Outlook::met);
  EXPECT_TRUE(use.usable_from.unknowns.lead_time);
}

TEST(NobodyCanSign, WhenTheOldOneHasEndedAndTheNewOneIsNotAccepted) {
  auto request = wish("2026-11-20 10:00", tax(), "2026-11-23 09:00", 3);
  request.old_certificate = certificate("2026-11-22 00:00");
  const auto made = plan(request);
  EXPECT_EQ(made.uses[0].signer, Signer::neither);
  EXPECT_TRUE(warns(made, PlanWarning::Kind::nobody_signs));
  EXPECT_TRUE(made.act_now);
}

TEST(AStepThatNeedsTheOldKey, MustBeTakenBeforeThatEnds) {
  auto request = wish("2026-11-02 10:00", customs(), "2026-11-25 09:00", 1);
  request.old_certificate = certificate("2026-11-18 09:00");
  const auto made = plan(request);
  EXPECT_TRUE(step(made.uses[0], Kind::sent).with_old_key);
  EXPECT_EQ(by(made.uses[0], Kind::sent), "2026-11-18 09:00");
  EXPECT_EQ(by(made.uses[0], Kind::ordered), "2026-11-16 17:00");
  EXPECT_TRUE(warns(made, PlanWarning::Kind::old_key_running_out));
  EXPECT_EQ(made.uses[0].outlook, Outlook::met);
}

TEST(AStepThatNeedsTheOldKey, IsTooLateOnceNothingCanBeSentBeforeThatEnds) {
  auto request = wish("2026-11-17 10:00", customs(), "2026-11-30 09:00", 3);
  request.old_certificate = certificate("2026-11-18 09:00");
  const auto made = plan(request);
  EXPECT_TRUE(warns(made, PlanWarning::Kind::old_key_too_late));
  EXPECT_EQ(made.uses[0].outlook, Outlook::missed);
}

TEST(AStepThatNeededTheOldKey, IsNotWarnedOfOnceItIsSent) {
  auto request = wish("2026-11-17 10:00", customs(), "2026-11-30 09:00", 3);
  request.old_certificate = certificate("2026-11-18 09:00");
  request.renewal = {at("2026-11-10 09:00"), at("2026-11-13 15:00")};
  request.systems[0].standing = stands(customs(), Standing::waiting, at("2026-11-16 09:30"));
  EXPECT_TRUE(plan(request).warnings.empty());
}

TEST(ARegistrationThatWasRefusedOrStandsStill, NeedsAPersonNow) {
  for (const auto standing : {Standing::refused, Standing::stuck}) {
    auto request = wish("2026-11-02 10:00", tax(), "2026-11-30 09:00");
    request.renewal = {at("2026-10-10 09:00"), at("2026-10-13 15:00")};
    request.systems[0].standing = stands(tax(), standing, at("2026-11-01 09:30"));
    const auto made = plan(request);
    EXPECT_TRUE(made.act_now);
    EXPECT_EQ(made.warnings.size(), 1U);
  }
}

TEST(AStepThatMustBeTakenWithinAWorkingDay, NeedsAPersonNow) {
  EXPECT_FALSE(plan(wish("2026-11-13 10:00", customs(), "2026-11-23 09:00", 3)).act_now);
  EXPECT_TRUE(plan(wish("2026-11-17 10:00", customs(), "2026-11-23 09:00", 3)).act_now);
}

TEST(ANewCertificate, CannotSignAfterItsOwnEnd) {
  auto request = wish("2026-11-18 10:00", tax(), "2028-11-23 09:00");
  request.new_certificate = certificate("2027-11-01 00:00");
  EXPECT_EQ(plan(request).uses[0].outlook, Outlook::missed);
}

}  // namespace
}  // namespace reseal::workflow
