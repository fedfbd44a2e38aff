// SPDX-License-Identifier: Apache-2.0
#if !defined(_WIN32)
#include "start_process.h"

#include <fcntl.h>
#include <spawn.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

extern char** environ;

namespace reseal::plugin {
namespace {

class SpawnPlan {
 public:
  SpawnPlan(int given, int as) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, 2, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, given, as);
#if defined(__GLIBC__)
    // A token's or a store's descriptor is not for plugins.
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, std::max(as + 1, 3));
#endif
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
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

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

std::vector<std::string> environment_of(std::initializer_list<std::string_view> names) {
  std::vector<std::string> kept;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (std::any_of(names.begin(), names.end(), [&](auto name) { return text.starts_with(name); })) {
      kept.emplace_back(text);
    }
  }
  return kept;
}

std::vector<std::string> loader_environment() {
  return environment_of({"LD_LIBRARY_PATH=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "TSAN_OPTIONS="});
}

Started start_process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                      std::vector<std::string> environment, const Descriptor& given, int as) {
  Started started;
  // Above the numbers that are opened in the child, or it would be overwritten there.
  const Descriptor safe(::fcntl(given.get(), F_DUPFD_CLOEXEC, as + 3));
  if (safe.get() < 0) {
    started.problem = std::generic_category().message(errno);
    return started;
  }
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  SpawnPlan plan(safe.get(), as);
  const int error = plan.start(&started.pid, program.c_str(), pointers(words).data(), pointers(environment).data());
  if (error != 0) {
    started.pid = -1;
    started.problem = std::generic_category().message(error);
  }
  return started;
}

}  // namespace reseal::plugin
#endif
