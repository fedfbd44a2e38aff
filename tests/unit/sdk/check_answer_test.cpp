// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "reseal/failure.h"
#include "reseal/form.h"
#include "reseal/schema.h"
#include "reseal/texts.h"

namespace reseal {
namespace {

Field field(Field::Type type) {
  Field made;
  made.id = "f";
  made.type = type;
  return made;
}

/// The rules that an answer to one field breaks, as "rule rule".
std::string broken(const Field& asked, const Json& value) {
  std::string rules;
  Form form;
  form.fields = {asked};
  for (const AnswerProblem& problem : check_answer(form, {{"f", value}})) {
    EXPECT_EQ(problem.field, "f");
    rules += (rules.empty() ? "" : " ") + problem.rule;
  }
  return rules;
}

std::string hint(const Field& asked, const Json& value) {
  Form form;
  form.fields = {asked};
  const auto problems = check_answer(form, {{"f", value}});
  return problems.empty() ? "" : problems[0].hint.id;
}

TEST(CheckAnswer, WantsWhatIsRequired) {
  Field asked = field(Field::Type::text);
  EXPECT_EQ(broken(asked, ""), "");
  asked.required = true;
  EXPECT_EQ(broken(asked, ""), "required");
  EXPECT_EQ(broken(asked, nullptr), "required");
  Form form;
  form.fields = {asked};
  EXPECT_EQ(check_answer(form, Json::object()).size(), 1U);
}

TEST(CheckAnswer, WantsTheTickThatMustBeThere) {
  Field asked = field(Field::Type::boolean);
  EXPECT_EQ(broken(asked, false), "");
  asked.must_be_true = true;
  EXPECT_EQ(broken(asked, false), "must_be_true");
  EXPECT_EQ(broken(asked, nullptr), "must_be_true");
  EXPECT_EQ(broken(asked, true), "");
  EXPECT_EQ(broken(asked, "true"), "type");
}

TEST(CheckAnswer, TakesOnlyWhatWasOffered) {
  Field asked = field(Field::Type::choice);
  asked.choices = {{"a", {}, {}, {}}};
  EXPECT_EQ(broken(asked, "a"), "");
  EXPECT_EQ(broken(asked, "b"), "choice");
}

TEST(CheckAnswer, CountsCharactersNotBytes) {
  Field asked = field(Field::Type::text);
  asked.minimum = 3;
  asked.maximum = 4;
  EXPECT_EQ(broken(asked, "đặng"), "");
  EXPECT_EQ(broken(asked, "đặ"), "minimum");
  EXPECT_EQ(broken(asked, "đặngg"), "maximum");
}

TEST(CheckAnswer, MatchesTheWholeTextByCharacters) {
  Field asked = field(Field::Type::text);
  asked.pattern = "[a-zđặ]{4}";
  EXPECT_EQ(broken(asked, "đặng"), "");
  EXPECT_EQ(broken(asked, "đặngg"), "pattern");
  EXPECT_EQ(hint(asked, "x"), "sdk.answer.pattern");
  asked.pattern_hint = {"ca.hint", {}};
  EXPECT_EQ(hint(asked, "x"), "ca.hint");
}

TEST(CheckAnswer, IsNotHeldUpByAPatternThatBacktracks) {
  Field asked = field(Field::Type::text);
  asked.pattern = "(a+)+b";
  EXPECT_EQ(broken(asked, std::string(2'000, 'a')), "pattern");
  EXPECT_EQ(broken(asked, std::string(100'000, 'a')), "maximum");
}

TEST(CheckAnswer, BlamesThePluginForAPatternThatIsNone) {
  Field asked = field(Field::Type::text);
  asked.pattern = "(";
  EXPECT_THROW(broken(asked, "x"), MessageError);
}

TEST(CheckAnswer, WantsWholeNumbersWithinTheirBounds) {
  Field asked = field(Field::Type::integer);
  asked.minimum = 1;
  asked.maximum = 3;
  EXPECT_EQ(broken(asked, 2), "");
  EXPECT_EQ(broken(asked, 0), "minimum");
  EXPECT_EQ(broken(asked, 4), "maximum");
  EXPECT_EQ(broken(asked, 1.5), "type");
  EXPECT_EQ(broken(asked, "2"), "type");
}

TEST(CheckAnswer, KnowsTheCalendar) {
  const Field asked = field(Field::Type::date);
  EXPECT_EQ(broken(asked, "2028-02-29"), "");
  for (const char* wrong : {"2026-02-29", "2026-13-01", "2026-1-1", "21/11/2026", "2026-11-21T00:00:00Z"}) {
    EXPECT_EQ(broken(asked, wrong), "date") << wrong;
  }
}

TEST(CheckAnswer, KnowsTheMobileNumbersOfVietnam) {
  const Field asked = field(Field::Type::phone);
  for (const char* right : {"0912345678", "+84912345678", "84328765432", "0559999999", "0912 345 678"}) {
    EXPECT_EQ(broken(asked, right), "") << right;
  }
  for (const char* wrong : {"091234567", "09123456789", "0112345678", "0951234567", "+8491234567x", "01681234567"}) {
    EXPECT_EQ(broken(asked, wrong), "phone") << wrong;
  }
}

TEST(CheckAnswer, KnowsAnEmailAddress) {
  const Field asked = field(Field::Type::email);
  for (const char* right : {"ke.toan@cong-ty.com.vn", "a+b@c.vn"}) EXPECT_EQ(broken(asked, right), "") << right;
  for (const char* wrong :
       {"a", "a@b", "@b.vn", "a@", "a b@c.vn", "a@b..vn", "a@.vn", "a@@b.vn", ".a@b.vn", "a@-b.vn"}) {
    EXPECT_EQ(broken(asked, wrong), "email") << wrong;
  }
}

TEST(CheckAnswer, WantsAFileWithItsNameTypeAndContent) {
  Field asked = field(Field::Type::file);
  asked.maximum = 3;
  const Json file = {{"name", "a.pdf"}, {"media_type", "application/pdf"}, {"base64", "YWJj"}};
  EXPECT_EQ(broken(asked, file), "");
  for (const char* member : {"name", "media_type", "base64"}) {
    Json without = file;
    without.erase(member);
    EXPECT_EQ(broken(asked, without), "type") << member;
  }
  Json odd = file;
  odd["base64"] = "YWJ";
  EXPECT_EQ(broken(asked, odd), "type");
  odd["base64"] = "YW*j";
  EXPECT_EQ(broken(asked, odd), "type");
  odd["base64"] = "YWJjZA==";
  EXPECT_EQ(broken(asked, odd), "maximum");
}

TEST(CheckAnswer, WantsMoneyInItsSmallestUnit) {
  const Field asked = field(Field::Type::money);
  EXPECT_EQ(broken(asked, {{"minor", 5}, {"currency", "VND"}}), "");
  EXPECT_EQ(broken(asked, {{"minor", 5}}), "type");
  EXPECT_EQ(broken(asked, 5), "type");
}

TEST(CheckAnswer, RefusesWhatWasNotAsked) {
  const auto problems = check_answer(Form{}, {{"x", 1}});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].rule, "unknown_field");
}

TEST(CheckAnswer, RefusesAnAnswerThatIsNone) { EXPECT_EQ(check_answer(Form{}, Json::array()).at(0).rule, "type"); }

TEST(SdkTexts, AreThereInEveryLanguage) {
  const auto ids = [](const char* file) {
    std::set<std::string> all;
    const Json texts = parse_json(reseal::detail::sdk_text_file(file), file);
    for (const auto& [id, text] : texts.items()) all.insert(id);
    return all;
  };
  EXPECT_TRUE(ids("vi.json").contains("sdk.answer.phone"));
  EXPECT_EQ(ids("vi.json"), ids("en.json"));
  EXPECT_EQ(ids("vi.json"), ids("zh.json"));
  EXPECT_TRUE(reseal::detail::sdk_text_file("fr.json").empty());
}

}  // namespace
}  // namespace reseal
