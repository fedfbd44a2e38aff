// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "builders.h"
#include "reseal/failure.h"
#include "reseal/plugin.h"
#include "reseal/schema.h"

namespace reseal {
namespace {

using namespace test;

/// What is written is read back as it was, and is what the schema says.
template <typename T>
void expect_round_trip(const T& value, std::string_view schema = {}) {
  const Json json = value;
  EXPECT_EQ(parse_json(json.dump(), "it").get<T>(), value) << json;
  if (!schema.empty()) {
    EXPECT_NO_THROW(require_message(schema, json));
  }
}

template <typename T>
std::string refusal(const Json& json) {
  try {
    (void)json.get<T>();
  } catch (const MessageError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Messages, SurviveARoundTrip) {
  expect_round_trip(a_text(), "text");
  expect_round_trip(Money{-5, "VND"}, "money");
  expect_round_trip(a_certificate(), "certificate-facts");
  expect_round_trip(a_revocation(), "revocation-facts");
  expect_round_trip(a_candidate(), "candidate");
  expect_round_trip(a_verdict(), "verdict");
  expect_round_trip(a_quote(), "quote");
  expect_round_trip(a_form(), "form");
  expect_round_trip(an_order(), "order");
  expect_round_trip(AnswerProblem{"a", "pattern", a_text()}, "answer-problem");
  expect_round_trip(HttpRequest{"POST", "https://a/b", {{"A", "b"}}, "body", "place_order"}, "http-request");
  expect_round_trip(HttpResponse{200, {{"date", "x"}}, "YQ==", true}, "http-response");
  expect_round_trip(a_lead_time(), "lead-time");
  expect_round_trip(an_acceptance());
  expect_round_trip(a_place());
  expect_round_trip(Description{"ca", "1.0", a_text(), a_text(), a_text(), {"api"}, {a_text()}, 1, true, 3, a_text()},
                    "description");
}

TEST(Messages, SurviveARoundTripAsDefaults) {
  expect_round_trip(CertificateFacts{});
  expect_round_trip(RevocationFacts{}, "revocation-facts");
  expect_round_trip(Candidate{});
  expect_round_trip(Verdict{}, "verdict");
  expect_round_trip(Quote{}, "quote");
  expect_round_trip(Form{}, "form");
  expect_round_trip(Order{});
  expect_round_trip(LeadTime{}, "lead-time");
}

TEST(Messages, EveryKindOfStepSurvivesARoundTrip) {
  for (const Step& step : steps_of_every_kind()) {
    SCOPED_TRACE(step.kind());
    expect_round_trip(step, "step");
  }
}

TEST(Messages, AStepNamesItsOneAction) {
  const Json json = Step{"pay", Adopt{{"ca.reason", {}}}, Json::object()};
  EXPECT_EQ(json, (Json{{"id", "pay"},
                        {"kind", "adopt"},
                        {"adopt", {{"reason", {{"id", "ca.reason"}}}}},
                        {"remember", Json::object()}}));
}

TEST(Messages, AStepWithTwoActionsIsRefused) {
  EXPECT_EQ(refusal<Step>({{"id", "x"}, {"kind", "adopt"}, {"adopt", Json::object()}, {"wait", Json::object()}}),
            "/wait: does not belong to a step of the kind 'adopt'");
}

TEST(Messages, AnAbsentOptionalIsAnAbsentKey) {
  const Json json = Candidate{};
  EXPECT_FALSE(json.contains("issuer_end"));
  EXPECT_FALSE(Json(Wait{}.signal.has_value()).get<bool>());
}

TEST(Messages, ABareStringIsATextWithoutValues) { EXPECT_EQ(Json("ca.title").get<Text>(), (Text{"ca.title", {}})); }

TEST(Messages, TimesAreUtcAndTakeAnOffset) {
  Json json = an_order();
  EXPECT_EQ(json["now"], "2026-11-06T00:00:00Z");
  json["now"] = "2026-11-06T07:00:00+07:00";
  EXPECT_EQ(json.get<Order>().now, a_time(6));
}

TEST(Messages, WhatIsWrongIsSaidWithItsPlace) {
  Json order = an_order();
  order["old"]["certificate"]["holder_ids"][1]["value"] = 5;
  EXPECT_EQ(refusal<Order>(order), "/old/certificate/holder_ids/1/value: expected a string, found 5");
  order = an_order();
  order["old"].erase("certificate");
  EXPECT_EQ(refusal<Order>(order), "/old/certificate: is missing");
  order = an_order();
  order["history"][0]["phase"] = "later";
  EXPECT_EQ(refusal<Order>(order),
            "/history/0/phase: expected one of: ordering, installation, registration, found \"later\"");
  order = an_order();
  order["now"] = "yesterday";
  EXPECT_EQ(refusal<Order>(order), "/now: expected an RFC 3339 time, found \"yesterday\"");
}

TEST(Messages, NumbersThatDoNotFitAreRefused) {
  EXPECT_EQ(refusal<Money>({{"minor", 18'446'744'073'709'551'615U}, {"currency", "VND"}}),
            "/minor: expected an integer, found 18446744073709551615");
  EXPECT_EQ(refusal<Money>({{"minor", 1.5}, {"currency", "VND"}}), "/minor: expected an integer, found 1.5");
  EXPECT_NE(refusal<HttpResponse>({{"status", 5'000'000'000}}), "nothing");
}

TEST(Messages, NoShapeOfJsonBreaksThem) {
  for (const Json& json : {Json(), Json(5), Json("x"), Json::array({1}), Json(true), Json::object()}) {
    EXPECT_NE(refusal<Step>(json), "nothing");
    EXPECT_NE(refusal<Order>(json), "nothing");
    EXPECT_NE(refusal<Candidate>(json), "nothing");
    EXPECT_NE(refusal<Quote>(json), "nothing");
    EXPECT_NE(refusal<Description>(json), "nothing");
  }
}

TEST(Messages, ReasonsAreAClosedList) {
  EXPECT_NE(refusal<Step>({{"id", "x"}, {"kind", "fail"}, {"fail", {{"reason", "bored"}}}}), "nothing");
}

TEST(Messages, WhatAStepDoesNotKeepAndWasNotAcceptedIsAbsent) {
  const Json json = Step{"end", Done{a_text(), {}, Json::object()}, Json::object()};
  EXPECT_FALSE(json.contains("keep"));
  EXPECT_FALSE(json.at("done").contains("acceptance"));
}

TEST(Messages, AnAcceptanceOfAllServicesNamesNone) {
  EXPECT_TRUE(Json({{"serial", "5401"}, {"accepted_at", "2026-11-21T00:00:00Z"}}).get<Acceptance>().services.empty());
}

struct Spoilt {
  const char* name;
  const char* schema;
  Json (*message)();
};
class AMessageThatIsSpoilt : public testing::TestWithParam<Spoilt> {};
TEST_P(AMessageThatIsSpoilt, IsRefusedByItsSchema) {
  EXPECT_THROW(require_message(GetParam().schema, GetParam().message()), MessageError);
}

/// A step of this kind, as it should be, with one change.
Json step_with(std::string_view kind, void (*spoil)(Json&)) {
  for (const Step& step : steps_of_every_kind()) {
    if (step.kind() != kind) continue;
    Json json = step;
    spoil(json);
    return json;
  }
  return {};
}
Json lead_with(void (*spoil)(Json&)) {
  Json json = a_lead_time();
  spoil(json);
  return json;
}
INSTANTIATE_TEST_SUITE_P(
    Each, AMessageThatIsSpoilt,
    testing::Values(
        Spoilt{"AcceptanceWithoutASerial", "step",
               [] { return step_with("done", [](Json& step) { step["done"]["acceptance"].erase("serial"); }); }},
        Spoilt{"AcceptanceOfAnEmptySerial", "step",
               [] { return step_with("done", [](Json& step) { step["done"]["acceptance"]["serial"] = ""; }); }},
        Spoilt{"AcceptanceWithoutATime", "step",
               [] { return step_with("done", [](Json& step) { step["done"]["acceptance"].erase("accepted_at"); }); }},
        Spoilt{"AcceptanceOfAServiceWithoutAName", "step",
               [] {
                 return step_with("done",
                                  [](Json& step) { step["done"]["acceptance"]["services"] = Json::array({""}); });
               }},
        Spoilt{"SecretWithoutAValue", "step",
               [] { return step_with("ask", [](Json& step) { step["keep"][0].erase("value"); }); }},
        Spoilt{"SecretWithASlashInItsName", "step",
               [] { return step_with("ask", [](Json& step) { step["keep"][0]["name"] = "a/b"; }); }},
        Spoilt{"SignatureWithoutAPlace", "step",
               [] { return step_with("sign", [](Json& step) { step["sign"]["xml"].erase("signature_parent"); }); }},
        Spoilt{"SignatureUnderAnUnnamedId", "step",
               [] { return step_with("sign", [](Json& step) { step["sign"]["xml"]["id_attribute"] = ""; }); }},
        Spoilt{"LeadTimeBelowZero", "lead-time",
               [] { return lead_with([](Json& lead) { lead["working_hours"] = -1; }); }},
        Spoilt{"LeadTimeOfNoCountry", "lead-time",
               [] { return lead_with([](Json& lead) { lead["country"] = "Viet Nam"; }); }},
        Spoilt{"ServiceWithoutAnId", "lead-time",
               [] { return lead_with([](Json& lead) { lead["services"][0].erase("id"); }); }}),
    [](const auto& which) { return std::string(which.param.name); });

TEST(Verdict, AFailedRuleOutweighsOneThatCannotSay) {
  using O = RuleResult::Outcome;
  EXPECT_EQ(Verdict::of({{"a", O::cannot_say, {}}, {"b", O::failed, {}}}).answer, Verdict::Answer::not_eligible);
  EXPECT_EQ(Verdict::of({{"a", O::cannot_say, {}}, {"b", O::passed, {}}}).answer, Verdict::Answer::cannot_say);
  EXPECT_EQ(Verdict::of({{"a", O::warning, {}}, {"b", O::passed, {}}}).answer, Verdict::Answer::eligible);
}

TEST(Order, FindsTheLastResultOfAStep) {
  const Order order = an_order();
  ASSERT_NE(order.result_of("choose"), nullptr);
  EXPECT_EQ(*order.result_of("choose"), (Json{{"accepted", false}}));
  EXPECT_EQ(order.result_of("pay"), nullptr);
  EXPECT_EQ(order.last()->number, 3);
  EXPECT_EQ(Order{}.last(), nullptr);
}

TEST(CertificateFacts, FindsAHolderIdByItsKind) {
  const CertificateFacts facts = a_certificate();
  ASSERT_NE(facts.holder_id("CCCD"), nullptr);
  EXPECT_EQ(facts.holder_id("CCCD")->value, "001099000001");
  EXPECT_EQ(facts.holder_id("MNS"), nullptr);
}

}  // namespace
}  // namespace reseal
