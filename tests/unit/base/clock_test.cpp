// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/clock.h"

#include <gtest/gtest.h>

#include <thread>

namespace reseal {
namespace {

using std::chrono::milliseconds;
constexpr TimePoint kThen{std::chrono::seconds(1'795'000'000)};

TEST(TheManualClock, MovesOnlyWhenTold) {
  ManualClock clock(kThen);
  EXPECT_EQ(clock.now(), kThen);
  clock.advance(milliseconds(7));
  EXPECT_EQ(clock.now(), kThen + milliseconds(7));
  clock.set(kThen);
  EXPECT_EQ(clock.now(), kThen);
}

TEST(TheManualClock, SleepsInNoTimeAndNeverBackwards) {
  ManualClock clock(kThen);
  EXPECT_TRUE(clock.sleep_until(kThen + std::chrono::hours(24)));
  EXPECT_EQ(clock.now(), kThen + std::chrono::hours(24));
  EXPECT_TRUE(clock.sleep_until(kThen));
  EXPECT_EQ(clock.now(), kThen + std::chrono::hours(24));
}

TEST(TheSystemClock, CanBeginAtAnotherTimeAndGoesOnFromThere) {
  const SystemClock clock(kThen);
  const auto first = clock.now();
  EXPECT_GE(first, kThen);
  EXPECT_LT(first, kThen + std::chrono::minutes(1));
  std::this_thread::sleep_for(milliseconds(3));
  EXPECT_GT(clock.now(), first);
}

TEST(TheSystemClock, SleepsUntilItsOwnTimeHasCome) {
  SystemClock clock(kThen);
  const auto until = clock.now() + milliseconds(20);
  EXPECT_TRUE(clock.sleep_until(until));
  EXPECT_GE(clock.now(), until);
  EXPECT_TRUE(clock.sleep_until(kThen));
}

// Last in this file: nothing takes an interrupt back.
TEST(AnInterrupt, EndsEverySleep) {
  EXPECT_EXIT(
      {
        SystemClock system;
        ManualClock manual(kThen);
        request_interrupt();
        const bool slept = system.sleep_until(system.now() + std::chrono::hours(1)) ||
                           manual.sleep_until(kThen + milliseconds(1)) || manual.now() != kThen;
        std::exit(slept || !interrupted() ? 1 : 0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace reseal
