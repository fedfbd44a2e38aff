// SPDX-License-Identifier: Apache-2.0
// Vietnamese tax codes (mã số thuế, MST). Source: the rule of the Tax Department as facts/domain.md verified it.
#pragma once

#include <string_view>

namespace reseal {

/// The ECMAScript pattern of a form field that takes one: 10 digits, with "-" and 3 more for a branch, or the 12 digits
/// of a person's citizen number. The check digit is another question: is_tax_code.
inline constexpr std::string_view kTaxCodePattern = "[0-9]{10}(-[0-9]{3})?|[0-9]{12}";

/// Whether the text has the shape of kTaxCodePattern and, but for 12 digits (which have none), the right tenth digit:
/// 10 − (sum of the first nine times 31 29 23 19 17 13 7 5 3) mod 11; where that is 10, no code is issued.
/// A typing error shows here, before a form is signed and refused days later.
[[nodiscard]] bool is_tax_code(std::string_view text);

}  // namespace reseal
