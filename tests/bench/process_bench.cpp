// SPDX-License-Identifier: Apache-2.0
// Whole programs: how long until the first word, and how much memory while waiting.
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include "bench/benches.h"
#include "bench/measure.h"

extern char** environ;

namespace reseal::bench {
namespace {

// Without a shell between: it would be most of what is measured.
void spawn(const char* program, const char* argument) {
  const auto child = vfork();
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, 1);
    execlp(program, program, argument, nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) {
    std::fprintf(stderr, "failed: %s %s\n", program, argument);
    std::exit(1);
  }
}

}  // namespace

void cold_start() {
  const auto reseal = product("reseal");
  const auto pair = side_by_side(
      101, [&] { spawn(reseal.c_str(), "--version"); }, [] { spawn("openssl", "version"); });
  report("cold start of reseal --version / openssl version", pair.ratio(), "x", "<=", 2.0);
}

}  // namespace reseal::bench
