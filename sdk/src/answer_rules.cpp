// SPDX-License-Identifier: Apache-2.0
#include "answer_rules.h"

#include <algorithm>
#include <chrono>
#include <regex>

#include "reseal/failure.h"

namespace reseal::answer {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Code points; what is not UTF-8 becomes a replacement character, which no sensible pattern allows.
std::wstring wide(std::string_view text) {
  std::wstring out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
    char32_t point = size == 1 ? lead : size == 0 ? kReplacement : lead & (0xFFU >> (size + 1));
    std::size_t next = i + 1;
    while (next < i + size && next < text.size() && continues(text[next])) {
      point = (point << 6U) | (static_cast<unsigned char>(text[next++]) & 0x3FU);
    }
    if (size > 1 && next != i + size) point = kReplacement;
    if (sizeof(wchar_t) == 2 && point > 0xFFFF) {
      out += static_cast<wchar_t>(0xD800 + ((point - 0x10000) >> 10U));
      out += static_cast<wchar_t>(0xDC00 + ((point - 0x10000) & 0x3FFU));
    } else {
      out += static_cast<wchar_t>(point);
    }
    i = next;
  }
  return out;
}

std::wregex compiled(const std::string& pattern) {
  auto flags = std::regex_constants::ECMAScript;
#if defined(__GLIBCXX__)
  // Breadth first: no back-references, and in exchange no pattern that takes for ever or exhausts the stack.
  flags |= std::regex_constants::__polynomial;
#endif
  try {
    return std::wregex(wide(pattern), flags);
  } catch (const std::regex_error& error) {
    throw MessageError("the pattern '" + pattern.substr(0, 80) + "' cannot be used: " + error.what());
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::int64_t length(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); });
}

// What mail servers take, not all that RFC 5321 allows: one @, a domain with a dot, no spaces, no quoting.
bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const auto proper = [](std::string_view part, std::string_view marks) {
    if (part.empty() || part.front() == '.' || part.back() == '.' || part.find("..") != std::string_view::npos) {
      return false;
    }
    return std::all_of(part.begin(), part.end(), [&](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.find(c) != std::string_view::npos;
    });
  };
  const std::string_view domain = text.substr(at + 1);
  return proper(text.substr(0, at), ".!#$%&'*+/=?^_`{|}~-") && proper(domain, ".-") && domain.front() != '-' &&
         domain.back() != '-' && domain.find('.') != std::string_view::npos;
}

bool is_date(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00";
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == '0' ? !is_digit(text[i]) : text[i] != '-') return false;
  }
  const auto number = [&](std::size_t from, std::size_t digits) {
    unsigned value = 0;
    for (std::size_t i = from; i < from + digits; ++i) value = value * 10 + static_cast<unsigned>(text[i] - '0');
    return value;
  };
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(number(0, 4))),
                                     std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)))
      .ok();
}

std::optional<std::int64_t> base64_size(std::string_view text) {
  if (text.size() % 4 != 0) return {};
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::string_view digits = text.substr(0, text.size() - padding);
  const bool right = std::all_of(digits.begin(), digits.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/';
  });
  if (!right) return {};
  return static_cast<std::int64_t>(text.size() / 4 * 3 - padding);
}

bool matches(std::string_view text, const std::string& pattern) {
  return std::regex_match(wide(text), compiled(pattern));
}

}  // namespace reseal::answer
