// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/error.h"

#include <gtest/gtest.h>

#include <set>

namespace reseal {
namespace {

TEST(ErrorCodes, HaveStableNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    const auto name = to_string(static_cast<ErrorCode>(i));
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << name;
  }
  EXPECT_EQ(to_string(ErrorCode::usage), "usage");
  EXPECT_EQ(to_string(ErrorCode::token_missing), "token_missing");
  EXPECT_EQ(to_string(ErrorCode::order_open_already), "order_open_already");
  EXPECT_EQ(to_string(ErrorCode::internal), "internal");
}

TEST(AnError, SaysAllItKnowsToALog) {
  const Error error(ErrorCode::disk_full, {{"file", "orders.db"}, {"size", "7"}}, "ENOSPC");
  EXPECT_STREQ(error.what(), "disk_full: file=orders.db, size=7 (ENOSPC)");
  EXPECT_EQ(error.code(), ErrorCode::disk_full);
  EXPECT_EQ(error.params().at("file"), "orders.db");
  EXPECT_EQ(error.cause(), "ENOSPC");
}

}  // namespace
}  // namespace reseal
