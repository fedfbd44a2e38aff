// SPDX-License-Identifier: Apache-2.0
#include "world.h"

namespace reseal::misa::test {
namespace {

// MISA-T-12, MISA-T-24, MISA-T-13, MISA-T-27: checked and accepted before the PIN, on the same token.
TEST(MisaInstallation, ShowsTheDataAndAsksToAcceptThemBeforeThePin) {
  Renewal renewal;
  renewal.approved();
  const auto step = renewal.accept("check_data");
  EXPECT_EQ(form_of(step).title.id, "misa.check.title");
  EXPECT_EQ(form_of(step).accept.id, "misa.check.accept");
  EXPECT_EQ(shown_under(form_of(step), "misa.holder.tax_code"), "0101243150");
  EXPECT_EQ(shown_under(form_of(step), "misa.certificate.valid_to"), "21/11/2027 23:59:59");
  EXPECT_TRUE(shows(form_of(step), "misa.check.same_token"));
  EXPECT_EQ(renewal.portal.reached("accept_data"), 0);
  EXPECT_EQ(renewal.next().kind(), "make_key");
  EXPECT_EQ(renewal.portal.reached("accept_data"), 1);
}

// MISA-T-12 (Q4): after approval the person is told to plug the token in again.
TEST(MisaInstallation, IsAnnouncedByPluggingTheTokenInAgain) {
  Renewal renewal;
  renewal.order_placed();
  renewal.portal.set_status("approved");
  EXPECT_TRUE(says_next(std::get<Done>(renewal.next().action).next, "misa.approved.plug_in"));
}

TEST(MisaInstallation, AcceptsNothingWhileThePersonSaysThatTheDataAreWrong) {
  Renewal renewal;
  renewal.approved();
  renewal.decline("check_data");
  const auto held = renewal.next();
  ASSERT_EQ(held.id, "data_correction");
  renewal.finish(held, {{"waited", true}});
  EXPECT_EQ(renewal.next().id, "data_correction");
  EXPECT_EQ(renewal.portal.reached("accept_data"), 0);
  renewal.portal.order["certificate_data"]["holder"]["address"] = "2 Lê Lợi, Huế";
  EXPECT_EQ(renewal.next().id, "check_data");
}

TEST(MisaInstallation, LooksAgainAtTheDataWhenThePersonAsks) {
  Renewal renewal;
  renewal.approved();
  renewal.decline("check_data");
  renewal.finish(renewal.next(), {{"signal", Json::object()}});
  EXPECT_EQ(renewal.next().id, "check_data");
}

// MISA-T-14, GEN-08, MISA-T-22: a new key of the kind that the deployment wants; the host asks for the PIN.
TEST(MisaInstallation, MakesANewKeyAndHandsTheRequestIn) {
  Renewal renewal;
  renewal.approved();
  const auto check = renewal.accept("check_data");
  EXPECT_TRUE(shows(form_of(check), "misa.check.pin_next"));
  const auto step = renewal.next();
  const auto& make = std::get<MakeKey>(step.action);
  EXPECT_EQ(make.algorithm, "RSA");
  EXPECT_EQ(make.bits, 2048);
  renewal.finish(step, {{"csr", "the request"}, {"spki_sha256", "bb"}, {"key_id", "01"}});
  EXPECT_EQ(renewal.next().id, "issuing");
  EXPECT_EQ(renewal.portal.reached("submit_csr"), 1);
  EXPECT_EQ(Json::parse(renewal.portal.sent.back().body).at("csr"), "the request");
}

TEST(MisaInstallation, SendsNothingTwiceAfterLostReplies) {
  Renewal renewal;
  renewal.approved();
  renewal.accept("check_data");
  renewal.portal.lose_reply = {"accept_data", "submit_csr", "confirm_installation"};
  EXPECT_THROW((void)renewal.next(), TryLater);
  renewal.finish(renewal.next(), {{"csr", "the request"}, {"spki_sha256", "bb"}, {"key_id", "01"}});
  EXPECT_THROW((void)renewal.next(), TryLater);
  EXPECT_EQ(renewal.next().id, "issuing");
  renewal.portal.set_status("issued");
  renewal.accept("confirm_information", {{"correct", true}});
  renewal.finish(renewal.next(), installed());
  EXPECT_THROW((void)renewal.next(), TryLater);
  EXPECT_EQ(renewal.next().kind(), "done");
  for (const auto* effect : {"accept_data", "submit_csr", "confirm_installation"}) {
    EXPECT_EQ(renewal.portal.reached(effect), 1) << effect;
  }
}

// MISA-T-15, GEN-11
TEST(MisaInstallation, InstallsNothingWithoutTheSecondCheckAndItsTick) {
  Renewal renewal;
  renewal.until_issued();
  const auto step = renewal.next();
  ASSERT_EQ(step.id, "confirm_information");
  EXPECT_EQ(form_of(step).accept.id, "misa.install.accept");
  EXPECT_EQ(shown_under(form_of(step), "misa.certificate.new_serial"), new_facts().serial.hex);
  const auto problems = check_answer(form_of(step), {{"correct", false}});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].rule, "must_be_true");
  renewal.finish(step, {{"accepted", false}});
  EXPECT_EQ(renewal.next().id, "information_held");
}

TEST(MisaInstallation, InstallsTheIssuedCertificateWithItsChain) {
  Renewal renewal;
  renewal.until_issued();
  renewal.accept("confirm_information", {{"correct", true}});
  const auto install = std::get<Install>(renewal.next().action);
  EXPECT_EQ(install.certificate, renewal.portal.issued.at("certificate"));
  EXPECT_EQ(install.chain.size(), 1U);
}

// GEN-05, MISA-T-25, GEN-02, GEN-09, GEN-13, GEN-10, GEN-01, GEN-03, MISA-T-16
TEST(MisaInstallation, EndsWithTheNewSerialAndTheWayToReRegistration) {
  Renewal renewal;
  renewal.until_issued();
  renewal.accept("confirm_information", {{"correct", true}});
  renewal.finish(renewal.next(), installed());
  const auto done = std::get<Done>(renewal.next().action);
  EXPECT_EQ(renewal.portal.reached("confirm_installation"), 1);
  EXPECT_EQ(done.message.id, "misa.done.message");
  EXPECT_EQ(done.message.params.at("serial"), new_facts().serial.hex);
  for (const auto* id : {"misa.done.register_tax", "misa.done.register_customs", "misa.done.register_social_insurance",
                         "misa.done.register_others", "misa.done.keep_old", "misa.done.use_old"}) {
    EXPECT_TRUE(says_next(done.next, id)) << id;
  }
  EXPECT_EQ(done.next.front().id, "misa.done.register_before");
  EXPECT_EQ(done.next.front().params.at("date"), "15/12/2026");
  EXPECT_EQ(done.evidence.at("serial"), new_facts().serial.hex);
}

TEST(MisaInstallation, DoesNotPromiseTheOldCertificateOnceItHasExpired) {
  Renewal renewal;
  renewal.until_issued();
  renewal.accept("confirm_information", {{"correct", true}});
  renewal.finish(renewal.next(), installed());
  renewal.order.now = time_from_iso("2026-12-20T00:00:00Z");
  const auto done = std::get<Done>(renewal.next().action);
  EXPECT_FALSE(says_next(done.next, "misa.done.use_old"));
  EXPECT_EQ(done.next.front().id, "misa.done.register_now");
}

TEST(MisaInstallation, StopsWithoutALoopWhenTheCertificateIsNotTheRightOne) {
  Renewal renewal;
  renewal.until_issued();
  renewal.accept("confirm_information", {{"correct", true}});
  renewal.finish(renewal.next(),
                 {{"installed", false}, {"rejected", Json::array({{{"check", "public_key"}, {"evidence", "other"}}})}});
  const auto fail = std::get<Fail>(renewal.next().action);
  EXPECT_EQ(fail.reason, "wrong_certificate");
  EXPECT_EQ(fail.message.params.at("checks"), "public_key");
  EXPECT_TRUE(says_next(fail.next, "misa.contact"));
  EXPECT_EQ(renewal.portal.reached("confirm_installation"), 0);
}

TEST(MisaInstallation, LooksOnTheTokenWhenTheOrderWasCompletedElsewhere) {
  Renewal renewal;
  renewal.approved();
  renewal.portal.set_status("completed");
  const auto step = renewal.next();
  ASSERT_EQ(step.kind(), "adopt");
  auto missing = renewal.order;
  renewal.finish(step, {{"installed", false}, {"rejected", Json::array()}});
  EXPECT_EQ(std::get<Fail>(renewal.next().action).reason, "certificate_missing");
  renewal.order = missing;
  renewal.finish(step, installed());
  EXPECT_EQ(renewal.next().kind(), "done");
}

TEST(MisaInstallation, SaysSoWhenThePortalHasLostTheOrder) {
  Renewal renewal;
  renewal.approved();
  renewal.portal.order = nullptr;
  EXPECT_EQ(std::get<Fail>(renewal.next().action).reason, "order_lost");
}

TEST(MisaInstallation, CallsAPortalThatStandsStillNonsense) {
  Renewal renewal;
  renewal.approved();
  renewal.accept("check_data");
  renewal.portal.refuse = {{"accept_data", "conflict"}};
  EXPECT_THROW((void)renewal.next(), PortalNonsense);
}

}  // namespace
}  // namespace reseal::misa::test
