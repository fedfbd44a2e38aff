// SPDX-License-Identifier: Apache-2.0
#include "child.h"

#if defined(_WIN32)

namespace reseal::plugin {

ChildResult run_child(const std::filesystem::path&, const std::vector<std::string>&, std::chrono::milliseconds,
                      std::size_t, std::optional<std::vector<std::string>>) {
  ChildResult result;
  result.problem = "this platform has no probing child yet";
  return result;
}

}  // namespace reseal::plugin

#else

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <thread>
#include <utility>

extern char** environ;

namespace reseal::plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

class SpawnPlan {
 public:
  explicit SpawnPlan(int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output, 1);
    ::posix_spawn_file_actions_addopen(&actions_, 2, "/dev/null", O_WRONLY, 0);
#if defined(__GLIBC__)
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, 3);  // a token's or a store's descriptor is not for plugins
#endif
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  int start(pid_t* pid, const char* program, char* const* arguments, char* const* environment) {
    return ::posix_spawn(pid, program, &actions_, &attributes_, arguments, environment);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

std::vector<std::string> child_environment() {
  constexpr std::array<std::string_view, 6> kKept = {
      "PATH=", "LD_LIBRARY_PATH=", "TMPDIR=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "TSAN_OPTIONS="};
  std::vector<std::string> kept{"LC_ALL=C"};  // the loader's messages are read by a program
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (std::any_of(kKept.begin(), kKept.end(), [&](auto name) { return text.starts_with(name); })) {
      kept.emplace_back(text);
    }
  }
  return kept;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

int left(steady_clock::time_point deadline) {
  const auto time = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(time, 0, 60000));
}

/// Reads until the end, the time or the room is over. Answers what ended it.
ChildResult::End listen(int fd, steady_clock::time_point deadline, std::size_t most, std::string& output) {
  char bytes[4096];
  for (;;) {
    pollfd poll{fd, POLLIN, 0};
    const int ready = ::poll(&poll, 1, left(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 && left(deadline) == 0) return ChildResult::End::killed_for_time;
    if (ready <= 0) continue;
    const auto got = ::read(fd, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return ChildResult::End::exited;
    output.append(bytes, static_cast<std::size_t>(got));
    if (output.size() > most) return ChildResult::End::killed_for_output;
  }
}

/// Whether it ended by itself before the deadline.
bool wait_for_end(pid_t pid, steady_clock::time_point deadline, int* status) {
  for (;;) {
    const auto ended = ::waitpid(pid, status, WNOHANG);
    if (ended == pid) return true;
    if (ended < 0 && errno != EINTR) return false;
    if (left(deadline) == 0) return false;
    std::this_thread::sleep_for(milliseconds(2));
  }
}

}  // namespace

ChildResult run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                      milliseconds limit, std::size_t most_output,
                      std::optional<std::vector<std::string>> environment) {
  ChildResult result;
  const auto deadline = steady_clock::now() + limit;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    result.problem = std::generic_category().message(errno);
    return result;
  }
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);

  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  if (!environment) environment = child_environment();
  pid_t pid = -1;
  SpawnPlan plan(writer.get());
  const int error = plan.start(&pid, program.c_str(), pointers(words).data(), pointers(*environment).data());
  if (error != 0) {
    result.problem = std::generic_category().message(error);
    return result;
  }
  writer.close();

  result.end = listen(reader.get(), deadline, most_output, result.output);
  int status = 0;
  if (result.end == ChildResult::End::exited && !wait_for_end(pid, deadline, &status)) {
    result.end = ChildResult::End::killed_for_time;  // it closed its output and went on
  }
  // The group may hold children of its own; while `pid` is not reaped its number cannot be another's.
  if (result.end != ChildResult::End::exited) {
    ::kill(-pid, SIGKILL);
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return result;
  }
  if (WIFSIGNALED(status)) result.end = ChildResult::End::signalled;
  result.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  return result;
}

}  // namespace reseal::plugin

#endif
