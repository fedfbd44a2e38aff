// SPDX-License-Identifier: Apache-2.0
// GEN-01: what may leave a token, and why everything else stays.
#include "reseal/workflow/tidy.h"

#include "plan_world.h"

namespace reseal::workflow {
namespace {

using Why = KeepReason::Kind;
const Time kNow = at("2026-11-21 09:00");

// Expired, replaced, accepted everywhere, used by nobody.
TidyFacts done_with() {
  TidyFacts facts;
  facts.certificate = certificate("2026-11-20 00:00");
  facts.certificate.key_usage = {"digitalSignature", "nonRepudiation"};
  facts.succession.emplace();
  facts.standings = {stands(customs(), Standing::accepted, kNow), stands(tax(), Standing::accepted, kNow)};
  return facts;
}

std::vector<KeepReason> kept(const TidyFacts& facts) { return judge(facts, kNow).keep; }

TEST(ACertificateThatNobodyNeeds, MayGo) { EXPECT_TRUE(judge(done_with(), kNow).may_go()); }

TEST(ACertificate, StaysUntilItHasExpiredEvenWhenItIsReplaced) {
  auto facts = done_with();
  facts.certificate = certificate("2026-11-21 09:00");
  EXPECT_EQ(kept(facts), (std::vector<KeepReason>{{Why::not_expired, ""}})) << "valid to the last second";
}

TEST(ACertificate, StaysWhenNoSuccessorIsKnown) {
  auto facts = done_with();
  facts.succession.reset();
  facts.standings.clear();
  EXPECT_EQ(kept(facts), (std::vector<KeepReason>{{Why::no_successor, ""}}));
}

TEST(ACertificate, StaysWhenNobodySaidWhichSystemsThereAre) {
  auto facts = done_with();
  facts.standings.clear();
  EXPECT_EQ(kept(facts), (std::vector<KeepReason>{{Why::no_systems, ""}}));
}

TEST(ACertificate, StaysUntilEverySystemHasAcceptedItsSuccessor) {
  for (const auto standing :
       {Standing::not_started, Standing::registering, Standing::waiting, Standing::refused, Standing::stuck}) {
    auto facts = done_with();
    facts.standings[1].standing = standing;
    EXPECT_EQ(kept(facts), (std::vector<KeepReason>{{Why::not_accepted, "tax"}})) << static_cast<int>(standing);
  }
}

TEST(ACertificate, StaysWhileAnOrderSpeaksOfIt) {
  auto facts = done_with();
  facts.open_orders = {"SY5F-B7BB-R9Z6"};
  EXPECT_EQ(kept(facts), (std::vector<KeepReason>{{Why::order_open, "SY5F-B7BB-R9Z6"}}));
}

TEST(ACertificate, StaysWhileItSignsForASystem) {
  auto facts = done_with();
  facts.signs_for = {"customs"};
  EXPECT_EQ(kept(facts), (std::vector<KeepReason>{{Why::signs, "customs"}}));
}

TEST(ACertificate, StaysWhenItsKeyIsAnothersToo) {
  auto facts = done_with();
  facts.key_is_shared = true;
  EXPECT_EQ(kept(facts), (std::vector<KeepReason>{{Why::key_shared, ""}}));
}

TEST(ACertificateThatStays, SaysEveryReason) {
  auto facts = done_with();
  facts.certificate = certificate("2027-01-01 00:00");
  facts.standings[0].standing = Standing::waiting;
  facts.signs_for = {"customs"};
  EXPECT_EQ(kept(facts).size(), 3U);
}

TEST(AKeyThatCanDecrypt, IsWarnedOf) {
  auto facts = done_with();
  EXPECT_FALSE(judge(facts, kNow).may_decrypt);
  for (const auto* usage : {"keyEncipherment", "dataEncipherment", "keyAgreement"}) {
    facts.certificate.key_usage = {"digitalSignature", usage};
    EXPECT_TRUE(judge(facts, kNow).may_decrypt) << usage;
  }
  facts.certificate.key_usage.clear();
  EXPECT_TRUE(judge(facts, kNow).may_decrypt) << "without a key usage, anything";
}

TEST(AConfirmation, IsTheLastEightDigitsOfTheSerialAndNothingElse) {
  SerialNumber serial;
  serial.hex = "5401A73E2B4ED828A6645A7C7BBD1A23";
  EXPECT_TRUE(confirms("7BBD1A23", serial));
  EXPECT_TRUE(confirms("7bbd1a23", serial));
  for (const auto* typed : {"", "y", "yes", "BBD1A23", "C7BBD1A23", "5401A73E", "7BBD1A2F", "7BBD 1A23"}) {
    EXPECT_FALSE(confirms(typed, serial)) << typed;
  }
  serial.hex = "1A23";
  EXPECT_FALSE(confirms("1A23", serial));
}

}  // namespace
}  // namespace reseal::workflow
