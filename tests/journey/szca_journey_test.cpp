// SPDX-License-Identifier: Apache-2.0
// Shenzhen CA's renewals, from the company's UKey to the new certificate on it: the three classes of certificates, both
// transports, every question of the guide's FAQ as a branch that is taken, and what can come in between.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "reseal/base/file.h"
#include "reseal/readable.h"
#include "support/registering_world.h"
#include "support/szca_world.h"

namespace reseal::test {
namespace {

void expect_updated(SzcaWorld& world) {
  const auto sight = world.token();
  EXPECT_EQ(sight.certificates, 2) << sight.listing;
  EXPECT_EQ(sight.private_keys, 2) << sight.listing;
  const auto applications = world.applications();
  ASSERT_EQ(applications.size(), 1U) << applications.dump(1);
  EXPECT_EQ(applications[0].at("status"), "已完成");
}

/// After expiry, up to the 0.01 yuan.
void apply_until_the_bank(SzcaWorld& world) {
  const auto outcome = world.apply();
  ASSERT_EQ(outcome.exit_code, 4) << outcome.out << outcome.err;
  ASSERT_EQ(world.application().at("status"), "待金融认证");
}

/// Waits for others, but not for ever.
Outcome carry_on_for_a_while(SzcaWorld& world) {
  return world.reseal(
      {"resume", "--answers", to_utf8(world.folder() / "answers.json"), "--no-input", "--wait-limit", "4"});
}

// SZCA-23, SZCA-24, SZCA-01 to SZCA-20, SZCA-25 to SZCA-34
TEST(TheTenderClassAfterExpiry, GoesThroughPaperWeChatMoneyPeopleAndBank) {
  SzcaWorld world;
  apply_until_the_bank(world);
  world.tell_bank_code(world.bank_code());
  const auto outcome = world.resume();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  expect_updated(world);
  // SZCA-21, FAQ 4: to the handler's mobile, right after the payment
  const auto invoice = world.sandbox("sms", {"--to", "13800138000"}).at("text").get<std::string>();
  EXPECT_TRUE(contains(invoice, "电子发票")) << invoice;
  // FAQ 3: the PIN is the same; it opened the key of the new certificate as well
  EXPECT_TRUE(contains(outcome.out + outcome.err, "PIN")) << outcome.out << outcome.err;
}

// SZCA-24: paid, and updated at once; nobody reviews (FAQ 2)
TEST(TheOtherClasses, AreUpdatedAtOnceAfterThePayment) {
  for (const bool tender : {true, false}) {
    SzcaSetting setting;
    setting.tender = tender;
    setting.days_left = 20;
    SzcaWorld world(setting);
    const auto outcome = world.apply();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    expect_updated(world);
  }
}

// SZCA-28, Q14
TEST(ATransferFromTheCompanysAccount, NeedsNoCodeFromTheBank) {
  SzcaSetting setting;
  setting.method = "company_transfer";
  SzcaWorld world(setting);
  const auto outcome = world.apply();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  expect_updated(world);
  EXPECT_TRUE(world.sandbox("bank", {"--account", kBasicAccount}).empty());
}

TEST(ASealedBid, IsAskedForBeforeAnythingIsApplied) {
  SzcaWorld world;
  world.answer("bids", accepted({{"uploaded", "some"}}));
  const auto outcome = world.apply();
  EXPECT_EQ(outcome.exit_code, 6) << outcome.out << outcome.err;
  EXPECT_TRUE(world.applications().empty());
}

// SZCA-03
TEST(TheHoldersSecondCertificate, IsRenewedOnlyAfterTheFirstIsUpdated) {
  SzcaWorld world;
  apply_until_the_bank(world);
  const auto second = world.sandbox(
      "token", {"--token-dir", to_utf8(world.folder() / "token"), "--module", ProductWorld::module(), "--pin-file",
                to_utf8(world.folder() / "pin"), "--label", world.token_facts().at("label"), "--algorithm", "ec",
                "--on-existing", "--issuer", "szca", "--credit-code", kCreditCode, "--days-left", "-10"});
  const std::vector<std::string> the_second = {second.at("serial")};
  const auto early = world.apply(the_second);
  EXPECT_EQ(early.exit_code, 1) << early.out << early.err;
  EXPECT_EQ(world.applications().size(), 1U);
  world.tell_bank_code(world.bank_code());
  EXPECT_EQ(world.resume().exit_code, 0);
  world.answer("bank_code", nullptr);
  const auto later = world.apply(the_second);
  EXPECT_EQ(later.exit_code, 4) << later.out << later.err;
  EXPECT_EQ(world.applications().size(), 2U);
}

// SZCA-06
TEST(AnApplicantThatIsNotTheOwner, IsStoppedBeforeAnythingIsSent) {
  SzcaWorld world;
  world.answer("applicant", accepted({{"name", "深圳市另一家公司"}, {"number", kCreditCode}}));
  EXPECT_EQ(world.apply().exit_code, 4);
  EXPECT_TRUE(world.applications().empty());
  world.answer("applicant",
               accepted({{"name", "深圳市　测试科技有限公司"}, {"number", "９１３５０１００Ｍ０００１００Ｙ４３"}}));
  EXPECT_EQ(world.resume().exit_code, 4);
  EXPECT_EQ(world.application().at("status"), "待金融认证");
}

// FAQ 1: SZCA-18, SZCA-35, SZCA-36
TEST(ATelecomRealNameFailure, IsMendedAndAppliedForAgain) {
  SzcaWorld world;
  world.fault("real-name-failed");
  EXPECT_EQ(world.apply().exit_code, 4);
  EXPECT_TRUE(world.applications().empty());
  EXPECT_EQ(world.resume().exit_code, 4);
  EXPECT_EQ(world.application().at("status"), "待金融认证");
}

// SZCA-12
TEST(ALivenessCheckThatIsNeverFinished, StaysOpenAndGetsANewCode) {
  SzcaWorld world;
  world.fault("identity-unfinished");
  EXPECT_EQ(world.apply({"--no-wait"}).exit_code, 3);
  const auto first = world.application().at("identity");
  world.set_clock_ahead(31);
  const auto again = carry_on_for_a_while(world);
  EXPECT_EQ(again.exit_code, 3) << again.out << again.err;
  const auto second = world.application().at("identity");
  EXPECT_EQ(second.at("round"), 2);
  EXPECT_NE(second.at("qr"), first.at("qr"));
  world.sandbox("fault", {"clear"});
  EXPECT_EQ(world.resume().exit_code, 4);
  EXPECT_EQ(world.application().at("status"), "待金融认证");
}

// SZCA-31
TEST(ARefusalAfterThePayment, EndsTheOrderWithTheReasonAndTheEvidenceOfTheMoney) {
  SzcaWorld world;
  world.fault("refusal=公章不清晰。");
  const auto outcome = world.apply();
  EXPECT_EQ(outcome.exit_code, 6) << outcome.out << outcome.err;
  const auto payment = world.application().at("payment");
  for (const auto& evidence :
       {std::string("公章不清晰"), std::string("560.00 CNY"), payment.at("transaction").get<std::string>()}) {
    EXPECT_TRUE(contains(outcome.err, evidence)) << evidence << "\n" << outcome.err;
  }
  EXPECT_EQ(world.token().certificates, 1);
}

// FAQ 5: SZCA-22, SZCA-37
TEST(ABankCodeThreeTimesWrong, IsLockedUntilTheRightAccountBringsANewOne) {
  SzcaWorld world;
  apply_until_the_bank(world);
  const auto first = world.bank_code();
  for (const auto* wrong : {"000001", "000002", "000003"}) {
    ASSERT_NE(first, wrong);
    world.tell_bank_code(wrong);
    EXPECT_EQ(world.resume().exit_code, 4) << wrong;
  }
  EXPECT_EQ(world.application().at("verification").at("state"), "locked");
  world.answer("bank_code", nullptr);
  world.answer("account_again", accepted({{"account_number", "4000029999990000"}}));
  EXPECT_EQ(world.resume().exit_code, 4);
  EXPECT_NE(world.bank_code("4000029999990000"), first);
  world.tell_bank_code(world.bank_code("4000029999990000"));
  EXPECT_EQ(world.resume().exit_code, 0);
  expect_updated(world);
}

// SZCA-31: paid, but the hall forgets
TEST(APaymentThatTheHallForgot, IsNeverMadeTwiceAndGoesOnWhenItIsFound) {
  SzcaWorld world;
  world.fault("payment-forgotten");
  EXPECT_EQ(world.apply({"--no-wait"}).exit_code, 3);
  world.set_clock_ahead(3 * 60);
  world.answer("payment_unseen", accepted({{"outcome", "paid"}, {"transaction", "42000777"}}));
  const auto waiting = carry_on_for_a_while(world);
  EXPECT_EQ(waiting.exit_code, 3) << waiting.out << waiting.err;
  EXPECT_EQ(world.reseal_json({"orders"}).at(0).at("step"), "payment_search");
  EXPECT_EQ(world.application().at("payment").at("round"), 1);
  world.sandbox("staff", {"pay", world.application().at("number")});
  EXPECT_EQ(world.resume().exit_code, 4);
  EXPECT_EQ(world.application().at("status"), "待金融认证");
}

TEST(APaymentWhoseReplyWasLost, IsBegunOnce) {
  SzcaWorld world;
  world.fault("reply-lost@startPayment");
  apply_until_the_bank(world);
  EXPECT_EQ(world.application().at("payment").at("round"), 1);
  EXPECT_EQ(world.applications().size(), 1U);
}

TEST(AnApplicationWhoseReplyWasLost, IsSentOnce) {
  SzcaWorld world;
  world.fault("reply-lost@submitApplication");
  apply_until_the_bank(world);
  EXPECT_EQ(world.applications().size(), 1U);
}

// SZCA-14
TEST(APaymentCodeThatRanOut, IsFollowedByANewOneOfTheSamePaymentOrder) {
  SzcaSetting setting;
  setting.tender = false;
  setting.days_left = 20;
  setting.staff_on_command = true;
  SzcaWorld world(setting);
  world.answer("pay", nullptr);
  EXPECT_EQ(world.apply().exit_code, 4);
  const auto first = world.application().at("payment");
  world.set_clock_ahead(3 * 60);
  world.answer("pay", accepted({{"outcome", "new_code"}}));
  EXPECT_EQ(world.resume().exit_code, 4);
  const auto second = world.application().at("payment");
  EXPECT_EQ(second.at("round"), 2);
  EXPECT_NE(second.at("qr"), first.at("qr"));
  EXPECT_EQ(second.at("order_number"), first.at("order_number"));
}

// SZCA-34
TEST(AnUpdateThatWasInterruptedDuringTheWrite, GoesOnWithTheSameKeyAndCertificate) {
  for (const auto* point : {"effect.make_key.after", "effect.install.before", "effect.install.after"}) {
    SzcaSetting setting;
    setting.tender = false;
    setting.days_left = 20;
    SzcaWorld world(setting);
    const auto killed = world.apply({}, {{"RESEAL_CRASH_AT", point}});
    ASSERT_EQ(killed.signal, SIGKILL) << point << killed.out << killed.err;
    EXPECT_EQ(world.resume().exit_code, 0) << point;
    expect_updated(world);
  }
}

// SZCA-15: the hall says until when by China's calendar (the contract test has its days), and the waiting names it.
TEST(TheReview, IsWaitedForUntilTheMomentThatTheHallNames) {
  SzcaSetting setting;
  setting.staff_on_command = true;
  SzcaWorld world(setting);
  EXPECT_EQ(world.apply({"--no-wait"}).exit_code, 3);
  for (const auto* action : {"identify", "pay"}) {
    world.sandbox("staff", {action, world.application().at("number")});
    EXPECT_EQ(carry_on_for_a_while(world).exit_code, 3) << action;
  }
  const auto due = time_from_iso(world.application().at("review_due").get<std::string>());
  const auto order = world.reseal_json({"orders"}).at(0);
  EXPECT_EQ(order.at("step"), "review");
  const auto shown = world.reseal({"order", order.at("id").get<std::string>()});
  EXPECT_TRUE(contains(shown.out + shown.err, local_text(due, kChinaOffset, "%Y-%m-%d %H:%M"))) << shown.out;
}

// SZCA-27: a part of the name is typed, and one of the list is picked; what is not in the list is no answer.
TEST(TheOpeningBank, IsFoundByAPartOfItsName) {
  SzcaWorld world;
  world.answer("billing", nullptr);
  const auto script =
      "set timeout 40\nspawn -noecho " + (product_programs() / "reseal").string() + " --lang en --config " +
      to_utf8(world.config_file()) + " renew --provider szca --answers " + to_utf8(world.folder() / "answers.json") +
      "\nexpect \"How to pay\"\nexpect \": \"\nsend \"1\\r\"\nexpect \"Invoice \"\nsend \"1\\r\"\n"
      "expect \"Name of the basic account\"\nsend \"Ceshi\\r\"\n"
      "expect \"Bank of the basic account\"\nsend \"no such bank\\r\"\nexpect \"Nothing in the list\"\n"
      "send \"深圳\\r\"\nexpect \"Type more\"\nsend \"工商\\r\"\nexpect \"2) 中国工商银行股份有限公司深圳福田支行\"\n"
      "expect \"Type the number\"\nsend \"2\\r\"\nexpect \"Number of the basic account\"\n"
      "send \"4000021234567890\\r\"\nexpect \"Random code\"\nafter 200\nsend \"\\003\"\nexpect eof\n";
  const auto outcome = world.tool({"expect", "-c", script});
  const auto applications = world.sandbox("show").at("applications");
  ASSERT_EQ(applications.size(), 1U) << outcome.out << outcome.err;
  EXPECT_EQ(applications[0].at("account").at("bank"), "中国工商银行股份有限公司深圳福田支行");
}

// SZCA's own hall and driver do the work, and the journey walks a person through them; the sandbox plays the driver.
struct TheHallItself : testing::TestWithParam<std::string> {
  static SzcaSetting setting() {
    SzcaSetting setting;
    setting.transport = "guided";
    setting.tender = GetParam() != "non_tender";
    setting.days_left = GetParam() == "tender_after_expiry" ? -20 : 20;
    return setting;
  }
  Outcome walk() { return world.apply({"--even-if-unsure"}); }
  SzcaWorld world{setting()};
};

TEST_P(TheHallItself, IsWalkedThroughUntilItsCertificateIsSeenOnTheUKey) {
  const std::map<std::string, nlohmann::json> answers = {
      {"open_hall", accepted({{"certificate_class", GetParam()}})},
      {"bids", accepted({{"uploaded", "none"}})},
      {"fill_in", accepted({{"same", true}})},
      {"submit", accepted({{"method", "wechat"}, {"invoice", "none"}, {"number", "SQ202611210001"}})},
      {"print", true},
      {"identity", true},
      {"pay", accepted({{"amount", "280"}, {"transaction", "42000777"}})},
      {"review", accepted({{"outcome", "approved"}})},
      {"verify", true},
      {"update", true}};
  for (const auto& [step, answer] : answers) world.answer(step, answer);
  const auto early = walk();
  EXPECT_EQ(early.exit_code, 4) << early.out << early.err;
  EXPECT_EQ(world.reseal_json({"orders"}).at(0).at("step"), "not_yet") << "nobody's word is taken for it";

  const auto& token = world.token_facts();
  world.sandbox("token",
                {"--token-dir", to_utf8(world.folder() / "token"), "--module", ProductWorld::module(), "--pin-file",
                 to_utf8(world.folder() / "pin"), "--label", token.at("label"), "--algorithm", "ec", "--on-existing",
                 "--issuer", "szca", "--credit-code", kCreditCode, "--days-left", "365"});
  world.answer("not_yet", true);
  const auto outcome = walk();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(world.token().certificates, 2);
}

INSTANTIATE_TEST_SUITE_P(OfEachClass, TheHallItself,
                         testing::Values("non_tender", "tender_in_validity", "tender_after_expiry"),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace reseal::test
