// SPDX-License-Identifier: Apache-2.0
// Paper in orders: forms that the engine draws and signs, scans that people give.
#include <gtest/gtest.h>

#include "reseal/document/pdf_signature.h"
#include "workshop.h"

namespace reseal::workflow {
namespace {

Printout application() {
  Printout paper;
  paper.name = "application";
  paper.language = "vi";
  paper.title = {"memory.application", {}};
  paper.sections = {{{"memory.holder", {}}, {{{"memory.name", {}}, "CÔNG TY TNHH THỬ NGHIỆM"}}}};
  return paper;
}

/// A step that signs, then nothing more.
std::function<Step(const Order&, Host&)> signing(const Sign& sign) {
  return [sign](const Order& order, Host&) -> Step {
    if (order.result_of("sign") == nullptr) return {"sign", sign, Json::object()};
    return {"end", wait(), Json::object()};
  };
}

TEST(AFormOnPaper, IsDrawnInItsOwnLanguageAndSignedWhole) {  // MISA-R-19
  Workshop shop;
  Sign sign{Sign::Format::pdf, Sign::Key::old_key, Text{"memory.application", {}}, ""};
  sign.printout = application();
  shop.plugin.on_order = signing(sign);
  const auto order = shop.open();
  EXPECT_EQ(shop.engine().advance(order).order.state, store::OrderState::waiting);
  const auto fold = shop.engine().fold(order);
  const auto& result = *fold.result_of("sign");
  EXPECT_EQ(result.at("format"), "pdf");
  const auto signatures = document::verify_pdf(
      document::documents(), from_base64(result.at("signature").get<std::string>()), shop.ca.anchors(), kNow);
  ASSERT_EQ(signatures.size(), 1U);
  EXPECT_TRUE(signatures[0].valid) << signatures[0].problem;
  EXPECT_TRUE(signatures[0].whole_file);
  EXPECT_EQ(signatures[0].signer, *shop.old);
  EXPECT_EQ(signatures[0].reason, "vi:memory.application");
  EXPECT_EQ(shop.pin_requests.size(), 1U);
}

TEST(AFormOnPaper, ThatAlreadyIsAPdfIsSignedAsItIs) {
  Workshop shop;
  const auto form = document::documents().draw(
      application(), [](const Text& text) { return text.id; }, kNow);
  shop.plugin.on_order = signing({Sign::Format::pdf, Sign::Key::old_key, {}, to_base64(form)});
  const auto order = shop.open();
  shop.engine().advance(order);
  const auto fold = shop.engine().fold(order);
  const auto whole = from_base64(fold.result_of("sign")->at("signature").get<std::string>());
  EXPECT_TRUE(std::equal(form.begin(), form.end(), whole.begin()));
}

TEST(AFormOnPaper, ThatNoFontCanWriteIsAskedNoPinFor) {
  Workshop shop;
  Sign sign{Sign::Format::pdf, Sign::Key::old_key, {}, ""};
  sign.printout = application();
  sign.printout->sections[0].rows[0].value = "\xF3\xB0\x80\x80";
  shop.plugin.on_order = signing(sign);
  EXPECT_EQ(shop.engine().advance(shop.open()).error, ErrorCode::font_missing);
  EXPECT_TRUE(shop.pin_requests.empty());
}

struct AScan : testing::Test {
  Workshop shop;
  Field scan;
  AScan() {
    scan.id = "scan";
    scan.type = Field::Type::file;
    scan.media_types = {"application/pdf", "image/jpeg"};
    scan.max_pages = 1;
    shop.plugin.on_order = [this](const Order& order, Host&) -> Step {
      if (order.result_of("question") != nullptr) return {"later", wait(Seconds(86400)), Json::object()};
      Ask question = ask();
      question.form.fields = {scan};
      return {"question", question, Json::object()};
    };
  }
  static Bytes pages(int count) {
    auto paper = application();
    constexpr int kRowsOfAPage = 40;
    for (int i = 1; i < count * kRowsOfAPage - 20; ++i) paper.sections[0].rows.push_back({{"a", {}}, "b"});
    return document::documents().draw(
        paper, [](const Text& text) { return text.id; }, kNow);
  }
  /// The problem of the answer; empty when it was taken.
  Json give(const std::string& order, const std::string& name, ByteView content) {
    const auto task = shop.engine().situation(order).tasks.at(0);
    try {
      shop.engine().answer(task.id, task.version,
                           {{"accepted", true},
                            {"answer",
                             {{"scan",
                               {{"name", name},
                                {"media_type", "what the front end says"},
                                {"pages", 77},
                                {"base64", to_base64(content)}}}}}});
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::answer_wrong);
      return Json::parse(error.cause()).at(0);
    }
    return {};
  }
  std::string open() {
    auto order = shop.open();
    shop.engine().advance(order);
    return order;
  }
};

TEST_F(AScan, IsWrittenDownAsWhatItReallyIs) {  // SZCA-11
  const auto order = open();
  EXPECT_EQ(give(order, "../<b>scan</b>.pdf", pages(1)), Json());
  const auto scan_given = shop.engine().fold(order).result_of("question")->at("answer").at("scan");
  EXPECT_EQ(scan_given.at("media_type"), "application/pdf");
  EXPECT_EQ(scan_given.at("pages"), 1);
  EXPECT_EQ(scan_given.at("name"), "b_.pdf");
}

TEST_F(AScan, OfAWrongTypeBehindARightNameIsAWrongAnswer) {
  const auto order = open();
  const auto problem = give(order, "scan.pdf", as_bytes("MZ this is a program"));
  EXPECT_EQ(problem.at("rule"), "media_type");
  EXPECT_EQ(problem.at("hint").at("params").at("expected"), "PDF, JPEG");
}

TEST_F(AScan, OfTooManyPagesIsAWrongAnswer) {
  const auto order = open();
  const auto problem = give(order, "scan.pdf", pages(2));
  EXPECT_EQ(problem.at("rule"), "pages");
  EXPECT_EQ(problem.at("hint").at("params"), Json({{"pages", "3"}, {"maximum", "1"}}));
}

TEST_F(AScan, ThatIsBrokenIsAWrongAnswerAndNothingIsWritten) {
  const auto order = open();
  const auto before = shop.kinds(order);
  auto cut = pages(1);
  cut.resize(cut.size() / 2);
  const auto problem = give(order, "scan.pdf", cut);
  EXPECT_EQ(problem.at("rule"), "unsafe_file");
  EXPECT_EQ(problem.at("hint").at("id"), "sdk.answer.file_broken");
  EXPECT_EQ(shop.kinds(order), before);
}

TEST_F(AScan, ThatIsTooLargeIsNotEvenOpened) {
  scan.maximum = 1000;
  const auto order = open();
  EXPECT_EQ(give(order, "scan.pdf", pages(1)).at("rule"), "maximum");
}

TEST_F(AScan, MayBeLeftOutWhereTheFormAllowsIt) {
  scan.required = false;
  const auto order = open();
  const auto task = shop.engine().situation(order).tasks.at(0);
  shop.engine().answer(task.id, task.version, {{"accepted", true}, {"answer", {{"scan", nullptr}}}});
  EXPECT_EQ(shop.engine().situation(order).order.state, store::OrderState::waiting);
}

}  // namespace
}  // namespace reseal::workflow
