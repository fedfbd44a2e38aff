// SPDX-License-Identifier: Apache-2.0
// The step function of the api transport: what comes next is read from the order's history and the portal's state,
// nothing else.
#pragma once

#include "portal.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::social_insurance {

/// What one question needs.
struct Question {
  const Order& order;
  Portal portal;
  Text contact;
  Seconds pace;       ///< between two looks at the portal
  Seconds no_answer;  ///< after which a person is asked to call
};

Step next_step(Question question);

}  // namespace reseal::social_insurance
