// SPDX-License-Identifier: Apache-2.0
// Agencies decide in their own working time, over weekends and over Tết; what signs changes at the right moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/registering_world.h"

namespace reseal::test {
namespace {

struct Decision {
  const char* name;
  const char* system;
  const char* sent_at;
  const char* accepted_at;
  const char* last_of_the_old;   ///< a moment at which the old certificate still signs
  const char* first_of_the_new;  ///< ... and one at which the new one does
};

std::string name_of(const testing::TestParamInfo<Decision>& info) { return info.param.name; }

class AnAcceptance : public testing::TestWithParam<Decision> {};

// Golden values: facts/domain-detail.md 6. TAX-01, TAX-03, TAX-04, CUS-01.
TEST_P(AnAcceptance, IsInForceFromTheRightWorkingMoment) {
  const auto& decision = GetParam();
  const std::string system = decision.system;
  const std::string month(decision.sent_at, 7);
  RegisteringWorld world(
      {.systems = {system.substr(0, system.find('/'))}, .agency_delay = 600, .as_of = month + "-02T09:00:00+07:00"});
  const auto renewed = world.renew({"--no-register"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  world.set_clock(decision.sent_at);
  EXPECT_EQ(world.register_again({"--no-wait"}).exit_code, 3);
  EXPECT_EQ(world.sign_with(system, decision.first_of_the_new), "old") << "sent is not accepted";

  world.set_clock(decision.accepted_at);
  const auto resumed = world.resume();
  ASSERT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
  EXPECT_EQ(world.sign_with(system, decision.last_of_the_old), "old") << world.status().dump(1);
  EXPECT_EQ(world.sign_with(system, decision.first_of_the_new), "new") << world.status().dump(1);
}

INSTANTIATE_TEST_SUITE_P(
    OfTheAgencies, AnAcceptance,
    testing::Values(Decision{"OnAFridayAfternoonIsFourWorkingHours", "tax/filing", "2026-11-20T15:00:00+07:00",
                             "2026-11-20T16:30:00+07:00", "2026-11-23T11:29:00+07:00", "2026-11-23T11:31:00+07:00"},
                    Decision{"AtNoonCountsFromTheAfternoon", "tax/payment", "2026-11-20T11:00:00+07:00",
                             "2026-11-20T12:30:00+07:00", "2026-11-20T16:59:00+07:00", "2026-11-20T17:00:00+07:00"},
                    Decision{"OnASaturdayCountsFromMonday", "tax/filing", "2026-11-20T16:00:00+07:00",
                             "2026-11-21T10:00:00+07:00", "2026-11-23T11:59:00+07:00", "2026-11-23T12:00:00+07:00"},
                    Decision{"BeforeTetWaitsForTheWholeOfTet", "tax/payment", "2026-02-13T14:00:00+07:00",
                             "2026-02-13T15:30:00+07:00", "2026-02-23T10:29:00+07:00", "2026-02-23T10:31:00+07:00"},
                    Decision{"OfCustomsOnAFridayIsForMonday", "customs", "2026-11-20T09:00:00+07:00",
                             "2026-11-20T10:00:00+07:00", "2026-11-22T18:00:00+07:00", "2026-11-23T12:00:00+07:00"},
                    Decision{"OfCustomsBeforeTetIsForTheFirstDayAfterIt", "customs", "2026-02-13T09:00:00+07:00",
                             "2026-02-13T10:00:00+07:00", "2026-02-22T18:00:00+07:00", "2026-02-23T12:00:00+07:00"}),
    name_of);

// BHX-02, BHX-03: nobody stated a lead time there: the answer's own moment counts, not that of reading it.
TEST(AnAnswerOfSocialInsurance, CountsFromTheMomentItWasWrittenHoweverLateItIsRead) {
  RegisteringWorld world({.systems = {"social_insurance"}, .agency_delay = 600, .as_of = "2026-02-02T09:00:00+07:00"});
  const auto renewed = world.renew({"--no-register"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  world.set_clock("2026-02-13T16:00:00+07:00");
  EXPECT_EQ(world.register_again({"--no-wait"}).exit_code, 3);
  world.set_clock("2026-02-13T16:45:00+07:00");  // it is written now, and lies in the mailbox over Tết
  EXPECT_EQ(world.wait_for_the_mail().empty(), false);
  world.set_clock("2026-02-23T09:00:00+07:00");
  const auto resumed = world.resume_with_the_mail();
  ASSERT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
  EXPECT_EQ(world.sign_with("social_insurance", "2026-02-13T16:44:00+07:00"), "old");
  EXPECT_EQ(world.sign_with("social_insurance", "2026-02-13T16:46:00+07:00"), "new");
}

}  // namespace
}  // namespace reseal::test
