// SPDX-License-Identifier: Apache-2.0
#if !defined(_WIN32)
#include "plugin_process.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <system_error>
#include <thread>

#include "conversation.h"
#include "reseal/abi.h"
#include "reseal/plugin/serve.h"

namespace reseal::plugin {
namespace {

/// An envelope around a message of the border: {"capability": ...}.
constexpr std::size_t kLongestLine = RESEAL_MAX_MESSAGE + 64;

std::string signal_name(int number) {
#if defined(__GLIBC__)
  if (const char* name = ::sigabbrev_np(number)) return std::string("SIG") + name;
#endif
  return std::to_string(number);
}

std::string ending_in_words(int status) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    if (number == SIGSYS) return "it asked the system for what no plugin may do, and was ended by signal SIGSYS";
    if (number == SIGXCPU) return "it used more processor time than it may, and was ended by signal SIGXCPU";
    return "it was ended by signal " + signal_name(number);
  }
  if (WEXITSTATUS(status) == kEndedForMemory) {
    return "it used more memory than " + std::to_string(kPluginMemory >> 20U) + " MiB, and was ended";
  }
  return "it ended with exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

PluginProcess::PluginProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw Misbehaviour("no line to a process of its own: " + std::generic_category().message(errno));
  }
  socket_ = Descriptor(ends[0]);
  const Descriptor theirs(ends[1]);
  const auto started = start_process(program, arguments, loader_environment(), theirs, kPluginChannel);
  if (started.pid < 0) throw Misbehaviour(program.string() + " cannot be started: " + started.problem);
  pid_ = started.pid;
}

PluginProcess::~PluginProcess() {
  if (pid_ < 0 || reaped_) return;
  ::kill(-pid_, SIGKILL);  // while it is not reaped, its number cannot be another's
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string PluginProcess::how_it_ended() {
  constexpr int kPatience = 500;  // milliseconds: the line is closed a moment before the process is gone
  for (int i = 0; i < kPatience; ++i) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      reaped_ = true;
      return ending_in_words(status);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return "it closed its line to the host";
}

void PluginProcess::await(short what, const OwnTime& time) const {
  for (;;) {
    const int left = time.left();
    pollfd poll{socket_.get(), what, 0};
    const int ready = ::poll(&poll, 1, left);
    if (ready > 0) return;
    if (ready == 0 && left == 0) {
      const auto limit = std::chrono::ceil<std::chrono::seconds>(time.limit()).count();
      throw Misbehaviour("it did not answer within " + std::to_string(limit) + " s");
    }
  }
}

void PluginProcess::send(std::string_view line, const OwnTime& time) {
  std::string text(line);
  text += '\n';
  std::size_t done = 0;
  while (done < text.size()) {
    await(POLLOUT, time);
    const auto sent = ::send(socket_.get(), text.data() + done, text.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      done += static_cast<std::size_t>(sent);
    } else if (errno != EINTR && errno != EAGAIN) {
      throw Misbehaviour(how_it_ended());
    }
  }
}

std::string PluginProcess::receive(const OwnTime& time) {
  std::size_t searched = 0;
  for (;;) {
    if (const auto end = heard_.find('\n', searched); end != std::string::npos) {
      auto line = heard_.substr(0, end);
      heard_.erase(0, end + 1);
      return line;
    }
    searched = heard_.size();
    if (heard_.size() > kLongestLine) {
      throw Misbehaviour("its message is longer than the " + std::to_string(RESEAL_MAX_MESSAGE) +
                         " bytes that are allowed");
    }
    await(POLLIN, time);
    char bytes[65536];
    const auto got = ::recv(socket_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (got > 0) {
      heard_.append(bytes, static_cast<std::size_t>(got));
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
      throw Misbehaviour(how_it_ended());
    }
  }
}

bool PluginProcess::spoke_unasked() const {
  if (!heard_.empty()) return true;
  char byte = 0;
  return ::recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

}  // namespace reseal::plugin
#endif
