// SPDX-License-Identifier: Apache-2.0
#include "app/doctor/driver_trial.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "reseal/token/key_holder.h"

namespace reseal::app {

DriverTrial try_driver(const std::string& module, const Terminal& terminal, const Words& words) {
  using namespace std::chrono_literals;
  constexpr auto kQuick = 1s;  // needs no word
  constexpr auto kLongest = 8s;
  const auto child = ::fork();
  if (child < 0) return DriverTrial::survived;  // not tried; that tells nothing against it
  if (child == 0) {
    try {
      (void)token::pkcs11_source({module})->list();
    } catch (...) {  // an error that can be told is told later; nothing may get out of the child
    }
    ::_exit(0);
  }
  const auto start = std::chrono::steady_clock::now();
  int status = 0;
  bool hung = false;
  while (::waitpid(child, &status, hung ? 0 : WNOHANG) == 0) {
    const auto waited = std::chrono::steady_clock::now() - start;
    if (waited > kQuick) terminal.progress(words.say("cli.doctor.trying", {{"module", module}}));
    hung = waited > kLongest;
    if (hung) ::kill(child, SIGKILL);
    if (!hung) std::this_thread::sleep_for(5ms);
  }
  terminal.end_progress();
  if (hung) return DriverTrial::hung;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? DriverTrial::survived : DriverTrial::crashed;
}

}  // namespace reseal::app
