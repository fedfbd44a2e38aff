// SPDX-License-Identifier: Apache-2.0
// `reseal plan` and `reseal token tidy` as scripts and calendars meet them.
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

// A deployment that knows its systems and its CA, on Monday 2 November 2026, 9:00.
struct Planning : testing::Test {
  ProductWorld world;
  void SetUp() override {
    auto config = world.config();
    config["systems"] = Json::array({{{"id", "customs"}, {"lead_time", {{"working_days", 1}}}, {"processing_days", 1}},
                                     {{"id", "tax"}, {"lead_time", {{"working_hours", 4}}}, {"processing_days", 0}},
                                     {{"id", "social_insurance"}, {"processing_days", 1}}});
    config["renewal"] = {{"processing_days", 3}};
    config["clock"] = {{"as_of", "2026-11-02T09:00:00+07:00"}};
    world.write_config(config);
  }
};

TEST_F(Planning, SaysZeroWhenEveryUseIsMetAndWhenToStart) {  // CUS-01
  const auto outcome = world.reseal({"plan", "--use", "customs=2026-11-23T09:00", "--json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  const auto plan = Json::parse(outcome.out);
  EXPECT_EQ(plan.at("start_by").at("time"), "2026-11-16T10:00:00Z");
  EXPECT_EQ(plan.at("uses").at(0).at("outlook"), "met");
}

TEST_F(Planning, SaysFourWhenALeadTimeIsNotKnown) {  // BHX-03
  const auto outcome = world.reseal({"plan", "--use", "social_insurance=2026-11-23T09:00", "--json"});
  EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
  const auto plan = Json::parse(outcome.out);
  EXPECT_EQ(plan.at("start_by").at("exact"), false);
  EXPECT_EQ(plan.at("start_by").at("unknowns"), Json::array({"lead_time"}));
  EXPECT_TRUE(contains(world.reseal({"plan", "--lang", "en", "--use", "social_insurance=2026-11-23T09:00"}).out,
                       "not known, certainly not after"));
}

TEST_F(Planning, SaysFiveWhenAUseIsMissedAndWhichCertificateSignsThen) {  // TAX-03
  const auto outcome = world.reseal({"plan", "--lang", "en", "--use", "tax=2026-11-03T10:00"});
  EXPECT_EQ(outcome.exit_code, 5) << outcome.err;
  EXPECT_TRUE(contains(outcome.out, "The old certificate")) << outcome.out;
}

TEST_F(Planning, RefusesAUseThatItCannotRead) {
  for (const auto* use : {"court=2026-11-03T10:00", "tax", "tax=soon", "tax/stamps=2026-11-03T10:00"}) {
    EXPECT_EQ(world.reseal({"plan", "--use", use}).exit_code, 2) << use;
  }
  EXPECT_EQ(world.reseal({"plan"}).exit_code, 2);
}

TEST_F(Planning, WritesACalendarInWhichDatesKeepTheirIdentity) {
  const auto file = to_utf8(world.folder() / "plan.ics");
  const auto uids = [&](const std::string& now) {
    EXPECT_EQ(world.reseal({"plan", "--set", "clock.as_of=" + now, "--use", "customs=2026-11-23T09:00", "--ics", file})
                  .exit_code,
              0);
    std::string found;
    const auto text = read_file(file);
    for (auto at = text.find("\r\nUID:"); at != std::string::npos; at = text.find("\r\nUID:", at + 1)) {
      found += text.substr(at, text.find("\r\n", at + 2) - at);
    }
    return found;
  };
  const auto before = uids("2026-11-02T09:00:00+07:00");
  EXPECT_FALSE(before.empty());
  EXPECT_EQ(uids("2026-11-05T09:00:00+07:00"), before);
}

TEST_F(Planning, WritesNoCalendarInADryRun) {
  const auto file = world.folder() / "plan.ics";
  EXPECT_EQ(world.reseal({"plan", "--dry-run", "--use", "customs=2026-11-23T09:00", "--ics", to_utf8(file)}).exit_code,
            0);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Tidying, SaysWhyACertificateStaysAndRemovesNothing) {  // GEN-01
  ProductWorld world;
  const auto before = world.token().listing;
  const auto items = world.reseal_json({"token", "tidy"});
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items.at(0).at("may_go"), false);
  EXPECT_EQ(items.at(0).at("keep").at(0).at("kind"), "not_expired");
  EXPECT_EQ(world.token().listing, before);
}

TEST(Tidying, KeepsARenewedAndExpiredCertificateThatIsNotReplacedEverywhere) {  // GEN-01
  ProductWorld world;
  EXPECT_EQ(world.renew().exit_code, 5);
  auto config = world.config();
  config["clock"] = {{"as_of", "2027-06-01T09:00:00+07:00"}};
  world.write_config(config);
  bool found = false;
  for (const auto& item : world.reseal_json({"token", "tidy"})) {
    if (item.at("serial") != world.old_serial()) continue;
    found = true;
    EXPECT_EQ(item.at("may_go"), false);
    EXPECT_EQ(item.at("keep").at(0).at("kind"), "not_accepted");
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(world.token().certificates, 2);
}

}  // namespace
}  // namespace reseal::test
