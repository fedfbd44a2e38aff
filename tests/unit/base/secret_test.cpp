// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/secret.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "reseal/base/error.h"

namespace reseal {
namespace {

TEST(ASecret, MovesAndLeavesNothingBehind) {
  Secret pin("123456");
  const Secret taken = std::move(pin);
  EXPECT_EQ(taken.reveal(), "123456");
  EXPECT_TRUE(pin.empty());  // NOLINT(bugprone-use-after-move): the promise under test
}

TEST(ASecret, IsWipedOnDemand) {
  Secret pin("123456");
  pin.wipe();
  EXPECT_TRUE(pin.empty());
}

TEST(ASecret, RefusesMoreThanItsPageShouldHold) {
  EXPECT_THROW(Secret(std::string(Secret::kCapacity + 1, 'x')), Error);
}

TEST(WipingMemory, OverwritesEveryByte) {
  std::string text = "secret";
  wipe_memory(text.data(), text.size());
  EXPECT_EQ(text, std::string(6, '\0'));
}

}  // namespace
}  // namespace reseal
