// SPDX-License-Identifier: Apache-2.0
// Shenzhen CA's renewal after expiry is killed with SIGKILL at every point in turn, from the moment in which something
// leaves the computer, and carried on: one application, one payment, one transfer, one pair. A stage begins with what a
// person answers and ends where a person is needed next; a run that is not killed says which points it has.
#include <gtest/gtest.h>

#include <csignal>

#include "crash_points.h"
#include "support/registering_world.h"
#include "support/szca_world.h"

namespace reseal::test {
namespace {

constexpr int kSzcaShards = 4;

struct Stage {
  std::string begins_with;  ///< the step that is answered
  std::vector<std::string> points;
  int ends = 4;
};

class EveryPointOfAnSzcaRenewal : public testing::TestWithParam<int> {
 protected:
  [[nodiscard]] static std::vector<std::string> mine(const std::vector<std::string>& points) {
    std::vector<std::string> mine;
    for (auto i = static_cast<std::size_t>(GetParam()); i < points.size(); i += kSzcaShards) mine.push_back(points[i]);
    return mine;
  }

  /// Through the whole journey once; each stage is kept as it began.
  static std::vector<Stage> stages_of(SzcaWorld& world) {
    std::vector<Stage> stages = {
        {"confirm_application", {}}, {"application_form", {}}, {"identity_qr", {}}, {"pay", {}}, {"bank_code", {}, 0}};
    const auto kept = world.answers();
    for (const auto& stage : stages) world.answer(stage.begins_with, nullptr);
    EXPECT_EQ(world.apply().exit_code, 4);
    for (auto& stage : stages) {
      if (stage.begins_with == "bank_code") {
        world.tell_bank_code(world.bank_code());
      } else {
        world.answer(stage.begins_with, kept.at("szca/" + stage.begins_with));
      }
      world.save(stage.begins_with);
      const auto log = world.folder() / (stage.begins_with + ".points");
      const auto outcome = world.resume({{"RESEAL_CRASH_LOG", to_utf8(log)}});
      EXPECT_EQ(outcome.exit_code, stage.ends) << stage.begins_with << outcome.out << outcome.err;
      stage.points = points_in(log);
    }
    return stages;
  }

  static void expect_one_of_everything(SzcaWorld& world, const Stage& stage, const std::string& where) {
    const auto applications = world.applications();
    ASSERT_EQ(applications.size(), 1U) << where << applications;
    EXPECT_LE(applications[0].at("payment").at("round"), 1) << where;
    EXPECT_LE(applications[0].at("verification").at("round"), 1) << where;
    EXPECT_EQ(world.reseal({"audit"}).exit_code, 0) << where;
    if (stage.ends != 0) return;
    EXPECT_EQ(applications[0].at("status"), "已完成") << where;
    const auto token = world.token();
    EXPECT_EQ(token.certificates, 2) << where << "\n" << token.listing;
    EXPECT_EQ(token.private_keys, 2) << where << "\n" << token.listing;
  }
};

TEST_P(EveryPointOfAnSzcaRenewal, KilledThereThereIsOneApplicationOnePaymentAndOnePair) {
  SzcaWorld world;
  const auto stages = stages_of(world);
  ASSERT_GT(stages.back().points.size(), 30U) << "an update passes more points: were they compiled in?";
  for (const auto& stage : stages) {
    for (const auto& point : mine(stage.points)) {
      const auto where = "killed at " + point + " after " + stage.begins_with;
      world.go_back_to(stage.begins_with);
      ASSERT_EQ(world.resume({{"RESEAL_CRASH_AT", point}}).signal, SIGKILL) << where << ": it was not passed";
      const auto again = world.resume();
      EXPECT_EQ(again.exit_code, stage.ends) << where << again.out << again.err;
      expect_one_of_everything(world, stage, where);
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheApiJourney, EveryPointOfAnSzcaRenewal, testing::Range(0, kSzcaShards));

}  // namespace
}  // namespace reseal::test
