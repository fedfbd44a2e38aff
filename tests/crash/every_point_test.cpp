// SPDX-License-Identifier: Apache-2.0
// The journey is killed with SIGKILL at every point in turn, before and after each write and each effect, and carried
// on. The points are not listed here: a run that is not killed says which it passes, so that a new one cannot be
// forgotten.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <sstream>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

struct Point {
  std::string name;
  int passage = 0;
  [[nodiscard]] std::string text() const { return name + ":" + std::to_string(passage); }
};

// Every passage of every point of one whole renewal.
std::vector<Point> points_of_a_whole_run(const ProductSetting& setting, const std::string& fault) {
  ProductWorld world(setting);
  if (!fault.empty()) world.fault(fault);
  const auto log = world.folder() / "points.log";
  const auto outcome = world.renew({}, {{"RESEAL_CRASH_LOG", to_utf8(log)}});
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  std::vector<Point> points;
  std::map<std::string, int> passages;
  std::istringstream lines(read_file(log));
  for (std::string name; std::getline(lines, name);) points.push_back({name, ++passages[name]});
  return points;
}

void expect_one_of_everything(ProductWorld& world, const std::string& where) {
  const auto totals = world.sandbox("show").at("totals");
  EXPECT_EQ(totals.at("orders"), 1) << where;
  EXPECT_EQ(totals.at("certificates_issued"), 1) << where;
  EXPECT_EQ(totals.at("installations_confirmed"), 1) << where;
  const auto token = world.token();
  EXPECT_EQ(token.certificates, 2) << where << "\n" << token.listing;
  EXPECT_EQ(token.private_keys, 2) << where << "\n" << token.listing;
  EXPECT_EQ(token.public_keys, 2) << where << "\n" << token.listing;
  const auto audit = world.reseal({"audit"});
  EXPECT_EQ(audit.exit_code, 0) << where << "\n" << audit.out;
}

void kill_at_and_carry_on(const ProductSetting& setting, const std::string& fault, const Point& point) {
  ProductWorld world(setting);
  if (!fault.empty()) world.fault(fault);
  const auto killed = world.renew({}, {{"RESEAL_CRASH_AT", point.text()}});
  ASSERT_EQ(killed.signal, SIGKILL) << point.text() << " was not passed: " << killed.out << killed.err;
  // A person who starts again says "renew"; a scheduler says "resume". Both must do, so they take turns.
  const bool has_order = !world.reseal_json({"orders", "--all"}).empty();
  const auto carried_on = has_order && point.passage % 2 == 0 ? world.resume() : world.renew();
  if (carried_on.exit_code != 5) {
    // Killed after the order was closed: there is nothing left to carry on, and that is right.
    const auto orders = world.reseal_json({"orders", "--all"});
    ASSERT_EQ(orders.size(), 1U) << point.text() << "\n" << carried_on.out << carried_on.err;
    ASSERT_EQ(orders[0].at("state"), "installed") << point.text() << "\n" << carried_on.out << carried_on.err;
  }
  expect_one_of_everything(world, "killed at " + point.text());
}

constexpr int kShards = 8;

class EveryPoint : public testing::TestWithParam<int> {
 protected:
  void walk(const std::string& fault) {
    const ProductSetting setting;
    const auto points = points_of_a_whole_run(setting, fault);
    ASSERT_GT(points.size(), 60U) << "a whole renewal passes many more points: were they compiled in?";
    for (std::size_t i = static_cast<std::size_t>(GetParam()); i < points.size() && !HasFailure(); i += kShards) {
      kill_at_and_carry_on(setting, fault, points[i]);
    }
  }
};

TEST_P(EveryPoint, KilledThereAndCarriedOnThereIsOneOrderAndOnePair) { walk(""); }
// The long walk: keys and CAs as they are in the world, and a staff that takes its time, so that waits are passed too.
TEST_P(EveryPoint, InALongWalkWithRsaKeysAndWaitsThereIsOneOrderAndOnePair) {
  if (std::getenv("RESEAL_SOAK") == nullptr) GTEST_SKIP() << "./test --soak walks it";
  ProductSetting setting;
  setting.algorithm = "rsa";
  setting.staff_delay = 1.5;
  setting.issue_delay = 1.5;
  const auto points = points_of_a_whole_run(setting, "");
  for (std::size_t i = static_cast<std::size_t>(GetParam()); i < points.size() && !HasFailure(); i += kShards) {
    kill_at_and_carry_on(setting, "", points[i]);
  }
}
TEST_P(EveryPoint, KilledThereWhileTheReplyToTheOrderIsLostThereIsOneOrderAndOnePair) { walk("reply-lost@placeOrder"); }

INSTANTIATE_TEST_SUITE_P(OfTheApiJourney, EveryPoint, testing::Range(0, kShards));

}  // namespace
}  // namespace reseal::test
