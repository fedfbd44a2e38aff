// SPDX-License-Identifier: Apache-2.0
// Whole programs: how long until the first word, and how much memory while waiting.
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "bench/benches.h"
#include "bench/measure.h"
#include "support/product_world.h"

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

void idle_memory() {
  test::ProductWorld world({.staff_delay = 3600});
  const auto conf = world.token_facts().at("softhsm2_conf").get<std::string>();
  const auto program = product("reseal");
  const auto config = world.config_file().string();
  const auto answers = (world.folder() / "answers.json").string();
  const auto child = fork();
  if (child == 0) {
    setenv("SOFTHSM2_CONF", conf.c_str(), 1);
    const int null = open("/dev/null", O_RDWR);
    for (int descriptor = 0; descriptor < 3; ++descriptor) dup2(null, descriptor);
    execl(program.c_str(), program.c_str(), "--config", config.c_str(), "renew", "--answers", answers.c_str(),
          "--no-input", nullptr);
    _exit(127);
  }
  std::this_thread::sleep_for(std::chrono::seconds(4));  // ordered by now, and waiting for the staff
  long resident = 0;
  std::ifstream status("/proc/" + std::to_string(child) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) resident = std::atol(line.c_str() + 6);
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  report("resident memory of a host that waits for the CA", static_cast<double>(resident) / 1024.0, "MiB", "<=", 40);
}

}  // namespace reseal::bench
