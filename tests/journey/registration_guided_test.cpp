// SPDX-License-Identifier: Apache-2.0
// The registrations through the agencies' real websites: a person clicks, Reseal gives the values, keeps the order and
// takes the evidence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/registering_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

class GuidedRegistrations : public testing::Test {
 protected:
  GuidedRegistrations() : world_({.transport = "guided", .as_of = "2026-11-20T10:00:00+07:00"}) {
    const auto renewed = world_.renew({"--no-register"});
    EXPECT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
    world_.set_clock("2026-11-20T11:00:00+07:00");
    for (const auto* step :
         {"customs/java_and_browser", "customs/sign_in", "customs/save", "customs/find_record",
          "customs/sign_and_complete", "tax/begin", "tax/open_portal", "tax/services", "social_insurance/prepare",
          "social_insurance/sign_in", "social_insurance/change_information"}) {
      world_.answer(step, true);
    }
    world_.answer("customs/read_certificate", accepted({{"same", true}}));
    world_.answer("customs/result", accepted({{"outcome", "accepted"}}));
    world_.answer("customs/access", accepted({{"decided_on", "2026-11-20"},
                                              {"decided_time", "10:30"},
                                              {"record", "HS-2026-0001"},
                                              {"user_id", "A1234"},
                                              {"terminal_id", "T98765"},
                                              {"terminal_access_key", "k9-guided-key-77"}}));
    world_.answer("customs/new_password", accepted({{"connection_password", "guided-Pass-88"}}));
    world_.answer("customs/hand_over", accepted({{"told", true}}));
    world_.answer("tax/read_certificate", accepted({{"same", true}}));
    world_.answer("tax/sign_and_send", accepted({{"transaction", "11020261120000123"}}));
    world_.answer("tax/notice", accepted({{"filing", "accepted"}, {"payment", "accepted"}}));
    world_.answer("tax/evidence", accepted({{"serial", world_.new_serial()},
                                            {"accepted_on", "2026-11-20"},
                                            {"accepted_time", "10:15"},
                                            {"notice", "TB-1234"}}));
    world_.answer("social_insurance/sent", accepted({{"number", "BHXH-77"}, {"email", "ketoan@congty.example"}}));
    world_.answer("social_insurance/answer",
                  accepted({{"decision", "accepted"}, {"decided_on", "2026-11-20"}, {"decided_time", "10:50"}}));
  }

  RegisteringWorld world_;
};

// CUS-01, TAX-01, TAX-04, BHX-01
TEST_F(GuidedRegistrations, EndWithThreeAcceptancesAndTheirEvidence) {
  const auto registered = world_.register_again();
  EXPECT_EQ(registered.exit_code, 0) << registered.out << registered.err;
  EXPECT_EQ(world_.order("misa").at("state"), "done");
  EXPECT_EQ(world_.reseal({"status"}).exit_code, 0);
  EXPECT_EQ(world_.standing("customs").at("reference"), "HS-2026-0001");
  EXPECT_EQ(world_.standing("tax").at("reference"), "11020261120000123");
  EXPECT_EQ(world_.standing("social_insurance").at("reference"), "BHXH-77");
  EXPECT_EQ(world_.reseal_json({"secrets", "list"}).size(), 4U);
}

// facts/domain-detail 6: Friday 10:15 + 4 working hours; Friday + 1 working day; Social Insurance states none.
TEST_F(GuidedRegistrations, AreInForceWhenTheAgenciesSayNotWhenThePersonTypedIt) {
  ASSERT_EQ(world_.register_again().exit_code, 0);
  EXPECT_EQ(world_.sign_with("tax", "2026-11-20T15:14:00+07:00"), "old");
  EXPECT_EQ(world_.sign_with("tax", "2026-11-20T15:15:00+07:00"), "new");
  EXPECT_EQ(world_.sign_with("customs", "2026-11-22T23:59:00+07:00"), "old");
  EXPECT_EQ(world_.sign_with("customs", "2026-11-23T12:00:00+07:00"), "new");
  EXPECT_EQ(world_.sign_with("social_insurance", "2026-11-20T10:49:00+07:00"), "old");
  EXPECT_EQ(world_.sign_with("social_insurance", "2026-11-20T10:50:00+07:00"), "new");
}

// A portal that shows another serial than the new one has not registered it, whatever a person believes.
TEST_F(GuidedRegistrations, DoNotTakeAnotherSerialForAnAcceptance) {
  world_.answer("tax/evidence", accepted({{"serial", world_.old_serial()},
                                          {"accepted_on", "2026-11-20"},
                                          {"accepted_time", "10:15"},
                                          {"notice", "TB-1234"}}));
  EXPECT_NE(world_.register_again().exit_code, 0);
  EXPECT_NE(world_.standing("tax").at("standing"), "accepted");
  EXPECT_EQ(world_.sign_with("tax", "2026-12-01T10:00:00+07:00"), "old");
  EXPECT_EQ(world_.order("misa").at("state"), "installed");
}

// CUS-22, CUS-24: "already updated" goes on on paper.
TEST_F(GuidedRegistrations, GoOnOnPaperWhenCustomsSaysItWasUpdatedAlready) {
  world_.answer("customs/result", accepted({{"outcome", "already_updated"}}));
  world_.answer("customs/conflict", true);
  world_.answer("customs/paper", true);
  EXPECT_NE(world_.register_again({"--system", "customs"}).exit_code, 0);
  EXPECT_EQ(world_.order("customs").at("step"), "paper_answer");
  world_.answer(
      "customs/paper_answer",
      accepted(
          {{"outcome", "accepted"}, {"decided_on", "2026-11-20"}, {"decided_time", "10:30"}, {"letter", "123/CNTT"}}));
  (void)world_.resume();
  EXPECT_EQ(world_.standing("customs").at("standing"), "accepted");
  EXPECT_EQ(world_.standing("customs").at("reference"), "123/CNTT");
}

}  // namespace
}  // namespace reseal::test
