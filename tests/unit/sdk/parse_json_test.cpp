// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reseal/abi.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal {
namespace {

std::string refusal(std::string_view text, bool comments = false) {
  try {
    (void)parse_json(text, "it", comments);
  } catch (const MessageError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  const std::string text = R"({"a": [null, true, -1, 2, 1.5, "đ", {}], "b": {"c": []}})";
  EXPECT_EQ(parse_json(text, "it"), Json::parse(text));
}

TEST(ParseJson, SaysLineAndColumnInCharacters) {
  EXPECT_EQ(refusal("{\n  \"đặng\": x}").find("it: line 2, column 11: syntax error"), 0U);
}

TEST(ParseJson, RefusesAKeyThatIsThereTwice) {
  EXPECT_EQ(refusal("{\n  \"a\\\"b\": 1,\n  \"a\\\"b\": 2}"), "it: line 3, column 3: the key 'a\"b' is there twice");
}

TEST(ParseJson, AllowsOneKeyInTwoObjects) { EXPECT_EQ(refusal(R"([{"a": 1}, {"a": 2}])"), "nothing"); }

TEST(ParseJson, NestsSixtyFourDeepAndNoDeeper) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(refusal(nested(64)), "nothing");
  EXPECT_EQ(refusal(nested(65)), "it: line 1, column 65: nested deeper than 64");
  EXPECT_NE(refusal(std::string(1'000'000, '[')), "nothing");
}

TEST(ParseJson, RefusesWhatIsNotUtf8) {
  for (const char* text : {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xc4\""}) {
    EXPECT_NE(refusal(text), "nothing") << text;
    EXPECT_NO_THROW((void)Json(refusal(text)).dump()) << "the message is itself UTF-8";
  }
}

TEST(ParseJson, RefusesWhatFollowsTheValue) { EXPECT_NE(refusal("{} {}"), "nothing"); }

TEST(ParseJson, RefusesNothingAtAll) { EXPECT_NE(refusal(""), "nothing"); }

TEST(ParseJson, RefusesANumberThatIsTooBig) { EXPECT_NE(refusal("1e999"), "nothing"); }

TEST(ParseJson, RefusesALongerMessageUnread) {
  EXPECT_NE(refusal(std::string(RESEAL_MAX_MESSAGE + 1, ' ')).find("more than"), std::string::npos);
}

TEST(ParseJson, TakesCommentsOnlyWhereTheyAreAllowed) {
  const char* text = "/* what */ {\"a\": 1 // why\n}";
  EXPECT_EQ(refusal(text, true), "nothing");
  EXPECT_NE(refusal(text, false), "nothing");
}

TEST(ParseJson, TakesAByteOrderMarkOnlyInFilesOfPeople) {
  EXPECT_EQ(refusal("\xEF\xBB\xBF{}", true), "nothing");
  EXPECT_EQ(refusal("\xEF\xBB\xBF{}"), "it: line 1, column 1: begins with a byte order mark");
}

}  // namespace
}  // namespace reseal
