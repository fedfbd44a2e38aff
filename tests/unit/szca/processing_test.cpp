// SPDX-License-Identifier: Apache-2.0
// From the submitted application to 待下载: paper, WeChat, money, people, bank.
#include "world.h"

namespace reseal::szca::test {
namespace {

// SZCA-10, SZCA-11, SZCA-30
TEST(ThePaper, HoldsWhatWasEnteredWithPlacesForSignatureAndSeal) {
  Renewing renewing;
  renewing.submit();
  const auto step = renewing.next();
  const auto& form = form_of(step);
  const auto paper =
      std::find_if(form.shown.begin(), form.shown.end(), [](const auto& each) { return each.printout.has_value(); });
  ASSERT_NE(paper, form.shown.end());
  EXPECT_EQ(paper->kind, Shown::Kind::printout);
  EXPECT_EQ(paper->printout->language, "zh");
  EXPECT_EQ(paper->printout->reference, "SQ000001");
  std::vector<std::string> values;
  for (const auto& section : paper->printout->sections) {
    for (const auto& row : section.rows) values.push_back(row.value);
  }
  EXPECT_THAT(values, testing::IsSupersetOf({"深圳市测试科技有限公司", kCode, "张三", "11010519491231002X",
                                             "13800138000", "李四", "4000021234567890", kBank, "280.00 CNY", "1"}));
  EXPECT_TRUE(says(paper->printout->places, "szca.paper.signature"));
  EXPECT_TRUE(says(paper->printout->places, "szca.paper.seal"));
  const auto& scan = form.fields.at(0);
  EXPECT_THAT(scan.media_types, testing::ElementsAre("application/pdf", "image/jpeg", "image/png"));
  EXPECT_EQ(scan.maximum, 5 * 1024 * 1024);
}

TEST(ThePaper, IsUploadedAgainWhenTheHallCannotReadIt) {
  Renewing renewing;
  renewing.hall.refuse["upload_form_1"] = "invalid";
  renewing.submit();
  renewing.accept("application_form", {{"scan", scan()}});
  EXPECT_TRUE(shows(form_of(renewing.accept("application_form", {{"scan", scan()}})), "szca.scan.not_taken"));
  EXPECT_EQ(renewing.next().id, "identity_qr");
  EXPECT_EQ(renewing.hall.happened("upload_form_2"), 1);
}

// SZCA-12, SZCA-13
TEST(TheIdentityCheck, IsDoneInWeChatAndNeverCopiedHere) {
  Renewing renewing;
  renewing.submit();
  renewing.accept("application_form", {{"scan", scan()}});
  const auto form = form_of(renewing.accept("identity_qr"));
  EXPECT_EQ(shown(form, "szca.qr.scan"), "https://hall.test/face/1");
  EXPECT_TRUE(form.fields.empty());
  EXPECT_TRUE(shows(form, "szca.identity.no_copies"));
  const auto waiting = std::get<Wait>(renewing.waited("identity_check").action);
  EXPECT_EQ(waiting.deadline, renewing.hall.clock + std::chrono::minutes(30));
  renewing.hall.handler_passes();
  EXPECT_EQ(renewing.next().id, "pay");
}

TEST(TheIdentityCheck, ThatIsNeverFinishedGetsANewCodeEachTimeAndStaysResumable) {
  Renewing renewing;
  renewing.submit();
  renewing.accept("application_form", {{"scan", scan()}});
  for (int round = 1; round <= 3; ++round) {
    const auto form = form_of(renewing.accept("identity_qr"));
    EXPECT_EQ(shown(form, "szca.qr.scan"), "https://hall.test/face/" + std::to_string(round));
    renewing.waited("identity_check");
    renewing.hall.application()["identity"]["state"] = "expired";
  }
}

TEST(TheIdentityCheck, ShowsTheSameCodeAgainWhenItIsAskedFor) {
  Renewing renewing;
  renewing.submit();
  renewing.accept("application_form", {{"scan", scan()}});
  renewing.accept("identity_qr");
  const auto waiting = renewing.next();
  renewing.finish(waiting, {{"signal", Json::object()}});
  EXPECT_EQ(shown(form_of(renewing.accept("identity_qr")), "szca.qr.scan"), "https://hall.test/face/1");
  EXPECT_EQ(renewing.next().id, "identity_check");
}

// SZCA-14
TEST(ThePaymentCode, IsShownWithHowLongItIsValid) {
  Renewing renewing;
  renewing.to_payment();
  const auto step = renewing.next();
  const auto& form = form_of(step);
  EXPECT_EQ(shown(form, "szca.payment.amount"), "280.00 CNY");
  EXPECT_EQ(shown(form, "szca.payment.order_number"), "WX20261121000001");
  const auto valid = std::find_if(form.shown.begin(), form.shown.end(),
                                  [](const auto& each) { return each.label.id == "szca.qr.valid"; });
  ASSERT_NE(valid, form.shown.end());
  EXPECT_EQ(valid->label.params, (Text::Params{{"until", "2026-11-21 12:00"}, {"minutes", "120"}}));
}

TEST(ThePaymentCode, ThatRanOutUnpaidIsFollowedByANewOneOfTheSameOrder) {
  Renewing renewing;
  renewing.to_payment();
  renewing.accept("pay", {{"outcome", "new_code"}});
  EXPECT_EQ(shown(form_of(renewing.accept("pay", {{"outcome", "new_code"}})), "szca.qr.scan"),
            "weixin://wxpay/bizpayurl?pr=1")
      << "the hall says that it is still good";
  renewing.hall.application()["payment"]["state"] = "expired";
  const auto form = form_of(renewing.accept("pay", {{"outcome", "paid"}}));
  EXPECT_TRUE(shows(form, "szca.payment.new_code"));
  EXPECT_EQ(shown(form, "szca.payment.order_number"), "WX20261121000001");
  EXPECT_EQ(renewing.hall.happened("start_payment_2"), 1);
}

// SZCA-31: paid, but the hall forgets
TEST(APaymentThatTheHallDoesNotSee, IsNeverMadeTwice) {
  Renewing renewing;
  renewing.to_payment();
  renewing.accept("pay", {{"outcome", "paid"}});
  renewing.waited("payment");
  renewing.hall.application()["payment"]["state"] = "expired";
  EXPECT_TRUE(shows(form_of(renewing.accept("payment_unseen", {{"outcome", "paid"}, {"transaction", "42000099"}})),
                    "szca.unseen.not_twice"));
  const auto search = std::get<Wait>(renewing.waited("payment_search").action);
  EXPECT_EQ(search.reason.params.at("transaction"), "42000099");
  EXPECT_EQ(renewing.hall.happened("start_payment_2"), 0);
  renewing.hall.customer_pays();
  EXPECT_EQ(renewing.next().id, "review");
}

TEST(APaymentThatTheHallDoesNotSee, IsMadeAnewOnlyWhenThePersonSaysThatNoMoneyLeft) {
  Renewing renewing;
  renewing.to_payment();
  renewing.accept("pay", {{"outcome", "paid"}});
  renewing.hall.application()["payment"]["state"] = "expired";
  renewing.accept("payment_unseen", {{"outcome", "not_paid"}});
  EXPECT_EQ(renewing.next().id, "pay");
  EXPECT_EQ(renewing.hall.happened("start_payment_2"), 1);
}

// SZCA-31
TEST(APaymentThatTheHallSawOnce, IsRememberedAfterTheHallForgotIt) {
  Renewing renewing;
  renewing.to_review();
  renewing.waited("review");
  renewing.hall.application()["payment"]["state"] = "open";
  renewing.hall.status("待支付");
  const auto search = std::get<Wait>(renewing.next().action);
  EXPECT_EQ(search.reason.params.at("transaction"), "4200001234");
}

TEST(APayment, WhoseReplyWasLostIsLookedUpAndBegunOnce) {
  Renewing renewing;
  renewing.to_payment();
  renewing.hall.lose_reply = {"start_payment_1"};
  EXPECT_THROW(renewing.next(), TryLater);
  EXPECT_EQ(renewing.next().id, "pay");
  EXPECT_EQ(renewing.hall.application().at("payment").at("round"), 1);
}

TEST(APayment, WarnsWhenTheHallAsksForMoreThanWasAgreed) {
  Renewing renewing;
  renewing.to_payment();
  renewing.hall.application()["payment"]["amount"]["minor"] = 30'000;
  EXPECT_TRUE(shows(form_of(renewing.next()), "szca.payment.costs_more"));
}

TEST(APayment, ThatIsNotMadeEndsTheOrder) {
  Renewing renewing;
  renewing.to_payment();
  renewing.decline("pay");
  EXPECT_EQ(reason_of(renewing.next()), "declined_by_user");
}

// SZCA-28, Q14
TEST(ATransferFromTheCompany, IsItsOwnProofAndNeedsNoBankVerification) {
  Renewing renewing;
  renewing.submit("company_transfer");
  renewing.accept("application_form", {{"scan", scan()}});
  renewing.accept("identity_qr");
  renewing.hall.handler_passes();
  const auto form = form_of(renewing.accept("pay"));
  EXPECT_EQ(shown(form, "szca.payment.remark"), "A1B2");
  EXPECT_EQ(std::get<Wait>(renewing.waited("payment").action).expectation.id, "szca.payment.transfer_expectation");
  renewing.hall.customer_pays();
  renewing.waited("review");
  renewing.hall.approve();
  EXPECT_EQ(renewing.next().id, "ready");
}

// SZCA-15, SZCA-21
TEST(TheReview, SaysUntilWhenAndAfterThatWhomToCall) {
  Renewing renewing;
  renewing.to_review();
  const auto in_time = std::get<Wait>(renewing.waited("review").action);
  EXPECT_EQ(in_time.expectation, (Text{"szca.review.due", {{"due", "2026-11-25 18:00"}}}));
  EXPECT_EQ(in_time.deadline, time_from_iso("2026-11-25T10:00:00Z"));
  EXPECT_EQ(in_time.reason.id, "szca.review.waiting_invoice");
  EXPECT_EQ(in_time.reason.params.at("status"), "审核中");
  renewing.hall.clock = time_from_iso("2026-11-25T10:00:01Z");
  const auto late = std::get<Wait>(renewing.next().action);
  EXPECT_EQ(late.expectation.id, "szca.review.overdue");
  EXPECT_FALSE(late.deadline);
}

// SZCA-31
TEST(ARefusalAfterThePayment, IsAStateOfItsOwnWithTheEvidenceOfTheMoney) {
  for (const auto* refund : {"", "七个工作日内原路退回。"}) {
    Renewing renewing;
    renewing.to_review();
    renewing.waited("review");
    renewing.hall.refuse_it(refund);
    const auto step = renewing.next();
    EXPECT_EQ(step.id, "refused_after_payment");
    EXPECT_EQ(reason_of(step), "refused_by_ca");
    EXPECT_EQ(ending(step).params, (Text::Params{{"number", "SQ000001"},
                                                 {"text", "公章不清晰。"},
                                                 {"amount", "280.00 CNY"},
                                                 {"paid_at", "2026-11-21 10:00"},
                                                 {"order_number", "WX20261121000001"},
                                                 {"transaction", "4200001234"}}));
    EXPECT_EQ(step.remember.at("payment").at("transaction"), "4200001234");
    EXPECT_EQ(std::get<Refuse>(step.action).next.at(0).id,
              *refund == 0 ? "szca.refused.ask_for_refund" : "szca.refused.refund");
  }
}

TEST(ARefusalBeforeThePayment, SpeaksOfNoMoney) {
  Renewing renewing;
  renewing.to_payment();
  renewing.hall.refuse_it();
  EXPECT_EQ(ending(renewing.next()).id, "szca.refused.before_payment");
}

// SZCA-16, SZCA-32, Q15
TEST(TheBankCode, LeadsToTheDownload) {
  Renewing renewing;
  renewing.to_verification();
  const auto form = form_of(renewing.accept("bank_code", {{"code", renewing.hall.code}}));
  EXPECT_EQ(shown(form, "szca.bank_code.account"), "…7890");
  const auto done = renewing.ordered();
  EXPECT_EQ(done.message.params.at("status"), "待下载");
  EXPECT_EQ(done.evidence.at("transaction"), "4200001234");
  EXPECT_EQ(done.evidence.at("amount"), "280.00 CNY");
}

// SZCA-22, SZCA-37
TEST(TheBankCode, ThreeTimesWrongIsLockedUntilTheAccountIsEnteredAnew) {
  Renewing renewing;
  renewing.to_verification();
  renewing.accept("bank_code", {{"code", "000001"}});
  const auto wrong = form_of(renewing.accept("bank_code", {{"code", "000002"}}));
  EXPECT_TRUE(shows(wrong, "szca.bank_code.wrong"));
  renewing.accept("bank_code", {{"code", "000003"}});
  const auto old_code = renewing.hall.code;
  auto other = account();
  other["account_number"] = "4000021234560000";
  const auto form = form_of(renewing.accept("account_again", other));
  EXPECT_TRUE(shows(form, "szca.bank_code.locked"));
  EXPECT_TRUE(form.decline.empty());
  EXPECT_EQ(shown(form_of(renewing.accept("bank_code", {{"code", old_code}})), "szca.bank_code.account"), "…0000");
  EXPECT_TRUE(shows(form_of(renewing.accept("bank_code", {{"code", renewing.hall.code}})), "szca.bank_code.wrong"))
      << "the older code holds no longer";
  EXPECT_EQ(renewing.next().id, "ready");
  EXPECT_EQ(renewing.hall.application().at("verification").at("round"), 2);
}

TEST(TheBankCode, ThatNeverCameIsSentAgainToAnotherAccount) {
  Renewing renewing;
  renewing.to_verification();
  renewing.decline("bank_code");
  renewing.decline("account_again");
  renewing.decline("bank_code");
  renewing.hall.lose_reply = {"change_account_1"};
  renewing.accept("account_again", account());
  EXPECT_THROW(renewing.next(), TryLater);
  renewing.accept("bank_code", {{"code", renewing.hall.code}});
  EXPECT_EQ(renewing.next().id, "ready");
  EXPECT_EQ(renewing.hall.application().at("verification").at("round"), 2);
}

TEST(EveryStep, AnswersTheSameQuestionTheSameWay) {
  Renewing renewing;
  renewing.to_verification();
  EXPECT_EQ(renewing.next(), renewing.next());
}

}  // namespace
}  // namespace reseal::szca::test
