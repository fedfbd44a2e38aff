// SPDX-License-Identifier: Apache-2.0
// The SDK's examples that are not C++: a provider in C, one in Python. Each goes from the first question to the
// installed certificate, in the isolation that a stranger's plugin has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "folders.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class Example : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::can_confine()) GTEST_SKIP() << "this kernel has no Landlock";
  }
  static fs::path folder(const std::string& id) { return fs::path(EXAMPLES_FOLDER) / id; }
  void load(const std::string& id, const Json& values = Json::object()) {
    PluginSettings settings;
    settings.settings = values;
    plugin = load_plugin(folder(id), settings, test::probe_program());
  }
  /// Asks what next, and writes down that it was done with this result.
  Step next(const Json& result) {
    auto step = order.phase == Phase::ordering ? plugin->order(order, host) : plugin->install(order, host);
    PastStep past;
    past.number = static_cast<int>(order.history.size()) + 1;
    past.phase = order.phase;
    past.id = step.id;
    past.kind = step.kind();
    past.result = result;
    order.history.push_back(past);
    return step;
  }

  std::unique_ptr<Plugin> plugin;
  test::ScriptedHost host;
  Order order = test::some_order("R7K4-Q2MX-9DTB");
};

class ExampleTexts : public testing::TestWithParam<const char*> {};

TEST_P(ExampleTexts, AreThereInThreeLanguages) {
  std::set<std::set<std::string>> keys;
  for (const auto* language : {"vi", "en", "zh"}) {
    const auto texts =
        Json::parse(read_file(fs::path(EXAMPLES_FOLDER) / GetParam() / "texts" / (std::string(language) + ".json")));
    std::set<std::string> of_one;
    for (const auto& [key, text] : texts.items()) of_one.insert(key);
    keys.insert(of_one);
  }
  EXPECT_EQ(keys.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Examples, ExampleTexts, testing::Values("c_provider", "python_provider"),
                         [](const auto& each) { return std::string(each.param); });

TEST_F(Example, InCJudgesByTheHostsClock) {
  load("c_provider");
  auto candidate = test::some_candidate();
  candidate.certificate.not_after = host.time + std::chrono::hours(24);
  EXPECT_EQ(plugin->eligibility(candidate, host).answer, Verdict::Answer::cannot_say) << "revoked or not: nobody knows";
  candidate.revocation.status = RevocationFacts::Status::good;
  EXPECT_EQ(plugin->eligibility(candidate, host).answer, Verdict::Answer::eligible);
  candidate.certificate.not_after = host.time - std::chrono::hours(24);
  EXPECT_EQ(plugin->eligibility(candidate, host).answer, Verdict::Answer::not_eligible);
}

TEST_F(Example, InCGoesFromConsentToTheInstalledCertificate) {
  load("c_provider");
  EXPECT_EQ(plugin->quote(order.old, host).packages.size(), 1U);
  EXPECT_EQ(next({{"accepted", true}}).kind(), "ask");
  EXPECT_EQ(next({}).kind(), "done");
  order.phase = Phase::installation;
  EXPECT_EQ(next({{"installed", false}, {"rejected", Json::array()}}).kind(), "adopt");
  EXPECT_EQ(next({{"waited", true}}).kind(), "wait");
  EXPECT_EQ(next({{"installed", true}}).kind(), "adopt");
  order.new_certificate = order.old.certificate;
  EXPECT_EQ(next({}).kind(), "done");
}

TEST_F(Example, InCTakesNoForAnAnswer) {
  load("c_provider");
  EXPECT_EQ(next({{"accepted", false}}).kind(), "ask");
  EXPECT_EQ(std::get<Refuse>(next({}).action).reason, "declined_by_user");
}

/// The CA that the Python example speaks with.
struct RestPortal {
  Json known;  ///< of the order; null: none
  std::vector<std::string> effects;

  HttpResponse operator()(const HttpRequest& request) {
    if (!request.effect.empty()) effects.push_back(request.effect);
    HttpResponse response;
    response.status = 200;
    if (request.url.ends_with("/packages")) {
      response.body = R"([{"code":"Y1","months":12,"price":1276000}])";
    } else if (request.method == "POST") {
      known = {{"state", "review"}, {"has_csr", false}, {"asked", Json::parse(request.body)}};
      response.body = known.dump();
    } else if (request.method == "PUT") {
      known["has_csr"] = true;
      response.body = known.dump();
    } else if (known.is_null()) {
      response.status = 404;
      response.body = R"({"error":"not_found"})";
    } else {
      response.body = known.dump();
    }
    return response;
  }
};

class PythonExample : public Example {
 protected:
  void SetUp() override {
    Example::SetUp();
    if (IsSkipped()) return;
    load("python_provider", {{"base_url", "https://ca.example/api"}});
    host.on_http = std::ref(portal);
  }
  RestPortal portal;
  const Json chosen = {{"accepted", true}, {"answer", {{"package", "Y1"}}}};
};

TEST_F(PythonExample, OrdersWaitsAndInstalls) {
  EXPECT_EQ(plugin->quote(order.old, host).packages.at(0).price, (Money{1'276'000, "VND"}));
  EXPECT_EQ(next(chosen).kind(), "ask");
  EXPECT_EQ(next({{"waited", true}}).kind(), "wait");
  EXPECT_EQ(portal.known.at("asked").at("reference"), order.id);
  portal.known["state"] = "accepted";
  EXPECT_EQ(next({}).kind(), "done");
  order.phase = Phase::installation;
  EXPECT_EQ(next({{"csr", "-----BEGIN CERTIFICATE REQUEST-----"}}).kind(), "make_key");
  EXPECT_EQ(next({{"waited", true}}).kind(), "wait");
  portal.known["certificate"] = "-----BEGIN CERTIFICATE-----";
  EXPECT_EQ(next({{"installed", true}}).kind(), "install");
  EXPECT_THAT(portal.effects, ElementsAre("place_order", "send_csr"));
}

TEST_F(PythonExample, FindsTheOrderWhoseReplyWasLost) {
  (void)next(chosen);
  portal.known = {{"state", "review"}, {"has_csr", false}};
  order.unconfirmed = {"place_order"};
  EXPECT_EQ(next({}).kind(), "wait");
  EXPECT_TRUE(portal.effects.empty());
}

TEST_F(PythonExample, TellsABusyPortalFromOneThatTalksNonsense) {
  (void)next(chosen);
  HttpResponse response;
  host.on_http = [&](const HttpRequest&) { return response; };
  response.status = 503;
  EXPECT_THROW((void)plugin->order(order, host), TryLater);
  response.status = 200;
  response.body = "<html>";
  EXPECT_THROW((void)plugin->order(order, host), PortalNonsense);
}

TEST_F(PythonExample, PassesOnWhatTheHostSaysOfALine) {
  (void)next(chosen);
  host.on_http = [](const HttpRequest&) -> HttpResponse { throw TryLater("the line is dead", Seconds(7)); };
  try {
    (void)plugin->order(order, host);
    FAIL();
  } catch (const TryLater& later) {
    EXPECT_EQ(later.after, Seconds(7));
  }
}

}  // namespace
}  // namespace reseal::plugin
