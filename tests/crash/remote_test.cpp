// SPDX-License-Identifier: Apache-2.0
// The renewal of a certificate whose key is in the cloud is killed with SIGKILL at every point in turn, and carried on.
// As in every_point_test.cpp, a run that is not killed says which points there are.
#include <gtest/gtest.h>

#include <csignal>

#include "crash_points.h"
#include "support/cloud_world.h"

namespace reseal::test {
namespace {

constexpr int kRemoteShards = 4;

class EveryPointOfARemoteRenewal : public testing::TestWithParam<int> {};

TEST_P(EveryPointOfARemoteRenewal, KilledThereThereIsOneOrderAndOneNewKey) {
  CloudWorld world;
  world.save("fresh");
  const auto log = world.folder() / "points.log";
  ASSERT_EQ(world.renew_in_cloud({"--no-register"}, {{"RESEAL_CRASH_LOG", to_utf8(log)}}).exit_code, 5);
  const auto points = points_in(log);
  ASSERT_GT(points.size(), 30U) << "a renewal passes more points: were they compiled in?";
  for (auto i = static_cast<std::size_t>(GetParam()); i < points.size(); i += kRemoteShards) {
    world.go_back_to("fresh");
    const auto killed = world.renew_in_cloud({"--no-register"}, {{"RESEAL_CRASH_AT", points[i]}});
    ASSERT_EQ(killed.signal, SIGKILL) << points[i] << " was not passed: " << killed.out << killed.err;
    (void)world.resume_in_cloud();  // nothing to do, should it have been killed after the end
    auto begun = world.reseal_json({"orders", "--all"});
    if (begun.empty()) {  // killed before there was an order
      (void)world.renew_in_cloud({"--no-register"});
      begun = world.reseal_json({"orders", "--all"});
    }
    const auto orders = world.orders();
    ASSERT_EQ(orders.size(), 1U) << "killed at " << points[i] << orders;
    EXPECT_EQ(orders[0].at("status"), "issued") << points[i];
    EXPECT_EQ(world.keys_in_cloud(), 2) << points[i];
    for (const auto& order : begun) {
      EXPECT_EQ(order.at("state"), "installed") << points[i];
    }
    EXPECT_EQ(world.reseal({"audit"}).exit_code, 0) << points[i];
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheApiJourney, EveryPointOfARemoteRenewal, testing::Range(0, kRemoteShards));

}  // namespace
}  // namespace reseal::test
