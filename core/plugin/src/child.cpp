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
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

#include "start_process.h"

namespace reseal::plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::vector<std::string> child_environment() {
  auto kept = loader_environment();
  for (auto& entry : environment_of({"PATH=", "TMPDIR="})) kept.push_back(std::move(entry));
  kept.emplace_back("LC_ALL=C");  // the loader's messages are read by a program
  return kept;
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

  if (!environment) environment = child_environment();
  const auto started = start_process(program, arguments, std::move(*environment), writer, STDOUT_FILENO);
  if (started.pid < 0) {
    result.problem = started.problem;
    return result;
  }
  const pid_t pid = started.pid;
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
