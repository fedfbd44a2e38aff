// SPDX-License-Identifier: Apache-2.0
#include "reseal/json_lines.h"

#include <gtest/gtest.h>

namespace reseal {
namespace {

constexpr std::string_view kText =
    "\xEF\xBB\xBF// { \"not\": 1 }\r\n"
    "{ /* [\n"
    "*/ \"a\": {\n"
    "  \"quoted \\\" // not a comment\": \"}\",\n"
    "  \"with/slash\": [1,\n"
    "     {\"deep\":\n"
    "        true} // ]\n"
    "  ]},\n"
    "  \"t\\u0065xt\": \"//\", \"last\":\n"
    "     null }";

TEST(LinesOf, CountThroughCommentsStringsAndNesting) {
  const auto lines = lines_of(kText);
  EXPECT_EQ(lines.at(""), 2);
  EXPECT_EQ(lines.at("/a"), 3);
  EXPECT_EQ(lines.at("/a/quoted \" ~1~1 not a comment"), 4);
  EXPECT_EQ(lines.at("/a/with~1slash"), 5);
  EXPECT_EQ(lines.at("/a/with~1slash/0"), 5);
  EXPECT_EQ(lines.at("/a/with~1slash/1"), 6);
  EXPECT_EQ(lines.at("/a/with~1slash/1/deep"), 6);
  EXPECT_EQ(lines.at("/text"), 9);
  EXPECT_EQ(lines.at("/last"), 9);
  EXPECT_EQ(lines.size(), 9U);
}

TEST(LineOf, GivesTheLineOfWhatIsAroundAMissingValue) {
  const auto lines = lines_of(kText);
  EXPECT_EQ(line_of(lines, "/a/with~1slash/1/missing/deeper"), 6);
  EXPECT_EQ(line_of(lines, "/nothing"), 2);
  EXPECT_EQ(line_of({}, "/nothing"), 1);
}

TEST(LinesOf, StopAtTheEndOfBrokenText) {
  for (const auto* text : {"", "{", "[", "{\"a", "{\"a\":", "/*", "//", "\"\\", "[1,[2", "{{{", "]"}) {
    EXPECT_NO_THROW((void)lines_of(text)) << text;
  }
}

}  // namespace
}  // namespace reseal
