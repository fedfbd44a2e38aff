// SPDX-License-Identifier: Apache-2.0
#include "reseal/readable.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "reseal/failure.h"

namespace reseal {
namespace {

std::string padded(unsigned value, int width) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%0*u", width, value);
  return buffer.data();
}

std::string grouped(const std::string& digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ' ';
    out += digits[i];
  }
  return out;
}

}  // namespace

std::string local_text(Time time, Seconds utc_offset, std::string_view format) {
  const auto local = time + utc_offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(local - day);
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      out += format[i];
      continue;
    }
    switch (format[++i]) {
      case 'Y':
        out += padded(static_cast<unsigned>(static_cast<int>(date.year())), 4);
        break;
      case 'm':
        out += padded(static_cast<unsigned>(date.month()), 2);
        break;
      case 'd':
        out += padded(static_cast<unsigned>(date.day()), 2);
        break;
      case 'H':
        out += padded(static_cast<unsigned>(clock.hours().count()), 2);
        break;
      case 'M':
        out += padded(static_cast<unsigned>(clock.minutes().count()), 2);
        break;
      case 'S':
        out += padded(static_cast<unsigned>(clock.seconds().count()), 2);
        break;
      case '%':
        out += '%';
        break;
      default:
        throw MessageError("a time format knows %Y %m %d %H %M %S and %%, not '%" + std::string(1, format[i]) + "'");
    }
  }
  return out;
}

Seconds utc_offset_of(std::string_view text) {
  const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || !digit(1) || !digit(2) || !digit(4) ||
      !digit(5)) {
    throw MessageError("not an offset such as +07:00: '" + std::string(text.substr(0, 20)) + "'");
  }
  const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const Seconds magnitude{number(1) * 3600 + number(4) * 60};
  return text[0] == '-' ? -magnitude : magnitude;
}

std::string money_text(const Money& money) {
  const bool has_hundredths = money.currency != "VND" && money.currency != "JPY" && money.currency != "KRW";
  const auto magnitude = std::to_string(std::llabs(money.minor));
  const std::string sign = money.minor < 0 ? "-" : "";
  if (!has_hundredths) return sign + grouped(magnitude) + " " + money.currency;
  const auto filled = magnitude.size() < 3 ? std::string(3 - magnitude.size(), '0') + magnitude : magnitude;
  return sign + grouped(filled.substr(0, filled.size() - 2)) + "." + filled.substr(filled.size() - 2) + " " +
         money.currency;
}

Time add_months(Time time, int months) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  auto date = std::chrono::year_month_day(day) + std::chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return std::chrono::sys_days(date) + (time - day);
}

}  // namespace reseal
