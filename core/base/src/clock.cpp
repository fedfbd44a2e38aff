// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/clock.h"

#include <algorithm>
#include <thread>

namespace reseal {
namespace {

std::atomic<bool> interrupt_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

TimePoint machine_now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

}  // namespace

SystemClock::SystemClock(TimePoint as_of) : shift_(as_of - machine_now()) {}

TimePoint SystemClock::now() const { return machine_now() + shift_; }

bool SystemClock::sleep_until(TimePoint until) {
  constexpr std::chrono::milliseconds kSlice{50};  // how long an interrupt may go unnoticed
  while (!interrupted()) {
    const auto left = until - now();
    if (left <= std::chrono::milliseconds::zero()) return true;
    std::this_thread::sleep_for(std::min(left, kSlice));
  }
  return false;
}

bool ManualClock::sleep_until(TimePoint until) {
  if (interrupted()) return false;
  if (until > now()) set(until);
  return true;
}

void request_interrupt() noexcept { interrupt_requested = true; }
bool interrupted() noexcept { return interrupt_requested; }

}  // namespace reseal
