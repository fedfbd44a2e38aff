// SPDX-License-Identifier: Apache-2.0
// Shenzhen CA's renewal after expiry is killed with SIGKILL at every point in turn, before and after the bank's code,
// and carried on: one application, one payment, one pair. As in every_point_test.cpp, a run that is not killed says
// which points there are.
#include <gtest/gtest.h>

#include <csignal>

#include "crash_points.h"
#include "support/registering_world.h"
#include "support/szca_world.h"

namespace reseal::test {
namespace {

constexpr int kSzcaShards = 4;
const std::string kNothingBegun = "nothing-begun";
const std::string kMoneyCame = "money-came";  // the 0.01 yuan is in the account

class EveryPointOfAnSzcaRenewal : public testing::TestWithParam<int> {
 protected:
  [[nodiscard]] static std::vector<std::string> mine(const std::vector<std::string>& points) {
    std::vector<std::string> mine;
    for (auto i = static_cast<std::size_t>(GetParam()); i < points.size(); i += kSzcaShards) mine.push_back(points[i]);
    return mine;
  }

  static void expect_one_of_everything(SzcaWorld& world, const std::string& where) {
    const auto applications = world.applications();
    ASSERT_EQ(applications.size(), 1U) << where << applications;
    EXPECT_EQ(applications[0].at("status"), "已完成") << where;
    EXPECT_EQ(applications[0].at("payment").at("round"), 1) << where;
    EXPECT_EQ(applications[0].at("verification").at("round"), 1) << where;
    const auto token = world.token();
    EXPECT_EQ(token.certificates, 2) << where << "\n" << token.listing;
    EXPECT_EQ(token.private_keys, 2) << where << "\n" << token.listing;
    EXPECT_EQ(world.reseal({"audit"}).exit_code, 0) << where;
  }
};

TEST_P(EveryPointOfAnSzcaRenewal, KilledThereThereIsOneApplicationOnePaymentAndOnePair) {
  SzcaWorld world;
  world.save(kNothingBegun);
  const auto log = world.folder() / "points.log";
  ASSERT_EQ(world.apply({}, {{"RESEAL_CRASH_LOG", to_utf8(log)}}).exit_code, 4);
  const auto applying = points_in(log);
  ASSERT_GT(applying.size(), 30U) << "a renewal passes more points: were they compiled in?";
  world.tell_bank_code(world.bank_code());
  world.save(kMoneyCame);
  const auto log_of_update = world.folder() / "points-of-update.log";
  ASSERT_EQ(world.resume({{"RESEAL_CRASH_LOG", to_utf8(log_of_update)}}).exit_code, 0);
  const auto updating = points_in(log_of_update);
  for (const auto& point : mine(applying)) {
    world.go_back_to(kNothingBegun);
    ASSERT_EQ(world.apply({}, {{"RESEAL_CRASH_AT", point}}).signal, SIGKILL) << point << " was not passed";
    world.answer("bank_code", nullptr);
    const auto again = world.apply();
    EXPECT_EQ(again.exit_code, 4) << point << again.out << again.err;
    world.tell_bank_code(world.bank_code());
    EXPECT_EQ(world.resume().exit_code, 0) << point;
    expect_one_of_everything(world, "killed at " + point + " while applying");
    if (HasFailure()) return;
  }
  for (const auto& point : mine(updating)) {
    world.go_back_to(kMoneyCame);
    ASSERT_EQ(world.resume({{"RESEAL_CRASH_AT", point}}).signal, SIGKILL) << point << " was not passed";
    (void)world.resume();  // nothing to do, should it have been killed after the end
    expect_one_of_everything(world, "killed at " + point + " while updating");
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheApiJourney, EveryPointOfAnSzcaRenewal, testing::Range(0, kSzcaShards));

}  // namespace
}  // namespace reseal::test
