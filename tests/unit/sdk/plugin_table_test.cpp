// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>

#include "builders.h"
#include "reseal/plugin.h"
#include "reseal/schema.h"

namespace reseal {
namespace {

using namespace test;

/// A provider that does what the test says.
class Scripted : public Provider {
 public:
  explicit Scripted(const PluginContext& context) : context_(context) {
    if (context.settings.contains("refuse")) throw std::runtime_error("no settings like these");
  }
  Description describe() override { return {"scripted", "1.0", a_text(), {}, {}, {context_.transport}, {}, 0, false}; }
  Verdict eligibility(const Candidate& /*candidate*/, Host& /*host*/) override { return a_verdict(); }
  Quote quote(const Candidate& /*candidate*/, Host& /*host*/) override { return a_quote(); }
  Step order(const Order& order, Host& host) override { return what_next(order, host); }
  Step install(const Order& /*order*/, Host& /*host*/) override { throw 5; }

  static inline std::function<Step(const Order&, Host&)> what_next;

 private:
  const PluginContext& context_;
};

class Agency : public Registrar {
 public:
  explicit Agency(const PluginContext& /*context*/) {}
  Description describe() override { return {"agency", "1.0", {}, {}, {}, {}, {}, 0, false}; }
  LeadTime lead_time() override { return {24, {}, a_text()}; }
  Step registration(const Order& /*order*/, Host& /*host*/) override { return {"end", Done{}, Json::object()}; }
  std::optional<std::string> registered(const Candidate& holder, Host& /*host*/) override {
    if (holder.has_private_key) return {};
    return "5401";
  }
};

/// The host's side of the C border.
class Border {
 public:
  explicit Border(const reseal_plugin* table, const Json& init = {{"folder", "/x"}, {"transport", "api"}})
      : table_(*table), host_{RESEAL_ABI_VERSION, sizeof(reseal_host), this, &Border::serve} {
    const std::string text = init.dump();
    instance = table_.create(&host_, text.data(), text.size(), &Border::hear, this);
    created = taken();
  }
  ~Border() {
    if (instance != nullptr) table_.destroy(instance);
  }
  Border(const Border&) = delete;
  Border& operator=(const Border&) = delete;

  Json call(const std::string& text) {
    table_.call(instance, text.data(), text.size(), &Border::hear, this);
    return taken();
  }
  Json call(const char* name, const Json& input = Json::object()) {
    return call(Json{{"call", name}, {"input", input}}.dump());
  }

  Json capability = {{"ok", Json::object()}};
  Json asked;
  Json created;
  void* instance = nullptr;

 private:
  static void hear(void* context, const char* utf8, size_t size) {
    auto& self = *static_cast<Border*>(context);
    ++self.told_;
    self.heard_.assign(utf8, size);
  }
  static void serve(void* context, const char* request, size_t size, reseal_sink sink, void* sink_context) {
    auto& self = *static_cast<Border*>(context);
    self.asked = parse_json({request, size}, "capability");
    require_message("capability-request", self.asked);
    const std::string answer = self.capability.dump();
    sink(sink_context, answer.data(), answer.size());
  }
  Json taken() {
    EXPECT_EQ(told_, 1) << "a sink is called exactly once";
    told_ = 0;
    Json message = parse_json(heard_, "answer");
    require_message("response", message);
    return message;
  }

  const reseal_plugin& table_;
  reseal_host host_;
  int told_ = 0;
  std::string heard_;
};

const reseal_plugin* provider() { return detail::table<&detail::make<Scripted>>(); }
std::unique_ptr<Registrar> an_agency(const PluginContext& context) { return std::make_unique<Agency>(context); }

std::string code_when(std::function<Step(const Order&, Host&)> what_next) {
  Scripted::what_next = std::move(what_next);
  Border border(provider());
  const Json answer = border.call("order", {{"order", an_order()}});
  return answer.contains("ok") ? "ok" : answer["error"]["code"].get<std::string>();
}

TEST(PluginTable, CarriesQuestionsAndAnswers) {
  Border border(provider());
  EXPECT_EQ(border.created, (Json{{"ok", Json::object()}}));
  EXPECT_EQ(border.call("describe")["ok"]["transports"], (Json{"api"}));
  EXPECT_EQ(border.call("quote", {{"candidate", a_candidate()}})["ok"].get<Quote>(), a_quote());
  EXPECT_EQ(border.call("eligibility", {{"candidates", {a_candidate(), a_candidate()}}})["ok"]["verdicts"].size(), 2U);
  for (const Step& step : steps_of_every_kind()) {
    Scripted::what_next = [&](const Order& order, Host&) {
      EXPECT_EQ(order, an_order());
      return step;
    };
    EXPECT_EQ(border.call("order", {{"order", an_order()}})["ok"].get<Step>(), step);
  }
}

TEST(PluginTable, CarriesTheCallsOfARegistrar) {
  Border border(detail::table<&detail::make_from<&an_agency>>());
  EXPECT_EQ(border.call("lead_time")["ok"]["working_hours"], 24);
  EXPECT_EQ(border.call("registration", {{"order", an_order()}})["ok"]["kind"], "done");
  Candidate holder = a_candidate();
  EXPECT_EQ(border.call("registered", {{"holder", holder}})["ok"]["serial"], "5401");
  holder.has_private_key = true;
  EXPECT_TRUE(border.call("registered", {{"holder", holder}})["ok"]["serial"].is_null());
  EXPECT_EQ(border.call("quote", {{"candidate", holder}})["error"]["code"], "message");
}

TEST(PluginTable, SaysWhyThereIsNoInstance) {
  const Border border(provider(), {{"folder", "/x"}, {"transport", "api"}, {"settings", {{"refuse", 1}}}});
  EXPECT_EQ(border.instance, nullptr);
  EXPECT_EQ(border.created["error"]["message"], "no settings like these");
  EXPECT_EQ(Border(provider(), {{"folder", 5}}).created["error"]["code"], "message");
}

TEST(PluginTable, TurnsWhatIsThrownIntoTheMessageThatSaysSo) {
  EXPECT_EQ(code_when([](const Order&, Host&) -> Step { throw TryLater("busy"); }), "try_later");
  EXPECT_EQ(code_when([](const Order&, Host&) -> Step { throw PortalNonsense("what"); }), "portal_nonsense");
  EXPECT_EQ(code_when([](const Order&, Host&) -> Step { throw MessageError("odd"); }), "message");
  EXPECT_EQ(code_when([](const Order&, Host&) -> Step { throw std::logic_error("bug \xff"); }), "failed");
  Border border(provider());
  EXPECT_EQ(border.call("install", {{"order", an_order()}})["error"]["code"], "failed");
}

TEST(PluginTable, CarriesThePortalsOwnWishWhenToTryAgain) {
  Scripted::what_next = [](const Order&, Host&) -> Step { throw TryLater("busy", Seconds(90)); };
  Border border(provider());
  EXPECT_EQ(border.call("order", {{"order", an_order()}})["error"]["after"], 90);
}

TEST(PluginTable, SendsNoAnswerThatBreaksTheContract) {
  EXPECT_EQ(code_when([](const Order&, Host&) { return Step{"", Done{}, Json::object()}; }), "message");
  EXPECT_EQ(code_when([](const Order&, Host&) { return Step{"x", Fail{"bored", {}, {}}, Json::object()}; }), "message");
  EXPECT_EQ(code_when([](const Order&, Host&) { return Step{"\xff", Done{}, Json::object()}; }), "message");
}

TEST(PluginTable, RefusesAQuestionThatBreaksTheContract) {
  Border border(provider());
  for (const char* question :
       {"", "{", "[]", R"({"call": "sing"})", R"({"call": "order"})", R"({"call": "order", "input": {"order": {}}})",
        R"({"call": "eligibility", "input": {"candidates": {}}})", "\"\xff\""}) {
    EXPECT_EQ(border.call(std::string(question))["error"]["code"], "message") << question;
  }
}

TEST(PluginTable, LendsTheHostsCapabilities) {
  Scripted::what_next = [](const Order&, Host& host) {
    host.log(LogLevel::warning, "odd \xff");
    EXPECT_EQ(to_iso(host.now()), "2026-11-01T00:00:00Z");
    return Step{"x", Done{}, Json::object()};
  };
  Border border(provider());
  border.capability = {{"ok", {{"now", "2026-11-01T00:00:00Z"}}}};
  EXPECT_TRUE(border.call("order", {{"order", an_order()}}).contains("ok"));
}

TEST(PluginTable, CarriesARequestToThePortalAndItsAnswerBack) {
  const HttpRequest request{"POST", "https://ca/orders", {{"A", "b"}}, "{}", "place_order"};
  Scripted::what_next = [&](const Order&, Host& host) {
    EXPECT_EQ(host.http(request).status, 201);
    return Step{"x", Done{}, Json::object()};
  };
  Border border(provider());
  border.capability = {{"ok", {{"status", 201}}}};
  EXPECT_TRUE(border.call("order", {{"order", an_order()}}).contains("ok"));
  EXPECT_EQ(border.asked["input"].get<HttpRequest>(), request);
}

TEST(PluginTable, ARequestThatMayNotBeMadeEndsTheCallWithTheHostsReason) {
  Scripted::what_next = [](const Order&, Host& host) {
    host.http({"GET", "https://elsewhere", {}, "", ""});
    return Step{"x", Done{}, Json::object()};
  };
  Border border(provider());
  border.capability = {{"error", {{"code", "not_permitted"}, {"message", "elsewhere is not on the list"}}}};
  EXPECT_EQ(border.call("order", {{"order", an_order()}})["error"]["code"], "not_permitted");
  border.capability = {{"error", {{"code", "try_later"}, {"message", "cut off"}, {"after", 5}}}};
  EXPECT_EQ(border.call("order", {{"order", an_order()}})["error"]["after"], 5);
}

TEST(PluginTable, ARequestWithoutANameForItsEffectIsNotSent) {
  EXPECT_EQ(code_when([](const Order&, Host& host) -> Step {
              host.http({"POST", "https://ca", {}, "", ""});
              return {};
            }),
            "message");
}

TEST(PluginTable, RefusesAHostOfAnOlderBorder) {
  const reseal_host old{RESEAL_ABI_VERSION, 4, nullptr, nullptr};
  std::string heard;
  void* instance = provider()->create(
      &old, "{}", 2,
      [](void* context, const char* utf8, size_t size) { static_cast<std::string*>(context)->assign(utf8, size); },
      &heard);
  EXPECT_EQ(instance, nullptr);
  EXPECT_NE(heard.find("error"), std::string::npos);
}

}  // namespace
}  // namespace reseal
