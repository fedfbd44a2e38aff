// SPDX-License-Identifier: Apache-2.0
// What only whole processes can show: one is killed, two write at once, the disk is full.
#if defined(__linux__)
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "store_fixture.h"

namespace reseal::store {
namespace {

struct Processes : testing::Test {
  ScratchFolder folder;
  std::filesystem::path file = folder.path / "orders.db";
  ManualClock clock{kStart};

  // The child must not touch what gtest owns, and leaves by _exit: nothing is cleaned up twice.
  template <typename Work>
  static pid_t spawn(Work work) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    int result = 99;
    try {
      result = work();
    } catch (const std::exception& e) {
      ::dprintf(2, "child: %s\n", e.what());
    }
    ::_exit(result);
  }
  static int wait_for(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return status;
  }
};

TEST_F(Processes, KilledWhileAppendingLeaveAWholeChain) {
  const auto kill_one = [&](std::chrono::milliseconds after, const std::string& order) {
    const pid_t child = spawn([&] {
      const auto store = open_sqlite(file, clock);
      store->open_order(renewal(order, order));
      for (int i = 0;; ++i) store->append(order, "task", {{"task", 1}, {"form", std::string(3000, 'x')}}, {});
      return 0;
    });
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    EXPECT_TRUE(WIFSIGNALED(wait_for(child)));
  };
  for (int round = 0; round < 4; ++round) {
    const auto order = "R" + std::to_string(round);
    kill_one(std::chrono::milliseconds(120 + 37 * round), order);
    const auto store = open_sqlite(file, clock);
    if (!store->find_order(order)) continue;  // killed before it began
    EXPECT_EQ(store->verify_chain(order), "");
    const auto rebuilt = store->rebuild(order);
    EXPECT_EQ(rebuilt.order, store->find_order(order));
    EXPECT_EQ(rebuilt.tasks, store->open_tasks(order));
    EXPECT_NO_THROW(store->append(order, "note", {}, {}));
  }
}

#if defined(RESEAL_CRASH_POINTS)
TEST_F(Processes, KilledBeforeACommitHaveWrittenNothingAndAfterItAll) {
  struct Case {
    const char* point;
    std::size_t entries;
    int spent;
  };
  for (const auto& [point, entries, spent] : {Case{"journal.before_write:2", 1, 0}, Case{"journal.after_write:2", 2, 0},
                                              Case{"pin.before_write", 2, 0}, Case{"pin.after_write", 2, 1}}) {
    const auto here = folder.path / (std::string(point) + ".db");
    const token::TokenIdentity token{.serial = "1", .label = "", .manufacturer = "m", .model = "n"};
    const pid_t child = spawn([&] {
      ::setenv("RESEAL_CRASH_AT", point, 1);
      const auto store = open_sqlite(here, clock);
      store->open_order(renewal("R1"));
      store->append("R1", "note", {}, {});
      store->spend(token);
      return 0;
    });
    EXPECT_TRUE(WIFSIGNALED(wait_for(child))) << point;
    const auto store = open_sqlite(here, clock);
    EXPECT_EQ(store->journal("R1").size(), entries) << point;
    EXPECT_EQ(store->spent(token), spent) << point;
  }
}
#endif

TEST_F(Processes, WritingAtOnceLoseNothing) {
  constexpr int kEach = 60;
  { open_sqlite(file, clock)->open_order(renewal("R1")); }
  const auto append_some = [&] {
    const auto store = open_sqlite(file, clock);
    for (int i = 0; i < kEach; ++i) store->append("R1", "note", {{"by", ::getpid()}}, {});
    return 0;
  };
  const pid_t first = spawn(append_some);
  const pid_t second = spawn(append_some);
  EXPECT_EQ(wait_for(first), 0);
  EXPECT_EQ(wait_for(second), 0);
  const auto store = open_sqlite(file, clock);
  EXPECT_EQ(store->journal("R1").size(), 1U + 2U * kEach);
  EXPECT_EQ(store->verify_chain("R1"), "");
}

TEST_F(Processes, ThatOpenANewFileAtOnceBothGetIt) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(spawn([&, i] {
      open_sqlite(file, clock)->open_order(renewal("R" + std::to_string(i), std::to_string(i)));
      return 0;
    }));
  }
  for (const auto child : children) EXPECT_EQ(wait_for(child), 0);
  EXPECT_EQ(open_sqlite(file, clock)->orders().size(), 4U);
}

TEST_F(Processes, WinAnExpectedVersionOnlyOnce) {
  constexpr int kTimes = 20;
  { open_sqlite(file, clock)->open_order(renewal("R1")); }
  const auto compete = [&] {
    const auto store = open_sqlite(file, clock);
    int won = 0;
    while (won < kTimes) {
      const auto version = store->find_order("R1")->version;
      try {
        store->append("R1", "note", {}, {}, version);
        ++won;
      } catch (const Error& error) {
        if (error.code() != ErrorCode::internal) throw;
      }
    }
    return 0;
  };
  const pid_t first = spawn(compete);
  const pid_t second = spawn(compete);
  EXPECT_EQ(wait_for(first), 0);
  EXPECT_EQ(wait_for(second), 0);
  EXPECT_EQ(open_sqlite(file, clock)->find_order("R1")->version, 1 + 2 * kTimes);
}

// As root, or as root of a user namespace of its own.
bool may_mount() {
  if (::unshare(CLONE_NEWNS) == 0) return true;
  const auto map_of = [](unsigned id) { return "0 " + std::to_string(id) + " 1"; };
  const auto users = map_of(::getuid());
  const auto groups = map_of(::getgid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  const auto write = [](const char* file, const std::string& text) {
    return static_cast<bool>(std::ofstream(file) << text << std::flush);
  };
  return write("/proc/self/setgroups", "deny") && write("/proc/self/uid_map", users) &&
         write("/proc/self/gid_map", groups);
}

TEST_F(Processes, OnAFullDiskAreToldSoAndLoseNothing) {
  constexpr int kCannotMount = 77;
  const pid_t child = spawn([&] {
    if (!may_mount()) return kCannotMount;
    ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    if (::mount("tmpfs", folder.path.c_str(), "tmpfs", 0, "size=1m") != 0) return kCannotMount;
    auto store = open_sqlite(file, clock);
    store->open_order(renewal("R1"));
    int written = 0;
    try {
      for (;; ++written) store->append("R1", "task", {{"task", 1}, {"form", std::string(20'000, 'x')}}, {});
    } catch (const Error& error) {
      if (error.code() != ErrorCode::disk_full) throw;
    }
    const auto is_whole = [&] {
      return written > 0 && store->find_order("R1")->version == 1 + written && store->verify_chain("R1").empty() &&
             store->rebuild("R1").order == store->find_order("R1") &&
             store->rebuild("R1").tasks == store->open_tasks("R1");
    };
    if (!is_whole()) return 1;
    if (::mount("tmpfs", folder.path.c_str(), "tmpfs", MS_REMOUNT, "size=8m") != 0) return 2;
    store->append("R1", "note", {}, {});  // room again: it goes on
    ++written;
    if (!is_whole()) return 3;
    store = nullptr;
    store = open_sqlite(file, clock);
    return is_whole() ? 0 : 4;
  });
  const int status = wait_for(child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kCannotMount) GTEST_SKIP() << "no right to mount a small file system here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace reseal::store
#endif
