// SPDX-License-Identifier: Apache-2.0
// The journey document, walked through as a person does, and the words of all forms.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "reseal/base/catalogue.h"
#include "reseal/guided.h"
#include "world.h"

namespace reseal::szca::test {
namespace {

std::filesystem::path folder() { return SZCA_FOLDER; }
std::filesystem::path document() { return folder() / "journeys" / "online-hall.json"; }

std::string text_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct ByHand : testing::Test {
  void begin(const char* certificate_class, const char* method = "wechat") {
    renewing.accept("open_hall", {{"certificate_class", certificate_class}});
    if (std::string(certificate_class) != "non_tender") renewing.accept("bids", {{"uploaded", "none"}});
    renewing.accept("fill_in", {{"same", true}});
    renewing.accept("submit", {{"method", method}, {"invoice", "electronic"}, {"number", "SQ000001"}});
  }
  void pay() { renewing.accept("pay", {{"amount", "280"}, {"transaction", "4200001234"}}); }
  void to_review() {
    begin("tender_after_expiry");
    renewing.accept("print");
    renewing.accept("identity");
    pay();
  }
  void result(const Json& told) {
    const auto step = renewing.next();
    ASSERT_EQ(step.id, "review");
    ASSERT_TRUE(check_answer(*std::get<Wait>(step.action).signal, told).empty());
    renewing.finish(step, {{"signal", told}});
  }
  Renewing renewing{"tender_after_expiry", "guided"};
};

// SZCA-01, SZCA-02, SZCA-26; -10 to -16, -29, -32
TEST_F(ByHand, TheLongestJourneyLeadsThroughPaperWeChatMoneyPeopleAndBank) {
  to_review();
  result({{"outcome", "approved"}});
  renewing.accept("verify");
  const auto done = renewing.ordered();
  EXPECT_EQ(done.evidence.at("transaction"), "4200001234");
  renewing.accept("update");
  renewing.finish(renewing.next(), installed());
  EXPECT_EQ(ending(renewing.next()).id, "szca.done.message");
  EXPECT_TRUE(renewing.hall.sent.empty());
}

TEST_F(ByHand, TheOtherClassesAreUpdatedAtOnce) {
  for (const auto* name : {"non_tender", "tender_in_validity"}) {
    renewing.order.history.clear();
    begin(name);
    pay();
    EXPECT_EQ(renewing.next().id, "ready") << name;
  }
}

TEST_F(ByHand, ASealedBidEndsIt) {
  renewing.accept("open_hall", {{"certificate_class", "tender_in_validity"}});
  renewing.accept("bids", {{"uploaded", "some"}});
  EXPECT_EQ(reason_of(renewing.next()), "not_eligible");
}

TEST_F(ByHand, ACompanyTransferNeedsNoVerification) {  // SZCA-28
  begin("tender_after_expiry", "company_transfer");
  renewing.accept("print");
  renewing.accept("identity");
  pay();
  result({{"outcome", "approved"}});
  EXPECT_EQ(renewing.next().id, "ready");
}

// SZCA-18, SZCA-35
TEST_F(ByHand, ARealNameFailureIsExplainedAndTriedAgain) {
  renewing.accept("open_hall", {{"certificate_class", "non_tender"}});
  renewing.decline("fill_in");
  EXPECT_TRUE(shows(form_of(renewing.accept("real_name")), "szca.real_name.look"));
  EXPECT_EQ(renewing.next().id, "fill_in");
}

TEST_F(ByHand, AFailedIdentityCheckOrVerificationIsTriedAgain) {  // SZCA-22, SZCA-37
  begin("tender_after_expiry");
  renewing.accept("print");
  renewing.decline("identity");
  renewing.accept("identity_trouble");
  renewing.accept("identity");
  pay();
  result({{"outcome", "approved"}});
  renewing.decline("verify");
  EXPECT_TRUE(shows(form_of(renewing.accept("correct_account")), "szca.account_again.new_code"));
  EXPECT_EQ(renewing.next().id, "verify");
}

// SZCA-31
TEST_F(ByHand, ARefusalNamesTheMoneyThatIsOut) {
  to_review();
  result({{"outcome", "refused"}, {"text", "公章不清晰"}});
  EXPECT_EQ(
      ending(renewing.next()).params,
      (Text::Params{{"number", "SQ000001"}, {"text", "公章不清晰"}, {"amount", "280"}, {"transaction", "4200001234"}}));
}

// SZCA-34
TEST_F(ByHand, AnUpdateThatDidNotWorkIsDoneAgain) {
  renewing.order.phase = Phase::installation;
  renewing.decline("update");
  renewing.accept("update_trouble");
  renewing.accept("update");
  renewing.finish(renewing.next(), {{"installed", false}, {"rejected", Json::array()}});
  renewing.accept("not_yet");
  EXPECT_EQ(renewing.next().kind(), "adopt");
}

TEST(TheDocument, CoversEveryRowOfTheGuide) {
  std::set<std::string> covered;
  const auto journey = Json::parse(text_of_file(document()));
  for (const auto& phase : journey.at("phases")) {
    for (const auto& step : phase) {
      for (const auto& id : step.at("covers")) covered.insert(id.get<std::string>());
    }
  }
  for (int i = 1; i <= 38; ++i) {
    const auto id = std::string(i < 10 ? "SZCA-0" : "SZCA-") + std::to_string(i);
    EXPECT_TRUE(covered.contains(id)) << id;
  }
}

TEST(TheTexts, QuoteTheHallsOwnWordsInEveryLanguage) {
  Catalogue catalogue;
  catalogue.add_folder(folder() / "texts");
  const std::pair<const char*, const char*> quotes[] = {{"guided.hall_3", "续期"},
                                                        {"guided.hall_4", "进入续费"},
                                                        {"guided.submit_4", "申请提交"},
                                                        {"guided.submit_2", "工商"},
                                                        {"guided.identity_1", "扫一扫"},
                                                        {"guided.identity_4", "下一步"},
                                                        {"guided.verify_4", "待下载"},
                                                        {"guided.correct_2", "金融认证"},
                                                        {"guided.update_3", "开始更新"},
                                                        {"confirm.agreement", "电子认证服务协议"},
                                                        {"guided.correct_1", "我的业务单-证书申请"}};
  for (const auto language : kLanguages) {
    for (const auto& [id, words] : quotes) {
      EXPECT_THAT(catalogue.render({std::string("szca.") + id, {}}, language), testing::HasSubstr(words)) << language;
    }
  }
}

TEST(TheTexts, HoldEveryIdOfTheDocumentAndTheSourceInThreeLanguages) {
  Catalogue catalogue;
  catalogue.add_folder(folder() / "texts");
  EXPECT_THAT(catalogue.gaps(), testing::IsEmpty());
  auto used = journey_text_ids(document());
  for (const auto& entry : std::filesystem::directory_iterator(folder() / "src")) {
    const auto source = text_of_file(entry.path());
    for (auto at = source.find("\"szca."); at != std::string::npos; at = source.find("\"szca.", at + 1)) {
      used.insert(source.substr(at + 1, source.find('"', at + 1) - at - 1));
    }
  }
  used.erase("szca.h");
  // Completed by a word of the contract.
  const std::pair<const char*, std::vector<const char*>> completed[] = {
      {"szca.billing.", {"wechat", "wechat_detail", "company_transfer", "company_transfer_detail"}},
      {"szca.billing.invoice_", {"none", "electronic"}},
      {"szca.rule.class_", {"non_tender", "tender_in_validity", "tender_after_expiry"}},
      {"szca.quote.class_", {"non_tender", "tender_in_validity", "tender_after_expiry"}},
      {"szca.rule.status_hall_", {"active", "suspended", "revoked", "expired"}}};
  for (const auto& [beginning, endings] : completed) {
    used.erase(beginning);
    for (const auto* end : endings) used.insert(std::string(beginning) + end);
  }
  for (const auto& id : used) EXPECT_TRUE(catalogue.has(id, "zh")) << id;
  const auto known = Json::parse(text_of_file(folder() / "texts" / "zh.json"));
  for (const auto& [id, text] : known.items()) {
    EXPECT_TRUE(used.contains(id)) << id << " is said nowhere";
  }
}

}  // namespace
}  // namespace reseal::szca::test
