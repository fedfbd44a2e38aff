// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace reseal::sandbox {

/// The tenth digit of a Vietnamese tax code from its first nine; '\0' where no code is issued (remainder 10).
[[nodiscard]] char tax_check_digit(std::string_view nine_digits);
/// A code with a right check digit, beginning with 99, which no tax office uses.
[[nodiscard]] std::string random_tax_code();

}  // namespace reseal::sandbox
