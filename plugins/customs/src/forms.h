// SPDX-License-Identifier: Apache-2.0
// What a person sees of a registration with Customs, form by form, in the order of the guide. Nothing is decided here.
#pragma once

#include <string>

#include "portal.h"
#include "reseal/journey.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::customs {

/// How Customs' people are reached; stands on every form (GEN-07).
struct Contact {
  Text text;
};

Step ask(std::string id, Form form, Json remember = Json::object());
Step refuse(std::string id, std::string reason, Text message, std::vector<Text> next = {});
Step fail(std::string id, Text message);

/// Today in Viet Nam, "2026-11-21": the only effective date that Customs takes (CUS-18).
std::string today(const Order& order);
/// Citizen numbers and passports as portals take them: upper case, no spaces.
DeclarantData declarant_of(const Journey& journey);

/// Before anything: what will happen, and whether the old key is at hand.
Form start_form(const Order& order, const Contact& contact);
/// OE2102, "Thông tin người khai hải quan". `correction`: why it is shown again; begins with what was entered.
Form declarant_form(const Order& order, const Text& correction, const Contact& contact);
/// OE4001, "Gửi": the saved record, and who sends it.
Form send_form(const Order& order, const Registration& saved, const Contact& contact);
Wait result_wait(const Order& order, const Registration& sent, const Contact& contact);
/// I.3: whether a new connection password is wanted.
Form password_form(const Contact& contact);

/// What to print and where to bring it. `why`: steps.h.
Form paper_form(const Order& order, const std::string& why, const std::string& portal_says, const Contact& contact);
Wait paper_wait(const Order& order, const Contact& contact);

}  // namespace reseal::customs
