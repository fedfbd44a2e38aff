// SPDX-License-Identifier: Apache-2.0
// Which provider, and why? Three plugins of the house, and one that is nothing but a document.
#include <gmock/gmock.h>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;

// A CA that the house does not know: it cannot be asked, so it cannot say; it names what its page says.
void write_village_ca(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "journeys");
  std::filesystem::create_directories(folder / "texts");
  const Json manifest{{"id", "village_ca"},
                      {"version", "1.0.0"},
                      {"kind", "provider"},
                      {"abi", 1},
                      {"journey", "journeys/village.json"},
                      {"transports", {"guided"}}};
  const Json rule{{"id", "ca"}, {"rule", "statement"}, {"cannot_say", "village_ca.only_the_ca_knows"}};
  const Json ask{{"id", "order"}, {"ask", {{"title", "village_ca.order"}}}};
  const auto done = [](const char* id) { return Json{{"id", id}, {"done", {{"message", "village_ca.order"}}}}; };
  const Json journey{
      {"journey", 1},
      {"id", "village_ca"},
      {"version", "1.0.0"},
      {"kind", "provider"},
      {"source", "made up for this test"},
      {"description", {{"name", "village_ca.name"}, {"serves", "village_ca.serves"}, {"contact", "village_ca.name"}}},
      {"eligibility", Json::array({rule})},
      {"quote", {{"remarks", Json::array()}, {"same_issuer", false}, {"papers", 3}, {"working_days", 5}}},
      {"phases",
       {{"ordering", Json::array({ask, done("ordered")})}, {"installation", Json::array({done("collected")})}}}};
  write_file(folder / "manifest.json", manifest.dump(1));
  write_file(folder / "journeys" / "village.json", journey.dump(1));
  const Json texts{{"village_ca.name", "Village CA"},
                   {"village_ca.serves", "Anybody."},
                   {"village_ca.order", "Order"},
                   {"village_ca.only_the_ca_knows", "Only the CA knows."}};
  for (const auto* language : {"vi", "en", "zh"}) {
    write_file(folder / "texts" / (std::string(language) + ".json"), texts.dump(1));
  }
}

struct Choosing : testing::Test {
  ProductWorld world;

  void SetUp() override {
    write_village_ca(world.folder() / "plugins" / "village_ca");
    change([](Json& config) {
      config["plugins"]["folders"].push_back("plugins");
      for (const auto* id : {"viettel", "szca", "village_ca"}) {
        config["plugins"]["allow"][id] = {{"transport", "guided"}};
      }
    });
  }
  template <typename Change>
  void change(Change with) {
    auto config = world.config();
    with(config);
    world.write_config(config);
  }
  std::vector<std::string> places() {
    std::vector<std::string> all;
    for (const auto& one : world.reseal_json({"check"})) {
      EXPECT_EQ(one.at("place"), all.size() + 1);
      all.push_back(one.at("provider").get<std::string>() + " " + one.at("decided_by").get<std::string>());
    }
    return all;
  }
};

// MIS-02, MIS-03: plugins that share nothing but the interface, and a document, asked the same.
TEST_F(Choosing, RanksTheAnswersOfFourProvidersWithTheReasonForEachPlace) {
  EXPECT_THAT(places(), ElementsAre("misa answer", "village_ca answer", "szca answer", "viettel name"));
  const auto answers = world.reseal_json({"check", "--lang", "en"});
  EXPECT_EQ(answers[0].at("answer"), "eligible");
  EXPECT_EQ(answers[0].at("quote").at("same_issuer"), true);
  EXPECT_FALSE(answers[0].at("compared_package").is_null());
  EXPECT_EQ(answers[1].at("answer"), "cannot_say") << "shown as such, and never as a yes";
  EXPECT_TRUE(contains(answers[1].at("reason"), "Behind MISA")) << answers[1].at("reason");
  EXPECT_TRUE(answers[3].at("quote").is_null()) << "who says no is asked for no price";
}

TEST_F(Choosing, ShowsAPersonTheSameOrderWithReasonsAndTerms) {
  const auto shown = world.reseal({"check", "--lang", "en"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_LT(shown.out.find("1. MISA"), shown.out.find("2. Village CA")) << shown.out;
  EXPECT_TRUE(contains(shown.out, "5 working days")) << shown.out;
  EXPECT_TRUE(contains(shown.out, "forms on paper: 3")) << shown.out;
}

TEST_F(Choosing, LetsTheConfigurationOverruleEverythingButANo) {
  change([](Json& config) { config["renewal"]["provider"] = "village_ca"; });
  EXPECT_THAT(places(), ElementsAre("village_ca policy", "misa policy", "szca answer", "viettel name"));
  change([](Json& config) { config["renewal"]["provider"] = "viettel"; });
  EXPECT_THAT(places(), ElementsAre("misa answer", "village_ca answer", "szca answer", "viettel name"));
}

TEST_F(Choosing, TakesTheFirstWithoutAPersonWhenItSaysYes) {
  const auto plan = world.reseal_json({"renew", "--dry-run"});
  EXPECT_EQ(plan.at("provider"), "misa");
}

TEST_F(Choosing, OrdersNowhereWithoutAPersonWhenTheFirstCannotSay) {
  change([](Json& config) { config["renewal"]["provider"] = "village_ca"; });
  const auto renewed = world.reseal({"renew", "--no-input", "--lang", "en"});
  EXPECT_EQ(renewed.exit_code, 2) << renewed.err;
  EXPECT_TRUE(contains(renewed.err, "--provider")) << renewed.err;
  EXPECT_EQ(world.reseal_json({"orders", "--all"}), Json::array());
}

TEST_F(Choosing, LetsThePersonNameAnyProvider) {
  EXPECT_EQ(world.reseal_json({"renew", "--provider", "village_ca", "--dry-run"}).at("provider"), "village_ca");
}

TEST_F(Choosing, RefusesAPolicyItDoesNotKnow) {
  change([](Json& config) { config["renewal"]["rank_by"] = {"cheapest"}; });
  EXPECT_EQ(world.reseal({"check"}).exit_code, 1);
}

}  // namespace
}  // namespace reseal::test
