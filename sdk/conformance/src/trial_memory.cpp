// SPDX-License-Identifier: Apache-2.0
// Memory that is not given back shows when the same is asked hundreds of times. Only of this process: a plugin in a
// process of its own has a limit there (docs/plugin-authors/conformance.md).
#include <fstream>
#if defined(__unix__)
#include <unistd.h>
#endif

#include "trials.h"

namespace reseal::conformance {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMeasurable = false;  // a sanitizer keeps what is freed
#else
constexpr bool kMeasurable = true;
#endif
constexpr int kWarmUp = 50;
constexpr int kTimes = 500;
constexpr long kMostGrowth = 8L << 20U;

/// Of this process, in bytes; 0 where it cannot be told.
long resident() {
#if defined(__linux__)
  std::ifstream file("/proc/self/statm");
  long whole = 0;
  long pages = 0;
  file >> whole >> pages;
  return file ? pages * sysconf(_SC_PAGESIZE) : 0;
#else
  return 0;
#endif
}

}  // namespace

void try_memory(const Trial& trial) {
  if (!kMeasurable || resident() == 0) return;
  const auto plugin = trial.make();
  const auto order = opening(trial.world, *plugin);
  const ScriptedPortal portal(trial.world, order.id);
  const auto ask_all = [&](int times) {
    for (int i = 0; i < times; ++i) {
      for (const auto& call : {std::string("describe"), question_about_a_certificate(*plugin)}) {
        auto aside = portal;
        trial.ledger.took(ask(*plugin, {call, order}, aside).took);
      }
    }
  };
  ask_all(kWarmUp);
  const auto before = resident();
  ask_all(kTimes);
  const auto growth = resident() - before;
  trial.ledger.checked(Promise::bounded);
  if (growth <= kMostGrowth) return;
  trial.ledger.broken(Promise::bounded, {"describe and the question about a certificate, 500 times",
                                         "the same each time", std::to_string(growth >> 20U) + " MiB more memory",
                                         "what it takes for a call it does not give back"});
}

}  // namespace reseal::conformance
