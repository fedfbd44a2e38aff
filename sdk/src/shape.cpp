// SPDX-License-Identifier: Apache-2.0
#include "shape.h"

namespace reseal::shape {

ShapeError::ShapeError(const std::string& pointer, const std::string& problem)
    : MessageError((pointer.empty() ? std::string("the message") : pointer) + ": " + problem),
      pointer_(pointer),
      problem_(problem) {}

ShapeError ShapeError::under(std::string_view key) const { return {"/" + pointer_token(key) + pointer_, problem_}; }

std::string pointer_token(std::string_view key) {
  std::string token;
  for (const char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

void expected(std::string_view what, const Json& found) {
  throw ShapeError("", "expected " + std::string(what) + ", found " + shortened(found));
}

std::string shortened(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array of " + std::to_string(value.size());
  // Replaces broken UTF-8: this text is for an error message, which must never fail itself.
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  constexpr std::size_t kLongest = 60;
  if (text.size() > kLongest) {
    std::size_t cut = kLongest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    text = text.substr(0, cut) + "...";
  }
  return text;
}

void expect_object(const Json& json) {
  if (!json.is_object()) expected("an object", json);
}

void read(const Json& json, std::string& out) {
  if (!json.is_string()) expected("a string", json);
  out = json.get_ref<const std::string&>();
}

void read(const Json& json, bool& out) {
  if (!json.is_boolean()) expected("true or false", json);
  out = json.get<bool>();
}

void read(const Json& json, std::int64_t& out) {
  const bool too_big = json.is_number_unsigned() &&
                       json.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!json.is_number_integer() || too_big) expected("an integer", json);
  out = json.get<std::int64_t>();
}

void read(const Json& json, int& out) {
  std::int64_t wide = 0;
  read(json, wide);
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) {
    expected("a 32-bit integer", json);
  }
  out = static_cast<int>(wide);
}

void read(const Json& json, Time& out) {
  if (!json.is_string()) expected("an RFC 3339 time", json);
  try {
    out = time_from_iso(json.get_ref<const std::string&>());
  } catch (const MessageError&) {
    expected("an RFC 3339 time", json);
  }
}

void read(const Json& json, Seconds& out) {
  std::int64_t count = 0;
  read(json, count);
  out = Seconds(count);
}

void read(const Json& json, std::map<std::string, std::string>& out) {
  expect_object(json);
  out.clear();
  for (const auto& [key, value] : json.items()) read_at(value, key, out[key]);
}

}  // namespace reseal::shape
