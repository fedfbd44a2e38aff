// SPDX-License-Identifier: Apache-2.0
// The verdict: class x validity x status, with and without the hall, and the quote.
#include <chrono>

#include "world.h"

namespace reseal::szca::test {
namespace {

using Said = Verdict::Answer;
using Status = RevocationFacts::Status;

Verdict verdict(Renewing& renewing) { return renewing.plugin.eligibility(renewing.order.old, renewing.hall); }

// SZCA-23, SZCA-24: of each class, in force and expired, whatever OCSP and the hall say of its state.
TEST(Eligibility, FollowsStatusAndHallOverEveryClassAndValidity) {
  struct {
    Status ocsp;
    const char* hall;
    Said said;
  } const states[] = {
      {Status::good, "active", Said::eligible},           {Status::good, "expired", Said::eligible},
      {Status::cannot_say, "active", Said::eligible},     {Status::cannot_say, "expired", Said::eligible},
      {Status::good, "revoked", Said::not_eligible},      {Status::good, "suspended", Said::not_eligible},
      {Status::revoked, "active", Said::not_eligible},    {Status::suspended, "active", Said::not_eligible},
      {Status::cannot_say, "revoked", Said::not_eligible}};
  for (const auto* name : {"non_tender", "tender_in_validity", "tender_after_expiry"}) {
    for (const auto* ends : {"2027-06-01T00:00:00Z", "2026-11-25T00:00:00Z", "2026-10-01T00:00:00Z"}) {
      for (const auto& state : states) {
        Renewing renewing(name);
        renewing.order.old.certificate.not_after = time_from_iso(ends);
        renewing.order.old.revocation.status = state.ocsp;
        renewing.hall.certificate["status"] = state.hall;
        const auto found = verdict(renewing);
        EXPECT_EQ(found.answer, state.said) << name << " " << ends << " " << state.hall;
        for (const auto& each : found.rules) EXPECT_FALSE(each.evidence.empty()) << each.id;
        EXPECT_EQ(rule(found.rules, "class").evidence.id, std::string("szca.rule.class_") + name);
      }
    }
  }
}

TEST(Eligibility, IsNeverSaidWithoutTheHall) {
  Renewing guided("non_tender", "guided");
  EXPECT_EQ(verdict(guided).answer, Said::cannot_say);
  EXPECT_TRUE(guided.hall.sent.empty());
  Renewing unreachable;
  unreachable.hall.unreachable = true;
  EXPECT_EQ(verdict(unreachable).answer, Said::cannot_say);
  for (const auto& [member, nonsense] :
       std::map<std::string, Json>{{"status", "splendid"}, {"class", "other"}, {"serial", "00"}, {"review_days", -1}}) {
    Renewing renewing;
    renewing.hall.certificate[member] = nonsense;
    EXPECT_EQ(verdict(renewing).answer, Said::cannot_say) << member;
  }
}

TEST(Eligibility, EndsWhereTheHallDoesNotRenewOrAnApplicationIsOpen) {
  Renewing renewing;
  renewing.hall.certificate["open_application"] = "SQ000077";
  EXPECT_EQ(verdict(renewing).answer, Said::not_eligible);
  renewing.hall.certificate["open_application"] = nullptr;
  renewing.hall.certificate["renewable"] = false;
  EXPECT_EQ(verdict(renewing).answer, Said::not_eligible);
}

TEST(Eligibility, IsForUKeysOnly) {
  Renewing renewing;
  renewing.order.old.held_in = "cloud";
  EXPECT_EQ(verdict(renewing).answer, Said::not_eligible);
  EXPECT_EQ(rule(verdict(renewing).rules, "on_ukey").outcome, RuleResult::Outcome::failed);
}

TEST(Eligibility, CannotBeSaidOfSm2) {
  Renewing renewing;
  renewing.order.old.certificate.key.algorithm = "SM2";
  EXPECT_EQ(verdict(renewing).answer, Said::cannot_say);
}

TEST(Eligibility, AsksTheHallNothingAboutAnotherCasCertificate) {
  Renewing renewing;
  renewing.order.old.certificate.issuer_common_name = "MISA-CA";
  renewing.order.old.certificate.issuer = {{"2.5.4.3", "CN", "MISA-CA"}};
  EXPECT_EQ(verdict(renewing).answer, Said::not_eligible);
  EXPECT_TRUE(renewing.hall.sent.empty());
}

TEST(TheQuote, SaysYearsPricesPapersAndDays) {
  Renewing renewing;
  renewing.hall.certificate["issuer_ends"] = "2028-01-01T00:00:00Z";
  const auto quote = renewing.plugin.quote(renewing.order.old, renewing.hall);
  ASSERT_EQ(quote.packages.size(), 2U);
  EXPECT_EQ(quote.packages[0].price, (Money{28'000, "CNY"}));
  EXPECT_TRUE(quote.packages[0].remarks.empty());
  EXPECT_EQ(quote.packages[1].remarks.at(0).id, "szca.years.cut_short");
  EXPECT_EQ(quote.same_issuer, true);
  EXPECT_EQ(quote.papers, 1);
  EXPECT_EQ(quote.working_days, 3);
  Renewing other("non_tender");
  EXPECT_EQ(other.plugin.quote(other.order.old, other.hall).papers, 0);
  EXPECT_EQ(other.plugin.quote(other.order.old, other.hall).working_days, 0);
}

// SZCA-38
TEST(TheDescription, NamesHotlineTransportsAndTheDaysOfTheReview) {
  Renewing renewing;
  const auto described = renewing.plugin.describe();
  EXPECT_EQ(described.id, "szca");
  EXPECT_EQ(described.transports, (std::vector<std::string>{"guided", "api"}));
  EXPECT_THAT(described.contact.params.at("contact"), testing::HasSubstr("400-112-3838"));
  EXPECT_EQ(described.processing_days, 3);
}

}  // namespace
}  // namespace reseal::szca::test
