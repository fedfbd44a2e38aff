// SPDX-License-Identifier: Apache-2.0
#include "reseal/phone_number.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <regex>
#include <utility>

namespace reseal {
namespace {

// Old prefix after the leading 0, and what took its place.
constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kNewPrefixes = {
    {{"120", "70"}, {"121", "79"}, {"122", "77"}, {"126", "76"}, {"128", "78"}, {"123", "83"}, {"124", "84"},
     {"125", "85"}, {"127", "81"}, {"129", "82"}, {"162", "32"}, {"163", "33"}, {"164", "34"}, {"165", "35"},
     {"166", "36"}, {"167", "37"}, {"168", "38"}, {"169", "39"}, {"186", "56"}, {"188", "58"}, {"199", "59"}}};

}  // namespace

PhoneNumber phone_number(std::string_view entered) {
  static const std::regex mobile("(0|\\+?84)((3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7})");
  static const std::regex moved("(0|\\+?84)(1[0-9]{2})([0-9]{7})");
  constexpr std::size_t kLongest = 64;
  if (entered.size() > kLongest) return {};
  std::string digits;
  std::copy_if(entered.begin(), entered.end(), std::back_inserter(digits),
               [](char c) { return c != ' ' && c != '.' && c != '-'; });
  std::smatch parts;
  if (std::regex_match(digits, parts, mobile)) return {PhoneNumber::Kind::mobile, "0" + parts.str(2)};
  if (!std::regex_match(digits, parts, moved)) return {};
  const auto* const now = std::find_if(kNewPrefixes.begin(), kNewPrefixes.end(),
                                       [&](const auto& each) { return each.first == parts.str(2); });
  if (now == kNewPrefixes.end()) return {};
  return {PhoneNumber::Kind::moved, "0" + std::string(now->second) + parts.str(3)};
}

}  // namespace reseal
