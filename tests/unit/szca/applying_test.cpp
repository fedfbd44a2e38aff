// SPDX-License-Identifier: Apache-2.0
// What is asked before 申请提交, and what keeps an application from being sent.
#include "world.h"

namespace reseal::szca::test {
namespace {

// SZCA-24: the rules by class, as a table.
struct ByClass {
  const char* name;
  bool asks_for_bids, asks_for_account, asks_for_paper;
};
class Applying : public testing::TestWithParam<ByClass> {};

TEST_P(Applying, AsksForWhatTheClassTakesAndNothingElse) {
  Renewing renewing(GetParam().name);
  renewing.accept("confirm_certificate");
  EXPECT_EQ(renewing.next().id == "bids", GetParam().asks_for_bids);
  if (GetParam().asks_for_bids) renewing.accept("bids", {{"uploaded", "none"}});
  renewing.accept("years", {{"package", "ZS-5"}});
  renewing.accept("applicant", {{"name", "深圳市测试科技有限公司"}, {"number", kCode}});
  renewing.accept("people", people());
  const auto fields = form_of(renewing.next()).fields;
  const bool account =
      std::any_of(fields.begin(), fields.end(), [](const auto& each) { return each.id == "account_bank"; });
  EXPECT_EQ(account, GetParam().asks_for_account);
  Json billing{{"method", "wechat"}, {"invoice", "none"}};
  if (account) billing.update(szca::test::account());
  renewing.accept("billing", billing);
  renewing.accept("confirm_application", {{"agreement", true}});
  EXPECT_EQ(renewing.next().id, GetParam().asks_for_paper ? "application_form" : "pay");
  EXPECT_EQ(renewing.hall.body_of("submit_application_1").at("account").is_null(), !account);
}

INSTANTIATE_TEST_SUITE_P(OfEachClass, Applying,
                         testing::Values(ByClass{"non_tender", false, false, false},
                                         ByClass{"tender_in_validity", true, false, false},
                                         ByClass{"tender_after_expiry", true, true, true}),
                         [](const auto& each) { return std::string(each.param.name); });

// Facts: domain-detail 0, finding 8
TEST(ABidThatIsNotYetOpened, EndsTheOrderWithAdviceBeforeAnythingIsSent) {
  Renewing renewing;
  renewing.accept("confirm_certificate");
  renewing.accept("bids", {{"uploaded", "some"}});
  const auto step = renewing.next();
  EXPECT_EQ(reason_of(step), "not_eligible");
  EXPECT_TRUE(says(std::get<Refuse>(step.action).next, "szca.refused.after_opening"));
  EXPECT_TRUE(renewing.hall.applications.empty());
}

// SZCA-06
TEST(TheApplicant, IsTheCertificatesOwnerWhateverTheWidthAndTheSpaces) {
  for (const auto& [name, number] : {std::pair{"深圳市测试科技有限公司", "91350100M000100Y43"},
                                     {"深圳市 测试科技　有限公司", "９１３５０１００Ｍ０００１００Ｙ４３"},
                                     {" 深圳市测试科技有限公司 ", "91350100 M000100Y43"}}) {
    Renewing renewing;
    renewing.accept("confirm_certificate");
    renewing.accept("bids", {{"uploaded", "none"}});
    renewing.accept("years", {{"package", "ZS-1"}});
    renewing.accept("applicant", {{"name", name}, {"number", number}});
    EXPECT_EQ(renewing.next().id, "people") << name << number;
  }
}

// SZCA-06
TEST(TheApplicant, IsAskedForAgainBeforeAnythingIsSentWhenItIsAnother) {
  for (const auto& [name, number, warning] :
       {std::tuple{"深圳市測试科技有限公司", kCode, "szca.applicant.other_name"},
        {"深圳市测试科技有限公司分公司", kCode, "szca.applicant.other_name"},
        {"深圳市测试科技有限公司", "91440300708461136T", "szca.applicant.other_number"}}) {
    Renewing renewing;
    renewing.accept("confirm_certificate");
    renewing.accept("bids", {{"uploaded", "none"}});
    renewing.accept("years", {{"package", "ZS-1"}});
    renewing.accept("applicant", {{"name", name}, {"number", number}});
    const auto again = renewing.next();
    EXPECT_EQ(again.id, "applicant") << name;
    EXPECT_TRUE(shows(form_of(again), warning)) << name;
    EXPECT_TRUE(renewing.hall.applications.empty());
  }
}

// SZCA-06: the hall has the last word, also when the certificate itself says nothing.
TEST(TheApplicant, IsAskedForAgainWhenTheHallSaysItIsAnother) {
  Renewing renewing;
  renewing.order.old.certificate.holder_ids.clear();
  renewing.hall.refuse["submit_application_1"] = "identity_mismatch";
  renewing.submit();
  renewing.accept("applicant", {{"name", "深圳市测试科技有限公司"}, {"number", kCode}});
  renewing.accept("confirm_application", {{"agreement", true}});
  EXPECT_EQ(renewing.next().id, "application_form");
  EXPECT_EQ(renewing.hall.applications.size(), 1U);
}

// SZCA-05, SZCA-07
TEST(ThePeople, AreNamedWithNumbersThatCanBeTrue) {
  Renewing renewing;
  renewing.accept("confirm_certificate");
  renewing.accept("bids", {{"uploaded", "none"}});
  renewing.accept("years", {{"package", "ZS-1"}});
  renewing.accept("applicant", {{"name", "深圳市测试科技有限公司"}, {"number", kCode}});
  const auto form = form_of(renewing.next());
  for (const auto& [field, wrong] : {std::pair{"handler_id", "110105194912310021"},
                                     {"handler_phone", "0912345678"},
                                     {"handler_email", "zs"},
                                     {"legal_id", "440524"},
                                     {"legal_phone", ""}}) {
    auto answer = people();
    answer[field] = wrong;
    const auto problems = check_answer(form, answer);
    ASSERT_EQ(problems.size(), 1U) << field;
    EXPECT_EQ(problems[0].field, field);
  }
}

// SZCA-08, SZCA-27
TEST(TheBank, IsOneOfTheListAndNothingElse) {
  Renewing renewing;
  renewing.fill_in();
  const auto billing = std::find_if(renewing.order.history.begin(), renewing.order.history.end(),
                                    [](const auto& each) { return each.id == "billing"; });
  renewing.order.history.erase(billing, renewing.order.history.end());
  const auto form = form_of(renewing.next());
  Json answer{{"method", "wechat"}, {"invoice", "none"}};
  answer.update(account());
  EXPECT_TRUE(check_answer(form, answer).empty());
  answer["account_bank"] = "工商银行";
  EXPECT_EQ(check_answer(form, answer).at(0).rule, "choice");
  const auto bank =
      std::find_if(form.fields.begin(), form.fields.end(), [](const auto& f) { return f.id == "account_bank"; });
  EXPECT_TRUE(bank->searchable);
  const Szca other(PluginContext{SZCA_FOLDER, "guided", {{"banks", {"某某银行"}}}});
  EXPECT_THROW(Szca(PluginContext{SZCA_FOLDER, "guided", {{"banks", {"甲", "甲"}}}}), MessageError);
}

// SZCA-10, SZCA-29
TEST(TheApplication, IsShownWholeAndSentOnceThePersonAgrees) {
  Renewing renewing;
  renewing.fill_in();
  const auto step = renewing.next();
  const auto& form = form_of(step);
  EXPECT_EQ(shown(form, "szca.payment.amount"), "280.00 CNY");
  EXPECT_EQ(shown(form, "szca.account.bank"), kBank);
  EXPECT_TRUE(shows(form, "szca.confirm.money_first"));  // SZCA-31
  EXPECT_FALSE(check_answer(form, Json::object()).empty()) << "without the tick";
  EXPECT_TRUE(renewing.hall.applications.empty());
  renewing.decline("confirm_application");
  EXPECT_EQ(reason_of(renewing.next()), "declined_by_user");
  EXPECT_TRUE(renewing.hall.applications.empty());
}

// SZCA-04, SZCA-09: with the years and the invoice that were chosen.
TEST(TheApplication, IsSentInTheNumbersOwnForm) {
  Renewing renewing;
  renewing.submit();
  (void)renewing.next();
  const auto body = renewing.hall.body_of("submit_application_1");
  EXPECT_EQ(body.at("handler").at("phone"), "13800138000");
  EXPECT_EQ(body.at("account").at("number"), "4000021234567890");
  EXPECT_EQ(body.at("package"), "ZS-1");
  EXPECT_EQ(body.at("invoice"), "electronic");
}

TEST(TheApplication, IsLookedUpFirstWhenTheReplyWasLost) {
  Renewing renewing;
  renewing.hall.lose_reply = {"submit_application_1"};
  renewing.submit();
  EXPECT_THROW(renewing.next(), TryLater);
  EXPECT_EQ(renewing.next().id, "application_form");
  EXPECT_EQ(renewing.hall.applications.size(), 1U);
}

// SZCA-18, SZCA-35, SZCA-36
TEST(ATelecomRealNameFailure, SaysWhatToLookUpAndAsksForThePeopleAgain) {
  Renewing renewing;
  renewing.hall.refuse["submit_application_1"] = "real_name_failed";
  renewing.submit();
  const auto form = form_of(renewing.accept("real_name"));
  for (const auto* id : {"szca.real_name.look", "szca.real_name.compare", "szca.real_name.correct"}) {
    EXPECT_TRUE(shows(form, id)) << id;
  }
  renewing.accept("people", people());
  renewing.accept("confirm_application", {{"agreement", true}});
  EXPECT_EQ(renewing.next().id, "application_form");
  EXPECT_EQ(renewing.hall.happened("submit_application_2"), 1);
}

TEST(ATelecomRealNameFailure, CanEndTheOrderWithNothingPaid) {
  Renewing renewing;
  renewing.hall.refuse["submit_application_1"] = "real_name_failed";
  renewing.submit();
  renewing.decline("real_name");
  EXPECT_EQ(reason_of(renewing.next()), "declined_by_user");
}

TEST(AnotherOpenApplication, EndsTheOrderAndNothingIsAppliedForTwice) {  // SZCA-03
  Renewing renewing;
  renewing.hall.certificate["open_application"] = "SQ000077";
  const auto step = renewing.next();
  EXPECT_EQ(reason_of(step), "already_ordered");
  EXPECT_EQ(ending(step).params.at("number"), "SQ000077");
}

TEST(AHallThatDoesNotRenew, EndsTheOrderWithItsReason) {
  Renewing renewing;
  renewing.hall.certificate["renewable"] = false;
  renewing.hall.certificate["reason"] = "证书已注销。";
  EXPECT_EQ(ending(renewing.next()).params.at("text"), "证书已注销。");
  Renewing later;
  later.hall.refuse["submit_application_1"] = "not_eligible";
  later.submit();
  EXPECT_EQ(reason_of(later.next()), "not_eligible");
}

}  // namespace
}  // namespace reseal::szca::test
