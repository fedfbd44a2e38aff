// SPDX-License-Identifier: Apache-2.0
// A registration that goes wrong ends in the right state: tried again, or stopped and said, and never sent twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/registering_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

void expect_something_to_do(RegisteringWorld& world, const std::string& system) {
  const auto standing = world.standing(system);
  EXPECT_TRUE(standing.at("message").is_string()) << standing.dump(1);
  EXPECT_THAT(standing.at("next"), Not(IsEmpty())) << standing.dump(1);
}

// A refusal for good stops: it is said, and tried again only when a person says so.
TEST(ARefusedRegistration, StopsAndIsToldUntilAPersonTriesAgain) {
  RegisteringWorld world({.systems = {"tax"}});
  world.fault("registration-refused=final:Không hợp lệ@taxSendChange*2");  // filing and payment
  EXPECT_EQ(world.renew().exit_code, 5);
  EXPECT_EQ(world.standing("tax").at("standing"), "refused");
  EXPECT_EQ(world.status().at("exit_code"), 4);
  EXPECT_THAT(world.alarms("tax"), Contains("refused"));
  expect_something_to_do(world, "tax");
  EXPECT_EQ(world.order("misa").at("state"), "installed");
  EXPECT_EQ(world.sign_with("tax"), "old");

  (void)world.resume();
  EXPECT_EQ(world.register_again().exit_code, 6);
  EXPECT_EQ(world.received("taxSendChange"), 1) << "nobody said: try again";
  EXPECT_EQ(world.register_again({"--system", "tax"}).exit_code, 0);
  EXPECT_EQ(world.received("taxSendChange"), 2);
  EXPECT_EQ(world.status().at("exit_code"), 0);
}

// CUS-24: a refusal that can be corrected shows the form again; the same record is sent, corrected.
TEST(ARefusalThatCanBeCorrected, IsCorrectedAndSentOnceMore) {
  RegisteringWorld world({.systems = {"customs"}});
  world.fault("registration-refused=Sai số căn cước@customsSendRegistration");
  const auto renewed = world.renew();
  EXPECT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  EXPECT_EQ(world.received("customsSendRegistration"), 2);
  EXPECT_EQ(world.sent_forms("customs"), 1);
}

struct Lost {
  const char* name;
  const char* system;
  const char* operation;
};

std::string name_of(const testing::TestParamInfo<Lost>& info) { return info.param.name; }

class ALostReply : public testing::TestWithParam<Lost> {};

// Look first, then act: what was lost is found again, and nothing is sent twice, not even by a portal that forgets.
TEST_P(ALostReply, IsLookedUpAndNothingIsSentTwice) {
  const auto& lost = GetParam();
  for (const std::string fault : {"reply-lost", "error-after", "request-lost"}) {
    RegisteringWorld world({.systems = {lost.system}});
    for (const auto* forgetful : {"forgets-idempotency@", "duplicate-submit@"}) {
      world.fault(forgetful + std::string(lost.operation));
    }
    world.fault(fault + "@" + lost.operation);
    const auto renewed = world.renew();
    EXPECT_EQ(renewed.exit_code, 0) << fault << renewed.out << renewed.err;
    EXPECT_EQ(world.sent_forms(lost.system), 1) << fault;
    EXPECT_EQ(world.received(lost.operation), fault == "request-lost" ? 2 : 1) << fault;
  }
}

INSTANTIATE_TEST_SUITE_P(OfAnAgency, ALostReply,
                         testing::Values(Lost{"AtCustomsWhenSaved", "customs", "customsSaveRegistration"},
                                         Lost{"AtCustomsWhenSent", "customs", "customsSendRegistration"},
                                         Lost{"AtTax", "tax", "taxSendChange"},
                                         Lost{"AtEInvoice", "e_invoice", "eInvoiceSendDeclaration"}),
                         name_of);

TEST(ALostReplyOfSocialInsurance, IsLookedUpAndNothingIsSentTwice) {
  RegisteringWorld world({.systems = {"social_insurance"}});
  world.fault("forgets-idempotency@socialInsuranceSendChange");
  world.fault("reply-lost@socialInsuranceSendChange");
  EXPECT_EQ(world.renew().exit_code, 5);
  EXPECT_EQ(world.resume_with_the_mail().exit_code, 0);
  EXPECT_EQ(world.received("socialInsuranceSendChange"), 1);
  EXPECT_EQ(world.sent_forms("social_insurance"), 1);
}

// An agency that is silent: first it is only waited for, then a person is told whom to call; nothing is sent again.
TEST(ARegistrationThatIsNeverAnswered, IsWaitedForAndThenShouted) {
  RegisteringWorld world({.systems = {"customs"}, .as_of = "2026-11-02T09:00:00+07:00"});
  const auto renewed = world.renew({"--no-register"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  world.set_clock("2026-11-02T10:00:00+07:00");
  world.fault("registration-unanswered@customsSendRegistration");
  EXPECT_EQ(world.register_again({"--no-wait"}).exit_code, 3);
  EXPECT_EQ(world.status().at("exit_code"), 5);
  EXPECT_THAT(world.alarms("customs"), IsEmpty());

  world.set_clock("2026-11-16T09:00:00+07:00");
  EXPECT_EQ(world.register_again({"--no-wait"}).exit_code, 3);
  EXPECT_EQ(world.status().at("exit_code"), 4);
  EXPECT_THAT(world.alarms("customs"), Contains("no_answer"));
  expect_something_to_do(world, "customs");
  EXPECT_EQ(world.received("customsSendRegistration"), 1);
}

// BHX-03: after a week somebody has to call; the order itself asks.
TEST(SocialInsurancesSilence, BecomesAQuestionToAPersonAfterAWeek) {
  RegisteringWorld world({.systems = {"social_insurance"}, .as_of = "2026-11-02T09:00:00+07:00"});
  const auto renewed = world.renew({"--no-register"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  world.set_clock("2026-11-02T10:00:00+07:00");
  world.fault("registration-unanswered@socialInsuranceSendChange");
  EXPECT_EQ(world.register_again({"--no-wait"}).exit_code, 3);
  EXPECT_EQ(world.status().at("exit_code"), 5);
  world.set_clock("2026-11-12T09:00:00+07:00");
  EXPECT_EQ(world.register_again({"--no-wait"}).exit_code, 4);
  EXPECT_EQ(world.order("social_insurance").at("step"), "no_answer");
  EXPECT_EQ(world.status().at("exit_code"), 4);
  EXPECT_EQ(world.received("socialInsuranceSendChange"), 1);
}

// facts/ancestors.md: "cannot be updated again" ends in a sealed letter by post; never retry blindly there.
TEST(AConflictAtCustoms, BecomesTheProcedureOnPaperAndIsNeverSentAgain) {
  RegisteringWorld world({.systems = {"customs"}, .as_of = "2026-11-02T09:00:00+07:00"});
  const auto renewed = world.renew({"--no-register"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  world.set_clock("2026-11-02T10:00:00+07:00");
  world.fault("registration-conflict@customsSendRegistration*always");
  EXPECT_EQ(world.register_again().exit_code, 4);
  EXPECT_EQ(world.order("customs").at("step"), "paper");
  EXPECT_EQ(world.status().at("exit_code"), 4);

  world.answer("customs/paper", true);
  EXPECT_EQ(world.resume().exit_code, 3);
  EXPECT_EQ(world.order("customs").at("step"), "paper_answer");
  world.set_clock("2026-11-09T09:00:00+07:00");
  world.answer("customs/paper_answer", accepted({{"outcome", "accepted"},
                                                 {"decided_on", "2026-11-06"},
                                                 {"decided_time", "10:00"},
                                                 {"letter", "123/CNTT-PTUD"}}));
  const auto resumed = world.resume();
  EXPECT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
  EXPECT_EQ(world.standing("customs").at("reference"), "123/CNTT-PTUD");
  EXPECT_EQ(world.received("customsSendRegistration"), 1);
}

TEST(AConflictAtCustoms, IsNotTriedAgainByAnythingThatGoesOn) {
  RegisteringWorld world({.systems = {"customs"}});
  world.fault("registration-conflict@customsSendRegistration*always");
  EXPECT_EQ(world.renew().exit_code, 5);
  (void)world.resume();
  (void)world.register_again();
  (void)world.register_again({"--system", "customs"});
  EXPECT_EQ(world.received("customsSendRegistration"), 1);
}

// One system that fails does not keep the others from being told.
TEST(ARefusedRegistration, DoesNotKeepTheOthersWaiting) {
  RegisteringWorld world({.systems = {"customs", "tax"}});
  world.fault("registration-refused=final:Không hợp lệ@customsSendRegistration");
  EXPECT_EQ(world.renew().exit_code, 5);
  EXPECT_EQ(world.standing("customs").at("standing"), "refused");
  EXPECT_EQ(world.standing("tax").at("standing"), "accepted");
}

// Waiting for the CA, and nothing else: a scheduler calls again.
TEST(Status, SaysOnlyWaitingWhileTheCaTakesItsTime) {
  RegisteringWorld world({.systems = {"tax"}, .sandbox_init = {"--staff", "command"}});
  EXPECT_EQ(world.renew({"--no-wait"}).exit_code, 3);
  EXPECT_EQ(world.reseal({"status"}).exit_code, 3);
}

}  // namespace
}  // namespace reseal::test
