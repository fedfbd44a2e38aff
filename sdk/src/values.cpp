// SPDX-License-Identifier: Apache-2.0
#include "reseal/values.h"

#include <array>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "reseal/failure.h"
#include "shape.h"

namespace reseal {
namespace {

int number_at(std::string_view text, std::size_t from, std::size_t digits) {
  int value = 0;
  for (std::size_t i = from; i < from + digits; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') {
      throw MessageError("not an RFC 3339 time: '" + std::string(text.substr(0, 40)) + "'");
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

std::string to_iso(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return buffer.data();
}

Time time_from_iso(std::string_view text) {
  using namespace std::chrono;
  const auto wrong = [&]() -> Time {
    throw MessageError("not an RFC 3339 time: '" + std::string(text.substr(0, 40)) + "'");
  };
  const year_month_day date{year(number_at(text, 0, 4)), month(static_cast<unsigned>(number_at(text, 5, 2))),
                            day(static_cast<unsigned>(number_at(text, 8, 2)))};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (!date.ok() || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
      text[13] != ':' || text[16] != ':' || hour > 23 || minute > 59 || second > 60) {
    return wrong();
  }
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  }
  seconds offset{0};
  if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    ++at;
  } else if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const auto magnitude = hours(number_at(text, at + 1, 2)) + minutes(number_at(text, at + 4, 2));
    if (text[at + 3] != ':') return wrong();
    offset = text[at] == '-' ? -seconds(magnitude) : seconds(magnitude);
    at += 6;
  } else {
    return wrong();
  }
  if (at != text.size()) return wrong();
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second) - offset;
}

void to_json(Json& json, const Text& text) {
  json = Json{{"id", text.id}};
  if (!text.params.empty()) json["params"] = text.params;
}

void from_json(const Json& json, Text& text) {
  text = Text{};
  if (json.is_string()) {
    text.id = json.get_ref<const std::string&>();
    return;
  }
  if (!json.is_object()) shape::expected("a text: its id, or {\"id\", \"params\"}", json);
  shape::need(json, "id", text.id);
  shape::may(json, "params", text.params);
}

void to_json(Json& json, const Money& money) { json = Json{{"minor", money.minor}, {"currency", money.currency}}; }

void from_json(const Json& json, Money& money) {
  shape::expect_object(json);
  money = Money{};
  shape::need(json, "minor", money.minor);
  shape::need(json, "currency", money.currency);
}

}  // namespace reseal
