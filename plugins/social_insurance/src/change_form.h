// SPDX-License-Identifier: Apache-2.0
// The form that a unit signs to have its certificate changed. What is known of the agency's XML: root BHXH, signature
// of the whole document (Reference URI="") in a CKYDTU_ node (facts/domain-detail, section 5). All other element names
// are ours (README.md).
#pragma once

#include <string>

#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::social_insurance {

/// What the person entered.
struct UnitData {
  std::string unit_code;  ///< the unit's code at the agency, such as TA0123A
  std::string email;      ///< the answer goes there
  std::string phone;
};

/// UTF-8 XML, ready to be signed. `order.new_certificate` is set.
std::string change_form(const Order& order, const std::string& reference, const UnitData& unit);

/// Where its signature goes.
XmlPlace signature_place();

}  // namespace reseal::social_insurance
