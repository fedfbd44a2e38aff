// SPDX-License-Identifier: Apache-2.0
// The step function of the api transport: what comes next is read from the order's history and the portal's state,
// nothing else.
#pragma once

#include "forms.h"

namespace reseal::misa {

/// What one question needs.
struct Question {
  const Order& order;
  Portal portal;
  Contact contact;
};

Step next_ordering_step(Question question);
Step next_installation_step(Question question);

}  // namespace reseal::misa
