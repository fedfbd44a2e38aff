// SPDX-License-Identifier: Apache-2.0
// What the host does with a step, and what the world does meanwhile.
#pragma once

#include <map>
#include <string>

#include "scripted_portal.h"
#include "world.h"

namespace reseal::conformance {

/// Carries out steps that are no end. One for each course: it counts how often each step came.
class Hands {
 public:
  explicit Hands(const World& world) : world_(world) {}
  /// Adds to history and memory, moves the clock on over a wait, and changes the portal as the world says. Throws
  /// MessageError when a form cannot be filled in.
  void carry_out(const Step& step, Order& order, ScriptedPortal& portal);
  /// The last entry once more, as after an answer that was delivered twice.
  static void double_last(Order& order);

 private:
  [[nodiscard]] Json happening(const std::string& step);
  [[nodiscard]] Json result_of(const Step& step, const Order& order, const Json& happening) const;

  const World& world_;
  std::map<std::string, std::size_t> came_;
};

}  // namespace reseal::conformance
