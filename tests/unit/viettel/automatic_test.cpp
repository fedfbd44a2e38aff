// SPDX-License-Identifier: Apache-2.0
// Part I of the guide: no question but the PIN.
#include "world.h"

namespace reseal::viettel::test {
namespace {

// VTL-A-04, VTL-A-05, VTL-A-06, VTL-A-07, VTL-A-15
TEST(ViettelAutomatic, GoesFromTheCertificateToItsSuccessorWithoutAQuestion) {
  Renewal renewal;
  renewal.ordered();
  renewal.make_key();
  EXPECT_EQ(renewal.next().id, "issuing");
  renewal.portal.decide("issued");
  const auto install = renewal.next();
  EXPECT_EQ(std::get<Install>(install.action).certificate, "the new certificate");
  EXPECT_EQ(std::get<Install>(install.action).chain, std::vector<std::string>{"its issuer"});
  renewal.finish(install, installed());
  const auto step = renewal.next();
  const auto& done = std::get<Done>(step.action);
  EXPECT_EQ(done.message.id, "viettel.done.message");
  EXPECT_EQ(done.message.params.at("serial"), new_facts().serial.hex);
  for (const auto* id : {"viettel.done.register_customs", "viettel.done.register_tax",
                         "viettel.done.register_social_insurance", "viettel.done.keep_old", "viettel.done.use_old"}) {
    EXPECT_TRUE(says(done.next, id)) << id;
  }
  EXPECT_FALSE(says(done.next, "viettel.done.other_serial"));
  EXPECT_EQ(done.evidence.at("old_serial"), renewal.order.old.certificate.serial.hex);
  EXPECT_EQ(renewal.portal.request().at("status"), "installed");
  for (const auto& past : renewal.order.history) EXPECT_NE(past.kind, "ask") << past.id;
}

TEST(ViettelAutomatic, SendsTheCertificateItsCampaignAndNoPhone) {
  Renewal renewal;
  (void)renewal.next();
  EXPECT_EQ(renewal.portal.body_of("request_compensation"), (Json{{"reference", "rsl-0123456789"},
                                                                  {"serial", renewal.order.old.certificate.serial.hex},
                                                                  {"certificate", "the old certificate"},
                                                                  {"campaign", "2020"},
                                                                  {"mode", "automatic"},
                                                                  {"phone", ""}}));
}

TEST(ViettelAutomatic, EndsWithThePortalsReasonWhenItIsRefused) {
  Renewal renewal;
  renewal.portal.automatic_answer = "refused";
  const auto step = renewal.next();
  EXPECT_EQ(reason_of(step), "refused_by_ca");
  EXPECT_EQ(ending(step).params.at("text"), "hợp đồng không vượt 02/10/2020");
}

TEST(ViettelAutomatic, FindsItsOwnRefusalWhenTheReplyWasLost) {
  Renewal renewal;
  renewal.portal.automatic_answer = "refused";
  renewal.portal.lose_reply = {"request_compensation"};
  EXPECT_THROW((void)renewal.next(), TryLater);
  renewal.portal.sent.clear();
  EXPECT_EQ(reason_of(renewal.next()), "refused_by_ca");
  EXPECT_TRUE(renewal.portal.body_of("request_compensation").is_null()) << "nothing is asked a second time";
}

// VTL-A-04
TEST(ViettelAutomatic, AsksNothingOfTheCaForACertificateThatIsNotEligible) {
  Renewal renewal;
  renewal.portal.certificate["contract_ends"] = "2020-10-01T00:00:00Z";
  const auto step = renewal.next();
  EXPECT_EQ(reason_of(step), "not_eligible");
  EXPECT_TRUE(says(std::get<Refuse>(step.action).next, "viettel.rule.contract_failed"));
  EXPECT_EQ(renewal.portal.happened("request_compensation"), 0);
}

TEST(ViettelAutomatic, LeavesTheDecisionToTheCaWhenThePortalDoesNotKnowTheContract) {
  Renewal renewal;
  renewal.portal.certificate["contract_ends"] = nullptr;
  EXPECT_EQ(renewal.next().id, "approved");
}

TEST(ViettelAutomatic, TellsTheCasOwnRefusalsApart) {
  const std::pair<const char*, const char*> refusals[] = {{"not_eligible", "not_eligible"},
                                                          {"refused", "refused_by_ca"},
                                                          {"invalid", "portal_contract"},
                                                          {"already_requested", "already_ordered"}};
  for (const auto& [code, reason] : refusals) {
    Renewal renewal;
    renewal.portal.refuse = {{"request_compensation", code}};
    EXPECT_EQ(reason_of(renewal.next()), reason) << code;
  }
}

// VTL-E-05: asking again finds nothing to do.
TEST(ViettelAutomatic, DoesNothingWhenTheCertificateWasCompensated) {
  Renewal renewal;
  renewal.portal.add_request("another computer", "automatic", "installed");
  const auto step = renewal.next();
  EXPECT_EQ(reason_of(step), "already_ordered");
  EXPECT_EQ(ending(step).params.at("serial"), new_facts().serial.hex);
}

// VTL-X-05
TEST(ViettelAutomatic, GoesOnWithAnotherComputersRequestWhereverItStands) {
  for (const auto* status : {"approved", "issuing", "issued"}) {
    Renewal renewal;
    renewal.portal.add_request("another computer", "automatic", status);
    renewal.ordered();
    EXPECT_EQ(renewal.portal.happened("request_compensation"), 0) << status;
    const auto step = renewal.next();
    const std::map<std::string, std::string> goes_on = {
        {"approved", "make_key"}, {"issuing", "issuing"}, {"issued", "install_certificate"}};
    EXPECT_EQ(step.id, goes_on.at(status));
  }
}

// VTL-X-05: the key that another computer made is found by the host, on the token.
TEST(ViettelAutomatic, InstallsWhatIsIssuedAlreadyWithoutMakingAKey) {
  Renewal renewal;
  renewal.portal.add_request("another computer", "automatic", "issued");
  renewal.ordered();
  renewal.finish(renewal.next(), installed());
  EXPECT_EQ(renewal.next().id, "compensated");
  EXPECT_EQ(renewal.portal.happened("submit_csr"), 0);
}

TEST(ViettelAutomatic, AsksAnewAfterAnEarlierRefusal) {
  Renewal renewal;
  renewal.portal.add_request("last month", "by_request", "refused");
  EXPECT_EQ(renewal.next().id, "approved");
  EXPECT_EQ(renewal.portal.happened("request_compensation"), 1);
}

TEST(ViettelAutomatic, WaitsWhilePeopleDecideAfterAll) {
  Renewal renewal;
  renewal.portal.automatic_answer = "requested";
  const auto step = renewal.next();
  EXPECT_EQ(step.kind(), "wait");
  EXPECT_FALSE(std::get<Wait>(step.action).signal);
}

TEST(ViettelAutomatic, LooksFirstAfterEachLostReplyAndSendsNothingTwice) {
  Renewal renewal;
  renewal.portal.lose_reply = {"request_compensation", "submit_csr", "confirm_installation"};
  EXPECT_THROW((void)renewal.next(), TryLater);
  renewal.order.unconfirmed = {"request_compensation"};
  renewal.ordered();
  renewal.make_key();
  EXPECT_THROW((void)renewal.next(), TryLater);
  EXPECT_EQ(renewal.next().id, "issuing");
  renewal.portal.decide("issued");
  renewal.finish(renewal.next(), installed());
  EXPECT_THROW((void)renewal.next(), TryLater);
  EXPECT_EQ(renewal.next().id, "compensated");
  EXPECT_EQ(renewal.portal.requests.size(), 1U);
  int posts = 0;
  for (const auto& each : renewal.portal.sent) posts += each.method == "POST" ? 1 : 0;
  EXPECT_EQ(posts, 3);
}

TEST(ViettelAutomatic, NeverAsksASecondTimeWhenItsMemoryIsLost) {
  Renewal renewal;
  (void)renewal.next();
  renewal.order.memory = Json::object();
  EXPECT_EQ(renewal.next().id, "approved");
  EXPECT_EQ(renewal.portal.requests.size(), 1U);
}

TEST(ViettelAutomatic, SaysWhenTheNewSerialIsNotTheCampaigns) {
  Renewal renewal;
  renewal.portal.add_request("x", "automatic", "issued");
  renewal.ordered();
  auto other = installed();
  other["certificate"]["serial"]["hex"] = "5401FF";
  renewal.finish(renewal.next(), other);
  EXPECT_TRUE(says(std::get<Done>(renewal.next().action).next, "viettel.done.other_serial"));
}

TEST(ViettelAutomatic, DoesNotPromiseTheOldCertificateOnceItHasExpired) {
  Renewal renewal;
  renewal.portal.add_request("x", "automatic", "issued");
  renewal.ordered();
  renewal.finish(renewal.next(), installed());
  renewal.order.now = time_from_iso("2020-10-02T02:42:20Z");
  EXPECT_FALSE(says(std::get<Done>(renewal.next().action).next, "viettel.done.use_old"));
}

TEST(ViettelAutomatic, StopsWhenTheCertificateDoesNotFitTheToken) {
  Renewal renewal;
  renewal.portal.add_request("another computer", "automatic", "issued");
  renewal.ordered();
  renewal.finish(renewal.next(), {{"installed", false}, {"rejected", Json::array({{{"check", "public_key"}}})}});
  const auto step = renewal.next();
  EXPECT_EQ(reason_of(step), "wrong_certificate");
  EXPECT_EQ(ending(step).params.at("checks"), "public_key");
  EXPECT_EQ(renewal.portal.happened("confirm_installation"), 0);
}

TEST(ViettelAutomatic, LooksOnTheTokenWhenAnotherProgramInstalledMeanwhile) {
  Renewal renewal;
  renewal.ordered();
  renewal.portal.decide("installed");
  const auto adopt = renewal.next();
  ASSERT_EQ(adopt.kind(), "adopt");
  const auto before = renewal.order;
  renewal.finish(adopt, installed());
  EXPECT_EQ(renewal.next().id, "compensated");
  renewal.order = before;
  renewal.finish(adopt, {{"installed", false}, {"rejected", Json::array()}});
  EXPECT_EQ(reason_of(renewal.next()), "certificate_missing");
}

TEST(ViettelAutomatic, TellsWhenTheRequestIsRefusedAfterAllOrLost) {
  Renewal renewal;
  renewal.portal.add_request("another computer", "automatic", "approved");
  renewal.ordered();
  renewal.portal.decide("refused");
  EXPECT_EQ(reason_of(renewal.next()), "refused_by_ca");
  renewal.portal.requests = Json::array();
  EXPECT_EQ(reason_of(renewal.next()), "order_lost");
}

TEST(ViettelAutomatic, CallsAnswersThatBreakTheContractNonsense) {
  Renewal standing_still;
  standing_still.ordered();
  standing_still.make_key();
  standing_still.portal.refuse = {{"submit_csr", "conflict"}};
  EXPECT_THROW((void)standing_still.next(), PortalNonsense);

  Renewal foreign;
  foreign.portal.add_request("x", "automatic", "approved");
  foreign.portal.request()["serial"] = "5404AA";
  EXPECT_THROW((void)foreign.next(), PortalNonsense);
}

TEST(ViettelAutomatic, LooksAtTheDeploymentsPace) {
  Viettel plugin(PluginContext{VIETTEL_FOLDER, "api", {{"base_url", "https://portal.test"}, {"poll_seconds", 7}}});
  Renewal renewal;
  renewal.portal.add_request("x", "automatic", "requested");
  EXPECT_EQ(std::get<Wait>(plugin.order(renewal.order, renewal.portal).action).poll_after, Seconds(7));
}

}  // namespace
}  // namespace reseal::viettel::test
