// SPDX-License-Identifier: Apache-2.0
#include "app/prompt.h"

#include <iostream>

#include "reseal/base/clock.h"
#include "reseal/base/error.h"

#if defined(_WIN32)
#include <conio.h>
#include <io.h>
#define RESEAL_READ _read
#else
#include <poll.h>
#include <termios.h>
#include <unistd.h>
#define RESEAL_READ ::read
#endif

namespace reseal::app {
namespace {

// Terminal echo off, and on again whatever happens.
class NoEcho {
 public:
#if defined(_WIN32)
  NoEcho() = default;
#else
  NoEcho() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~NoEcho() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
#endif
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
#if !defined(_WIN32)
  termios before_{};
  bool changed_ = false;
#endif
};

// Until there is something to read. False when a signal asks to stop: a read would be taken up again after it, and the
// person would have to press Enter after Ctrl-C.
bool wait_for_input([[maybe_unused]] int descriptor) {
#if !defined(_WIN32)
  pollfd watched{descriptor, POLLIN, 0};
  while (poll(&watched, 1, -1) < 0) {
    if (interrupted()) return false;
  }
#endif
  return !interrupted();
}

// One line, byte by byte, into a Secret: no stream buffer keeps a copy.
std::optional<Secret> secret_line(int descriptor) {
  Secret secret;
  char c = 0;
  bool any = false;
  while (wait_for_input(descriptor) && RESEAL_READ(descriptor, &c, 1) == 1) {
    any = true;
    if (c == '\n') break;
    if (c != '\r') secret.push_back(c);
  }
  wipe_memory(&c, 1);
  if (!any) return std::nullopt;
  return secret;
}

}  // namespace

std::optional<std::string> read_line(std::string_view question) {
  std::cerr << question << std::flush;
  const auto line = secret_line(0);
  if (interrupted()) std::cerr << '\n';
  if (!line || interrupted()) return std::nullopt;
  return std::string(line->reveal());
}

std::optional<Secret> read_secret(std::string_view question) {
  std::optional<Secret> secret;
  {
    const NoEcho no_echo;  // before the question: who types at once is neither shown nor overheard
    std::cerr << question << std::flush;
    secret = secret_line(0);
  }
  std::cerr << '\n';
  if (!secret || secret->empty() || interrupted()) return std::nullopt;
  return secret;
}

Secret read_secret_from_descriptor(int descriptor) {
  auto secret = secret_line(descriptor);
  if (!secret || secret->empty()) {
    throw Error(ErrorCode::secret_unavailable, {{"reference", "--pin-fd " + std::to_string(descriptor)},
                                                {"problem", "nothing could be read from it"}});
  }
  return std::move(*secret);
}

std::optional<Secret> read_secret_line(int descriptor) {
  auto secret = secret_line(descriptor);
  if (!secret || secret->empty() || interrupted()) return std::nullopt;
  return secret;
}

bool wait_for_enter(std::string_view question) { return read_line(question).has_value(); }

}  // namespace reseal::app
