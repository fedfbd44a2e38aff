// SPDX-License-Identifier: Apache-2.0
// Viettel-CA's compensation is killed with SIGKILL at every point in turn, in both modes, and carried on. As in
// every_point_test.cpp, a run that is not killed says which points there are.
#include <gtest/gtest.h>

#include <csignal>

#include "crash_points.h"
#include "support/registering_world.h"
#include "support/viettel_world.h"

namespace reseal::test {
namespace {

constexpr int kCompensationShards = 4;
const std::string kFresh = "fresh";          // nothing was begun
const std::string kMessageCame = "message";  // the text message with the code has come

class EveryPointOfACompensation : public testing::TestWithParam<int> {
 protected:
  static ViettelSetting setting(const std::string& mode) {
    ViettelSetting setting;
    setting.mode = mode;
    return setting;
  }

  [[nodiscard]] std::vector<std::string> mine(const std::vector<std::string>& points) const {
    std::vector<std::string> mine;
    for (auto i = static_cast<std::size_t>(GetParam()); i < points.size(); i += kCompensationShards) {
      mine.push_back(points[i]);
    }
    return mine;
  }

  static void expect_one_of_everything(ViettelWorld& world, const std::string& where) {
    const auto requests = world.requests();
    EXPECT_EQ(requests.size(), 1U) << where << requests;
    EXPECT_EQ(requests[0].at("status"), "installed") << where;
    const auto token = world.token();
    EXPECT_EQ(token.certificates, 2) << where << "\n" << token.listing;
    EXPECT_EQ(token.private_keys, 2) << where << "\n" << token.listing;
    for (const auto& order : world.reseal_json({"orders", "--all"})) EXPECT_EQ(order.at("state"), "installed") << where;
    EXPECT_EQ(world.reseal({"audit"}).exit_code, 0) << where;
  }
};

TEST_P(EveryPointOfACompensation, KilledThereInTheAutomaticModeThereIsOneRequestAndOnePair) {
  ViettelWorld world(setting("automatic"));
  world.save(kFresh);
  const auto log = world.folder() / "points.log";
  ASSERT_EQ(world.compensate({{"RESEAL_CRASH_LOG", to_utf8(log)}}).exit_code, 5);
  const auto points = points_in(log);
  ASSERT_GT(points.size(), 30U) << "a compensation passes more points: were they compiled in?";
  for (const auto& point : mine(points)) {
    world.go_back_to(kFresh);
    const auto killed = world.compensate({{"RESEAL_CRASH_AT", point}});
    ASSERT_EQ(killed.signal, SIGKILL) << point << " was not passed: " << killed.out << killed.err;
    // 0: killed after the end; the old certificate is no longer eligible, and nothing is left to do.
    const auto again = world.compensate();
    EXPECT_TRUE(again.exit_code == 5 || again.exit_code == 0) << point << again.out << again.err;
    expect_one_of_everything(world, "killed at " + point);
    if (HasFailure()) return;
  }
}

TEST_P(EveryPointOfACompensation, KilledThereByRequestThereIsOneRequestAndOnePair) {
  ViettelWorld world(setting("by_request"));
  world.save(kFresh);
  const auto log = world.folder() / "points.log";
  ASSERT_EQ(world.compensate({{"RESEAL_CRASH_LOG", to_utf8(log)}}).exit_code, 4);
  const auto asking = points_in(log);
  const auto tell_the_code = [&] {
    const auto told = accepted({{"message", "came"}, {"code", world.code()}});
    world.answer("viettel/result", told);
    world.answer("viettel/code", told);
  };
  tell_the_code();
  world.save(kMessageCame);
  const auto log_of_code = world.folder() / "points-of-code.log";
  ASSERT_EQ(world.resume({{"RESEAL_CRASH_LOG", to_utf8(log_of_code)}}).exit_code, 5);
  const auto telling = points_in(log_of_code);
  for (const auto& point : mine(asking)) {
    world.go_back_to(kFresh);
    ASSERT_EQ(world.compensate({{"RESEAL_CRASH_AT", point}}).signal, SIGKILL) << point;
    const auto again = world.compensate();
    EXPECT_TRUE(again.exit_code == 4 || again.exit_code == 3) << point << again.out << again.err;
    tell_the_code();
    EXPECT_EQ(world.resume().exit_code, 5) << point;
    expect_one_of_everything(world, "killed at " + point + " while asking");
    if (HasFailure()) return;
  }
  for (const auto& point : mine(telling)) {
    world.go_back_to(kMessageCame);
    ASSERT_EQ(world.resume({{"RESEAL_CRASH_AT", point}}).signal, SIGKILL) << point;
    (void)world.resume();  // nothing to do, should it have been killed after the end
    expect_one_of_everything(world, "killed at " + point + " with the code");
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheApiJourney, EveryPointOfACompensation, testing::Range(0, kCompensationShards));

}  // namespace
}  // namespace reseal::test
