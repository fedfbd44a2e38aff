// SPDX-License-Identifier: Apache-2.0
// The drawing itself. What stands on the page and how it looks: tests/interop/document.
#include <gtest/gtest.h>

#include "reseal/base/error.h"
#include "support/sample_paper.h"

namespace reseal::document {
namespace {

TEST(APaper, IsTheSameBytesForTheSameForm) {
  EXPECT_EQ(test::drawn(), test::drawn());
  auto other = test::sample_paper();
  other.sections[0].rows[0].value = "深圳市另一家有限公司";
  EXPECT_NE(test::drawn(), test::drawn(other));
}

TEST(APaper, TakesWhateverAPersonTyped) {
  auto paper = test::sample_paper();
  paper.sections[1].rows[0].value = "a\tb\x1b[2J\nc \xE2\x80\xAE d";
  paper.sections[1].rows[1].value = "";
  paper.sections[1].rows[2].value = std::string(3000, 'w');
  EXPECT_EQ(documents().inspect(test::drawn(paper), {}).refusal, Refusal::none);
}

TEST(APaper, GoesOnOverPages) {
  auto paper = test::sample_paper();
  for (int i = 0; i < 60; ++i)
    paper.sections[0].rows.push_back({{"经营范围", {}}, "技术开发、技术咨询 " + std::to_string(i)});
  std::string longest;
  for (int i = 0; i < 900; ++i) longest += "越南及中国之间的货物与技术进出口 ";
  paper.sections[1].rows.push_back({{"Ghi chú", {}}, longest});
  const auto found = documents().inspect(test::drawn(paper), {});
  EXPECT_EQ(found.refusal, Refusal::none);
  EXPECT_GE(found.pages, 5);
}

TEST(APaper, IsNotDrawnWithBoxesForCharactersThatNoFontHas) {
  auto paper = test::sample_paper();
  paper.sections[0].rows[0].value = "a\xF3\xB0\x80\x80";  // a private use character
  try {
    (void)test::drawn(paper);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::font_missing);
  }
}

}  // namespace
}  // namespace reseal::document
