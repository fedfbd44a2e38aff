// SPDX-License-Identifier: Apache-2.0
// What happens while an order advances, for whoever shows it to a person.
#pragma once

#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal::workflow {

struct Event {
  enum class Kind {
    step,     ///< the plugin said what is next
    effect,   ///< something that cannot be undone begins ("make_key", "install", "http place_order")
    outcome,  ///< ... and ended
    retry,    ///< an attempt failed, another will follow
    waiting,
    resumed,  ///< half-made work was found and is used
    state,    ///< the order's state changed
    log,      ///< the plugin has something for the technical log: details {level, message}; `text` is empty
  };
  Kind kind = Kind::step;
  std::string order;
  std::string name;  ///< step id, effect name or state
  Text text;
  Json details = Json::object();
};
using OnEvent = std::function<void(const Event&)>;

}  // namespace reseal::workflow
