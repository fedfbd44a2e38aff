// SPDX-License-Identifier: Apache-2.0
// Viettel-CA's compensation of a term, from a certificate that its CA's end cut short to one on the token: by itself,
// by request with a text message, and what can come in between. September 2020.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>

#include "reseal/base/file.h"
#include "support/registering_world.h"
#include "support/viettel_world.h"

namespace reseal::test {
namespace {

nlohmann::json message(const std::string& which, const std::string& code = {}) {
  return accepted({{"message", which}, {"code", code}});
}

void expect_one_pair_more(ViettelWorld& world) {
  const auto token = world.token();
  EXPECT_EQ(token.certificates, 2) << token.listing;
  EXPECT_EQ(token.private_keys, 2) << token.listing;
  const auto requests = world.requests();
  ASSERT_EQ(requests.size(), 1U) << requests.dump(1);
  EXPECT_EQ(requests[0].at("status"), "installed");
}

std::string new_serial(ViettelWorld& world) { return world.requests()[0].at("new_serial"); }

// VTL-A-03, VTL-A-04, VTL-A-05, VTL-A-06
TEST(TheAutomaticMode, InstallsTheNewCertificateWithNoQuestionButThePin) {
  ViettelWorld world;
  const auto outcome = world.reseal({"renew", "--automatic", "--no-input", "--lang", "vi"});
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  expect_one_pair_more(world);
  EXPECT_TRUE(new_serial(world).starts_with("5404"));
  EXPECT_TRUE(contains(outcome.out + outcome.err,
                       "Cài đặt chứng thư số thành công. Serial chứng thư số mới là: " + new_serial(world)))
      << outcome.out << outcome.err;
}

// VTL-E-05
TEST(TheAutomaticMode, FindsNothingToDoTheSecondTime) {
  ViettelWorld world;
  ASSERT_EQ(world.compensate().exit_code, 5);
  const auto again = world.compensate();
  EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
  EXPECT_TRUE(contains(again.out, "Nothing to do")) << again.out;
  expect_one_pair_more(world);
}

// VTL-A-02
TEST(TheAutomaticMode, RefusesTwoTokensBeforeAnyLogin) {
  ViettelSetting setting;
  setting.through_shim = true;
  ViettelWorld world(setting);
  world.plug_in_another_token("Token của phòng khác");
  const auto outcome = world.compensate();
  EXPECT_EQ(outcome.exit_code, 2) << outcome.out << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "exactly one token")) << outcome.err;
  EXPECT_FALSE(contains(read_file(world.folder() / "shim.log"), "C_Login"));
  EXPECT_TRUE(world.requests().empty());
}

// VTL-A-02, VTL-M-17
TEST(ASecondToken, ThatIsPluggedInWhileItWorksGetsNothing) {
  ViettelSetting setting;
  setting.issue_delay = 3600;
  ViettelWorld world(setting);
  const auto waiting = world.reseal({"renew", "--automatic", "--no-input", "--no-wait"});
  ASSERT_EQ(waiting.exit_code, 3) << waiting.out << waiting.err;
  world.plug_in_another_token("Token của phòng khác");
  world.sandbox("staff", {"issue", world.requests()[0].at("number")});
  EXPECT_EQ(world.reseal({"resume", "--no-input"}).exit_code, 5);
  expect_one_pair_more(world);
}

TEST(ACertificateWithoutContractData, IsNotOrderedForAndNeverCalledEligible) {  // VTL-E-07
  ViettelSetting setting;
  setting.token = {"--contract-ends", "none"};
  ViettelWorld world(setting);
  EXPECT_EQ(world.compensate().exit_code, 4);
  EXPECT_TRUE(world.requests().empty());
}

TEST(APortalOutOfReach, LeavesTheVerdictOpen) {
  ViettelWorld world;
  world.stop_sandbox();
  const auto verdicts = world.reseal({"check", "--json"});
  EXPECT_EQ(verdicts.exit_code, 4) << verdicts.out;
  EXPECT_EQ(nlohmann::json::parse(verdicts.out)[0].at("answer"), "cannot_say");
  EXPECT_EQ(world.compensate().exit_code, 4);
}

TEST(ARevokedCertificate, IsPassedOverByTheAutomaticMode) {  // VTL-E-02
  ViettelWorld world;
  world.sandbox("staff", {"revoke", world.old_serial()});
  const auto outcome = world.compensate();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(world.requests().empty());
}

TEST(AnotherCampaign, IsNothingButData) {  // VTL-E-06
  ViettelSetting setting;
  setting.as_of = "2027-09-01";
  setting.ca_ends = "2027-09-26T17:30:00Z";  // the 27th in Viet Nam
  setting.issued_before = "2026-08-01";
  setting.issued = "2025-03-03";
  ViettelWorld world(setting);
  EXPECT_EQ(world.compensate().exit_code, 5);
  expect_one_pair_more(world);
}

struct ByRequest : testing::Test {
  static ViettelSetting setting() {
    ViettelSetting setting;
    setting.mode = "by_request";
    return setting;
  }
  ViettelWorld world{setting()};

  /// Up to the moment in which the text message has come.
  void send_the_request() {
    const auto sent = world.reseal({"renew", "--provider", "viettel", "--answers",
                                    to_utf8(world.folder() / "answers.json"), "--no-input", "--no-wait"});
    ASSERT_TRUE(sent.exit_code == 3 || sent.exit_code == 4) << sent.out << sent.err;
    (void)world.text_message();
  }
  void tell(const nlohmann::json& told) {
    world.answer("viettel/result", told);
    world.answer("viettel/code", told);
  }
};

// VTL-M-03 to VTL-M-09, VTL-M-19
TEST_F(ByRequest, ATextMessageBringsTheCodeAndTheCertificateFollows) {
  send_the_request();
  EXPECT_TRUE(contains(world.text_message(), "da duoc chap thuan")) << world.text_message();
  tell(message("came", world.code()));
  const auto outcome = world.resume();
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  expect_one_pair_more(world);
}

TEST_F(ByRequest, AWrongCodeIsAskedForAgainAndCostsATry) {
  send_the_request();
  const auto right = world.code();
  tell(message("came", right == "000000" ? "000001" : "000000"));
  world.answer("viettel/code", nullptr);
  EXPECT_EQ(world.resume().exit_code, 4);
  EXPECT_EQ(world.requests()[0].at("code_tries_left"), 4);
  tell(message("came", right));
  EXPECT_EQ(world.resume().exit_code, 5);
  expect_one_pair_more(world);
}

// A portal counts wrong codes, so a script must not use them up.
TEST_F(ByRequest, AWrongCodeInAFileOfAnswersIsTriedOnceARun) {
  send_the_request();
  world.answer("viettel/result", nullptr);
  world.answer("viettel/code", message("came", world.code() == "000000" ? "000001" : "000000"));
  EXPECT_EQ(world.resume().exit_code, 4);
  EXPECT_EQ(world.requests()[0].at("code_tries_left"), 4);
}

TEST_F(ByRequest, AMessageThatNeverComesIsSentAgain) {
  world.fault("sms-lost");
  const auto sent = world.compensate();
  EXPECT_EQ(sent.exit_code, 4) << sent.out << sent.err;
  world.sandbox("fault", {"clear"});
  tell(message("send_again"));
  EXPECT_EQ(world.resume().exit_code, 4);
  tell(message("came", world.code()));
  EXPECT_EQ(world.resume().exit_code, 5);
  expect_one_pair_more(world);
}

TEST_F(ByRequest, ARefusalEndsTheOrderWithItsReason) {  // VTL-M-18
  auto on_command = setting();
  on_command.staff_delay = 3600;
  ViettelWorld slow(on_command);
  EXPECT_EQ(slow.reseal({"renew", "--provider", "viettel", "--answers", to_utf8(slow.folder() / "answers.json"),
                         "--no-input", "--no-wait"})
                .exit_code,
            3);
  slow.sandbox("staff", {"refuse", slow.requests()[0].at("number"), "--reason", "Hợp đồng đã thanh lý"});
  const auto outcome = slow.resume();
  EXPECT_EQ(outcome.exit_code, 6) << outcome.out << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "Hợp đồng đã thanh lý")) << outcome.err;
  EXPECT_EQ(slow.token().certificates, 1);
}

// VTL-X-05
struct IssuedAndNotInstalled : testing::Test {
  ViettelWorld world;
  void SetUp() override {
    const auto killed = world.compensate({{"RESEAL_CRASH_AT", "effect.install.before"}});
    ASSERT_EQ(killed.signal, SIGKILL) << killed.out << killed.err;
    ASSERT_EQ(world.requests()[0].at("status"), "issued");
  }
};

TEST_F(IssuedAndNotInstalled, IsInstalledByResumeAndNothingIsOrderedAgain) {
  EXPECT_EQ(world.reseal({"resume", "--no-input"}).exit_code, 5);
  expect_one_pair_more(world);
}

TEST_F(IssuedAndNotInstalled, IsInstalledByAnotherComputerThatHasTheToken) {
  world.move_to_another_computer();
  const auto outcome = world.compensate();
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  expect_one_pair_more(world);
}

TEST_F(IssuedAndNotInstalled, IsInstalledByAnotherComputerThatAsksForPhoneNumbers) {
  world.move_to_another_computer();
  auto config = world.config();
  config["plugins"]["allow"]["viettel"]["settings"]["mode"] = "by_request";
  world.write_config(config);
  const auto outcome = world.reseal(
      {"renew", "--provider", "viettel", "--answers", to_utf8(world.folder() / "answers.json"), "--no-input"});
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  expect_one_pair_more(world);
}

// The CA's own programs do the work, and the journey walks a person through them; the sandbox plays the program.
struct ViettelsOwnProgram : testing::TestWithParam<std::string> {
  static ViettelSetting setting() {
    ViettelSetting setting;
    setting.mode = GetParam();
    setting.transport = "guided";
    return setting;
  }
  void prepare(const nlohmann::json& answers) {
    for (const auto& [step, answer] : answers.items()) world.answer("viettel/" + step, answer);
  }
  Outcome walk() {
    return world.reseal({"renew", "--provider", "viettel", "--even-if-unsure", "--answers",
                         to_utf8(world.folder() / "answers.json"), "--no-input"});
  }
  ViettelWorld world{setting()};
};

TEST_P(ViettelsOwnProgram, IsWalkedThroughUntilItsCertificateIsSeenOnTheToken) {
  prepare(
      {{"get_program", true},
       {"open_program", true},
       {"log_in", true},
       {"send_request", accepted({{"phone", kPhone}})},
       {"acknowledged", true},
       {"result", accepted({{"outcome", "approved"}, {"received_on", "2020-09-15"}, {"text", "da duoc chap thuan"}})},
       {"enter_pin", accepted({{"outcome", "done"}})},
       {"install", true}});
  const auto early = walk();
  EXPECT_EQ(early.exit_code, 4) << early.out << early.err;
  const auto order = world.reseal_json({"orders"}).at(0);
  EXPECT_EQ(order.at("step"), "not_yet") << "nobody's word is taken for it";

  const auto& token = world.token_facts();
  world.sandbox("token", {"--token-dir", to_utf8(world.folder() / "token"), "--module", ProductWorld::module(),
                          "--pin-file", to_utf8(world.folder() / "pin"), "--label", token.at("label"), "--algorithm",
                          "ec", "--on-existing", "--subject", token.at("subject"), "--issuer", "viettel-ca-v3",
                          "--issued", "2020-09-15", "--not-after", "2021-07-16"});
  world.answer("viettel/not_yet", true);
  const auto outcome = walk();
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  const auto sight = world.token();
  EXPECT_EQ(sight.certificates, 2) << sight.listing;
}

INSTANTIATE_TEST_SUITE_P(OfBothKinds, ViettelsOwnProgram, testing::Values("automatic", "by_request"));

}  // namespace
}  // namespace reseal::test
