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

// One line, byte by byte, into a Secret: no stream buffer keeps a copy.
std::optional<Secret> secret_line(int descriptor) {
  Secret secret;
  char c = 0;
  bool any = false;
  while (RESEAL_READ(descriptor, &c, 1) == 1) {
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
  std::string line;
  if (!std::getline(std::cin, line) || interrupted()) return std::nullopt;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::optional<Secret> read_secret(std::string_view question) {
  std::cerr << question << std::flush;
  std::optional<Secret> secret;
  {
    const NoEcho no_echo;
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

bool wait_for_enter(std::string_view question) { return read_line(question).has_value(); }

}  // namespace reseal::app
