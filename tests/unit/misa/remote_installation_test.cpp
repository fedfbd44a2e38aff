// SPDX-License-Identifier: Apache-2.0
#include "remote_world.h"

namespace reseal::misa::test {
namespace {

using Outcome = RuleResult::Outcome;

Outcome outcome_of(const Verdict& verdict, const std::string& id) {
  for (const auto& rule : verdict.rules) {
    if (rule.id == id) return rule.outcome;
  }
  ADD_FAILURE() << "no rule " << id;
  return Outcome::cannot_say;
}

void verified_with_consent(RemoteRenewal& renewal) {
  renewal.order_placed();
  renewal.accept("check_dossier");
  renewal.signed_by_host(renewal.next());
  (void)renewal.next();
  renewal.verified_by_misa();
}

TEST(MisaRemoteInstallation, MakesNoKeyAndFindsTheCertificateThatTheCaMade) {
  RemoteRenewal renewal;
  verified_with_consent(renewal);
  auto step = renewal.next();
  ASSERT_EQ(step.kind(), "adopt");
  renewal.finish(step, {{"installed", false}, {"rejected", Json::array()}});
  step = renewal.next();
  EXPECT_EQ(step.id, "not_in_cloud_yet");
  renewal.finish(step, {{"waited", true}});
  step = renewal.next();
  ASSERT_EQ(step.kind(), "adopt");
  renewal.finish(step, installed());
  const auto done = std::get<Done>(renewal.next().action);
  EXPECT_EQ(done.evidence.at("order_number"), "RS-7");
  EXPECT_TRUE(done.obligations.empty());
  // Domain-detail 9: another entry with another alias.
  EXPECT_TRUE(says_next(done.next, "misa.remote.reconnect"));
  EXPECT_FALSE(says_next(done.next, "misa.done.keep_old")) << "there is no token to delete it from";
  EXPECT_TRUE(says_next(done.next, "misa.done.register_tax"));
}

// MISA-R-18
TEST(MisaRemoteInstallation, LeavesTheObligationToKeepThePaperThatWasSignedByHand) {
  RemoteRenewal renewal("api", "organisation", true);
  renewal.choose_way("hand");
  renewal.accept("send_application",
                 {{"application", {{"name", "a.jpg"}, {"media_type", "image/jpeg"}, {"base64", "AAAA"}}}});
  (void)renewal.next();
  renewal.verified_by_misa();
  renewal.finish(renewal.next(), installed());
  const auto done = std::get<Done>(renewal.next().action);
  ASSERT_EQ(done.obligations.size(), 1U);
  EXPECT_EQ(done.obligations.front().id, "keep_paper");
  EXPECT_EQ(done.obligations.front().text.params.at("number"), "RS-7");
}

TEST(MisaRemoteInstallation, RejectsACertificateThatIsNotTheOneMisaIssued) {
  RemoteRenewal renewal;
  verified_with_consent(renewal);
  renewal.portal.remote_order["new_serial"] = "5401FF";
  renewal.finish(renewal.next(), installed());
  EXPECT_EQ(std::get<Fail>(renewal.next().action).reason, "wrong_certificate");
  RemoteRenewal other;
  verified_with_consent(other);
  other.finish(other.next(), {{"installed", false}, {"rejected", Json::array({{{"check", "holder"}}})}});
  EXPECT_EQ(std::get<Fail>(other.next().action).message.params.at("checks"), "holder");
}

TEST(MisaRemoteInstallation, ComparesSerialsAsNumbers) {
  RemoteRenewal renewal;
  verified_with_consent(renewal);
  renewal.portal.remote_order["new_serial"] = "00" + new_facts().serial.hex;
  renewal.finish(renewal.next(), installed());
  EXPECT_EQ(renewal.next().id, "renewed");
}

TEST(MisaRemoteInstallation, StopsWhenThePortalHasForgottenTheOrder) {
  RemoteRenewal renewal;
  verified_with_consent(renewal);
  renewal.portal.remote_order = nullptr;
  EXPECT_EQ(std::get<Fail>(renewal.next().action).reason, "order_lost");
}

TEST(MisaRemoteEligibility, TakesPersonsAndExpiredCertificatesAndNoToken) {
  for (const auto* transport : {"api", "guided"}) {
    RemoteRenewal renewal(transport, "individual", true);
    renewal.order.old.certificate.holder_ids = {{"CCCD", "001090000001", "UID"}};
    const auto verdict = renewal.plugin.eligibility(renewal.order.old, renewal.portal);
    EXPECT_EQ(verdict.answer, Verdict::Answer::eligible) << transport;
    EXPECT_EQ(outcome_of(verdict, "window"), Outcome::warning);
    EXPECT_EQ(outcome_of(verdict, "in_cloud"), Outcome::passed);
  }
}

TEST(MisaRemoteQuote, CountsThePaperOfAnExpiredCertificateAndTheTimeCarriedOver) {
  for (const auto* transport : {"api", "guided"}) {
    RemoteRenewal valid(transport);
    const auto quote = valid.plugin.quote(valid.order.old, valid.portal);
    EXPECT_EQ(quote.papers, 0) << transport;
    EXPECT_EQ(quote.same_issuer, true);
    EXPECT_EQ(quote.working_days, std::nullopt) << "nobody promises a time";
    RemoteRenewal expired(transport, "organisation", true);
    EXPECT_EQ(expired.plugin.quote(expired.order.old, expired.portal).papers, 1) << transport;
  }
  // The term runs from the old end: the issuer's end cuts it short, though it would not from today.
  RemoteRenewal renewal;
  renewal.portal.certificate["issuer_ends"] = "2027-12-01T00:00:00Z";
  const auto quote = renewal.plugin.quote(renewal.order.old, renewal.portal);
  EXPECT_EQ(quote.packages[0].remarks.front().id, "misa.package.cut_short");
}

}  // namespace
}  // namespace reseal::misa::test
