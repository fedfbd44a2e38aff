// SPDX-License-Identifier: Apache-2.0
#include "reseal/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "reseal/failure.h"

namespace reseal {
namespace {

std::vector<SchemaProblem> problems(const char* schema, const char* document) {
  return Schema(schema).check(Json::parse(document));
}

SchemaProblem only(const char* schema, const char* document) {
  const auto all = problems(schema, document);
  EXPECT_EQ(all.size(), 1U);
  return all.empty() ? SchemaProblem{} : all.front();
}

TEST(Schema, SaysNothingOfADocumentThatIsRight) {
  EXPECT_TRUE(problems(R"({"type": "object", "required": ["a"]})", R"({"a": 1})").empty());
}

TEST(Schema, NamesThePlaceTheExpectationAndTheFinding) {
  EXPECT_EQ(only(R"({"properties": {"a/b": {"items": {"type": "string"}}}})", R"({"a/b": ["x", 5]})"),
            (SchemaProblem{"/a~1b/1", "type", "a string", "5"}));
}

TEST(Schema, GuessesWhatAMisspeltPropertyWasMeantToBe) {
  EXPECT_EQ(only(R"({"properties": {"plugins": {}, "store": {}}, "additionalProperties": false})",
                 R"({"plguins": {}, "store": 1})"),
            (SchemaProblem{"/plguins", "additionalProperties", "no property 'plguins' (did you mean 'plugins'?)",
                           "an object"}));
}

TEST(Schema, DoesNotGuessAtAPropertyThatIsThereAlready) {
  EXPECT_EQ(
      only(R"({"properties": {"store": {}}, "additionalProperties": false})", R"({"store": 1, "stores": 2})").expected,
      "no property 'stores'");
}

TEST(Schema, PointsAtTheMisspeltPropertyWhenARequiredOneIsMissing) {
  EXPECT_EQ(only(R"({"properties": {"provider": {}}, "required": ["provider"]})", R"({"provdier": 1})").expected,
            "property 'provider' (there is 'provdier')");
}

TEST(Schema, ListsTheValuesOfAClosedList) {
  EXPECT_EQ(only(R"({"enum": ["api", "guided"]})", R"("apy")"),
            (SchemaProblem{"", "enum", "one of: api, guided", "\"apy\""}));
}

TEST(Schema, SpeaksOfBoundsInPlainEnglish) {
  EXPECT_EQ(only(R"({"minimum": 1})", "0").expected, "a number not below 1");
  EXPECT_EQ(only(R"({"maximum": 9})", "10").expected, "a number not above 9");
  EXPECT_EQ(only(R"({"exclusiveMinimum": 1})", "1").expected, "a number above 1");
  EXPECT_EQ(only(R"({"exclusiveMaximum": 1})", "1").expected, "a number below 1");
  EXPECT_EQ(only(R"({"multipleOf": 3})", "4").expected, "a multiple of 3");
  EXPECT_EQ(only(R"({"minLength": 1})", R"("")").expected, "a text that is not empty");
  EXPECT_EQ(only(R"({"maxLength": 2})", R"("abc")").expected, "at most 2 characters");
  EXPECT_EQ(only(R"({"minItems": 1})", "[]").expected, "at least 1 item");
  EXPECT_EQ(only(R"({"uniqueItems": true})", "[1, 1]").expected, "no item twice");
  EXPECT_EQ(only(R"({"type": ["string", "null"]})", "5").expected, "a string or null");
  EXPECT_EQ(only(R"({"const": "x"})", "5").expected, "x");
  EXPECT_EQ(only(R"({"not": {"type": "string"}})", R"("a")").keyword, "not");
  EXPECT_EQ(only(R"({"contains": {"const": 1}})", "[2]").keyword, "contains");
  EXPECT_EQ(only(R"({"propertyNames": {"maxLength": 2}})", R"({"abc": 1})").expected,
            "a property name that is at most 2 characters");
  EXPECT_EQ(only(R"({"dependencies": {"a": ["b"]}})", R"({"a": 1})").expected, "property 'b' beside 'a'");
  EXPECT_EQ(only(R"({"properties": {"a": false}})", R"({"a": 1})").expected, "nothing here");
}

TEST(Schema, CountsCharactersNotBytes) { EXPECT_TRUE(problems(R"({"maxLength": 4})", R"("đặng")").empty()); }

TEST(Schema, JoinsTheExpectationsOfAlternatives) {
  EXPECT_EQ(only(R"({"anyOf": [{"type": "string"}, {"type": "object"}]})", "5").expected, "a string or an object");
}

TEST(Schema, SpeaksOfTheAlternativeThatWasMeant) {
  EXPECT_EQ(only(R"({"anyOf": [{"type": "string"}, {"type": "object", "required": ["id"]}]})", "{}").expected,
            "property 'id'");
}

TEST(Schema, ChoosesTheAlternativeByItsTag) {
  const char* schema = R"({"oneOf": [
    {"properties": {"kind": {"const": "a"}, "x": {"type": "string"}, "y": {"type": "string"}}},
    {"properties": {"kind": {"const": "b"}}}]})";
  const auto found = problems(schema, R"({"kind": "a", "x": 1, "y": 2})");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].pointer, "/x");
}

TEST(Schema, FollowsTheConditionThatHolds) {
  const char* schema = R"({"if": {"properties": {"k": {"const": 1}}}, "then": {"required": ["a"]},
                           "else": {"required": ["b"]}})";
  EXPECT_EQ(only(schema, R"({"k": 1})").expected, "property 'a'");
  EXPECT_EQ(only(schema, R"({"k": 2})").expected, "property 'b'");
}

TEST(Schema, FollowsReferencesAlsoWhenTheyTurnBackOnThemselves) {
  const char* schema = R"({"definitions": {"tree": {"properties": {"value": {"type": "integer"},
                           "children": {"items": {"$ref": "#/definitions/tree"}}}}}, "$ref": "#/definitions/tree"})";
  EXPECT_EQ(only(schema, R"({"children": [{"children": [{"value": "x"}]}]})").pointer, "/children/0/children/0/value");
}

TEST(Schema, TakesThePartsOfMessagesFromTheSdk) {
  EXPECT_EQ(only(R"({"properties": {"price": {"$ref": "money.schema.json"}}})", R"({"price": {"minor": 1}})"),
            (SchemaProblem{"/price", "required", "property 'currency'", "an object"}));
}

TEST(Schema, RefusesAReferenceOutOfTheSdk) {
  EXPECT_THROW(Schema(R"({"$ref": "../secret.schema.json"})"), MessageError);
  EXPECT_THROW(Schema(R"({"$ref": "https://example.org/x.json"})"), MessageError);
  EXPECT_THROW(Schema(R"({"$ref": "nowhere.schema.json"})"), MessageError);
}

TEST(Schema, RefusesWhatIsNoSchema) {
  EXPECT_THROW(Schema("[]"), MessageError);
  EXPECT_THROW(Schema("{"), MessageError);
  EXPECT_THROW(Schema(R"({"type": 5})"), MessageError);
}

TEST(Schema, SaysAtMostTwentyThings) {
  EXPECT_EQ(Schema(R"({"items": {"type": "string"}})").check(Json(std::vector<int>(100))).size(), 20U);
}

TEST(Schema, DoesNotHoldAnEndlessTextAgainstAPattern) {
  const Schema schema(R"({"pattern": "^(a|b)*$"})");
  EXPECT_TRUE(schema.check("abab").empty());
  EXPECT_EQ(schema.check("abc").at(0).expected, "a text that matches ^(a|b)*$");
  const auto found = schema.check(std::string(1'000'000, 'a'));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].expected, "at most 4096 characters");
}

TEST(Schema, KnowsTheClassesOfCharactersInAPattern) {
  const Schema schema(R"({"pattern": "^[[:digit:]a-c_]+[^\\s\\d][\\w-]$"})");
  for (const auto* right : {"7x-", "a_b9y0"}) EXPECT_TRUE(schema.check(right).empty()) << right;
  for (const auto* wrong : {"dx-", "7 -", "77-", "7x!", "x-"}) EXPECT_EQ(schema.check(wrong).size(), 1U) << wrong;
  EXPECT_TRUE(schema.check(7).empty());
}

TEST(Schema, SaysThatAPatternIsNoRegularExpressionEachTimeItIsNeeded) {
  const Schema schema(R"({"pattern": "("})");
  EXPECT_TRUE(schema.check(7).empty());
  EXPECT_THROW((void)schema.check("a"), MessageError);
  EXPECT_THROW((void)schema.check("a"), MessageError);
}

TEST(Schema, RefusesAPatternThatIsNoText) { EXPECT_THROW(Schema(R"({"pattern": 5})"), MessageError); }

TEST(Schema, CutsALongFindingShort) {
  const auto found = Schema(R"({"type": "integer"})").check(std::string(10'000, 'x'));
  EXPECT_LT(found.at(0).found.size(), 80U);
}

TEST(Schema, MayBeAskedByManyThreadsAtOnce) {
  const Schema schema(R"({"properties": {"a": {"pattern": "^x+$"}}})");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) {
        EXPECT_TRUE(schema.check(Json{{"a", "xx"}}).empty());
        EXPECT_EQ(schema.check(Json{{"a", "y"}}).size(), 1U);
      }
    });
  }
}

TEST(MessageSchema, IsCompiledOnce) { EXPECT_EQ(&message_schema("step"), &message_schema("step")); }

TEST(MessageSchema, IsUnknownByAnyOtherName) { EXPECT_THROW(message_schema("stepp"), MessageError); }

TEST(MessageSchema, AllOfThemAreUsable) {
  const auto start = std::chrono::steady_clock::now();
  for (const char* name : {"text", "money", "certificate-facts", "revocation-facts", "candidate", "verdict", "quote",
                           "form", "step", "order", "description", "lead-time", "http-request", "http-response",
                           "request", "capability-request", "response", "init", "answer-problem"}) {
    EXPECT_NO_THROW(message_schema(name)) << name;
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  std::printf("all message schemas: %.2f ms\n", took.count());
}

TEST(MessageSchema, ToleratesFieldsOfANewerSide) {
  EXPECT_TRUE(message_schema("money").check({{"minor", 1}, {"currency", "VND"}, {"tax", 2}}).empty());
}

TEST(MessageSchema, KeepsClosedListsClosed) {
  EXPECT_FALSE(message_schema("revocation-facts").check({{"status", "maybe"}}).empty());
}

TEST(MessageSchema, WantsTheActionThatTheKindNames) {
  const auto found = message_schema("step").check({{"id", "x"}, {"kind", "ask"}, {"wait", Json::object()}});
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].expected, "property 'ask'");
}

TEST(MessageSchema, WantsOneActionOnly) {
  const auto found = message_schema("step").check(
      {{"id", "x"}, {"kind", "adopt"}, {"adopt", Json::object()}, {"done", Json::object()}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].expected,
            "only one of the properties: ask, sign, make_key, install, adopt, wait, done, refuse, fail");
}

TEST(MessageSchema, WantsANameForEveryRequestThatChangesSomething) {
  EXPECT_TRUE(message_schema("http-request").check({{"url", "https://a"}, {"method", "GET"}}).empty());
  EXPECT_FALSE(message_schema("http-request").check({{"url", "https://a"}, {"method", "POST"}}).empty());
}

TEST(MessageSchema, SaysWhatIsWrongInOneLine) {
  try {
    require_message("money", {{"minor", "1"}, {"currency", "VND"}});
    FAIL();
  } catch (const MessageError& error) {
    EXPECT_STREQ(error.what(), "money: /minor: expected an integer, found \"1\"");
  }
}

}  // namespace
}  // namespace reseal
