// SPDX-License-Identifier: Apache-2.0
#include "tax_code.h"

#include <array>

#include "reseal/base/bytes.h"

namespace reseal::sandbox {

char tax_check_digit(std::string_view nine_digits) {
  constexpr std::array kWeights{31, 29, 23, 19, 17, 13, 7, 5, 3};
  int sum = 0;
  for (std::size_t at = 0; at < kWeights.size(); ++at) sum += kWeights[at] * (nine_digits[at] - '0');
  const int digit = 10 - sum % 11;
  return digit == 10 ? '\0' : static_cast<char>('0' + digit);
}

std::string random_tax_code() {
  for (;;) {
    std::string code = "99";
    for (const auto byte : random_bytes(7)) code += static_cast<char>('0' + byte % 10);
    if (const char check = tax_check_digit(code); check != '\0') return code + check;
  }
}

}  // namespace reseal::sandbox
