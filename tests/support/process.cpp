// SPDX-License-Identifier: Apache-2.0
#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace reseal::test {
namespace {

struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_read() {
    if (read >= 0) close(read);
    read = -1;
  }
  void close_write() {
    if (write >= 0) close(write);
    write = -1;
  }
};

// Small inputs only: they fit a pipe's buffer, so that writing never blocks.
void feed(Pipe& pipe, const std::string& text) {
  if (!text.empty() && write(pipe.write, text.data(), text.size()) < 0) throw std::runtime_error("write failed");
  pipe.close_write();
}

}  // namespace

Outcome run(const Call& call) {
  Pipe in;
  Pipe out;
  Pipe err;
  Pipe extra;
  std::vector<std::string> strings = call.command;
  std::vector<char*> argv;
  for (auto& text : strings) argv.push_back(text.data());
  argv.push_back(nullptr);

  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    setpgid(0, 0);
    for (const auto& [name, value] : call.environment) {
      if (value.empty()) {
        unsetenv(name.c_str());
      } else {
        setenv(name.c_str(), value.c_str(), 1);
      }
    }
    dup2(in.read, 0);
    dup2(out.write, 1);
    dup2(err.write, 2);
    if (call.descriptor_3.empty()) {
      close(3);
    } else {
      const int copy = fcntl(extra.read, F_DUPFD, 10);
      dup2(copy, 3);
      close(copy);
    }
    execvp(argv[0], argv.data());
    _exit(127);
  }
  setpgid(child, child);
  feed(in, call.input);
  feed(extra, call.descriptor_3);
  out.close_write();
  err.close_write();

  Outcome outcome;
  const auto deadline = std::chrono::steady_clock::now() + call.limit;
  std::array<pollfd, 2> watched = {pollfd{out.read, POLLIN, 0}, pollfd{err.read, POLLIN, 0}};
  int open = 2;
  while (open > 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) {
      outcome.timed_out = true;
      kill(-child, SIGKILL);
      break;
    }
    if (poll(watched.data(), watched.size(), static_cast<int>(left)) <= 0) continue;
    for (std::size_t i = 0; i < watched.size(); ++i) {
      if (watched[i].fd < 0 || watched[i].revents == 0) continue;
      std::array<char, 16384> buffer{};
      const auto size = read(watched[i].fd, buffer.data(), buffer.size());
      if (size <= 0) {
        watched[i].fd = -1;
        --open;
        continue;
      }
      (i == 0 ? outcome.out : outcome.err).append(buffer.data(), static_cast<std::size_t>(size));
    }
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  return outcome;
}

}  // namespace reseal::test
