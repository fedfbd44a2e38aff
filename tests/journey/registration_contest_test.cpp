// SPDX-License-Identifier: Apache-2.0
// The contest with the ancestors (facts: lego's renew hook that fails is never run again, and the next run says all is
// well; certmonger reports MONITORING after a post-save command that never ran).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/registering_world.h"

namespace reseal::test {
namespace {

class ARegistrationThatFailsTheFirstTime : public testing::Test {
 protected:
  ARegistrationThatFailsTheFirstTime() : world_({.systems = {"tax"}}) {
    EXPECT_EQ(world_.renew({"--no-register"}).exit_code, 5);
    world_.fault("status-503=1@taxSendChange*always");
    EXPECT_NE(world_.register_again({"--no-wait"}).exit_code, 0);
  }

  void portal_is_back() {
    world_.sandbox("fault", {"clear"});
    const auto resumed = world_.resume();
    EXPECT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
  }

  RegisteringWorld world_;
};

TEST_F(ARegistrationThatFailsTheFirstTime, IsRunAgainByTheNextRunUnlikeLegosHook) {
  const auto before = world_.received("taxSendChange");
  EXPECT_NE(world_.reseal({"resume", "--wait-limit", "4", "--no-input"}).exit_code, 0);
  EXPECT_GT(world_.received("taxSendChange"), before);
  portal_is_back();
  EXPECT_EQ(world_.sent_forms("tax"), 1);
}

TEST_F(ARegistrationThatFailsTheFirstTime, IsSeenInTheStatusUnlikeCertmongersMonitoring) {
  EXPECT_NE(world_.reseal({"status"}).exit_code, 0);
  EXPECT_EQ(world_.standing("tax").at("standing"), "registering");
  EXPECT_TRUE(world_.standing("tax").at("message").is_string());
  portal_is_back();
  EXPECT_EQ(world_.reseal({"status"}).exit_code, 0);
}

TEST_F(ARegistrationThatFailsTheFirstTime, KeepsTheRenewalFromBeingDone) {
  EXPECT_EQ(world_.order("misa").at("state"), "installed");
  EXPECT_NE(world_.renew({"--no-wait"}).exit_code, 0);
  EXPECT_EQ(world_.sign_with("tax"), "old");
  portal_is_back();
  EXPECT_EQ(world_.order("misa").at("state"), "done");
}

// Nobody has to call again where somebody waits: one run tries until it is accepted.
TEST(ARegistration, IsTriedUntilItIsAcceptedWithinOneRun) {
  RegisteringWorld world({.systems = {"tax"}});
  world.fault("status-503=1@taxSendChange*2");
  const auto renewed = world.renew();
  EXPECT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  EXPECT_EQ(world.received("taxSendChange"), 3);
  EXPECT_EQ(world.order("misa").at("state"), "done");
}

// Killed after the certificate was on the token and before any system was told: what lego forgets for good.
TEST(ARenewalThatStoppedAtTheToken, IsTakenFurtherByResume) {
  RegisteringWorld world({.systems = {"tax"}});
  const auto renewed = world.renew({"--no-register"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;
  const auto resumed = world.resume();
  EXPECT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
  EXPECT_EQ(world.standing("tax").at("standing"), "accepted");
}

}  // namespace
}  // namespace reseal::test
