// SPDX-License-Identifier: Apache-2.0
// Clean-up at the terminal, once the old certificate has ended and every system has accepted the new one.
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "reseal/values.h"
#include "support/registering_world.h"

namespace reseal::test {
namespace {

/// Renewed and accepted everywhere, on a day after the old certificate's end.
struct LongAfter : RegisteringWorld {
  LongAfter() : RegisteringWorld({.systems = {"customs", "tax"}, .days_left = 5}) {
    EXPECT_EQ(renew().exit_code, 0);
    const auto days_later =
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + std::chrono::hours(24 * 30);
    set_clock(to_iso(days_later));
  }

  /// What `token tidy` says to somebody who types this at its question.
  Outcome tidy_typing(const std::string& typed) {
    const auto script = "set timeout 40\nspawn -noecho " + (product_programs() / "reseal").string() +
                        " --lang en --config " + to_utf8(config_file()) +
                        " token tidy\nexpect \"last 8 digits\"\nafter 300\nsend -- \"" + typed +
                        "\\r\"\nexpect eof\nexit [lindex [wait] 3]\n";
    return tool(std::vector<std::string>{"expect", "-c", script});
  }
};

TEST(TidyingAtTheTerminal, RemovesWhatIsConfirmedAndNothingElse) {
  LongAfter world;
  ASSERT_EQ(world.token().certificates, 2);
  const auto listed = world.reseal_json({"token", "tidy", "--no-input"});
  std::string old_serial;
  for (const auto& item : listed) {
    if (item.at("may_go").get<bool>()) old_serial = item.at("serial");
  }
  ASSERT_FALSE(old_serial.empty()) << listed.dump(1);

  const auto outcome = world.tidy_typing(old_serial.substr(old_serial.size() - 8));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_EQ(world.token().certificates, 1);
  EXPECT_EQ(world.token().private_keys, 1);
  EXPECT_EQ(world.reseal_json({"certificates", "--offline"}).at(0).at("certificate").at("serial").at("hex"),
            world.new_serial());
  EXPECT_EQ(world.reseal({"status"}).exit_code, 0) << "what the journals know of the old one stays";
}

TEST(TidyingAtTheTerminal, LeavesEverythingWhenTheDigitsAreNotThose) {
  LongAfter world;
  const auto outcome = world.tidy_typing("00000000");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_EQ(world.token().certificates, 2);
}

TEST(TidyingWithoutAPerson, RemovesNothing) {
  LongAfter world;
  EXPECT_EQ(world.reseal({"token", "tidy", "--no-input"}).exit_code, 4);
  EXPECT_EQ(world.token().certificates, 2);
}

}  // namespace
}  // namespace reseal::test
