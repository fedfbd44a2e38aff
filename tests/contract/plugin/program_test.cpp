// SPDX-License-Identifier: Apache-2.0
// A plugin that is a program of any language: it speaks the same messages as lines, and is confined as a library is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "folders.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class WildProgram : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::can_confine()) GTEST_SKIP() << "this kernel has no Landlock";
    settings.own_time = std::chrono::seconds(2);
    plugin = load_plugin(test::hostile_folder("wild_program"), settings, test::probe_program());
  }
  std::string problem(const std::string& deed) {
    try {
      (void)plugin->order(test::some_order(deed), host);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::plugin_failed) << error.what();
      return error.params().at("problem");
    }
    ADD_FAILURE() << deed << " was taken for an answer";
    return {};
  }

  PluginSettings settings;
  std::unique_ptr<Plugin> plugin;
  test::ScriptedHost host;
};

TEST_F(WildProgram, ReachesNothingButItsFolder) {
  for (const auto& [deed, outcome] :
       {std::pair{"forks", "EPERM"}, std::pair{"runs", "EPERM"}, std::pair{"opens-a-socket", "EPERM"},
        std::pair{"reads-passwords", "EACCES"}, std::pair{"lists-another-folder", "EACCES"},
        std::pair{"writes-a-file", "EACCES"}, std::pair{"reads-itself", "done"}}) {
    EXPECT_EQ(problem(deed), std::string("was ") + outcome) << deed;
  }
}

TEST_F(WildProgram, CostsOneQuestionWhateverItDoes) {
  for (const auto& [deed, said] :
       {std::pair{"prints", "its answer"}, std::pair{"exits", "exit code 7"},
        std::pair{"hangs", "did not answer within 2 s"}, std::pair{"floods", "longer than the 8388608 bytes"}}) {
    EXPECT_THAT(problem(deed), HasSubstr(said));
    EXPECT_EQ(plugin->describe().id, "wild_program") << deed;
  }
}

// It may become another program, which is then confined as it was.
TEST_F(WildProgram, WhatItTurnsIntoIsNoFreer) { EXPECT_THAT(problem("becomes-another"), HasSubstr("exit code 1")); }

TEST_F(WildProgram, IsNeverRunInThisProcess) {
  settings.isolation = Isolation::none;
  plugin = load_plugin(test::hostile_folder("wild_program"), settings, test::probe_program());
  EXPECT_EQ(problem("forks"), "was EPERM");
}

TEST_F(WildProgram, IsPinnedLikeALibrary) {
  const auto program = test::hostile_folder("wild_program") / "wild.py";
  settings.sha256 = test::sha256_of(program);
  EXPECT_EQ(load_plugin(program.parent_path(), settings, test::probe_program())->sha256(), *settings.sha256);
  settings.sha256 = std::string(64, '0');
  EXPECT_EQ(test::refusal(program.parent_path(), settings).code, "hash");
}

TEST_F(WildProgram, ThatCannotBeStartedIsRefusedWithTheReason) {
  const test::Workshop workshop;
  const auto folder = workshop.root() / "wild_program";
  fs::copy(test::hostile_folder("wild_program"), folder);
  const auto program = folder / "wild.py";
  write_file(program, "#!/nowhere/interpreter\n");
  EXPECT_EQ(test::refusal(folder).code, "permissions");  // written anew, without the right to execute
  fs::permissions(program, fs::perms::owner_all);
  EXPECT_THAT(test::refusal(folder).found, HasSubstr("wild.py cannot be run"));
  fs::permissions(program, fs::perms::owner_all | fs::perms::others_write);
  EXPECT_EQ(test::refusal(folder).code, "permissions");
  fs::remove(program);
  EXPECT_EQ(test::refusal(folder).code, "missing");
}

}  // namespace
}  // namespace reseal::plugin
