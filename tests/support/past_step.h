// SPDX-License-Identifier: Apache-2.0
// What the host does when a step was carried out: remembers what the plugin wants remembered, and adds to the history.
#pragma once

#include <utility>

#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::test {

inline void carried_out(Order& order, const Step& step, Json result) {
  for (const auto& [name, value] : step.remember.items()) order.memory[name] = value;
  order.history.push_back({static_cast<int>(order.history.size()) + 1, order.phase, step.id, std::string(step.kind()),
                           std::move(result), order.now});
}

}  // namespace reseal::test
