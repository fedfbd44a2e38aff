// SPDX-License-Identifier: Apache-2.0
// The main job through the api transport, as an accountant with prepared answers, a script, or a patient scheduler does
// it.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

// GEN-01, GEN-05, MISA-T-16, MISA-T-25: the new one is on the same token, beside the old one, and its serial is shown.
TEST(ARenewalWithMisa, LeavesOldAndNewCertificateSideBySide) {
  ProductWorld world;
  const auto outcome = world.renew();
  ASSERT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  EXPECT_NE(outcome.out.find(world.old_serial()), std::string::npos) << outcome.out;
  const auto token = world.token();
  EXPECT_EQ(token.certificates, 2) << token.listing;
  EXPECT_EQ(token.private_keys, 2) << token.listing;
  EXPECT_TRUE(token.never_extractable) << token.listing;
}

TEST(ARenewalWithMisa, MakesACertificateThatOpensslVerifiesAndAKeyThatIsNew) {
  ProductWorld world({.algorithm = "rsa"});
  ASSERT_EQ(world.renew().exit_code, 5);
  auto certificates = world.reseal_json({"certificates", "--offline"});
  ASSERT_EQ(certificates.size(), 2U);
  EXPECT_NE(certificates[0].at("certificate").at("key").at("spki_sha256"),
            certificates[1].at("certificate").at("key").at("spki_sha256"));
  for (const auto& held : certificates) {
    if (held.at("certificate").at("serial").at("hex") == world.old_serial()) continue;
    const auto file = world.folder() / "new.pem";
    write_file(file, held.at("certificate").at("pem").get<std::string>());
    const auto verified = world.tool({"openssl", "verify", "-CAfile", to_utf8(world.world_folder() / "root.pem"),
                                      "-untrusted", to_utf8(world.world_folder() / "misa-ca.pem"), to_utf8(file)});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  }
}

TEST(ARenewalWithMisa, IsSeenByP11toolAsWell) {
  ProductWorld world;
  ASSERT_EQ(world.renew().exit_code, 5);
  const auto listed = world.tool({"p11tool", "--provider", ProductWorld::module(), "--list-all-certs"});
  std::size_t certificates = 0;
  for (auto at = listed.out.find("type=cert"); at != std::string::npos; at = listed.out.find("type=cert", at + 1))
    ++certificates;
  EXPECT_EQ(certificates, 2U) << listed.out << listed.err;
}

// The plugin's process has no file and no network: what it is told and what it asks for are enough for a renewal.
TEST(ARenewalWithMisa, GoesTheSameWayThroughAPluginInAProcessOfItsOwn) {
  ProductWorld world;
  auto config = world.config();
  config["plugins"]["allow"]["misa"]["isolation"] = "process";
  world.write_config(config);
  const auto outcome = world.renew();
  ASSERT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  EXPECT_EQ(world.token().certificates, 2);
}

// The thesis: renewed is not done. The exit code says so, and each system is named.
TEST(ARenewalWithMisa, IsNotDoneUntilEverySystemHasAcceptedTheNewSerial) {
  ProductWorld world;
  const auto outcome = world.renew({"--json"});
  ASSERT_EQ(outcome.exit_code, 5) << outcome.err;
  const auto json = Json::parse(outcome.out);
  EXPECT_EQ(json.at("state"), "installed");
  EXPECT_EQ(json.at("systems_left"), Json({"customs", "tax", "social_insurance"}));
  EXPECT_NE(json.at("new_serial"), json.at("old_serial"));
}

// GEN-09: which systems there are is the deployment's to say.
TEST(ARenewalWithMisa, IsDoneWhereTheDeploymentNamesNoSystem) {
  ProductWorld world;
  auto config = world.config();
  config["systems"] = Json::array();
  world.write_config(config);
  EXPECT_EQ(world.renew().exit_code, 0);
}

TEST(ARenewalWithMisa, OrdersOnceHoweverOftenItIsStarted) {
  ProductWorld world({.staff_delay = 3600});
  EXPECT_EQ(world.renew({"--no-wait"}).exit_code, 3);
  EXPECT_EQ(world.renew({"--no-wait"}).exit_code, 3);
  EXPECT_EQ(world.sandbox("show").at("totals").at("orders"), 1);
  EXPECT_EQ(world.reseal_json({"orders"}).size(), 1U);
}

TEST(ARenewalWithMisa, WaitsForTheStaffAndGoesOnWhenTheyHaveApproved) {
  ProductWorld world({.sandbox_init = {"--staff", "command"}});
  ASSERT_EQ(world.renew({"--no-wait"}).exit_code, 3);
  const auto order = world.sandbox("staff", {"list"});
  const auto number = world.sandbox("show").at("orders").at(0).at("number").get<std::string>();
  world.sandbox("staff", {"approve", number, "--with-payment"});
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  const auto after = world.renew({"--no-wait"});
  EXPECT_TRUE(after.exit_code == 3 || after.exit_code == 5) << after.out << after.err << order;
}

TEST(ADryRun, WritesNothingOrdersNothingAndAsksNoPin) {
  ProductWorld world;
  const auto before = world.token().listing;
  const auto outcome = world.renew({"--dry-run"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("ESIGN-GH-24"), std::string::npos) << outcome.out;
  EXPECT_FALSE(std::filesystem::exists(world.folder() / "state"));
  EXPECT_EQ(world.sandbox("show").at("totals").at("orders"), 0);
  EXPECT_TRUE(world.sandbox("show").at("requests").empty());
  EXPECT_EQ(world.token().listing, before);
}

// GEN-11, MISA-T-02: no sends nothing and changes nothing.
TEST(DecliningTheRequest, SendsNothing) {
  ProductWorld world;
  auto answers = complete_answers();
  answers["confirm_request"] = false;
  world.write_answers(answers);
  EXPECT_EQ(world.renew().exit_code, 6);
  EXPECT_TRUE(world.sandbox("show").at("requests").empty());
}

// GEN-11: the obligation to pay begins with a question of its own.
TEST(DecliningTheOrder, PlacesNone) {
  ProductWorld world;
  auto answers = complete_answers();
  answers["confirm_order"] = false;
  world.write_answers(answers);
  EXPECT_EQ(world.renew().exit_code, 6);
  EXPECT_EQ(world.sandbox("show").at("totals").at("orders"), 0);
}

// MISA-T-08, MISA-T-15: without the tick one cannot go on.
TEST(AMissingTick, StopsTheJourneyAtItsForm) {
  for (const auto* form : {"information", "confirm_information"}) {
    ProductWorld world;
    auto answers = complete_answers();
    answers[form]["answer"][form == std::string("information") ? "terms" : "correct"] = false;
    world.write_answers(answers);
    EXPECT_EQ(world.renew().exit_code, 4) << form;
    EXPECT_EQ(world.token().certificates, 1) << form;
  }
}

TEST(AScript, AnswersTaskByTask) {
  ProductWorld world;
  world.write_answers(Json::object());
  EXPECT_EQ(world.renew().exit_code, 4);
  const auto order = world.reseal_json({"orders"}).at(0).at("id").get<std::string>();
  const std::vector<std::vector<std::string>> steps = {
      {},
      {"--field", "package=ESIGN-GH-12"},
      {"--field", "email=ketoan@congty.example", "--field", "phone=0912345678", "--field", "terms=true"},
      {"--field", "method=bank_transfer"},
      {},
      {},
      {},
      {"--field", "correct=true"}};
  int code = 4;
  for (const auto& fields : steps) {
    std::vector<std::string> arguments = {"answer", order, "--no-input"};
    arguments.insert(arguments.end(), fields.begin(), fields.end());
    const auto outcome = world.reseal(arguments);
    code = outcome.exit_code;
    ASSERT_TRUE(code == 4 || code == 5) << outcome.out << outcome.err;
  }
  EXPECT_EQ(code, 5);
}

TEST(AWrongAnswer, IsRefusedWithTheFieldAndNothingIsRecorded) {
  ProductWorld world;
  world.write_answers(Json::object());
  ASSERT_EQ(world.renew().exit_code, 4);
  const auto order = world.reseal_json({"orders"}).at(0).at("id").get<std::string>();
  ASSERT_EQ(world.reseal({"answer", order, "--no-input"}).exit_code, 4);
  const auto entries = world.reseal_json({"order", order}).at("journal").size();
  const auto outcome = world.reseal({"answer", order, "--field", "package=GOLD", "--no-input"});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_NE(outcome.err.find("package"), std::string::npos) << outcome.err;
  EXPECT_EQ(world.reseal_json({"order", order}).at("journal").size(), entries);
}

// GEN-08: the PIN is asked for and stays what it was.
TEST(ThePin, ComesByDescriptorAndIsNowhereAfterwards) {
  ProductWorld world;
  auto config = world.config();
  config["tokens"].erase("pin");
  world.write_config(config);
  const auto outcome = world.reseal({"renew", "--provider", "misa", "--answers",
                                     to_utf8(world.folder() / "answers.json"), "--no-input", "--pin-fd", "3"},
                                    {}, world.pin() + "\n");
  ASSERT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  EXPECT_EQ((outcome.out + outcome.err).find(world.pin()), std::string::npos);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world.folder() / "state")) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(read_file(entry.path()).find(world.pin()), std::string::npos) << entry.path();
  }
  EXPECT_EQ(world.token().certificates, 2);  // with the same PIN as before
}

TEST(WithoutAPin, TheOrderWaitsForOneAndNoTryIsSpent) {
  ProductWorld world;
  auto config = world.config();
  config["tokens"].erase("pin");
  world.write_config(config);
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 4) << outcome.out << outcome.err;
  EXPECT_EQ(world.reseal_json({"orders"}).at(0).at("state"), "needs_pin");
  const auto later =
      world.reseal({"resume", "--answers", to_utf8(world.folder() / "answers.json"), "--no-input", "--pin-fd", "3"}, {},
                   world.pin() + "\n");
  EXPECT_EQ(later.exit_code, 5) << later.out << later.err;
}

// MISA-T-11, GEN-12: approval is told by e-mail, outside the tool; the portal's mail is there to be read.
TEST(TheApproval, IsToldByEMail) {
  ProductWorld world;
  ASSERT_EQ(world.renew().exit_code, 5);
  const auto mails = world.world_folder() / "outbox" / "mail";
  ASSERT_TRUE(std::filesystem::exists(mails));
  EXPECT_FALSE(std::filesystem::is_empty(mails));
}

// Only a certificate that the provider serves may be ordered for.
TEST(ACertificateOfAnotherCa, IsRefusedByARuleBeforeAnythingIsOrdered) {
  ProductWorld world({.sandbox_token = {"--issuer", "other-ca"}});
  EXPECT_EQ(world.renew().exit_code, 6);
  EXPECT_EQ(world.sandbox("show").at("totals").at("orders"), 0);
}

TEST(ARevokedCertificate, IsRefusedByARule) {
  ProductWorld world;
  world.fault("ocsp-revoked");
  EXPECT_EQ(world.renew().exit_code, 6);
}

// facts/domain-detail 0.5: old certificates are RSA-1024 and SHA-1; the new one never is.
TEST(AnOldWeakCertificate, IsRenewedWithAStrongKey) {
  ProductWorld world({.algorithm = "rsa", .sandbox_token = {"--with", "old-weak"}});
  const auto outcome = world.renew();
  ASSERT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  int strong = 0;
  for (const auto& held : world.reseal_json({"certificates", "--offline"})) {
    strong += held.at("certificate").at("weaknesses").empty() ? 1 : 0;
  }
  EXPECT_EQ(strong, 1);
}

// A term beyond the CA's own end means a second certificate: said before anything is ordered.
TEST(AnIssuerThatEndsBeforeTheTerm, IsShownInTheQuote) {
  ProductWorld world({.sandbox_init = {"--issuer-ends", "2027-09-26T00:00:00Z"}});
  const auto quote = world.reseal_json({"quote"});
  bool warned = false;
  for (const auto& package : quote.at(0).at("packages")) warned = warned || !package.at("remarks").empty();
  EXPECT_TRUE(warned) << quote;
}

TEST(AFolderAndATokenWithVietnameseNames, RenewLikeAnyOther) {
  ProductWorld world({.folder_name = "Kế toán – Nguyễn Thị Ánh", .token_label = "Công ty Ánh Dương"});
  const auto outcome = world.renew();
  ASSERT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  EXPECT_EQ(world.token().certificates, 2);
}

}  // namespace
}  // namespace reseal::test
