// SPDX-License-Identifier: Apache-2.0
#include "phone_number.h"

#include <algorithm>
#include <array>
#include <regex>
#include <utility>

namespace reseal::viettel {
namespace {

// "~" stands where people put spaces, dots or hyphens.
constexpr std::string_view kCountry = "~(0|\\+?~8~4)~";
constexpr std::string_view kMobile = "(3~[2-9]|5~[25689]|7~[06-9]|8~[1-9]|9~[0-46-9])";
constexpr std::string_view kMoved = "(1~(2~[0-9]|6~[2-9]|8~[68]|9~9))";
constexpr std::string_view kSubscriber = "((~[0-9]){7})~";

// Old prefix after the leading 0, and what took its place.
constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kNewPrefixes = {
    {{"120", "70"}, {"121", "79"}, {"122", "77"}, {"126", "76"}, {"128", "78"}, {"123", "83"}, {"124", "84"},
     {"125", "85"}, {"127", "81"}, {"129", "82"}, {"162", "32"}, {"163", "33"}, {"164", "34"}, {"165", "35"},
     {"166", "36"}, {"167", "37"}, {"168", "38"}, {"169", "39"}, {"186", "56"}, {"188", "58"}, {"199", "59"}}};

std::string with_separators(std::string_view plan, std::string_view separators) {
  std::string out;
  for (const char c : plan) {
    if (c == '~') {
      out += separators;
    } else {
      out += c;
    }
  }
  return out;
}

std::string joined(std::string_view a, std::string_view b, std::string_view c) {
  return std::string(a) + std::string(b) + std::string(c);
}

}  // namespace

PhoneNumber phone_number(std::string_view entered) {
  static const std::regex mobile(with_separators(joined(kCountry, kMobile, kSubscriber), ""));
  static const std::regex moved(with_separators(joined(kCountry, kMoved, kSubscriber), ""));
  constexpr std::size_t kLongest = 64;
  if (entered.size() > kLongest) return {};
  std::string digits;
  std::copy_if(entered.begin(), entered.end(), std::back_inserter(digits),
               [](char c) { return c != ' ' && c != '.' && c != '-'; });
  std::smatch parts;
  if (std::regex_match(digits, parts, mobile)) {
    return {PhoneNumber::Kind::mobile, "0" + parts.str(2) + parts.str(3)};
  }
  if (!std::regex_match(digits, parts, moved)) return {};
  const auto* now = std::find_if(kNewPrefixes.begin(), kNewPrefixes.end(),
                                 [&](const auto& each) { return each.first == parts.str(2); });
  return {PhoneNumber::Kind::moved, "0" + std::string(now->second) + parts.str(4)};
}

std::string phone_pattern() {
  const auto prefix = "(" + std::string(kMobile) + "|" + std::string(kMoved) + ")";
  return with_separators(joined(kCountry, prefix, kSubscriber), "[ .-]*");
}

}  // namespace reseal::viettel
