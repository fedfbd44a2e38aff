// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/unicode.h"

#include <gtest/gtest.h>

#include "reseal/base/error.h"

namespace reseal {
namespace {

constexpr const char* kComposed = "Công ty Đường Việt";
constexpr const char* kDecomposed = "Co\u0302ng ty \u0110u\u031Bo\u031B\u0300ng Vie\u0323\u0302t";

TEST(NormalForm, MakesComposedAndDecomposedVietnameseOne) {
  EXPECT_EQ(to_nfc(kDecomposed), kComposed);
  EXPECT_EQ(to_nfc(kComposed), kComposed);
}

TEST(NormalForm, RefusesWhatIsNotUtf8) { EXPECT_THROW((void)to_nfc("\xff"), Error); }

TEST(Folding, IgnoresCaseAndSpacesButNotAccents) {
  EXPECT_EQ(fold("  CÔNG\t TY\u00A0Đường  "), fold("công ty đường"));
  EXPECT_NE(fold("cong ty"), fold("công ty"));
}

TEST(FoldingWithoutAccents, FindsWhatPeopleTypeWithoutThem) {
  EXPECT_EQ(fold_without_accents(kDecomposed), "cong ty duong viet");
  EXPECT_EQ(fold_without_accents("ĐÀ NẴNG"), "da nang");
}

TEST(Utf8, IsToldFromOtherBytes) {
  EXPECT_TRUE(is_valid_utf8("Việt 证书"));
  EXPECT_TRUE(is_valid_utf8(""));
  for (const auto* text : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xe8\xaf", "a\x80"}) EXPECT_FALSE(is_valid_utf8(text));
}

TEST(Width, CountsColumnsOfATerminal) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("证书"), 4U);
  EXPECT_EQ(display_width("e\u0302"), 1U);
  EXPECT_EQ(character_count("证书"), 2U);
}

TEST(Printable, LetsNothingSteerTheTerminal) {
  EXPECT_EQ(printable("a\x1b[31mb\x7f\r"), "a?[31mb??");
  EXPECT_EQ(printable("a\u202Eb\u0085"), "a?b?");
  EXPECT_EQ(printable("Việt\n证书"), "Việt\n证书");
  EXPECT_EQ(printable("\xff"), "?");
}

TEST(EditDistance, CountsCharactersNotBytes) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("plguins", "plugins"), 2U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("Việt", "Viet"), 1U);
}

}  // namespace
}  // namespace reseal
