// SPDX-License-Identifier: Apache-2.0
// A plugin in a process of its own: whatever it does, it costs one question and never the program, and it reaches
// nothing but its own folder. In this process nothing contains what `wild` does but a throw, so it is not tried there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <clocale>
#include <cstddef>
#include <cstdio>
#include <thread>

#include "folders.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::Eq;
using testing::HasSubstr;

std::unique_ptr<Plugin> apart(const std::string& id, std::chrono::milliseconds own_time = std::chrono::seconds(10)) {
  auto settings = test::pinned(id, Isolation::process);
  settings.own_time = own_time;
  return load_plugin(test::hostile_folder(id), settings, test::probe_program());
}

/// The problem of Error(plugin_failed) that the question ends with.
std::string problem_of(Plugin& plugin, const std::string& deed, Host& host) {
  try {
    (void)plugin.order(test::some_order(deed), host);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::plugin_failed) << error.what();
    EXPECT_EQ(error.params().at("plugin"), plugin.manifest().id);
    return error.params().at("problem");
  }
  ADD_FAILURE() << deed << " was taken for an answer";
  return {};
}

class Isolated : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::can_confine()) GTEST_SKIP() << "this kernel has no Landlock";
    plugin = apart("wild");
  }
  std::string problem(const std::string& deed) { return problem_of(*plugin, deed, host); }

  std::unique_ptr<Plugin> plugin;
  test::ScriptedHost host;
};

struct Harm {
  const char* deed;
  const char* said;  ///< of the process's end
  const char*
      sanitized;  ///< in a build for a sanitizer, which catches the signal and exits; null: cannot be seen there
};

class HarmToItsProcess : public Isolated, public testing::WithParamInterface<Harm> {};

TEST_P(HarmToItsProcess, CostsOneQuestionAndIsSaidInWords) {
  const auto& [deed, said, sanitized] = GetParam();
  if (test::is_sanitized() && sanitized == nullptr)
    GTEST_SKIP() << "a sanitizer needs more memory than a plugin may have";
  const auto before = plugin->describe();
  EXPECT_THAT(problem(deed), HasSubstr(test::is_sanitized() ? sanitized : said));
  EXPECT_EQ(plugin->describe(), before);
}

INSTANTIATE_TEST_SUITE_P(
    WildPlugin, HarmToItsProcess,
    testing::Values(Harm{"throws", "out of the call", "out of the call"}, Harm{"aborts", "signal SIGABRT", "ended"},
                    Harm{"null", "signal SIGSEGV", "ended"}, Harm{"overflows", "signal SIGSEGV", "ended"},
                    Harm{"allocates", "more memory than 512 MiB", nullptr},
                    Harm{"grows", "more memory than 512 MiB", nullptr}, Harm{"exits", "exit code 7", "ended"},
                    Harm{"closes", "ended with exit code 0", "ended"},
                    Harm{"writes-on-the-line", "its answer", "its answer"},
                    Harm{"asks-without-end", "more than 1000 things", "more than 1000 things"},
                    Harm{"traces", "signal SIGSYS", "signal SIGSYS"}),
    [](const auto& each) {
      std::string name = each.param.deed;
      std::erase(name, '-');
      return name;
    });

struct Reach {
  const char* deed;
  const char* outcome;
};

class ReachOutOfItsProcess : public Isolated, public testing::WithParamInterface<Reach> {};

TEST_P(ReachOutOfItsProcess, IsRefusedByTheSystem) {
  EXPECT_EQ(problem(GetParam().deed), std::string("was ") + GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(WildPlugin, ReachOutOfItsProcess,
                         testing::Values(Reach{"forks", "EPERM"}, Reach{"maps-shared", "EPERM"},
                                         Reach{"opens-a-socket", "EPERM"}, Reach{"pairs-sockets", "EPERM"},
                                         Reach{"reads-passwords", "EACCES"}, Reach{"reads-memory", "EACCES"},
                                         Reach{"writes-a-file", "EACCES"}, Reach{"writes-itself", "EACCES"},
                                         Reach{"opens-itself", "EPERM"}, Reach{"execs-a-shell", "EPERM"},
                                         Reach{"starts-a-shell", "EPERM"}, Reach{"kills-its-parent", "EPERM"},
                                         Reach{"kills-everybody", "EPERM"}, Reach{"leaves-its-group", "EPERM"},
                                         Reach{"raises-its-limits", "EPERM"}, Reach{"has-environment", "none"},
                                         Reach{"reads-itself", "done"}, Reach{"prints", "done"},
                                         Reach{"meddles", "done"}),
                         [](const auto& each) {
                           std::string name = each.param.deed;
                           std::erase(name, '-');
                           return name;
                         });

TEST_F(Isolated, PluginIsConfinedBeforeItsConstructorsRun) {
  EXPECT_EQ(apart("wild_on_loading")->describe().version, "confined");
}

TEST_F(Isolated, ChangesToItsProcessAreNotOurs) {
  const auto folder = fs::current_path();
  const std::string locale = std::setlocale(LC_ALL, nullptr);
  EXPECT_EQ(problem("meddles"), "was done");
  EXPECT_EQ(fs::current_path(), folder);
  EXPECT_EQ(std::setlocale(LC_ALL, nullptr), locale);
}

TEST_F(Isolated, OtherPluginsGoOn) {
  const auto other = apart("typed");
  EXPECT_NE(problem("aborts"), "");
  EXPECT_EQ(other->describe().id, "typed");
}

TEST_F(Isolated, PluginThatDoesNotAnswerIsEndedInTime) {
  for (const auto* deed : {"loops", "late"}) {
    plugin = apart("wild", std::chrono::milliseconds(400));
    EXPECT_THAT(problem(deed), HasSubstr("did not answer within 1 s"));
    EXPECT_EQ(plugin->describe().id, "wild");
  }
}

/// Works slowly, as a portal far away does.
class SlowHost final : public Host {
 public:
  HttpResponse http(const HttpRequest& /*request*/) override { return {}; }
  void log(LogLevel /*level*/, std::string_view /*message*/) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
  }
  Time now() override { return {}; }
};

TEST_F(Isolated, TimeThatTheHostTakesIsNotThePlugins) {
  plugin = apart("wild", std::chrono::milliseconds(1000));
  SlowHost slow;
  EXPECT_EQ(problem_of(*plugin, "asks-slowly", slow), "was done");
}

TEST_F(Isolated, WhatItSaysUnaskedIsNoAnswerToTheNextQuestion) {
  EXPECT_EQ(problem("says-more"), "was done");
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_THAT(problem("says-more"), HasSubstr("without being asked"));
  EXPECT_EQ(plugin->describe().id, "wild");
}

TEST_F(Isolated, PluginThatIsLostAgainAndAgainHasToRest) {
  EXPECT_NE(problem("exits"), "");
  EXPECT_NE(problem("exits"), "");
  try {
    (void)plugin->order(test::some_order("exits"), host);
    FAIL();
  } catch (const TryLater& later) {
    EXPECT_EQ(later.after, Seconds(1));
    EXPECT_THAT(later.what(), HasSubstr("2 times in a row"));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_EQ(plugin->describe().id, "wild");
}

TEST_F(Isolated, FileThatWasChangedSinceItWasLoadedIsNotStartedAgain) {
  const test::Workshop workshop;
  PluginSettings settings;
  settings.isolation = Isolation::process;
  plugin = load_plugin(workshop.copy("wild"), settings, test::probe_program());
  EXPECT_NE(problem("exits"), "");
  const auto library = workshop.root() / "wild" / "wild.so";
  write_file(library, read_file(library) + "more");
  EXPECT_THAT(problem("exits"), HasSubstr("changed since it was loaded"));
}

TEST_F(Isolated, PluginThatCannotBeLoadedIsRefusedWithTheReason) {
  for (const auto& [id, found] :
       {std::pair{"newer_abi", "newer than this program"}, std::pair{"missing_dependency", "libhostile_absent.so"},
        std::pair{"unresolved_symbol", "reseal_symbol_of_the_future"}, std::pair{"entry_throws", "out of the entry"},
        std::pair{"create_null", "no instance"}, std::pair{"create_refuses", "base_url is missing"},
        std::pair{"describe_not_utf8", "its answer"}, std::pair{"describe_huge", "104857600 bytes"},
        std::pair{"entry_exits", test::is_sanitized() ? "ended" : "exit code 0"}}) {
    const auto finding = test::refusal(test::hostile_folder(id), test::pinned(id, Isolation::process));
    EXPECT_THAT(finding.found, HasSubstr(found)) << id;
    EXPECT_NE(finding.advice, "") << id;
  }
}

TEST_F(Isolated, WithoutItsHostProgramThePluginIsRefused) {
  try {
    (void)load_plugin(test::hostile_folder("typed"), test::pinned("typed", Isolation::process), "/nonexistent/host");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.params().at("found"), HasSubstr("/nonexistent/host"));
  }
}

// What came with this installation runs here, anything else in a process of its own.
TEST_F(Isolated, IsTheDefaultOutsideTheInstallationsFolder) {
  PluginSettings settings;
  plugin = load_plugin(test::hostile_folder("wild"), settings, test::probe_program());
  EXPECT_EQ(problem("opens-a-socket"), "was EPERM");
}

TEST_F(Isolated, IsNotTheDefaultForThePluginsOfThisInstallation) {
  for (const auto& [programs, plugins] :
       {std::pair{"bin", "plugins"}, std::pair{INSTALLED_PROGRAMS, INSTALLED_PLUGINS}}) {
    const test::Workshop workshop;
    fs::create_directories(workshop.root() / programs);
    const auto program = workshop.root() / programs / "reseal-plugin-host";
    fs::copy_file(test::probe_program(), program);
    plugin = load_plugin(workshop.copy("wild", plugins), {}, program);
    EXPECT_EQ(problem("opens-a-socket"), "was done") << plugins;
  }
}

TEST_F(Isolated, PluginThatHangsWhileItIsLoadedIsRefusedInTime) {
  auto settings = test::pinned("entry_hangs", Isolation::process);
  settings.own_time = std::chrono::milliseconds(300);
  EXPECT_THAT(test::refusal(test::hostile_folder("entry_hangs"), settings).found, HasSubstr("did not answer"));
}

/// From now on this process, and all that it starts, runs on a kernel without this call.
void take_away(unsigned call) {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program{4, code};
  ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

[[noreturn]] void load_without(unsigned call) {
  take_away(call);
  const auto finding = test::refusal(test::hostile_folder("typed"), test::pinned("typed", Isolation::process));
  (void)std::fprintf(stderr, "%s: %s\n", finding.code.c_str(), finding.found.c_str());
  ::_exit(0);
}

TEST_F(Isolated, IsRefusedWhereTheKernelCannotConfineIt) {
  EXPECT_EXIT(load_without(SYS_landlock_create_ruleset), testing::ExitedWithCode(0), "answer: .*Landlock");
  EXPECT_EXIT(load_without(SYS_seccomp), testing::ExitedWithCode(0), "answer: .*seccomp");
}

}  // namespace
}  // namespace reseal::plugin
