// SPDX-License-Identifier: Apache-2.0
// The verdict with the portal's say, and what the plugin says of itself.
#include "world.h"

namespace reseal::viettel::test {
namespace {

using VerdictAnswer = Verdict::Answer;
using RuleOutcome = RuleResult::Outcome;

Verdict verdict(Renewal& renewal) { return renewal.plugin.eligibility(renewal.order.old, renewal.portal); }

TEST(ViettelEligibility, SaysYesWhenEveryRuleAndThePortalAgreeEachWithItsEvidence) {
  Renewal renewal;
  const auto found = verdict(renewal);
  EXPECT_EQ(found.answer, VerdictAnswer::eligible);
  EXPECT_EQ(found.rules.size(), 7U);
  for (const auto& each : found.rules) EXPECT_FALSE(each.evidence.empty()) << each.id;
  EXPECT_EQ(rule(found.rules, "status").evidence.params.at("source"), "ocsp http://ocsp.viettel-ca.vn");
  EXPECT_EQ(rule(found.rules, "contract").evidence.params.at("date"), "16/07/2021");
}

// VTL-E-07
TEST(ViettelEligibility, CannotSayWithoutThePortal) {
  Renewal renewal("automatic", "guided");
  const auto found = verdict(renewal);
  EXPECT_EQ(found.answer, VerdictAnswer::cannot_say);
  EXPECT_EQ(rule(found.rules, "contract").evidence.id, "viettel.rule.contract_ask");
  EXPECT_TRUE(renewal.portal.sent.empty());
}

TEST(ViettelEligibility, HasTheSameRulesInBothTransports) {
  Renewal guided("by_request", "guided");
  guided.order.old.certificate.not_after = time_from_iso("2020-10-01T16:59:59Z");
  EXPECT_EQ(verdict(guided).answer, VerdictAnswer::not_eligible);
  EXPECT_EQ(rule(verdict(guided).rules, "expiry").outcome, RuleOutcome::failed);
}

TEST(ViettelEligibility, NeverSaysYesWhileThePortalCannotBeReachedOrTalksNonsense) {
  Renewal renewal;
  renewal.portal.unreachable = true;
  EXPECT_EQ(verdict(renewal).answer, VerdictAnswer::cannot_say);
  EXPECT_EQ(rule(verdict(renewal).rules, "contract").evidence.id, "viettel.rule.contract_unreachable");
  renewal.portal.unreachable = false;
  const auto sound = renewal.portal.certificate;
  for (const auto& [member, nonsense] : std::map<std::string, Json>{
           {"status", "splendid"}, {"contract_ends", "soon"}, {"contract_ends", 5}, {"serial", "5404FF"}}) {
    renewal.portal.certificate = sound;
    renewal.portal.certificate[member] = nonsense;
    const auto found = verdict(renewal);
    EXPECT_EQ(found.answer, VerdictAnswer::cannot_say) << member;
    EXPECT_EQ(rule(found.rules, "contract").evidence.id, "viettel.rule.contract_nonsense") << member;
  }
}

// VTL-E-07
TEST(ViettelEligibility, CannotSayWhenThePortalDoesNotKnowTheContract) {
  Renewal renewal;
  renewal.portal.certificate["contract_ends"] = nullptr;
  EXPECT_EQ(verdict(renewal).answer, VerdictAnswer::cannot_say);
  EXPECT_EQ(rule(verdict(renewal).rules, "contract").evidence.id, "viettel.rule.contract_not_known");
}

// VTL-E-03
TEST(ViettelEligibility, IsNotForContractsThatEndWithTheCertificate) {
  Renewal renewal;
  renewal.portal.certificate["contract_ends"] = "2020-10-02T16:59:59Z";
  EXPECT_EQ(verdict(renewal).answer, VerdictAnswer::not_eligible);
}

// VTL-E-02
TEST(ViettelEligibility, HearsThePortalOnTheStatusThatOcspCannotTellOrDoesNotKnowYet) {
  struct {
    RevocationFacts::Status ocsp;
    const char* portal;
    RuleOutcome outcome;
  } const states[] = {{RevocationFacts::Status::cannot_say, "active", RuleOutcome::passed},
                      {RevocationFacts::Status::cannot_say, "suspended", RuleOutcome::failed},
                      {RevocationFacts::Status::good, "revoked", RuleOutcome::failed},
                      {RevocationFacts::Status::good, "suspended", RuleOutcome::failed},
                      {RevocationFacts::Status::good, "expired", RuleOutcome::failed},
                      {RevocationFacts::Status::revoked, "active", RuleOutcome::failed},
                      {RevocationFacts::Status::suspended, "active", RuleOutcome::failed}};
  for (const auto& each : states) {
    Renewal renewal;
    renewal.order.old.revocation.status = each.ocsp;
    renewal.portal.certificate["status"] = each.portal;
    EXPECT_EQ(rule(verdict(renewal).rules, "status").outcome, each.outcome) << each.portal;
  }
}

// VTL-E-05
TEST(ViettelEligibility, IsOverOnceTheCertificateWasCompensated) {
  Renewal renewal;
  renewal.portal.certificate["compensated_by"] = new_facts().serial.hex;
  const auto found = verdict(renewal);
  EXPECT_EQ(found.answer, VerdictAnswer::not_eligible);
  EXPECT_EQ(rule(found.rules, "compensation").evidence.params.at("serial"), new_facts().serial.hex);
}

// VTL-X-05
TEST(ViettelEligibility, GoesOnWithAnOpenRequestEvenAfterTheLastDay) {
  Renewal renewal;
  renewal.portal.certificate["open_request"] = "YC000007";
  EXPECT_EQ(verdict(renewal).answer, VerdictAnswer::eligible);
  EXPECT_EQ(rule(verdict(renewal).rules, "compensation").evidence.params.at("number"), "YC000007");
  renewal.portal.clock = time_from_iso("2020-10-05T02:00:00Z");
  renewal.portal.certificate["status"] = "expired";
  EXPECT_EQ(verdict(renewal).answer, VerdictAnswer::eligible);
  renewal.portal.certificate["status"] = "revoked";
  EXPECT_EQ(verdict(renewal).answer, VerdictAnswer::not_eligible);
}

// VTL-E-01
TEST(ViettelEligibility, AsksViettelNothingAboutAnotherCasCertificate) {
  Renewal renewal;
  renewal.order.old.certificate.authority_key_id = "AAAA2010";
  EXPECT_EQ(verdict(renewal).answer, VerdictAnswer::not_eligible);
  EXPECT_TRUE(renewal.portal.sent.empty());
}

TEST(ViettelQuote, SaysThatTheContractHasPaidAlready) {
  Renewal renewal;
  EXPECT_TRUE(says(renewal.plugin.quote(renewal.order.old, renewal.portal).remarks, "viettel.quote.paid"));
}

// VTL-A-02, VTL-X-10
TEST(ViettelDescription, NamesItsTransportsItsHotlineAndWhatEachModeNeeds) {
  Renewal automatic;
  const auto described = automatic.plugin.describe();
  EXPECT_EQ(described.id, "viettel");
  EXPECT_EQ(described.transports, (std::vector<std::string>{"guided", "api"}));
  EXPECT_EQ(described.contact.id, "viettel.contact");
  EXPECT_TRUE(says(described.needs, "viettel.need.one_token"));
  Renewal by_request("by_request");
  EXPECT_TRUE(says(by_request.plugin.describe().needs, "viettel.need.phone"));
  EXPECT_FALSE(says(by_request.plugin.describe().needs, "viettel.need.one_token"));
  EXPECT_THROW(Viettel(PluginContext{VIETTEL_FOLDER, "api", Json::object()}), MessageError);
}

}  // namespace
}  // namespace reseal::viettel::test
