// SPDX-License-Identifier: Apache-2.0
// The three registrations are killed with SIGKILL at every point in turn and carried on. As in every_point_test.cpp, a
// run that is not killed says which points there are. The renewal is done once a shard; each kill goes back to it.
#include <gtest/gtest.h>

#include <csignal>
#include <map>

#include "crash_points.h"
#include "support/registering_world.h"

namespace reseal::test {
namespace {

using Environment = std::map<std::string, std::string>;

constexpr int kRegistrationShards = 4;
const std::string kTold = "told";          // the certificate is on the token, no system knows it
const std::string kAnswered = "answered";  // Customs and Tax have accepted, Social Insurance's e-mail has come

class EveryPointOfTheRegistrations : public testing::TestWithParam<int> {
 protected:
  EveryPointOfTheRegistrations() : world_({.poll_seconds = 0}) {
    EXPECT_EQ(world_.renew({"--no-register"}).exit_code, 5);
    world_.save(kTold);
  }

  // What one run passes; the world is as it was afterwards.
  std::vector<std::string> points_of_telling() {
    const auto log = world_.folder() / "points.log";
    const auto told = world_.register_again({}, {{"RESEAL_CRASH_LOG", to_utf8(log)}});
    EXPECT_EQ(told.exit_code, 3) << told.out << told.err;
    auto points = points_in(log);
    (void)world_.wait_for_the_mail();
    world_.save(kAnswered);
    return points;
  }
  std::vector<std::string> points_of_the_answer() {
    const auto log = world_.folder() / "points-of-answer.log";
    const auto resumed = world_.resume_with_the_mail({{"RESEAL_CRASH_LOG", to_utf8(log)}});
    EXPECT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
    return points_in(log);
  }

  void kill_while_telling(const std::string& point, bool person_starts_again) {
    world_.go_back_to(kTold);
    const auto killed = world_.register_again({}, {{"RESEAL_CRASH_AT", point}});
    ASSERT_EQ(killed.signal, SIGKILL) << point << " was not passed: " << killed.out << killed.err;
    // A person says "register" again, a scheduler says "resume"; both must do.
    const auto carried_on = person_starts_again ? world_.register_again() : world_.resume();
    // 3: Social Insurance is waited for; 5: so is the renewal that goes on to it.
    EXPECT_TRUE(carried_on.exit_code == 3 || carried_on.exit_code == 5) << point << carried_on.out << carried_on.err;
    expect_to_end(point);
  }
  void kill_while_reading_the_answer(const std::string& point) {
    world_.go_back_to(kAnswered);
    const auto killed = world_.resume_with_the_mail({{"RESEAL_CRASH_AT", point}});
    ASSERT_EQ(killed.signal, SIGKILL) << point << " was not passed: " << killed.out << killed.err;
    expect_to_end(point);
  }

  void expect_to_end(const std::string& point) {
    const auto ended = world_.resume_with_the_mail();
    EXPECT_EQ(ended.exit_code, 0) << point << ended.out << ended.err;
    const auto status =
        world_.reseal({"status", "--offline"});  // ends the renewal itself, should that have been cut off
    EXPECT_EQ(status.exit_code, 0) << point << status.out;
    std::map<std::string, int> orders;
    for (const auto& order : world_.reseal_json({"orders", "--all"})) {
      EXPECT_EQ(order.at("state"), "done") << point << order;
      ++orders[order.at("plugin").get<std::string>()];
    }
    EXPECT_EQ(orders, (std::map<std::string, int>{{"customs", 1}, {"misa", 1}, {"social_insurance", 1}, {"tax", 1}}))
        << point;
    for (const auto* system : {"customs", "tax", "social_insurance"}) EXPECT_EQ(world_.sent_forms(system), 1) << point;
    const auto received = world_.sandbox("show").at("received");
    for (const auto* sent :
         {"customsSaveRegistration", "customsSendRegistration", "taxSendChange", "socialInsuranceSendChange"}) {
      EXPECT_EQ(received.at(sent), 1) << point << " " << sent;
    }
    const auto audit = world_.reseal({"audit"});
    EXPECT_EQ(audit.exit_code, 0) << point << audit.out;
  }

  RegisteringWorld world_;
};

TEST_P(EveryPointOfTheRegistrations, KilledThereAndCarriedOnEachSystemIsToldOnceAndAccepts) {
  const auto telling = points_of_telling();
  const auto answer = points_of_the_answer();
  ASSERT_GT(telling.size(), 60U) << "three registrations pass many more points: were they compiled in?";
  ASSERT_GT(answer.size(), 4U);
  for (auto i = static_cast<std::size_t>(GetParam()); i < telling.size() && !HasFailure(); i += kRegistrationShards) {
    kill_while_telling(telling[i], i / kRegistrationShards % 2 == 0);
  }
  for (auto i = static_cast<std::size_t>(GetParam()); i < answer.size() && !HasFailure(); i += kRegistrationShards) {
    kill_while_reading_the_answer(answer[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheApiJourney, EveryPointOfTheRegistrations, testing::Range(0, kRegistrationShards));

}  // namespace
}  // namespace reseal::test
