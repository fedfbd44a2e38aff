// SPDX-License-Identifier: Apache-2.0
// The time that a plugin may take for one question. It stands still while the host works for the plugin.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace reseal::plugin {

class OwnTime {
 public:
  explicit OwnTime(std::chrono::milliseconds limit) : limit_(limit), end_(Clock::now() + limit) {}
  [[nodiscard]] std::chrono::milliseconds limit() const { return limit_; }
  /// Milliseconds left, as poll() takes them; 0: none.
  [[nodiscard]] int left() const {
    const auto time = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(time, 0, 60000));
  }
  template <typename Act>
  auto stand_still(Act act) {
    const auto begin = Clock::now();
    auto result = act();
    end_ += Clock::now() - begin;
    return result;
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::chrono::milliseconds limit_;
  Clock::time_point end_;
};

}  // namespace reseal::plugin
