// SPDX-License-Identifier: Apache-2.0
// What a person sees of a registration at the agency. Nothing is decided here.
#pragma once

#include <map>
#include <string>

#include "change_form.h"
#include "portal.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::social_insurance {

/// One of this plugin's texts: "unit.decline" for "social_insurance.unit.decline".
Text say(const std::string& id, std::map<std::string, std::string> params = {});

/// `refused`: why the agency did not take the form before, in its own words; then what was entered is offered again.
Form unit_form(const Order& order, const std::string& refused, const Json& entered, const Text& contact);
Form confirm_form(const Order& order, const UnitData& unit, const Text& contact);
/// The form that ends the wait: the agency's e-mail as a file, or what it says.
Form answer_form(const Change& change, const Text& contact);
/// An e-mail that could not be read for sure, or an entry that lacks something: a person says which it is.
Form read_form(const Change& change, const Json& answer, const Text& why, const Text& contact);
Form no_answer_form(const Change& change, const Text& contact);

/// "TA0123A": two letters, four digits, a letter. A hint, not a rule: nobody has published the form of these codes.
bool looks_like_unit_code(const std::string& code);

}  // namespace reseal::social_insurance
