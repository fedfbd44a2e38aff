// SPDX-License-Identifier: Apache-2.0
#include "reseal/tax_code.h"

#include <algorithm>
#include <array>

namespace reseal {
namespace {

constexpr std::array<int, 9> kWeights = {31, 29, 23, 19, 17, 13, 7, 5, 3};

bool digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool right_check_digit(std::string_view ten) {
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (ten[i] - '0');
  return 10 - sum % 11 == ten[9] - '0';
}

}  // namespace

bool is_tax_code(std::string_view text) {
  if (text.size() == 12) return digits(text);
  if (text.size() == 14) {
    if (text[10] != '-' || !digits(text.substr(11))) return false;
    text = text.substr(0, 10);
  }
  return text.size() == 10 && digits(text) && right_check_digit(text);
}

}  // namespace reseal
