// SPDX-License-Identifier: Apache-2.0
// What a person sees of a declaration for e-invoices. Nothing is decided here.
#pragma once

#include <string>
#include <vector>

#include "portal.h"
#include "reseal/form.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::e_invoice {

/// The id of the tick for an invoice kind: the form's element in lower case ("HDGTGT" -> "hdgtgt").
std::string field_of_kind(std::string kind);

/// `problems`: of what was entered, or why the tax authority refused. Begins with what was entered before. Fields: see
/// entered_declaration() in registration.cpp, which reads them.
Form declaration_screen(const Order& order, const std::vector<Text>& problems, const Text& contact);
Wait decision_wait(const Declaration& declaration, Seconds pace, const Text& contact);
Done registered_screen(const Order& order, const Declaration& declaration);

}  // namespace reseal::e_invoice
