// SPDX-License-Identifier: Apache-2.0
// The one clock. Nothing in the house reads the time of day elsewhere, so that tests, the sandbox and `--as-of` can set
// it.
#pragma once

#include <atomic>
#include <chrono>

namespace reseal {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const = 0;
  /// Returns when `until` has come by this clock, or when somebody interrupts the program (then false).
  virtual bool sleep_until(TimePoint until) = 0;
};

/// The machine's clock, optionally shifted so that "now" was `as_of` when the clock was made.
class SystemClock final : public Clock {
 public:
  SystemClock() = default;
  explicit SystemClock(TimePoint as_of);
  [[nodiscard]] TimePoint now() const override;
  bool sleep_until(TimePoint until) override;

 private:
  std::chrono::milliseconds shift_{0};
};

/// A clock that moves only when told; sleeping moves it at once.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start) : now_(start.time_since_epoch().count()) {}
  [[nodiscard]] TimePoint now() const override { return TimePoint(std::chrono::milliseconds(now_.load())); }
  bool sleep_until(TimePoint until) override;
  void set(TimePoint time) { now_ = time.time_since_epoch().count(); }
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_;
};

/// Set from a signal handler (SIGINT, SIGTERM): ends sleeps and long waits. Async-signal-safe.
void request_interrupt() noexcept;
[[nodiscard]] bool interrupted() noexcept;

}  // namespace reseal
