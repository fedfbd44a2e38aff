// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "journey_file.h"
#include "reseal/failure.h"
#include "reseal/journey.h"
#include "reseal/readable.h"

namespace reseal::test {
namespace {

class QuietHost : public Host {
 public:
  HttpResponse http(const HttpRequest& /*request*/) override { throw TryLater("a guided journey asks nobody"); }
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return time_from_iso("2026-11-21T08:00:00Z"); }
};

class Walk {
 public:
  explicit Walk(const Json& document, Json settings = Json::object()) : file_(document) {
    provider = guided_provider(file_.path(), PluginContext{file_.path().parent_path(), "guided", std::move(settings)});
    order.id = "rsl-1";
    order.now = host.now();
    order.opened_at = host.now();
    auto& facts = order.old.certificate;
    facts.common_name = "An Bình";
    facts.issuer_common_name = "Small CA";
    facts.subject = {{"2.5.4.3", "CN", "An Bình"}};
    facts.issuer = {{"2.5.4.3", "CN", "Small CA"}};
    facts.holder_ids = {{"MST", "0101243150", "UID"}};
    facts.serial = {"5404FFFEB7033FB30011223344556677", "42", "54 04"};
    facts.not_after = time_from_iso("2026-12-01T02:42:20Z");
  }
  Step next() { return provider->order(order, host); }
  Step finish(const Json& result) {
    auto step = next();
    PastStep past;
    past.id = step.id;
    past.kind = step.kind();
    past.phase = order.phase;
    past.result = result;
    past.at = order.now;
    order.history.push_back(past);
    return step;
  }
  QuietHost host;
  std::unique_ptr<Provider> provider;
  Order order;

 private:
  JourneyFile file_;
};

const Form& form_of(const Step& step) { return std::get<Ask>(step.action).form; }
const Json kDone = {{"id", "end"}, {"done", {{"message", "small.done"}}}};
const Json kYes = {{"accepted", true}, {"answer", Json::object()}};

Json value_shown(const char* value) { return {{"kind", "value"}, {"label", "small.label"}, {"value", value}}; }

TEST(GuidedRunner, FillsInTheValuesToCopyAsPortalsPrintThem) {
  Json shown = Json::array();
  for (const auto* value :
       {"{serial.hex}", "{serial.lower}", "{serial.spaced}", "{serial.decimal}", "{serial.tail}", "{not_after.local}",
        "{not_after.date}", "{subject.CN}", "{holder.MST}", "{issuer.CN}", "{data.page}", "{order.id}", "{today}"}) {
    shown.push_back(value_shown(value));
  }
  Walk walk(
      small_document(Json::array({{{"id", "copy"}, {"ask", {{"title", "small.title"}, {"shown", shown}}}}, kDone})));
  std::vector<std::string> values;
  const auto step = walk.next();
  for (const auto& each : form_of(step).shown) values.push_back(each.value);
  EXPECT_EQ(values,
            (std::vector<std::string>{"5404FFFEB7033FB30011223344556677", "5404fffeb7033fb30011223344556677", "54 04",
                                      "42", "…44556677", "01/12/2026 09:42:20", "01/12/2026", "An Bình", "0101243150",
                                      "Small CA", "https://ca.example/renew", "rsl-1", "21/11/2026"}));
}

TEST(GuidedRunner, LeavesOutAValueThatThisCertificateDoesNotHave) {
  Walk walk(small_document(Json::array(
      {{{"id", "copy"},
        {"ask", {{"title", "small.title"}, {"shown", {value_shown("{holder.CCCD}"), value_shown("{holder.MST}")}}}}},
       kDone})));
  ASSERT_EQ(form_of(walk.next()).shown.size(), 1U);
}

TEST(GuidedRunner, PrefersTheDeploymentsSettingsToTheDocumentsData) {
  Walk walk(
      small_document(Json::array(
          {{{"id", "copy"}, {"ask", {{"title", "small.title"}, {"shown", {value_shown("{data.page}")}}}}}, kDone})),
      {{"page", "https://other.example"}});
  EXPECT_EQ(form_of(walk.next()).shown.front().value, "https://other.example");
}

TEST(GuidedRunner, FollowsDeclinesAndGotos) {
  const Json steps =
      Json::array({{{"id", "first"},
                    {"ask", {{"title", "small.title"}, {"decline", "small.no"}}},
                    {"on_decline", {{"goto", "help"}}}},
                   kDone,
                   {{"id", "help"},
                    {"ask", {{"title", "small.title"}, {"decline", "small.no"}}},
                    {"on_decline", {{"refuse", {{"reason", "declined_by_user"}, {"message", "small.declined"}}}}},
                    {"then", {{"goto", "first"}}}}});
  Walk walk(small_document(steps));
  walk.finish({{"accepted", false}});
  EXPECT_EQ(walk.finish(kYes).id, "help");
  EXPECT_EQ(walk.finish(kYes).id, "first");
  EXPECT_EQ(walk.next().kind(), "done");
  walk.order.history.pop_back();
  walk.finish({{"accepted", false}});
  walk.finish({{"accepted", false}});
  EXPECT_EQ(std::get<Refuse>(walk.next().action).reason, "declined_by_user");
}

TEST(GuidedRunner, TakesAStepOnlyWhenItsConditionHolds) {
  const Json field = {
      {"id", "kind"},
      {"type", "choice"},
      {"label", "small.kind"},
      {"choices", Json::array({{{"value", "a"}, {"label", "small.a"}}, {{"value", "b"}, {"label", "small.b"}}})}};
  const Json steps = Json::array(
      {{{"id", "which"}, {"ask", {{"title", "small.title"}, {"fields", {field}}}}},
       {{"id", "only_a"}, {"when", {{"answer", "which.kind"}, {"equals", "a"}}}, {"ask", {{"title", "small.title"}}}},
       kDone});
  Walk walk(small_document(steps));
  walk.finish({{"accepted", true}, {"answer", {{"kind", "b"}}}});
  EXPECT_EQ(walk.next().kind(), "done");
  walk.order.history.back().result["answer"]["kind"] = "a";
  EXPECT_EQ(walk.next().id, "only_a");
}

TEST(GuidedRunner, WaitsUntilAPersonSaysSo) {
  const Json steps = Json::array({{{"id", "mail"},
                                   {"wait",
                                    {{"reason", "small.wait"},
                                     {"deadline", {{"of", "expiry"}, {"days", -1}}},
                                     {"signal", {{"title", "small.signal"}}}}}},
                                  kDone});
  Walk walk(small_document(steps));
  EXPECT_EQ(std::get<Wait>(walk.finish({{"waited", true}}).action).deadline, time_from_iso("2026-11-30T02:42:20Z"));
  EXPECT_EQ(walk.next().id, "mail");
  walk.finish({{"signal", Json::object()}});
  EXPECT_EQ(walk.next().kind(), "done");
}

TEST(GuidedRunner, WaitsForAFixedTimeAfterAStep) {
  const Json steps = Json::array(
      {{{"id", "sent"}, {"ask", {{"title", "small.title"}}}},
       {{"id", "settle"}, {"wait", {{"reason", "small.wait"}, {"not_before", {{"of", "step:sent"}, {"hours", 4}}}}}},
       kDone});
  Walk walk(small_document(steps));
  walk.finish(kYes);
  EXPECT_EQ(std::get<Wait>(walk.finish({{"waited", true}}).action).not_before, walk.order.now + std::chrono::hours(4));
  EXPECT_EQ(walk.next().id, "settle");
  walk.order.now += std::chrono::hours(4);
  EXPECT_EQ(walk.next().kind(), "done");
}

TEST(GuidedRunner, PassesOverAPastStepThatTheDocumentNoLongerHas) {
  Walk walk(small_document(Json::array({{{"id", "first"}, {"ask", {{"title", "small.title"}}}}, kDone})));
  walk.finish(kYes);
  walk.order.history.push_back(walk.order.history.back());
  walk.order.history.back().id = "renamed_since";
  EXPECT_EQ(walk.next().kind(), "done");
}

TEST(GuidedRunner, GivesTheSameStepForTheSameOrder) {
  Walk walk(small_document(Json::array({{{"id", "first"}, {"ask", {{"title", "small.title"}}}}, kDone})));
  EXPECT_EQ(walk.next(), walk.next());
  walk.finish(kYes);
  EXPECT_EQ(walk.next(), walk.next());
}

TEST(GuidedRunner, RunsARegistrarsDocumentToo) {
  auto document = small_document(Json::array());
  document["kind"] = "registrar";
  document["lead_time"] = {{"working_hours", 4}, {"source", "small.law"}};
  document["phases"] = {{"registration", Json::array({kDone})}};
  const JourneyFile file(document);
  const auto registrar = guided_registrar(file.path(), PluginContext{file.path().parent_path(), "guided", {}});
  EXPECT_EQ(registrar->lead_time().working_hours, 4);
  EXPECT_FALSE(registrar->lead_time().working_days);
  QuietHost host;
  Order order;
  order.phase = Phase::registration;
  EXPECT_EQ(registrar->registration(order, host).kind(), "done");
  EXPECT_THROW((void)guided_provider(file.path(), PluginContext{}), MessageError);
}

TEST(Readable, WritesTimesAndAmountsAsPortalsDo) {
  EXPECT_EQ(local_text(time_from_iso("2020-10-02T02:42:20Z"), kVietNamOffset, kVietnameseTime), "02/10/2020 09:42:20");
  EXPECT_EQ(money_text({1249000, "VND"}), "1 249 000 VND");
  EXPECT_EQ(money_text({28005, "CNY"}), "280.05 CNY");
  EXPECT_EQ(money_text({5, "CNY"}), "0.05 CNY");
  EXPECT_EQ(to_iso(add_months(time_from_iso("2024-02-29T01:02:03Z"), 12)), "2025-02-28T01:02:03Z");
  EXPECT_EQ(utc_offset_of("-03:30"), Seconds(-12600));
  EXPECT_THROW((void)utc_offset_of("7"), MessageError);
}

TEST(JourneyReader, CountsAConfirmationOnlyForWhatWasConfirmed) {
  Order order;
  const auto add = [&](const char* id) {
    PastStep past;
    past.id = id;
    past.result = kYes;
    order.history.push_back(past);
  };
  add("data");
  add("confirm");
  EXPECT_TRUE(Journey(order).accepted_after("confirm", {"data"}));
  add("data");
  EXPECT_FALSE(Journey(order).accepted_after("confirm", {"data"}));
}

TEST(AGuidedJourney, QuotesTheEmailThatAPersonGave) {
  const Json letter = {{"id", "letter"}, {"type", "mail"}, {"label", "small.label"}};
  Walk walk(small_document(
      {{{"id", "answer"}, {"ask", {{"title", "small.title"}, {"fields", Json::array({letter})}}}},
       {{"id", "end"},
        {"done", {{"message", "small.done"}, {"evidence", {{"subject", "{answer.answer.letter.subject}"}}}}}}}));
  walk.finish({{"accepted", true}, {"answer", {{"letter", {{"name", "a.eml"}, {"mail", {{"subject", "Kết quả"}}}}}}}});
  EXPECT_EQ(std::get<Done>(walk.next().action).evidence, Json({{"subject", "Kết quả"}}));
}

}  // namespace
}  // namespace reseal::test
