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

// The SDK's examples: a library in C, a program in Python, and two that are a document and nothing else.
class ExamplePlugin : public testing::TestWithParam<const char*> {};

TEST_P(ExamplePlugin, KeepsItsPromisesInEveryWorld) {
  const auto report = examined(std::filesystem::path(GetParam()));
  EXPECT_TRUE(report.passed()) << in_words(report);
}

INSTANTIATE_TEST_SUITE_P(All, ExamplePlugin,
                         testing::Values(BUILT_EXAMPLES "/c_provider", BUILT_EXAMPLES "/python_provider",
                                         SDK_EXAMPLES "/vnpt_ca", SDK_EXAMPLES "/bank"),
                         [](const auto& one) { return std::filesystem::path(one.param).filename().string(); });

}  // namespace
}  // namespace reseal::conformance::test
