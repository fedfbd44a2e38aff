// SPDX-License-Identifier: Apache-2.0
// What a person sees of a change of certificate at the tax authority. Nothing is decided here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "portal.h"
#include "reseal/form.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::tax {

/// "filing" -> the catalogue's name of the service.
Text service_name(const std::string& service);

/// What the change form is shown with.
struct ChangeScreen {
  const Order& order;
  std::vector<Text> problems;              ///< of what was entered, or why the tax authority refused
  std::vector<std::string> accepted = {};  ///< services that are through already: no longer asked for
  Text contact;
};
/// Fields: tax_office, tax_office_code, tax_code, name, email, phone, and one tick for each service that is still open.
/// It begins with what was entered before.
Form change_screen(const ChangeScreen& screen);
Text sign_title(const Order& order);
Wait notice_wait(const Change& change, Seconds pace, const Text& contact);
/// `accepted`: the decisions that count, one for each service.
Done registered_screen(const Order& order, const std::vector<Decision>& accepted,
                       const std::vector<std::string>& transactions);

}  // namespace reseal::tax
