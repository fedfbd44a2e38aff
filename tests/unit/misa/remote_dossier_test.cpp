// SPDX-License-Identifier: Apache-2.0
#include "remote_world.h"

namespace reseal::misa::test {
namespace {

Json uploaded(const std::string& media_type) {
  return {{"application", {{"name", "don.bin"}, {"media_type", media_type}, {"base64", "AAAA"}, {"pages", 1}}}};
}

Json sent_dossier(RemoteRenewal& renewal) {
  for (auto sent = renewal.portal.sent.rbegin(); sent != renewal.portal.sent.rend(); ++sent) {
    if (sent->effect.starts_with("submit_dossier")) return Json::parse(sent->body);
  }
  return {};
}

// MISA-R-13, MISA-R-14, MISA-R-33
TEST(MisaRemoteConsent, SaysBeforeThatConfirmingIsSigningAndThenSignsWithTheOldKey) {
  RemoteRenewal renewal;
  renewal.order_placed();
  const auto check = renewal.accept("check_dossier");
  EXPECT_TRUE(shows(form_of(check), "misa.remote.dossier.consent"));
  EXPECT_TRUE(shows(form_of(check), "misa.remote.kind_organisation"));
  const auto step = renewal.next();
  ASSERT_EQ(step.kind(), "sign");
  const auto& sign = std::get<Sign>(step.action);
  EXPECT_EQ(sign.format, Sign::Format::pdf);
  EXPECT_EQ(sign.key, Sign::Key::old_key);
  ASSERT_TRUE(sign.printout);
  EXPECT_EQ(sign.printout->language, "vi");
  EXPECT_EQ(sign.printout->reference, "RS-7");
  renewal.signed_by_host(step);
  EXPECT_EQ(renewal.next().id, "verification");
  EXPECT_EQ(sent_dossier(renewal),
            (Json{{"way", "digital"},
                  {"permanent_address", kDeclaredAddress},
                  {"application", {{"media_type", "application/pdf"}, {"content", "JVBERi0="}}}}));
}

// MISA-R-29; Q7
TEST(MisaRemoteDossier, GoesBackToTheOrderWhenTheDataAreWrongAndSendsNothing) {
  RemoteRenewal renewal;
  renewal.order_placed();
  renewal.decline("check_dossier");
  auto corrected = holder();
  corrected["representative"] = "Trần Thị Bình";
  renewal.confirm_three_groups(corrected);
  const auto check = renewal.next();
  EXPECT_EQ(shown_under(form_of(check), "misa.holder.representative"), "Trần Thị Bình");
  EXPECT_EQ(renewal.portal.reached("correct_order_2"), 1);
  EXPECT_EQ(renewal.portal.reached("submit_dossier"), 0);
  renewal.accept("check_dossier");
  EXPECT_EQ(renewal.next().id, "sign_application");
}

TEST(MisaRemoteDossier, AsksForTheDataAgainWhenMisaRefusesTheCorrection) {
  RemoteRenewal renewal;
  renewal.order_placed();
  renewal.decline("check_dossier");
  renewal.portal.refuse["correct_order_2"] = "invalid";
  auto corrected = holder();
  corrected["address"] = "?";
  renewal.confirm_three_groups(corrected);
  const auto again = renewal.accept("confirm_subject", holder());
  EXPECT_TRUE(shows(form_of(again), "misa.remote.data_refused"));
  renewal.accept("confirm_invoice", {{"name", "CÔNG TY TNHH AN BÌNH"}, {"email", "moi@anbinh.example"}});
  renewal.accept("confirm_payment", {{"method", "vietqr"}});
  renewal.accept("check_dossier");
  EXPECT_EQ(renewal.portal.reached("correct_order_3"), 1);
}

// MISA-R-16, MISA-R-39: the old key is offered only while it can sign.
TEST(MisaRemoteForm, OffersTheOldKeyWhileItIsValid) {
  for (const bool expired : {false, true}) {
    RemoteRenewal renewal("api", "employee", expired);
    renewal.order_placed();
    renewal.accept("check_dossier");
    const auto step = renewal.next();
    const auto& choices = field_of(form_of(step), "way")->choices;
    EXPECT_EQ(choices.size(), expired ? 2U : 3U);
    EXPECT_EQ(choices.front().value, expired ? "other_signature" : "old_key");
  }
}

// MISA-R-36
TEST(MisaRemoteForm, TakesThePermanentAddressExactlyAsDeclaredInTheApp) {
  RemoteRenewal renewal("api", "manager");
  renewal.order_placed();
  renewal.accept("check_dossier");
  renewal.accept("application_way", {{"way", "old_key"}});
  renewal.accept("application_details", {{"permanent_address", "12 Ly Thuong Kiet, Ha Noi"}});
  const auto again = renewal.accept("application_details", {{"permanent_address", kDeclaredAddress}});
  EXPECT_TRUE(shows(form_of(again), "misa.remote.details.differs"));
  EXPECT_EQ(shown_under(form_of(again), "misa.remote.details.declared"), kDeclaredAddress);
  EXPECT_EQ(renewal.next().id, "sign_application");
}

// MISA-R-17, MISA-R-35, MISA-R-37, MISA-R-38
TEST(MisaRemoteForm, IsPrintedSignedByHandPhotographedAndSent) {
  RemoteRenewal renewal("api", "organisation", true);
  renewal.choose_way("hand");
  const auto step = renewal.next();
  const auto& form = form_of(step);
  EXPECT_TRUE(shows(form, "misa.remote.keep_paper"));
  EXPECT_EQ(form.shown.front().kind, Shown::Kind::printout);
  ASSERT_TRUE(form.shown.front().printout);
  EXPECT_EQ(form.shown.front().printout->sections.front().rows[3].value, kDeclaredAddress);
  const auto* file = field_of(form, "application");
  EXPECT_EQ(file->media_types, (std::vector<std::string>{"image/jpeg", "image/png", "application/pdf"}));
  EXPECT_TRUE(file->maximum);
  renewal.accept("send_application", uploaded("image/jpeg"));
  EXPECT_EQ(renewal.next().id, "verification");
  EXPECT_EQ(sent_dossier(renewal).at("way"), "hand");
  EXPECT_EQ(sent_dossier(renewal).at("application"), (Json{{"media_type", "image/jpeg"}, {"content", "AAAA"}}));
}

// MISA-R-19, MISA-R-39
TEST(MisaRemoteForm, IsSignedWithAnotherSignatureAndUploaded) {
  RemoteRenewal renewal("api", "individual", true);
  renewal.portal.refuse["submit_dossier_1"] = "application_refused";
  renewal.choose_way("other_signature");
  EXPECT_EQ(field_of(form_of(renewal.next()), "application")->media_types,
            (std::vector<std::string>{"application/pdf"}));
  renewal.accept("send_application", uploaded("application/pdf"));
  const auto again = renewal.accept("send_application", uploaded("application/pdf"));
  EXPECT_TRUE(shows(form_of(again), "misa.remote.application_refused"));
  EXPECT_EQ(renewal.next().id, "verification");
  EXPECT_EQ(renewal.portal.reached("submit_dossier_2"), 1);
  EXPECT_EQ(sent_dossier(renewal).at("way"), "digital");
}

TEST(MisaRemoteForm, IsAskedForAnewWhenTheOldKeyExpiresBeforeItSigned) {
  RemoteRenewal renewal("api", "employee");
  renewal.choose_way("old_key");
  EXPECT_EQ(renewal.next().id, "sign_application");
  renewal.order.now = renewal.order.old.certificate.not_after;
  EXPECT_EQ(renewal.next().id, "application_way");
}

// MISA-R-15, GEN-12
TEST(MisaRemoteVerification, PromisesNoTimeAndTakesTheEmailAsASignal) {
  RemoteRenewal renewal;
  renewal.order_placed();
  renewal.accept("check_dossier");
  renewal.signed_by_host(renewal.next());
  const auto step = renewal.next();
  const auto& wait = std::get<Wait>(step.action);
  EXPECT_EQ(wait.expectation.id, "misa.approval.no_time_promised");
  renewal.finish(step, {{"signal", {{"channel", "email"}}}});
  EXPECT_EQ(std::get<Wait>(renewal.next().action).reason.id, "misa.remote.verification_not_yet");
}

TEST(MisaRemoteVerification, EndsWithMisasReasonWhenTheDossierIsRefused) {
  RemoteRenewal renewal;
  renewal.order_placed();
  renewal.accept("check_dossier");
  renewal.signed_by_host(renewal.next());
  (void)renewal.next();
  renewal.portal.remote_order["status"] = "refused";
  renewal.portal.remote_order["refusal"] = {{"code", "dossier_refused"}, {"reason", "Ảnh mờ"}, {"refund", "7 ngày"}};
  const auto refused = std::get<Refuse>(renewal.next().action);
  EXPECT_EQ(refused.reason, "refused_by_ca");
  EXPECT_EQ(refused.message.params.at("reason"), "Ảnh mờ");
}

}  // namespace
}  // namespace reseal::misa::test
