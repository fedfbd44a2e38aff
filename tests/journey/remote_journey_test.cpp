// SPDX-License-Identifier: Apache-2.0
// MISA eSign remote signing, from a certificate near its end to a new one in the cloud: both cases, both transports,
// and what can come in between. The key never leaves the sandbox's signing service.
#include <gtest/gtest.h>

#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "support/cloud_world.h"
#include "support/registering_world.h"

namespace reseal::test {
namespace {

// A white point: what a photograph is to the portal, as small as it gets.
constexpr const char* kPicture =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

CloudSetting of_kind(const std::string& kind, int days_left = 20) {
  CloudSetting setting;
  setting.kind = kind;
  setting.days_left = days_left;
  return setting;
}

/// The file attached to the e-mail "Gia hạn CTS MISA eSign" (MISA-R-17), base64.
std::string form_in_mail(CloudWorld& world) {
  const auto number = world.orders()[0].at("number").get<std::string>();
  const auto mail = read_file(world.world_folder() / "outbox" / "mail" / (number + "-form.eml"));
  const auto part = mail.find("Content-Type: application/pdf");
  const auto begin = mail.find("\r\n\r\n", part) + 4;
  auto base64 = mail.substr(begin, mail.find("--sandbox--", begin) - begin);
  std::erase_if(base64, [](char c) { return c == '\r' || c == '\n'; });
  return base64;
}

// MISA-R-18: open when the order has ended, until somebody says that the paper is handed over.
void expect_paper_to_keep(CloudWorld& world) {
  const std::string id = world.reseal_json({"orders", "--all"}).at(0).at("id");
  const auto owed = world.reseal_json({"order", id}).at("owed");
  ASSERT_EQ(owed.size(), 1U) << owed;
  EXPECT_EQ(owed[0].at("id"), "keep_paper");
  EXPECT_EQ(world.reseal_json({"settle", id, "keep_paper"}).at("owed").size(), 0U);
}

void expect_renewed_once(CloudWorld& world, const Outcome& outcome) {
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  const auto orders = world.orders();
  ASSERT_EQ(orders.size(), 1U) << orders.dump(1);
  EXPECT_EQ(orders[0].at("status"), "issued");
  EXPECT_EQ(world.keys_in_cloud(), 2);
  const auto order = world.reseal_json({"orders", "--all"}).at(0);
  EXPECT_EQ(order.at("state"), "installed");
}

// MISA-R-03, MISA-R-14
TEST(ARemoteRenewal, OfAValidCertificateTakesConsentAndOneSignatureOfTheOldKey) {
  CloudWorld world;
  const auto outcome = world.renew_in_cloud({"--lang", "vi"});
  expect_renewed_once(world, outcome);
  EXPECT_TRUE(contains(outcome.out + outcome.err, "kết nối lại mọi phần mềm")) << outcome.out << outcome.err;
  ASSERT_EQ(world.dossiers().size(), 1U);
  const auto paper = to_utf8(world.dossiers().front());
  const auto checked = world.tool({"pdfsig", "-nocert", paper});
  EXPECT_TRUE(contains(checked.out, "Signature is Valid")) << checked.out << checked.err;
  const auto text = world.tool({"pdftotext", "-layout", paper, "-"});
  EXPECT_TRUE(contains(text.out, "ĐƠN GIA HẠN CHỨNG THƯ SỐ")) << text.out;
  EXPECT_TRUE(contains(text.out, world.orders()[0].at("number"))) << text.out;
}

// MISA-R-02
TEST(ARemoteRenewal, CarriesTheTimeLeftOver) {
  CloudWorld world;
  expect_renewed_once(world, world.renew_in_cloud());
  const std::string old_end = world.cloud_facts().at("not_after");
  const std::string new_end = world.orders()[0].at("valid_to");
  EXPECT_EQ(new_end.substr(0, 4), std::to_string(std::stoi(old_end.substr(0, 4)) + 2));
  EXPECT_EQ(new_end.substr(4), old_end.substr(4));
}

// MISA-R-01
TEST(AnOldApp, OrdersNothing) {
  CloudWorld world;
  world.answer("start", accepted({{"app_version", "13.12"}}));
  const auto outcome = world.renew_in_cloud({"--lang", "vi"});
  EXPECT_EQ(outcome.exit_code, 4) << outcome.out << outcome.err;
  EXPECT_TRUE(world.orders().empty());
  world.answer("update_app", accepted({{"app_version", "14.0"}}));
  expect_renewed_once(world, world.resume_in_cloud());
}

// MISA-R-10
TEST(ACode, ThatIsTypedAndNotAppliedIsAskedAboutBeforeAnythingIsOrdered) {
  CloudWorld world;
  world.answer("codes", accepted({{"discount_code", "GIAM10"}}));
  EXPECT_EQ(world.renew_in_cloud().exit_code, 4);
  EXPECT_TRUE(world.orders().empty());
  world.answer("codes_not_applied", accepted({{"discount", "apply"}}));
  expect_renewed_once(world, world.resume_in_cloud());
  EXPECT_EQ(world.orders()[0].at("payment").at("amount").at("minor"), 1'971'000);
}

// MISA-R-29; Q7
TEST(WrongData, GoBackToTheOrderAndAreCorrectedThere) {
  CloudWorld world;
  world.answer("check_dossier", false);
  EXPECT_EQ(world.renew_in_cloud().exit_code, 4);
  EXPECT_TRUE(world.dossiers().empty());
  world.answer("confirm_subject", accepted({{"representative", "Trần Thị Bình"}}));
  world.answer("check_dossier", true);
  expect_renewed_once(world, world.resume_in_cloud());
  EXPECT_EQ(world.orders()[0].at("data").at("subject").at("representative"), "Trần Thị Bình");
}

// MISA-R-15
TEST(ARefusedDossier, EndsTheOrderWithItsReasonAndMakesNoKey) {
  CloudSetting setting;
  setting.staff_delay = 3600;
  CloudWorld world(setting);
  const auto waiting = world.renew_in_cloud({"--no-wait"});
  ASSERT_EQ(waiting.exit_code, 3) << waiting.out << waiting.err;
  world.sandbox("staff", {"refuse", world.orders()[0].at("number"), "--reason", "Thông tin không khớp"});
  const auto outcome = world.resume_in_cloud();
  EXPECT_EQ(outcome.exit_code, 6) << outcome.out << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "Thông tin không khớp")) << outcome.err;
  EXPECT_EQ(world.keys_in_cloud(), 1);
}

// MISA-R-05, MISA-R-17, MISA-R-18, MISA-R-36
TEST(AnExpiredCertificate, IsRenewedWithAFormSignedByHandThatHasToBeKept) {
  CloudWorld world(of_kind("organisation", -5));
  write_file(world.folder() / "form.png", as_text(from_base64(kPicture)));
  world.answer("application_way", accepted({{"way", "hand"}}));
  world.answer("application_details", accepted({{"permanent_address", "Hà Nội"}}));
  world.answer("send_application", accepted({{"application", {{"file", "form.png"}}}}));
  EXPECT_EQ(world.renew_in_cloud().exit_code, 4) << "the address is not the declared one";
  EXPECT_TRUE(world.dossiers().empty());
  world.answer("application_details", true);  // as declared
  const auto outcome = world.resume_in_cloud({});
  expect_renewed_once(world, outcome);
  expect_paper_to_keep(world);
  ASSERT_EQ(world.dossiers().size(), 1U);
  EXPECT_EQ(world.dossiers().front().extension(), ".png");
  EXPECT_TRUE(from_base64(form_in_mail(world)).size() > 1000) << "the form came by e-mail, to be printed";
}

// MISA-R-04, MISA-R-19
TEST(AnEmployeesCertificate, IsRenewedWithAFormThatTheOldKeySigns) {
  CloudWorld world(of_kind("employee"));
  world.answer("application_way", accepted({{"way", "old_key"}}));
  world.answer("application_details", true);
  expect_renewed_once(world, world.renew_in_cloud());
  const auto checked = world.tool({"pdfsig", "-nocert", to_utf8(world.dossiers().front())});
  EXPECT_TRUE(contains(checked.out, "Signature is Valid")) << checked.out << checked.err;
}

// MISA-R-39: the portal verifies; what is not signed is not taken.
TEST(AFormThatIsNotSigned, IsAskedForAgainInMisasWords) {
  CloudWorld world(of_kind("manager"));
  ASSERT_EQ(world.renew_in_cloud().exit_code, 4) << "how to sign is not said yet";
  write_file(world.folder() / "form.pdf", as_text(from_base64(form_in_mail(world))));
  world.answer("application_way", accepted({{"way", "other_signature"}}));
  world.answer("application_details", true);
  world.answer("send_application", accepted({{"application", {{"file", "form.pdf"}}}}));
  const auto outcome = world.resume_in_cloud();
  EXPECT_EQ(outcome.exit_code, 4) << outcome.out << outcome.err;
  EXPECT_TRUE(contains(outcome.out + outcome.err, "Đơn chưa được ký số")) << outcome.out << outcome.err;
  EXPECT_TRUE(world.dossiers().empty());
}

// MISA-R-19, MISA-R-39: the key that is renewed cannot sign any more; the company's token can.
TEST(AnExpiredCertificate, IsRenewedWithAFormThatAnotherSignatureSigns) {
  CloudWorld world(of_kind("individual", -5));
  ASSERT_EQ(world.renew_in_cloud().exit_code, 4) << "how to sign is not said yet";
  const auto form = to_utf8(world.folder() / "form.pdf");
  write_file(world.folder() / "form.pdf", as_text(from_base64(form_in_mail(world))));
  const auto in_the_cloud_alone = world.config();
  auto with_token = in_the_cloud_alone;
  with_token["tokens"] = {{"modules", {ProductWorld::module()}}, {"pin", {{"file", "pin"}}}};
  world.write_config(with_token);
  const auto made = world.reseal({"sign-pdf", form, "-o", to_utf8(world.folder() / "signed.pdf"), "--certificate",
                                  world.old_serial(), "--no-input"});
  ASSERT_EQ(made.exit_code, 0) << made.out << made.err;
  world.write_config(in_the_cloud_alone);
  world.answer("application_way", accepted({{"way", "other_signature"}}));
  world.answer("application_details", true);
  world.answer("send_application", accepted({{"application", {{"file", "signed.pdf"}}}}));
  expect_renewed_once(world, world.resume_in_cloud());
}

class AReplyThatIsLost : public testing::TestWithParam<const char*> {};

TEST_P(AReplyThatIsLost, LeadsToOneOrderAndOneKey) {
  CloudWorld world;
  world.answer("codes", accepted({{"discount_code", "GIAM10"}, {"apply_discount", true}}));
  world.fault(std::string("reply-lost@") + GetParam());
  expect_renewed_once(world, world.renew_in_cloud());
}

INSTANTIATE_TEST_SUITE_P(OfEachMessage, AReplyThatIsLost,
                         testing::Values("openRemoteRenewal", "applyRemoteCode", "placeRemoteOrder",
                                         "submitRemoteDossier"));

// Guided: MISA's own website and app do the work; the sandbox plays them.
struct MisasOwnApp : testing::Test {
  void walk_up_to_the_dossier(CloudWorld& world, const std::string& kind) {
    world.answer("start", accepted({{"app_version", "14.2"}, {"kind", kind}}));
    for (const auto* step : {"sign_in", "pay"}) world.answer(step, true);
    world.answer("choose_package", true);
    world.answer("order_result", accepted({{"order_number", "GHT-1"}}));
    world.answer("verification", accepted({{"outcome", "verified"}, {"received_on", "2026-11-23"}}));
  }
  static CloudSetting guided(const std::string& kind, int days_left = 20) {
    auto setting = of_kind(kind, days_left);
    setting.transport = "guided";
    return setting;
  }
  static void expect_adopted(CloudWorld& world) {
    const auto early = world.renew_in_cloud({"--even-if-unsure"});
    EXPECT_EQ(early.exit_code, 4) << early.out << early.err;
    EXPECT_EQ(world.reseal_json({"orders"}).at(0).at("step"), "not_yet") << "nobody's word is taken for it";
    world.renewed_by_misa();
    world.answer("not_yet", true);
    const auto outcome = world.resume_in_cloud();
    EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  }
};

TEST_F(MisasOwnApp, IsWalkedThroughUntilTheNewCertificateIsProvenInTheCloud) {
  CloudWorld world(guided("individual"));
  walk_up_to_the_dossier(world, "individual");
  world.answer("authenticate", true);
  expect_adopted(world);
}

// MISA-R-18
TEST_F(MisasOwnApp, LeavesThePaperToKeepWhenTheFormWasSignedByHand) {
  CloudWorld world(guided("organisation", -5));
  walk_up_to_the_dossier(world, "organisation");
  world.answer("application_way", accepted({{"way", "hand"}}));
  world.answer("application_details", accepted({{"permanent_address", "12 Lý Thường Kiệt, Hoàn Kiếm, Hà Nội"}}));
  world.answer("send_by_hand", accepted({{"sent", true}}));
  world.answer("deadline_near", true);
  expect_adopted(world);
  expect_paper_to_keep(world);
}

}  // namespace
}  // namespace reseal::test
