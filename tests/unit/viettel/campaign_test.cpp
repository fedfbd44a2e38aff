// SPDX-License-Identifier: Apache-2.0
// What can be said of a certificate without asking Viettel-CA: each rule at its boundary.
#include <fstream>

#include "reseal/schema.h"
#include "world.h"

namespace reseal::viettel::test {
namespace {

using Outcome = RuleResult::Outcome;

RuleResult found(const Candidate& candidate, const std::string& id, const std::string& now = "2020-09-15T02:00:00Z") {
  return rule(rules_of(candidate, shipped_campaigns(), time_from_iso(now)), id);
}

struct Moment {
  const char* utc;
  Outcome outcome;
  const char* shown;
};

// VTL-E-03
TEST(ViettelCampaign, TakesCertificatesThatEndOnExactlyTheDayAsItIsInVietNam) {
  const Moment moments[] = {
      {"2020-10-01T16:59:59Z", Outcome::failed, "01/10/2020 23:59:59"},  // the day before
      {"2020-10-01T17:00:00Z", Outcome::passed, "02/10/2020 00:00:00"},  // the day, though it is the 1st in UTC
      {"2020-10-02T02:42:19Z", Outcome::passed, "02/10/2020 09:42:19"},
      {"2020-10-02T02:42:20Z", Outcome::passed, "02/10/2020 09:42:20"},  // the CA certificate's own last second
      {"2020-10-02T16:59:59Z", Outcome::passed, "02/10/2020 23:59:59"},
      {"2020-10-02T17:00:00Z", Outcome::failed, "03/10/2020 00:00:00"},  // the day after, though it is the 2nd in UTC
      {"2021-03-05T02:00:00Z", Outcome::failed, "05/03/2021 09:00:00"}};
  for (const auto& each : moments) {
    auto candidate = old_candidate();
    candidate.certificate.not_after = time_from_iso(each.utc);
    const auto expiry = found(candidate, "expiry");
    EXPECT_EQ(expiry.outcome, each.outcome) << each.utc;
    EXPECT_EQ(expiry.evidence.params.at("date"), each.shown);
    EXPECT_EQ(expiry.evidence.params.at("day"), "02/10/2020");
  }
}

// VTL-E-04
TEST(ViettelCampaign, TakesCertificatesIssuedBeforeTheCutOffDayAsItIsInVietNam) {
  const Moment moments[] = {
      {"2018-07-16T02:00:00Z", Outcome::passed, "16/07/2018 09:00:00"},
      {"2019-07-16T16:59:59Z", Outcome::passed, "16/07/2019 23:59:59"},  // the day before
      {"2019-07-16T17:00:00Z", Outcome::failed, "17/07/2019 00:00:00"},  // the day, though it is the 16th in UTC
      {"2019-07-17T10:00:00Z", Outcome::failed, "17/07/2019 17:00:00"},
      {"2019-07-17T17:00:00Z", Outcome::failed, "18/07/2019 00:00:00"}};  // the day after
  for (const auto& each : moments) {
    auto candidate = old_candidate();
    candidate.certificate.not_before = time_from_iso(each.utc);
    const auto issued = found(candidate, "issued_before");
    EXPECT_EQ(issued.outcome, each.outcome) << each.utc;
    EXPECT_EQ(issued.evidence.params.at("date"), each.shown);
  }
}

// VTL-E-01: CN=Viettel-CA names at least three CA keys.
TEST(ViettelCampaign, KnowsItsIssuerByTheKeyAndNeverByTheName) {
  struct {
    const char *name, *key_id;
    Outcome outcome;
    const char* evidence;
  } const issuers[] = {{"Viettel-CA", kIssuer2015, Outcome::passed, "viettel.rule.issuer_passed"},
                       {"Viettel-CA (renamed)", kIssuer2015, Outcome::passed, "viettel.rule.issuer_passed"},
                       {"Viettel-CA", "AAAA2010", Outcome::failed, "viettel.rule.issuer_other_key"},
                       {"Viettel-CA", "", Outcome::failed, "viettel.rule.issuer_other_key"},
                       {"MISA-CA", "BBBB", Outcome::failed, "viettel.rule.issuer_failed"}};
  for (const auto& each : issuers) {
    auto candidate = old_candidate();
    candidate.certificate.issuer_common_name = each.name;
    candidate.certificate.authority_key_id = each.key_id;
    const auto issuer = found(candidate, "issuer");
    EXPECT_EQ(issuer.outcome, each.outcome) << each.name << " " << each.key_id;
    EXPECT_EQ(issuer.evidence.id, each.evidence);
    EXPECT_EQ(issuer.evidence.params.at("key_id"), *each.key_id == 0 ? "–" : each.key_id);
  }
}

TEST(ViettelCampaign, SaysNothingMoreOfAnotherCasCertificate) {
  auto candidate = old_candidate();
  candidate.certificate.authority_key_id = "AAAA2010";
  EXPECT_EQ(rules_of(candidate, shipped_campaigns(), time_from_iso("2020-09-15T02:00:00Z")).size(), 1U);
}

// VTL-E-02
TEST(ViettelCampaign, TakesActiveCertificatesOnlyAndAdmitsWhenItCannotTell) {
  struct {
    RevocationFacts::Status status;
    const char* now;
    Outcome outcome;
    const char* evidence;
  } const states[] = {
      {RevocationFacts::Status::good, "2020-09-15T02:00:00Z", Outcome::passed, "viettel.rule.status_good"},
      {RevocationFacts::Status::revoked, "2020-09-15T02:00:00Z", Outcome::failed, "viettel.rule.status_revoked"},
      {RevocationFacts::Status::suspended, "2020-09-15T02:00:00Z", Outcome::failed, "viettel.rule.status_suspended"},
      {RevocationFacts::Status::cannot_say, "2020-09-15T02:00:00Z", Outcome::cannot_say,
       "viettel.rule.status_cannot_say"},
      {RevocationFacts::Status::good, "2020-10-02T02:42:19Z", Outcome::passed, "viettel.rule.status_good"},
      {RevocationFacts::Status::good, "2020-10-02T02:42:20Z", Outcome::failed, "viettel.rule.status_expired"}};
  for (const auto& each : states) {
    auto candidate = old_candidate();
    candidate.revocation.status = each.status;
    const auto status = found(candidate, "status", each.now);
    EXPECT_EQ(status.outcome, each.outcome) << each.evidence;
    EXPECT_EQ(status.evidence.id, each.evidence);
  }
}

TEST(ViettelCampaign, TakesRequestsWithinItsWindowOnly) {
  const Moment moments[] = {{"2019-07-16T16:59:59Z", Outcome::failed, "viettel.rule.window_not_yet"},
                            {"2019-07-16T17:00:00Z", Outcome::passed, "viettel.rule.window_passed"},
                            {"2020-10-02T16:59:59Z", Outcome::passed, "viettel.rule.window_passed"},
                            {"2020-10-02T17:00:00Z", Outcome::failed, "viettel.rule.window_over"}};
  for (const auto& each : moments) {
    const auto window = found(old_candidate(), "window", each.utc);
    EXPECT_EQ(window.outcome, each.outcome) << each.utc;
    EXPECT_EQ(window.evidence.id, each.shown);
  }
}

// VTL-E-07
TEST(ViettelCampaign, LeavesTheEndOfTheContractToTheCa) {
  const auto contract = found(old_candidate(), "contract");
  EXPECT_EQ(contract.outcome, Outcome::cannot_say);
  EXPECT_EQ(contract.evidence.id, "viettel.rule.contract_ask");
  EXPECT_EQ(contract.evidence.params.at("day"), "02/10/2020");
}

// VTL-E-03
TEST(ViettelCampaign, WantsTheContractToRunBeyondTheDay) {
  const auto campaign = shipped_campaigns().at(0);
  const Moment moments[] = {{"2020-10-01T16:59:59Z", Outcome::failed, "01/10/2020"},
                            {"2020-10-02T16:59:59Z", Outcome::failed, "02/10/2020"},
                            {"2020-10-02T17:00:00Z", Outcome::passed, "03/10/2020"},
                            {"2021-07-16T02:00:00Z", Outcome::passed, "16/07/2021"}};
  for (const auto& each : moments) {
    const auto contract = contract_rule(campaign, time_from_iso(each.utc));
    EXPECT_EQ(contract.outcome, each.outcome) << each.utc;
    EXPECT_EQ(contract.evidence.params.at("date"), each.shown);
  }
  EXPECT_EQ(contract_rule(campaign, {}).outcome, Outcome::cannot_say);
}

Json campaign_of_2027() {
  return {{"id", "rs-2027"},
          {"name", "Cấp bù 2027"},
          {"issuer_key_ids", {"CCCC2022"}},
          {"expires_on", "2027-09-26"},
          {"issued_before", "2026-01-01"},
          {"contract_beyond", "2027-09-30"},
          {"serial_prefix", "5405"}};
}

// VTL-E-06: the next changeover is configuration.
TEST(ViettelCampaign, IsDataOnly) {
  const auto campaigns = load_campaigns("no file is read", {{"campaigns", Json::array({campaign_of_2027()})}});
  auto candidate = old_candidate();
  candidate.certificate.issuer_common_name = "Viettel-CA RS";
  candidate.certificate.authority_key_id = "CCCC2022";
  candidate.certificate.not_before = time_from_iso("2025-12-31T16:59:59Z");
  candidate.certificate.not_after = time_from_iso("2027-09-26T03:00:00Z");
  auto rules = rules_of(candidate, campaigns, time_from_iso("2027-09-01T00:00:00Z"));
  for (const auto* id : {"issuer", "status", "expiry", "issued_before", "window"}) {
    EXPECT_EQ(rule(rules, id).outcome, Outcome::passed) << id;
  }
  EXPECT_EQ(rule(rules, "issuer").evidence.params.at("campaign"), "Cấp bù 2027");
  EXPECT_EQ(rule(rules, "window").evidence.id, "viettel.rule.window_open");
  EXPECT_EQ(contract_rule(campaigns.at(0), time_from_iso("2027-09-30T10:00:00Z")).outcome, Outcome::failed);
  EXPECT_EQ(contract_rule(campaigns.at(0), time_from_iso("2027-10-01T10:00:00Z")).outcome, Outcome::passed);
  // ... and the campaign of 2020 is gone.
  EXPECT_EQ(rule(rules_of(old_candidate(), campaigns, time_from_iso("2020-09-15T00:00:00Z")), "issuer").outcome,
            Outcome::failed);
}

TEST(ViettelCampaign, OfSeveralForOneIssuerIsTheOneThatTakesTheCertificate) {
  auto later = campaign_of_2027();
  later["issuer_key_ids"] = {"CCCC2022", kIssuer2015};
  auto shipped = shipped_campaigns();
  auto campaigns = load_campaigns("no file is read", {{"campaigns", Json::array({later})}});
  campaigns.insert(campaigns.end(), shipped.begin(), shipped.end());
  const auto* campaign = campaign_of(old_candidate(), campaigns, time_from_iso("2020-09-15T00:00:00Z"));
  ASSERT_NE(campaign, nullptr);
  EXPECT_EQ(campaign->id, "2020");
}

// VTL-E-06: what is shipped is what a deployment may write, and the manifest says what that is.
TEST(ViettelCampaign, IsShippedInTheShapeOfTheSetting) {
  const auto read = [](const char* name) {
    std::ifstream stream(std::filesystem::path(VIETTEL_FOLDER) / name, std::ios::binary);
    return Json::parse(stream);
  };
  const auto manifest = read("manifest.json");
  EXPECT_NO_THROW(require_message("manifest", manifest));
  const Schema settings(manifest.at("settings_schema").dump());
  EXPECT_THAT(settings.check({{"campaigns", read("campaigns.json").at("campaigns")}, {"mode", "by_request"}}),
              testing::IsEmpty());
  EXPECT_THAT(settings.check({{"campaigns", Json::array({campaign_of_2027()})}}), testing::IsEmpty());
  EXPECT_THAT(settings.check({{"mode", "manual"}}), testing::Not(testing::IsEmpty()));
}

TEST(ViettelCampaign, SaysWhichCampaignLacksWhat) {
  for (const auto* member : {"id", "name", "issuer_key_ids", "expires_on", "issued_before", "contract_beyond"}) {
    auto broken = campaign_of_2027();
    broken.erase(member);
    try {
      (void)load_campaigns("no file is read", {{"campaigns", Json::array({campaign_of_2027(), broken})}});
      FAIL() << member;
    } catch (const MessageError& error) {
      EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("campaign 2"), testing::HasSubstr(member)));
    }
  }
  auto broken = campaign_of_2027();
  broken["expires_on"] = "2027-02-30";
  EXPECT_THROW((void)load_campaigns("", {{"campaigns", Json::array({broken})}}), MessageError);
  EXPECT_THROW((void)load_campaigns("no such file", Json::object()), MessageError);
}

TEST(ViettelCampaign, IsForKeysOnATokenOnly) {
  auto candidate = old_candidate();
  candidate.held_in = "cloud";
  const auto rules = rules_of(candidate, shipped_campaigns(), time_from_iso("2020-09-15T02:00:00Z"));
  EXPECT_EQ(rule(rules, "held_in").outcome, RuleResult::Outcome::failed);
  EXPECT_EQ(Verdict::of(rules).answer, Verdict::Answer::not_eligible);
}

}  // namespace
}  // namespace reseal::viettel::test
