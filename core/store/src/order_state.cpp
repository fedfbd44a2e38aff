// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "reseal/base/error.h"
#include "reseal/store/store.h"

namespace reseal::store {
namespace {

constexpr std::array<std::string_view, 11> kStates = {"ready",     "waiting",    "needs_person", "needs_token",
                                                      "needs_pin", "needs_help", "installed",    "done",
                                                      "refused",   "failed",     "cancelled"};
static_assert(kStates.size() == static_cast<std::size_t>(OrderState::cancelled) + 1, "every state has a name");

}  // namespace

std::string_view to_string(OrderState state) { return kStates.at(static_cast<std::size_t>(state)); }

OrderState order_state_from(std::string_view text) {
  const auto* const found = std::find(kStates.begin(), kStates.end(), text);
  if (found == kStates.end()) {
    throw Error(ErrorCode::internal, {{"problem", "no such order state: " + std::string(text)}});
  }
  return static_cast<OrderState>(found - kStates.begin());
}

bool is_closed(OrderState state) { return state >= OrderState::installed; }

}  // namespace reseal::store
