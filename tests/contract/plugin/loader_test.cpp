// SPDX-License-Identifier: Apache-2.0
// The loader against plugins that break the border: every one is refused with a plain message, and the program lives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "folders.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::milliseconds kLimit{2000};

/// Every message names the file and says what was expected, what was found and what to do; the loader's noise is gone.
void expect_plain(const Finding& finding, const std::string& code, const std::string& names) {
  EXPECT_EQ(finding.code, code) << finding.problem << " / " << finding.found;
  EXPECT_FALSE(finding.usable);
  EXPECT_THAT(finding.problem, HasSubstr(names));
  EXPECT_NE(finding.expected, "");
  EXPECT_NE(finding.found, "");
  EXPECT_NE(finding.advice, "");
  EXPECT_THAT(finding.problem + finding.found, Not(HasSubstr("Bad file descriptor")));
}

struct Hostile {
  const char* id;
  const char* code;
  const char* found;  ///< must be said
};

class Trial : public testing::TestWithParam<Hostile> {};

TEST_P(Trial, RefusesWithAPlainMessage) {
  const auto& [id, code, found] = GetParam();
  const auto finding = probe_library(test::hostile_library(id), test::probe_program(), kLimit);
  expect_plain(finding, code, id);
  EXPECT_THAT(finding.problem + finding.found + finding.expected, HasSubstr(found));
}

INSTANTIATE_TEST_SUITE_P(
    HostilePlugins, Trial,
    testing::Values(
        Hostile{"no_entry", "entry_missing", "reseal_plugin_entry"},
        Hostile{"newer_abi", "abi", "newer than this program"}, Hostile{"older_abi", "abi", "older than this program"},
        Hostile{"refuses_abi", "abi", "refuses"}, Hostile{"short_table", "abi", "8 bytes"},
        Hostile{"gap_in_table", "abi", "null"}, Hostile{"missing_dependency", "dependency", "libhostile_absent.so"},
        Hostile{"unresolved_symbol", "symbol", "reseal_symbol_of_the_future"},
        Hostile{"entry_throws", "entry_threw", "out of the entry"},
        Hostile{"entry_crashes", "entry_crashed", "when it was tried"},
        Hostile{"entry_exits", "entry_crashed", "ended the program"},
        Hostile{"entry_prints", "answer", "prints to standard output"}, Hostile{"create_silent", "answer", "no answer"},
        Hostile{"create_null", "answer", "no instance"}, Hostile{"describe_not_json", "answer", "its answer"},
        Hostile{"describe_not_utf8", "answer", "its answer"}, Hostile{"describe_wrong_shape", "answer", "/id"},
        Hostile{"describe_huge", "answer", "104857600 bytes"}, Hostile{"describe_twice", "answer", "2 times"},
        Hostile{"describe_null", "answer", "null pointer"}, Hostile{"describe_throws", "answer", "out of the call"},
        Hostile{"describe_other_id", "manifest", "somebody_else"}),
    [](const auto& each) { return std::string(each.param.id); });

class Hanging : public testing::TestWithParam<const char*> {};

TEST_P(Hanging, IsEndedInTime) {
  const auto start = std::chrono::steady_clock::now();
  const auto finding =
      probe_library(test::hostile_library(GetParam()), test::probe_program(), std::chrono::milliseconds(500));
  expect_plain(finding, "entry_hung", GetParam());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

INSTANTIATE_TEST_SUITE_P(HostilePlugins, Hanging, testing::Values("entry_hangs", "entry_floods", "describe_hangs"),
                         [](const auto& each) { return std::string(each.param); });

TEST(Probe, FindsAGoodPluginUsable) {
  const auto finding = probe_library(test::hostile_library("typed"), test::probe_program(), std::chrono::seconds(10));
  EXPECT_TRUE(finding.usable) << finding.problem << finding.found;
  EXPECT_EQ(finding.abi, RESEAL_ABI_VERSION);
}

TEST(Probe, TakesAPluginThatWantsItsSettingsForUsable) {
  EXPECT_TRUE(probe_library(test::hostile_library("create_refuses"), test::probe_program(), kLimit).usable);
}

TEST(Probe, SurvivesALibraryThatThrowsWhileItIsMapped) {
  const auto finding = probe_library(test::hostile_library("loading_throws"), test::probe_program(), kLimit);
  EXPECT_FALSE(finding.usable);
  EXPECT_THAT(finding.code, testing::AnyOf("entry_threw", "entry_crashed"));
}

TEST(Probe, SaysThatItsOwnProgramIsMissing) {
  const auto finding = probe_library(test::hostile_library("typed"), "/nonexistent/reseal-plugin-host", kLimit);
  expect_plain(finding, "probe", "typed.so");
}

TEST(Probe, DoesNotBelieveAProgramThatIsNoProbe) {
  EXPECT_FALSE(probe_library(test::hostile_library("typed"), "/bin/true", kLimit).usable);
  EXPECT_FALSE(probe_library(test::hostile_library("typed"), "/bin/echo", kLimit).usable);
}

TEST(LoadPlugin, TriesAnUnpinnedPluginInAChildFirst) {
  PluginSettings here;
  here.isolation = Isolation::none;
  expect_plain(test::refusal(test::hostile_folder("entry_crashes"), here), "entry_crashed", "entry_crashes.so");
  EXPECT_EQ(load_plugin(test::hostile_folder("typed"), here, test::probe_program())->describe().id, "typed");
}

TEST(LoadPlugin, LoadsAPinnedPluginWithoutAChild) {
  const auto plugin = load_plugin(test::hostile_folder("typed"), test::pinned("typed"), "/nonexistent");
  EXPECT_EQ(plugin->sha256(), *test::pinned("typed").sha256);
  EXPECT_EQ(plugin->transport(), "api");
}

TEST(LoadPlugin, RefusesAPinnedPluginThatIsAnotherFile) {
  PluginSettings settings;
  settings.sha256 = std::string(64, '0');
  expect_plain(test::refusal(test::hostile_folder("typed"), settings), "hash", "typed.so");
}

// Even a pinned plugin, loaded in this process, cannot take it along by what the loader or an exception says.
TEST(LoadPlugin, SurvivesPinnedPluginsThatCannotBeLoaded) {
  for (const auto& [id, code] :
       {std::pair{"no_entry", "entry_missing"}, std::pair{"newer_abi", "abi"},
        std::pair{"missing_dependency", "dependency"}, std::pair{"unresolved_symbol", "symbol"},
        std::pair{"entry_throws", "entry_threw"}, std::pair{"create_null", "answer"},
        std::pair{"create_refuses", "answer"}, std::pair{"describe_not_json", "answer"},
        std::pair{"describe_throws", "answer"}, std::pair{"describe_other_id", "manifest"}}) {
    expect_plain(test::refusal(test::hostile_folder(id), test::pinned(id)), code, id);
  }
}

TEST(LoadPlugin, RefusesATruncatedLibraryBeforeTheLoaderSeesIt) {
  const test::Workshop workshop;
  const auto folder = workshop.copy("typed");
  fs::resize_file(folder / "typed.so", fs::file_size(folder / "typed.so") / 2);
  expect_plain(test::refusal(folder), "truncated", "typed.so");
}

TEST(LoadPlugin, RefusesATextFileAndAMissingFile) {
  const test::Workshop workshop;
  const auto folder = workshop.copy("typed");
  write_file(folder / "typed.so", "this is not a library\n");
  expect_plain(test::refusal(folder), "not_a_library", "typed.so");
  fs::remove(folder / "typed.so");
  expect_plain(test::refusal(folder), "missing", "typed.so");
}

// MIS-01: which plugins, from where and with what settings is configuration.
TEST(LoadPlugins, TakesOnlyAllowedIdsAndGoesOnAfterABrokenOne) {
  const std::map<std::string, PluginSettings> allowed = {
      {"typed", test::pinned("typed")}, {"no_entry", test::pinned("no_entry")}, {"absent", {}}};
  const auto set = load_plugins({fs::path(HOSTILE_FOLDER)}, allowed, test::probe_program());
  EXPECT_EQ(set.plugins.size(), 1U);
  EXPECT_TRUE(set.plugins.contains("typed"));
  ASSERT_EQ(set.rejected.size(), 2U);
  EXPECT_EQ(set.rejected[0].id, "absent");
  EXPECT_EQ(set.rejected[0].finding.code, "missing");
  expect_plain(set.rejected[1].finding, "entry_missing", "no_entry.so");
}

TEST(LoadPlugins, TakesTheFirstOfTwoWithOneId) {
  const test::Workshop workshop;
  const auto first = workshop.copy("typed", "first");
  const auto second = workshop.copy("typed", "second");
  const auto set = load_plugins({first.parent_path(), second.parent_path()}, {{"typed", test::pinned("typed")}},
                                test::probe_program());
  ASSERT_TRUE(set.plugins.contains("typed"));
  EXPECT_EQ(set.plugins.at("typed")->manifest().folder, first);
  ASSERT_EQ(set.rejected.size(), 1U);
  EXPECT_EQ(set.rejected[0].folder, second);
  expect_plain(set.rejected[0].finding, "manifest", "repeats");
}

}  // namespace
}  // namespace reseal::plugin
