// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <algorithm>

namespace reseal::misa::test {
namespace {

using Answer = Verdict::Answer;
using Outcome = RuleResult::Outcome;

Outcome outcome(const Verdict& verdict, const std::string& id) {
  const auto found =
      std::find_if(verdict.rules.begin(), verdict.rules.end(), [&](const auto& rule) { return rule.id == id; });
  EXPECT_NE(found, verdict.rules.end()) << id;
  return found == verdict.rules.end() ? Outcome::failed : found->outcome;
}

TEST(MisaEligibility, SaysYesWhenEveryRuleAndThePortalAgree) {
  Renewal renewal;
  const auto verdict = renewal.plugin.eligibility(renewal.order.old, renewal.portal);
  EXPECT_EQ(verdict.answer, Answer::eligible);
  for (const auto& rule : verdict.rules) EXPECT_FALSE(rule.evidence.empty()) << rule.id;
  EXPECT_EQ(outcome(verdict, "portal"), Outcome::passed);
}

// MISA-T-17
TEST(MisaEligibility, IsForOrganisations) {
  Renewal renewal;
  renewal.order.old.certificate.holder_ids = {{"CCCD", "001099000001", "UID"}};
  EXPECT_EQ(outcome(renewal.plugin.eligibility(renewal.order.old, renewal.portal), "organisation"), Outcome::failed);
}

TEST(MisaEligibility, AsksMisaNothingAboutAnotherCasCertificate) {
  Renewal renewal;
  renewal.order.old.certificate.issuer_common_name = "Viettel-CA";
  const auto verdict = renewal.plugin.eligibility(renewal.order.old, renewal.portal);
  EXPECT_EQ(verdict.answer, Answer::not_eligible);
  EXPECT_TRUE(renewal.portal.sent.empty());
}

TEST(MisaEligibility, KnowsItsIssuersByKeyBeforeByName) {
  Renewal renewal;
  renewal.order.old.certificate.issuer_common_name = "MISA Certification Authority G9";
  Misa plugin(PluginContext{MISA_FOLDER, "guided", {{"issuer_key_ids", {"0A0B0C"}}}});
  EXPECT_EQ(outcome(plugin.eligibility(renewal.order.old, renewal.portal), "issuer"), Outcome::passed);
  EXPECT_EQ(outcome(renewal.plugin.eligibility(renewal.order.old, renewal.portal), "issuer"), Outcome::failed);
}

TEST(MisaEligibility, NeverSaysYesWhileThePortalCannotBeReached) {
  Renewal renewal;
  renewal.portal.unreachable = true;
  const auto verdict = renewal.plugin.eligibility(renewal.order.old, renewal.portal);
  EXPECT_EQ(verdict.answer, Answer::cannot_say);
  EXPECT_EQ(outcome(verdict, "portal"), Outcome::cannot_say);
}

TEST(MisaEligibility, AsksThePortalForTheStatusThatOcspCannotTell) {
  Renewal renewal;
  renewal.order.old.revocation.status = RevocationFacts::Status::cannot_say;
  EXPECT_EQ(outcome(renewal.plugin.eligibility(renewal.order.old, renewal.portal), "status"), Outcome::passed);
  renewal.portal.certificate["status"] = "revoked";
  EXPECT_EQ(renewal.plugin.eligibility(renewal.order.old, renewal.portal).answer, Answer::not_eligible);
  Renewal guided("guided");
  guided.order.old.revocation.status = RevocationFacts::Status::cannot_say;
  EXPECT_EQ(guided.plugin.eligibility(guided.order.old, guided.portal).answer, Answer::cannot_say);
}

TEST(MisaEligibility, RefusesWhatIsRevokedOnAnotherTokenOrAlreadyOrdered) {
  Renewal renewal;
  renewal.portal.certificate["open_order"] = "DH-1";
  EXPECT_EQ(outcome(renewal.plugin.eligibility(renewal.order.old, renewal.portal), "portal"), Outcome::failed);
  renewal.order.old.has_private_key = false;
  renewal.order.old.revocation.status = RevocationFacts::Status::suspended;
  const auto verdict = renewal.plugin.eligibility(renewal.order.old, renewal.portal);
  EXPECT_EQ(outcome(verdict, "on_token"), Outcome::failed);
  EXPECT_EQ(outcome(verdict, "status"), Outcome::failed);
}

// GEN-04, MISA-T-18: warned ahead of the end; a warning decides nothing.
TEST(MisaEligibility, WarnsAheadOfTheEndAndLeavesAnExpiredOneToMisa) {
  Renewal renewal("guided");
  auto verdict = renewal.plugin.eligibility(renewal.order.old, renewal.portal);
  EXPECT_EQ(outcome(verdict, "window"), Outcome::warning);
  EXPECT_EQ(verdict.answer, Answer::eligible);
  renewal.portal.clock = time_from_iso("2026-08-01T00:00:00Z");
  EXPECT_EQ(outcome(renewal.plugin.eligibility(renewal.order.old, renewal.portal), "window"), Outcome::passed);
  renewal.portal.clock = time_from_iso("2027-01-01T00:00:00Z");
  EXPECT_EQ(renewal.plugin.eligibility(renewal.order.old, renewal.portal).answer, Answer::cannot_say);
  Renewal api;
  api.portal.clock = renewal.portal.clock;
  EXPECT_EQ(api.plugin.eligibility(api.order.old, api.portal).answer, Answer::eligible);
}

TEST(MisaEligibility, TakesAWeakOldKeyWithAWarning) {
  Renewal renewal;
  renewal.order.old.certificate.weaknesses = {"rsa-1024"};
  const auto verdict = renewal.plugin.eligibility(renewal.order.old, renewal.portal);
  EXPECT_EQ(outcome(verdict, "key"), Outcome::warning);
  EXPECT_EQ(verdict.answer, Answer::eligible);
}

TEST(MisaQuote, TellsPricesEndsAndWhatCutsThemShort) {
  Renewal renewal;
  renewal.portal.certificate["issuer_ends"] = "2028-06-01T00:00:00Z";
  const auto quote = renewal.plugin.quote(renewal.order.old, renewal.portal);
  ASSERT_EQ(quote.packages.size(), 2U);
  EXPECT_EQ(quote.packages[1].price, (Money{1900000, "VND"}));
  EXPECT_TRUE(quote.packages[0].remarks.empty());
  EXPECT_EQ(quote.packages[1].remarks.front().id, "misa.package.cut_short");
}

TEST(MisaQuote, SaysThatPricesStandOnTheOrderPageWhenGuided) {
  Renewal renewal("guided");
  const auto quote = renewal.plugin.quote(renewal.order.old, renewal.portal);
  EXPECT_TRUE(quote.packages.empty());
  EXPECT_TRUE(says_next(quote.remarks, "misa.quote.on_the_page"));
}

// GEN-14: how many orders may run at once is the provider's rule; MISA states none.
TEST(MisaDescription, NamesItsTransportsAndItsRules) {
  Renewal renewal;
  const auto description = renewal.plugin.describe();
  EXPECT_EQ(description.id, "misa");
  EXPECT_EQ(description.transports, (std::vector<std::string>{"guided", "api"}));
  EXPECT_EQ(description.at_once, 0);
  EXPECT_THROW(Misa(PluginContext{MISA_FOLDER, "api", Json::object()}), MessageError);
  EXPECT_THROW(Misa(PluginContext{MISA_FOLDER, "fax", Json::object()}), MessageError);
}

}  // namespace
}  // namespace reseal::misa::test
