// SPDX-License-Identifier: Apache-2.0
// The step function of the api transport: form, signature, sending, decisions. What comes next is read from the order's
// history and the portal's state, nothing else.
#pragma once

#include "portal.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::tax {

/// What one question needs.
struct Question {
  const Order& order;
  Portal portal;
  Text contact;
  Seconds pace;
};

/// Each form that is sent is an attempt with a reference of its own (the order's id and a number) and an effect of its
/// own (send_change, send_change_2 …), and is looked up before it is sent: a lost reply never sends twice.
Step next_registration_step(Question question);

}  // namespace reseal::tax
