// SPDX-License-Identifier: Apache-2.0
// The kit names exactly the promise that a plugin breaks.
#include <gmock/gmock.h>

#include <set>

#include "kit_runs.h"
#include "reseal/failure.h"

namespace reseal::conformance::test {
namespace {

const std::filesystem::path kBroken = BROKEN_FOLDER;

/// The plugin that breaks `promise`, and none when that is empty; in this process, whose memory the kit can measure.
Report broken_in(const std::string& promise, const std::string& world) {
  const auto load = load_from(kBroken, PROBE_PROGRAM);
  return examine(kBroken, world, [&](plugin::PluginSettings settings) {
    settings.settings["breaks"] = promise;
    settings.isolation = plugin::Isolation::none;
    return load(settings);
  });
}

std::set<Promise> broken_promises(const Report& report) {
  std::set<Promise> broken;
  for (const auto& result : report.results) {
    if (!result.breaches.empty()) broken.insert(result.promise);
  }
  return broken;
}

TEST(ConformanceKit, FindsNothingInAPluginThatKeepsEveryPromise) {
  const auto report = broken_in("", {});
  EXPECT_TRUE(report.passed()) << in_words(report);
  std::set<Promise> checked;
  for (const auto& result : report.results) {
    if (result.checks > 0) checked.insert(result.promise);
  }
  EXPECT_EQ(checked.size(), kPromises);
}

TEST(ConformanceKit, TriesAPluginInAProcessOfItsOwnAsTheDeploymentRunsIt) {
  const auto report = examined(kBroken, "renewal");
  EXPECT_TRUE(report.passed()) << in_words(report);
}

struct Case {
  const char* breaks;
  std::set<Promise> named;
};

class BrokenPromise : public testing::TestWithParam<Case> {};

TEST_P(BrokenPromise, IsNamedAndNoOther) {
  const auto report = broken_in(GetParam().breaks, GetParam().breaks == std::string("ends") ? "refused" : "renewal");
  EXPECT_EQ(broken_promises(report), GetParam().named) << in_words(report);
}

// Who forgets at a restart answers a fresh instance's question otherwise, too.
INSTANTIATE_TEST_SUITE_P(
    Each, BrokenPromise,
    testing::Values(Case{"ends", {Promise::ends}}, Case{"pure", {Promise::pure}},
                    Case{"restart", {Promise::restart, Promise::pure}}, Case{"lost_reply", {Promise::lost_reply}},
                    Case{"doubled_answer", {Promise::doubled_answer}},
                    Case{"portal_nonsense", {Promise::portal_nonsense}}, Case{"clock_leap", {Promise::clock_leap}},
                    Case{"strange_certificates", {Promise::strange_certificates}},
                    Case{"revocation", {Promise::strange_certificates}}, Case{"permissions", {Promise::permissions}},
                    Case{"effects", {Promise::effects}}, Case{"texts", {Promise::texts}},
                    Case{"placeholder", {Promise::texts}}, Case{"forms", {Promise::forms}},
                    Case{"steps", {Promise::steps}}, Case{"time", {Promise::bounded}}),
    [](const auto& one) { return std::string(one.param.breaks); });

TEST(BrokenPromise, OfMemoryIsNamedWhereItCanBeMeasured) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer keeps what is freed";
#endif
  EXPECT_EQ(broken_promises(broken_in("memory", "renewal")), std::set{Promise::bounded});
}

TEST(ConformanceReport, IsJUnitsXml) {
  const auto xml = to_junit(broken_in("ends", "refused"));
  EXPECT_THAT(xml, testing::HasSubstr(R"(<testsuite name="broken.refused")"));
  EXPECT_THAT(xml, testing::HasSubstr(R"(failures="1")"));
  EXPECT_THAT(xml, testing::HasSubstr(R"(<testcase classname="broken.refused" name="ends")"));
  EXPECT_THAT(xml, testing::HasSubstr("<failure message="));
}

TEST(ConformanceKit, SaysWhichWorldsThereAreWhenOneIsNotKnown) {
  EXPECT_THAT([] { (void)examined(kBroken, "elsewhere"); },
              testing::ThrowsMessage<MessageError>(testing::HasSubstr("there are: refused, renewal")));
}

}  // namespace
}  // namespace reseal::conformance::test
