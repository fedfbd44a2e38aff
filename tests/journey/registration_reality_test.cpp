// SPDX-License-Identifier: Apache-2.0
// What the portals say counts more than our own notes; and what takes the old key is done while it works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "support/registering_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Somebody registered the old one again, on the website, behind our back.
void change_at_the_portal(RegisteringWorld& world, const std::string& serial) {
  for (const auto& entry : std::filesystem::directory_iterator(world.world_folder() / "records" / "registrations")) {
    auto record = Json::parse(read_file(entry.path()));
    record["new_serial"] = serial;
    write_file(entry.path(), record.dump());
  }
}

TEST(APortalThatKnowsAnotherSerial, IsShoutedWithBothSerials) {
  RegisteringWorld world({.systems = {"customs"}});
  const auto renewed = world.renew();
  ASSERT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  const auto new_serial = world.new_serial();
  change_at_the_portal(world, world.old_serial());
  const auto status = world.reseal({"status"});
  EXPECT_EQ(status.exit_code, 4) << status.out;
  EXPECT_THAT(world.alarms("customs"), ElementsAre("not_what_it_says"));
  const auto alarm = world.standing("customs").at("alarms").at(0).at("text").get<std::string>();
  EXPECT_THAT(alarm, HasSubstr(world.old_serial()));
  EXPECT_THAT(alarm, HasSubstr(new_serial));
}

TEST(APortalThatCannotBeReached, IsSaidAndIsNotFatal) {
  RegisteringWorld world({.systems = {"customs", "tax"}});
  const auto renewed = world.renew();
  ASSERT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  world.stop_sandbox();
  const auto status = world.reseal({"status"});
  EXPECT_EQ(status.exit_code, 0) << status.out << status.err;
  EXPECT_THAT(world.alarms("customs"), ElementsAre("unreachable"));
  EXPECT_THAT(world.alarms("tax"), ElementsAre("unreachable"));
}

// The agency has said yes, and its e-mail lies unread: what it says is not ours yet, and a person is told.
TEST(APortalThatKnowsTheNewOneAlready, IsTold) {
  RegisteringWorld world({.systems = {"social_insurance"}});
  const auto renewed = world.renew();
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  (void)world.wait_for_the_mail();
  EXPECT_EQ(world.status().at("exit_code"), 4);
  EXPECT_THAT(world.alarms("social_insurance"), Contains("known_already"));
  EXPECT_EQ(world.sign_with("social_insurance"), "old");
}

// CUS-02: Customs lets us in with the old key, so it comes first however the systems are listed.
TEST(TheSystemThatNeedsTheOldKey, IsBegunFirstThoughItIsConfiguredLast) {
  RegisteringWorld world({.systems = {"tax", "e_invoice", "customs"}});
  const auto renewed = world.renew();
  ASSERT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  // The portals number what they get in one row.
  const auto numbers = [&](const std::string& agency) {
    std::vector<std::string> all;
    for (const auto& registration : world.sandbox("staff", {"registrations"})) {
      if (registration.at("agency") == agency) all.push_back(registration.at("number"));
    }
    return all;
  };
  EXPECT_LT(numbers("customs").at(0), numbers("tax").at(0));
  EXPECT_LT(numbers("customs").at(0), numbers("e_invoice").at(0));
}

TEST(TheOldKeyRunningOut, IsWarnedOfWhereItIsNeeded) {
  RegisteringWorld world({.systems = {"tax", "customs"}, .days_left = 20});
  const auto renewed = world.renew({"--no-register"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  EXPECT_EQ(world.status().at("exit_code"), 5);
  EXPECT_THAT(world.alarms("customs"), Contains("old_key_running_out"));
  EXPECT_THAT(world.alarms("tax"), Not(Contains("old_key_running_out")));
  EXPECT_THAT(world.alarms("tax"), Contains("old_ends"));
  ASSERT_EQ(world.register_again().exit_code, 0);
  EXPECT_THAT(world.alarms("customs"), IsEmpty());
  EXPECT_EQ(world.status().at("exit_code"), 0);
}

TEST(TheOldKeyRunningOut, BecomesAPersonsMatterInItsLastDays) {
  RegisteringWorld world({.systems = {"customs"}, .days_left = 2});
  const auto renewed = world.renew({"--no-register"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  EXPECT_EQ(world.status().at("exit_code"), 4);
  EXPECT_THAT(world.alarms("customs"), Contains("old_key_running_out"));
}

}  // namespace
}  // namespace reseal::test
