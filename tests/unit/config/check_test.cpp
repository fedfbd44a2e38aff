// SPDX-License-Identifier: Apache-2.0
// MIS-06: a wrong configuration says where, what, and what was expected.
#include "config_fixture.h"

namespace reseal::config {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Wrong {
  const char* name;
  const char* text;
  int line;
  const char* where;
  const char* problem;
  const char* expected;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongConfiguration : public ConfigTest, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongConfiguration, SaysFileLinePlaceAndWhatWasExpected) {
  const auto given = sources(GetParam().text);
  const auto problems = check(given);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].file, to_utf8(*given.file));
  EXPECT_EQ(problems[0].line, GetParam().line);
  EXPECT_EQ(problems[0].where, GetParam().where);
  EXPECT_THAT(problems[0].problem, HasSubstr(GetParam().problem));
  EXPECT_THAT(problems[0].expected, HasSubstr(GetParam().expected));

  const auto error = error_of([&] { (void)load(given); });
  EXPECT_EQ(error.code(), ErrorCode::config_invalid);
  EXPECT_EQ(error.params().at("file"), to_utf8(*given.file) + ":" + std::to_string(GetParam().line));
}

const std::string kDeep = std::string(70, '[') + std::string(70, ']');

const auto* const kTwoServices = R"({"remote_signing": [
{"id": "a", "name": "A", "base_url": "https://ca.example/csc/v2", "user": "u", "client_id": "c", "client_secret": {"credential": "s"}},
{"id": "a", "name": "B", "base_url": "https://ca.example/csc/v2", "user": "v", "client_id": "c", "client_secret": {"credential": "s"}}]})";

const auto* const kServiceWithoutTls = R"({"remote_signing": [{"id": "a", "name": "A", "user": "u",
"base_url": "http://ca.example/csc/v2", "client_id": "c", "client_secret": {"credential": "s"}}]})";

INSTANTIATE_TEST_SUITE_P(
    All, WrongConfiguration,
    testing::Values(
        Wrong{"UnknownKey", "{\n  \"language\": \"vi\",\n  \"plguins\": {}\n}", 3, "/plguins", "unknown key",
              "did you mean 'plugins'?"},
        Wrong{"UnknownNestedKey", "{\r\n\r\n\"http\": {\r\n\"timeout_secs\": 3}}", 4, "/http/timeout_secs",
              "unknown key", "timeout_seconds"},
        Wrong{"WrongType", "{ // note\n \"warn_days\": \"30\"}", 2, "/warn_days", "30", "an integer"},
        Wrong{"OutOfRange", "{\"tokens\":\n{\"pin_tries\":\n0}}", 2, "/tokens/pin_tries", "0", "1"},
        Wrong{"UnknownLanguage", "{\"language\": \"fr\"}", 1, "/language", "fr", "one of: vi, en, zh"},
        Wrong{"WeakKey", "{\"keys\": {\n\"bits\": 1024}}", 2, "/keys/bits", "1024", "2048"},
        Wrong{"UnknownAlgorithm", "{\"keys\": {\"algorithm\": \"DSA\"}}", 1, "/keys/algorithm", "DSA", "RSA, EC"},
        Wrong{"BitsOfAnotherAlgorithm", "{\"keys\": {\"algorithm\": \"EC\",\n \"bits\": 2048}}", 2, "/keys/bits",
              "2048", "256, 384"},
        Wrong{"BitsThatDoNotFitTheDefaultAlgorithm", "{\"keys\": {\n\"bits\": 256}}", 2, "/keys/bits", "256", "2048"},
        Wrong{"UnknownTransport", "{\"plugins\": {\"allow\": {\"misa\":\n{\"transport\": \"soap\"}}}}", 2,
              "/plugins/allow/misa/transport", "soap", "guided, api"},
        Wrong{"EndpointWithAPath",
              "{\"plugins\": {\"allow\": {\"misa\":\n{\"endpoints\": [\"https://a.vn\",\n\"https://a.vn/x\"]}}}}", 3,
              "/plugins/allow/misa/endpoints/1", "https://a.vn/x", "a text that matches"},
        Wrong{"SystemWithoutId", "{\"systems\": [\n{\"id\": \"tax\"},\n{\"name\": \"Customs\"}]}", 3, "/systems/1",
              "missing", "'id'"},
        Wrong{"SystemTwice", "{\"systems\": [{\"id\": \"tax\"},\n{\"id\": \"tax\"}]}", 2, "/systems/1/id", "twice",
              "once"},
        Wrong{"SigningServiceTwice", kTwoServices, 3, "/remote_signing/1/id", "twice", "once"},
        Wrong{"SigningServiceWithoutTls", kServiceWithoutTls, 2, "/remote_signing/0/base_url", "http://ca.example",
              "a text that matches"},
        Wrong{"NegativeLeadTime", "{\"systems\": [{\"id\": \"tax\",\n\"lead_time\": {\"working_hours\": -4}}]}", 2,
              "/systems/0/lead_time/working_hours", "-4", "0"},
        Wrong{"LeadTimeInHoursAndDays",
              "{\"systems\": [{\"id\": \"tax\",\n\"lead_time\": {\"working_hours\": 4, \"working_days\": 1}}]}", 2,
              "/systems/0/lead_time", "", "1"},
        Wrong{"LeadTimeInCalendarDays", "{\"systems\": [{\"id\": \"tax\",\n\"lead_time\": {\"days\": 4}}]}", 2,
              "/systems/0/lead_time/days", "unknown key", "no property"},
        Wrong{"HalfAProcessingDay", "{\"systems\": [{\"id\": \"tax\",\n\"processing_days\": 0.5}]}", 2,
              "/systems/0/processing_days", "0.5", "an integer"},
        Wrong{"UnknownOffice",
              "{\"systems\": [{\"id\": \"tax\",\n\"calendar\": {\"country\": \"VN\", \"office\": \"court\"}}]}", 2,
              "/systems/0/calendar/office", "no office 'court'", "agency"},
        Wrong{"UnknownCountry", "{\"renewal\": {\n\"calendar\": {\"country\": \"LA\", \"office\": \"agency\"}}}", 2,
              "/renewal/calendar/country", "LA", "CN, VN"},
        Wrong{"CalendarOfNoCountry", "{\"calendars\": {\n\"Vietnam\": {}}}", 2, "/calendars/Vietnam", "", ""},
        Wrong{"CorrectionOfADayThatDoesNotExist",
              "{\"calendars\": {\"VN\": {\"years\": {\"2026\": {\"days\": {\n\"2026-02-30\": {\"status\": "
              "\"confirmed\"}}}}}}}",
              2, "/calendars/VN/years/2026/days/2026-02-30", "", ""},
        Wrong{"UnknownTimeZone", "{\n\"time_zone\": \"Asia/Hanoi\"}", 2, "/time_zone", "Asia/Hanoi",
              "Asia/Ho_Chi_Minh"},
        Wrong{"ClockWithoutATime", "{\"clock\": {\n\"as_of\": \"tomorrow\"}}", 2, "/clock/as_of", "tomorrow",
              "2026-11-21"},
        Wrong{"LeastAboveMost", "{\"retry\": {\"first_seconds\": 60,\n\"most_seconds\": 5}}", 2, "/retry/most_seconds",
              "5", "60"},
        Wrong{"NotJson", "{\n\"language\": \"vi\",\n}", 3, "", "", "JSON"},
        Wrong{"KeyTwice", "{\n\"language\": \"vi\",\n\"language\": \"en\"}", 3, "", "twice", "JSON"},
        Wrong{"TooDeep", kDeep.c_str(), 1, "", "deeper", "JSON"}, Wrong{"NoObject", "[]", 1, "", "", "an object"},
        Wrong{"Empty", "", 1, "", "", "JSON"}),
    [](const auto& tested) { return tested.param.name; });

using Check = ConfigTest;

TEST_F(Check, ListsAllThatIsWrong) {
  EXPECT_EQ(check(sources(R"({"language": "fr", "warn_days": -1, "keys": {"bits": 512}})")).size(), 3U);
}

TEST_F(Check, FindsNothingWrongInTheDefaults) { EXPECT_TRUE(check(only_set({})).empty()); }

TEST_F(Check, TakesCommentsCrlfAndAByteOrderMark) {
  EXPECT_TRUE(check(sources("\xEF\xBB\xBF// mine\r\n{ /* a */ \"language\": \"zh\" }\r\n")).empty());
}

TEST_F(Check, NeverRepeatsAPinThatWasWrittenOut) {
  for (const auto* text :
       {R"({"tokens": {"pin": "24681357"}})", R"({"tokens": {"pin": {"value": "24681357"}}})",
        R"({"tokens": {"pin": {"prompt": "24681357"}}})",
        R"({"plugins": {"allow": {"misa": {"settings": {"portal_password": "24681357"}}}}})",
        R"({"remote_signing": [{"id": "a", "name": "A", "base_url": "https://ca.example", "user": "u",
                                                   "client_id": "c", "client_secret": "24681357"}]})"}) {
    const auto problems = check(sources(text));
    ASSERT_FALSE(problems.empty()) << text;
    for (const auto& problem : problems) {
      EXPECT_THAT(problem.problem + problem.expected + problem.file, Not(HasSubstr("24681357")));
      EXPECT_THAT(problem.expected, HasSubstr(R"({"file": PATH})"));
    }
  }
  const auto problems = check(only_set({"tokens.pin=24681357"}));
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].file, "--set tokens.pin");
  EXPECT_THAT(problems[0].problem, Not(HasSubstr("24681357")));
}

TEST_F(Check, NamesTheAssignmentThatIsWrong) {
  const auto problems = check(sources("{}", {"warn_days=30", "language=fr"}));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].file, "--set language");
  EXPECT_EQ(problems[0].line, 0);
  EXPECT_EQ(problems[0].where, "/language");
  for (const auto* text : {"language", "=vi", ".a=1", "a.=1", "a..b=1", ""}) {
    EXPECT_EQ(check(only_set({text})).size(), 1U) << text;
  }
}

TEST_F(Check, MissesAFileThatWasNamed) {
  Sources given;
  given.file = folder / "nothing.json";
  EXPECT_EQ(check(given).size(), 1U);
  EXPECT_EQ(error_of([&] { (void)load(given); }).code(), ErrorCode::config_missing);
}

TEST(TheSchema, DescribesEveryKey) {
  const auto schema = Json::parse(schema_text());
  const auto look = [&](const auto& self, const Json& rule, const std::string& where) -> void {
    if (!rule.contains("properties") || where.find("/if") != std::string::npos) return;
    EXPECT_EQ(rule.value("additionalProperties", Json(true)), Json(false)) << where;
    for (const auto& [key, member] : rule.at("properties").items()) {
      EXPECT_TRUE(member.contains("description")) << where << "/" << key;
      self(self, member, where + "/" + key);
    }
  };
  look(look, schema, "");
  look(look, schema.at("definitions").at("plugin"), "plugin");
  look(look, schema.at("definitions").at("secret"), "secret");
}

}  // namespace
}  // namespace reseal::config
