// SPDX-License-Identifier: Apache-2.0
// The step functions of the api transport: what comes next is read from the order's history and the hall's application,
// nothing else. Whatever is sent was looked up first, by our reference.
#pragma once

#include <string>
#include <vector>

#include "portal.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::szca {

/// What one question needs.
struct Renewal {
  const Order& order;
  Portal portal;
  const std::vector<std::string>& banks;
  Text contact;
};

/// From the first question to the submitted application (guide, steps 2 and 3), and then follow().
Step next_ordering_step(const Renewal& now);
/// From the submitted application to 待下载 (steps 4 to 10).
Step follow(const Renewal& now, const Application& application);
/// From 待下载 to a proven certificate on the UKey (step 11).
Step next_installation_step(const Renewal& now);

/// The hall's people said no. After the payment it is a state of its own: the money is out, and the evidence is here.
Step refused(const Renewal& now, const Application& application);
/// What was paid, when and under which numbers (SZCA-31), as it is remembered and handed on.
Json payment_evidence(const Application& application);

}  // namespace reseal::szca
