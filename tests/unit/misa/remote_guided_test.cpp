// SPDX-License-Identifier: Apache-2.0
// journeys/remote.json, walked through as a person does on two devices.
#include <filesystem>

#include "remote_world.h"
#include "reseal/base/catalogue.h"
#include "reseal/guided.h"

namespace reseal::misa::test {
namespace {

RemoteRenewal begun(const std::string& kind = "organisation", bool expired = false) {
  RemoteRenewal renewal("guided", kind, expired);
  renewal.accept("start", {{"app_version", "14.1"}, {"kind", kind}});
  return renewal;
}

void order_guided(RemoteRenewal& renewal, const Json& codes = Json::object()) {
  for (const auto* id : {"sign_in", "choose_package", "pay"}) renewal.accept(id);
  renewal.accept("codes", codes);
}

void confirm_guided(RemoteRenewal& renewal) {
  for (const auto* id : {"confirm_subject", "confirm_invoice", "confirm_payment"}) renewal.accept(id);
  renewal.accept("order_result", {{"order_number", "RS-11"}});
}

Done renewed_guided(RemoteRenewal& renewal) {
  renewal.finish(renewal.next(), {{"signal", {{"outcome", "verified"}, {"received_on", "2026-11-23"}}}});
  EXPECT_EQ(std::get<Done>(renewal.next().action).evidence.at("order_number"), "RS-11");
  renewal.finish(renewal.next(), Json::object());
  renewal.order.phase = Phase::installation;
  renewal.finish(renewal.next(), installed());
  return std::get<Done>(renewal.next().action);
}

// MISA-R-06, MISA-R-07, MISA-R-08, MISA-R-21, MISA-R-23, MISA-R-24
TEST(MisaRemoteGuided, LeadsFromThePhoneToTheComputerWithTheSerialToCopy) {
  auto renewal = begun();
  const auto sign_in = renewal.accept("sign_in");
  EXPECT_TRUE(shows(form_of(sign_in), "misa.remote.guided.sign_in_1"));
  EXPECT_TRUE(shows(form_of(sign_in), "misa.remote.guided.misa_id"));
  const auto package = renewal.next();
  EXPECT_EQ(shown_under(form_of(package), "misa.certificate.serial"), renewal.order.old.certificate.serial.hex);
  EXPECT_TRUE(renewal.portal.sent.empty());
}

TEST(MisaRemoteGuided, QuotesMisasOwnWords) {
  Catalogue catalogue;
  catalogue.add_folder(std::filesystem::path(MISA_FOLDER) / "texts");
  const std::pair<const char*, const char*> quotes[] = {
      {"sign_in_1", "Gia hạn ngay"}, {"package_1", "Quản lý chứng thư"}, {"pay_2", "Thanh toán"},
      {"codes_2", "Áp dụng"},        {"dossier_2", "Xác nhận"},          {"by_hand_1", "Gia hạn CTS MISA eSign"},
      {"by_hand_4", "Gửi hồ sơ"},    {"sign_in_3", "esignapp.misa.vn"}};
  for (const auto language : kLanguages) {
    for (const auto& [id, words] : quotes) {
      EXPECT_NE(catalogue.render({std::string("misa.remote.guided.") + id, {}}, language).find(words),
                std::string::npos)
          << id;
    }
  }
}

TEST(MisaRemoteGuided, HasEveryTextInThreeLanguages) {
  const std::filesystem::path folder = MISA_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  for (const auto& id : journey_text_ids(folder / "journeys" / "remote.json")) {
    EXPECT_TRUE(catalogue.has(id, "vi")) << id;
  }
}

// MISA-R-20, MISA-R-22
TEST(MisaRemoteGuided, HelpsWhenNoRenewalOrderIsSeen) {
  auto renewal = begun();
  renewal.accept("sign_in");
  renewal.decline("choose_package");
  EXPECT_TRUE(shows(form_of(renewal.accept("no_order_seen")), "misa.remote.update.store"));
  EXPECT_EQ(renewal.next().id, "choose_package");
}

// MISA-R-40
TEST(MisaRemoteGuided, OffersThatMisaDoesIt) {
  auto renewal = begun();
  renewal.decline("sign_in");
  renewal.accept("ask_misa");
  EXPECT_EQ(renewal.next().id, "verification");
}

// MISA-R-27
TEST(MisaRemoteGuided, SaysThatTheObligationBeginsAndEndsWhenThePersonDoesNotOrder) {
  auto renewal = begun();
  renewal.accept("sign_in");
  renewal.accept("choose_package");
  EXPECT_TRUE(shows(form_of(renewal.next()), "misa.remote.accept.obligation"));
  renewal.decline("pay");
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).reason, "declined_by_user");
}

// MISA-R-10
TEST(MisaRemoteGuided, AsksBackForACodeThatWasTypedAndNotApplied) {
  auto renewal = begun();
  order_guided(renewal, {{"referral_code", "BANBE"}, {"applied", false}});
  const auto back = renewal.decline("codes_not_applied");
  EXPECT_EQ(shown_under(form_of(back), "misa.remote.codes.referral_code"), "BANBE");
  EXPECT_EQ(renewal.next().id, "confirm_subject");
  auto other = begun();
  order_guided(other, {{"discount_code", "GIAM10"}, {"applied", true}});
  EXPECT_EQ(other.next().id, "confirm_subject");
}

// MISA-R-14, MISA-R-33: the PIN stays in the app.
TEST(MisaRemoteGuided, SaysThatConfirmingIsConsentingAndAsksForNoPin) {
  auto renewal = begun();
  order_guided(renewal);
  confirm_guided(renewal);
  EXPECT_TRUE(shows(form_of(renewal.accept("check_dossier")), "misa.remote.dossier.consent"));
  const auto authenticate = renewal.accept("authenticate");
  EXPECT_TRUE(form_of(authenticate).fields.empty());
  const auto done = renewed_guided(renewal);
  EXPECT_TRUE(done.obligations.empty());
  EXPECT_TRUE(says_next(done.next, "misa.remote.reconnect"));
}

// MISA-R-29; Q7
TEST(MisaRemoteGuided, GoesBackToTheOrderWhenTheDataAreWrong) {
  auto renewal = begun();
  order_guided(renewal);
  confirm_guided(renewal);
  renewal.decline("check_dossier");
  renewal.accept("back_to_order");
  EXPECT_EQ(renewal.next().id, "check_dossier");
}

// MISA-R-16, MISA-R-17, MISA-R-18, MISA-R-34 to MISA-R-38
TEST(MisaRemoteGuided, WalksThroughTheFormByHandAndLeavesThePaperToKeep) {
  auto renewal = begun("organisation", true);
  order_guided(renewal);
  confirm_guided(renewal);
  EXPECT_FALSE(shows(form_of(renewal.accept("check_dossier")), "misa.remote.dossier.consent"));
  renewal.accept("application_way", {{"way", "hand"}});
  renewal.accept("application_details", {{"permanent_address", kDeclaredAddress}});
  const auto by_hand = renewal.accept("send_by_hand", {{"sent", true}});
  EXPECT_EQ(shown_under(form_of(by_hand), "misa.remote.permanent_address"), kDeclaredAddress);
  EXPECT_TRUE(shows(form_of(by_hand), "misa.remote.keep_paper"));
  const auto done = renewed_guided(renewal);
  ASSERT_EQ(done.obligations.size(), 1U);
  EXPECT_EQ(done.obligations.front().id, "keep_paper");
  EXPECT_TRUE(says_next(done.next, "misa.done.register_now"));
}

// MISA-R-19, MISA-R-39
TEST(MisaRemoteGuided, WalksThroughTheFormThatIsSignedDigitally) {
  auto renewal = begun("manager");
  order_guided(renewal);
  confirm_guided(renewal);
  renewal.accept("check_dossier");
  renewal.accept("application_way", {{"way", "digital"}});
  renewal.accept("application_details", {{"permanent_address", kDeclaredAddress}});
  EXPECT_FALSE(shows(form_of(renewal.accept("send_digital", {{"sent", true}})), "misa.remote.guided.digital_expired"));
  EXPECT_TRUE(renewed_guided(renewal).obligations.empty());
}

// MISA-R-15
TEST(MisaRemoteGuided, EndsWithTheReasonWhenMisaRefuses) {
  auto renewal = begun();
  order_guided(renewal);
  confirm_guided(renewal);
  renewal.accept("check_dossier");
  renewal.accept("authenticate");
  renewal.finish(renewal.next(), {{"signal", {{"outcome", "refused"}, {"reason", "Sai địa chỉ"}}}});
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).message.params.at("reason"), "Sai địa chỉ");
}

TEST(MisaRemoteGuided, LooksAgainUntilTheCertificateIsThere) {
  auto renewal = begun();
  renewal.order.phase = Phase::installation;
  renewal.finish(renewal.next(), {{"installed", false}, {"rejected", Json::array()}});
  renewal.accept("not_yet");
  renewal.finish(renewal.next(), {{"installed", false}, {"rejected", Json::array({{{"check", "holder"}}})}});
  renewal.decline("wrong_certificate");
  EXPECT_EQ(std::get<Fail>(renewal.next().action).reason, "wrong_certificate");
}

}  // namespace
}  // namespace reseal::misa::test
