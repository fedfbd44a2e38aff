// SPDX-License-Identifier: Apache-2.0
// Every plugin of the house, as it is laid out for a deployment, in all of its worlds.
#include <gmock/gmock.h>

#include "kit_runs.h"

namespace reseal::conformance::test {
namespace {

class HousePlugin : public testing::TestWithParam<const char*> {};

TEST_P(HousePlugin, KeepsItsPromisesInEveryWorld) {
  const auto report = examined(std::filesystem::path(PLUGINS_FOLDER) / GetParam());
  EXPECT_TRUE(report.passed()) << in_words(report);
  EXPECT_GE(report.worlds.size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(All, HousePlugin,
                         testing::Values("misa", "viettel", "szca", "customs", "tax", "social_insurance", "e_invoice"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace reseal::conformance::test
