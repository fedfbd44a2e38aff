// SPDX-License-Identifier: Apache-2.0
#include "reseal/china_numbers.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace reseal {
namespace {

constexpr std::string_view kCreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t kCreditLength = 18;
constexpr std::array<int, 17> kCreditWeights = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
constexpr std::array<int, 17> kResidentWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view kResidentChecks = "10X98765432";

bool only_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

unsigned number_in(std::string_view digits) {
  unsigned number = 0;
  for (const char c : digits) number = number * 10 + static_cast<unsigned>(c - '0');
  return number;
}

}  // namespace

// In UTF-8: U+FF01..U+FF5E are the full-width forms of U+0021..U+007E; U+3000 and U+00A0 are spaces.
std::string half_width(std::string_view text) {
  std::string out;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : 0); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "\u3000") {
      i += 2;
    } else if (text.substr(i, 2) == "\u00A0") {
      i += 1;
    } else if (byte(i) == 0xEF && (byte(i + 1) == 0xBC || byte(i + 1) == 0xBD) && byte(i + 2) >= 0x80) {
      const unsigned point = 0xF000U | (byte(i + 1) & 0x3FU) << 6U | (byte(i + 2) & 0x3FU);
      if (point >= 0xFF01 && point <= 0xFF5E) {
        out += static_cast<char>(point - 0xFEE0U);
      } else {
        out += text.substr(i, 3);
      }
      i += 2;
    } else if (text[i] != ' ' && text[i] != '\t') {
      out += text[i];
    }
  }
  return out;
}

std::optional<std::string> credit_code(std::string_view entered) {
  auto code = half_width(entered);
  if (code.size() != kCreditLength) return {};
  std::size_t sum = 0;
  for (std::size_t i = 0; i < kCreditWeights.size(); ++i) {
    const auto value = kCreditAlphabet.find(code[i]);
    if (value == std::string_view::npos) return {};
    sum += value * static_cast<std::size_t>(kCreditWeights[i]);
  }
  const auto check = (kCreditAlphabet.size() - sum % kCreditAlphabet.size()) % kCreditAlphabet.size();
  if (code.back() != kCreditAlphabet[check]) return {};
  return code;
}

std::optional<std::string> resident_id(std::string_view entered) {
  auto number = half_width(entered);
  if (number.size() != kResidentWeights.size() + 1 || !only_digits(std::string_view(number).substr(0, 17))) return {};
  if (number.back() == 'x') number.back() = 'X';
  const std::string_view digits = number;
  const std::chrono::year_month_day born(std::chrono::year(static_cast<int>(number_in(digits.substr(6, 4)))),
                                         std::chrono::month(number_in(digits.substr(10, 2))),
                                         std::chrono::day(number_in(digits.substr(12, 2))));
  if (!born.ok()) return {};
  int sum = 0;
  for (std::size_t i = 0; i < kResidentWeights.size(); ++i) sum += kResidentWeights[i] * (number[i] - '0');
  if (number.back() != kResidentChecks[static_cast<std::size_t>(sum % 11)]) return {};
  return number;
}

std::optional<std::string> chinese_mobile(std::string_view entered) {
  auto number = half_width(entered);
  std::erase(number, '-');
  if (number.starts_with('+')) {
    if (!number.starts_with("+86")) return {};
    number.erase(0, 1);
  }
  if (number.size() == 13 && number.starts_with("86")) number.erase(0, 2);
  if (number.size() != 11 || !only_digits(number) || number[0] != '1' || number[1] < '3') return {};
  return number;
}

}  // namespace reseal
