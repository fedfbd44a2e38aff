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

Json small_registration(Json steps) {
  auto document = small_document(Json::array());
  document["kind"] = "registrar";
  document["phases"] = {{"registration", std::move(steps)}};
  return document;
}

/// Asks what the agency's page shows, and ends with it.
Json accepted_journey() {
  const auto field = [](const char* id, const char* type) {
    return Json{{"id", id}, {"type", type}, {"label", "small.label"}};
  };
  const auto ticked = [](const char* answer) { return Json{{"answer", answer}, {"equals", true}}; };
  return {
      {{"id", "result"},
       {"ask",
        {{"title", "small.title"},
         {"fields", Json::array({field("on", "date"), field("at", "text"), field("from", "date"),
                                 field("number", "text"), field("filing", "boolean"), field("payment", "boolean")})}}}},
      {{"id", "end"},
       {"done",
        {{"message", "small.done"},
         {"acceptance",
          {{"serial", "{new.serial.hex}"},
           {"accepted_at", "{answer.result.on}T{answer.result.at}:00+07:00"},
           {"in_force_from", "{answer.result.from}T00:00:00+07:00"},
           {"reference", "{answer.result.number}"},
           {"services", {{"filing", ticked("result.filing")}, {"payment", ticked("result.payment")}}}}}}}}};
}

struct AnAgency {
  explicit AnAgency(const Json& document)
      : file(document),
        registrar(guided_registrar(file.path(), PluginContext{file.path().parent_path(), "guided", {}})) {
    order.phase = Phase::registration;
    order.now = host.now();
    order.new_certificate.emplace().serial = {"5401A7", "5505447", "54 01 A7"};
  }
  void answer(const Json& fields) {
    order.history.push_back(
        {1, Phase::registration, "result", "ask", {{"accepted", true}, {"answer", fields}}, order.now});
  }
  Step next() { return registrar->registration(order, host); }
  Acceptance acceptance() { return std::get<Done>(next().action).acceptance.value(); }

  QuietHost host;
  JourneyFile file;
  std::unique_ptr<Registrar> registrar;
  Order order;
};

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

TEST(AGuidedRegistrar, SaysTheLeadTimeOfEachService) {  // TAX-05
  auto document = small_registration(Json::array({kDone}));
  document["lead_time"] = {
      {"country", "VN"},
      {"office", "tax"},
      {"needs_old_key", true},
      {"services", Json::array({{{"id", "filing"}, {"name", "small.filing"}, {"working_hours", 4}},
                                {{"id", "payment"}, {"name", "small.payment"}, {"working_days", 1}}})}};
  const auto lead = AnAgency(document).registrar->lead_time();
  EXPECT_FALSE(lead.working_hours);
  EXPECT_EQ(lead.office, "tax");
  EXPECT_TRUE(lead.needs_old_key);
  ASSERT_EQ(lead.services.size(), 2U);
  EXPECT_EQ(lead.services[0], (ServiceLead{"filing", {"small.filing", {}}, 4, {}, {}}));
  EXPECT_EQ(lead.services[1], (ServiceLead{"payment", {"small.payment", {}}, {}, 1, {}}));
}

TEST(AGuidedRegistrar, EndsWithTheAcceptanceThatThePersonRead) {
  AnAgency agency(small_registration(accepted_journey()));
  agency.answer({{"on", "2026-11-27"}, {"at", "16:30"}, {"number", "HQ-7"}, {"filing", true}, {"payment", true}});
  const auto acceptance = agency.acceptance();
  EXPECT_EQ(acceptance.serial, "5401A7");
  EXPECT_EQ(acceptance.accepted_at, time_from_iso("2026-11-27T16:30:00+07:00"));
  EXPECT_EQ(acceptance.reference, "HQ-7");
  EXPECT_FALSE(acceptance.in_force_from);
  EXPECT_EQ(acceptance.services, (std::vector<std::string>{"filing", "payment"}));
}

TEST(AGuidedRegistrar, TakesTheDayFromWhichTheAgencySaysItCounts) {
  AnAgency agency(small_registration(accepted_journey()));
  agency.answer({{"on", "2026-11-27"}, {"at", "16:30"}, {"from", "2026-12-01"}, {"filing", true}});
  EXPECT_EQ(agency.acceptance().in_force_from, time_from_iso("2026-12-01T00:00:00+07:00"));
}

TEST(AGuidedRegistrar, NamesOnlyTheServicesThatAccepted) {  // TAX-05
  AnAgency agency(small_registration(accepted_journey()));
  agency.answer({{"on", "2026-11-27"}, {"at", "16:30"}, {"filing", true}, {"payment", false}});
  EXPECT_EQ(agency.acceptance().services, std::vector<std::string>{"filing"});
}

TEST(AGuidedRegistrar, DoesNotTakeNoServiceForAllOfThem) {
  AnAgency agency(small_registration(accepted_journey()));
  agency.answer({{"on", "2026-11-27"}, {"at", "16:30"}, {"filing", false}, {"payment", false}});
  EXPECT_THROW((void)agency.next(), MessageError);
}

TEST(AGuidedRegistrar, DoesNotEndWithoutAMomentOfAcceptance) {
  AnAgency agency(small_registration(accepted_journey()));
  agency.answer({{"at", "16:30"}, {"filing", true}});
  EXPECT_THROW((void)agency.next(), MessageError);
  AnAgency other(small_registration(accepted_journey()));
  other.answer({{"on", "2026-11-27"}, {"at", "half past four"}, {"filing", true}});
  EXPECT_THROW((void)other.next(), MessageError);
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

// MISA-R-18: what a person still owes may depend on the way that was gone.
TEST(GuidedJourney, LeavesTheObligationsWhoseConditionHolds) {
  const Json ask = {
      {"id", "how"},
      {"ask",
       {{"title", "small.how"},
        {"fields", Json::array({{{"id", "by_hand"}, {"type", "boolean"}, {"label", "small.by_hand"}}})}}}};
  const Json end = {
      {"id", "end"},
      {"done",
       {{"message", "small.done"},
        {"obligations",
         Json::array({{{"id", "keep"}, {"text", "small.keep"}, {"when", {{"answer", "how.by_hand"}, {"equals", true}}}},
                      {{"id", "tell"}, {"text", {{"id", "small.tell"}, {"params", {{"name", "{holder.name}"}}}}}}})}}}};
  for (const bool by_hand : {true, false}) {
    Walk walk(small_document(Json::array({ask, end})));
    walk.finish({{"accepted", true}, {"answer", {{"by_hand", by_hand}}}});
    const auto owed = std::get<Done>(walk.next().action).obligations;
    ASSERT_EQ(owed.size(), by_hand ? 2U : 1U);
    EXPECT_EQ(owed.back(), (Obligation{"tell", {"small.tell", {{"name", "An Bình"}}}}));
    EXPECT_EQ(owed.front().id, by_hand ? "keep" : "tell");
  }
}

}  // namespace
}  // namespace reseal::test
