// SPDX-License-Identifier: Apache-2.0
// Reads JSON into structs. What is wrong is said with the place where it is wrong (RFC 6901), which nlohmann's own
// exceptions do not know.
#pragma once

#include <array>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "reseal/failure.h"
#include "reseal/values.h"

namespace reseal::shape {

/// A MessageError that can still learn where it happened, on its way up.
class ShapeError : public MessageError {
 public:
  ShapeError(const std::string& pointer, const std::string& problem);
  [[nodiscard]] ShapeError under(std::string_view key) const;

 private:
  std::string pointer_;
  std::string problem_;
};

[[noreturn]] void expected(std::string_view what, const Json& found);
void expect_object(const Json& json);
/// A value as an error message shows it: one line, cut short.
std::string shortened(const Json& value);
/// One reference token of a JSON Pointer: "a/b" is "a~1b".
std::string pointer_token(std::string_view key);

/// The lower_snake names of an enum: `template <> inline constexpr Names<E, 2> kNames<E>{{{E::a, "a"}, {E::b, "b"}}};`
template <typename E, std::size_t N>
using Names = std::array<std::pair<E, std::string_view>, N>;
template <typename E>
inline constexpr int kNames = 0;

template <>
inline constexpr Names<HolderKey, 2> kNames<HolderKey>{
    {{HolderKey::old_key, "old_key"}, {HolderKey::new_key, "new_key"}}};

template <typename E>
std::string_view name_of(E value) {
  for (const auto& [each, name] : kNames<E>) {
    if (each == value) return name;
  }
  return {};
}

void read(const Json& json, std::string& out);
void read(const Json& json, bool& out);
void read(const Json& json, std::int64_t& out);
void read(const Json& json, int& out);
void read(const Json& json, Time& out);
void read(const Json& json, Seconds& out);
void read(const Json& json, std::map<std::string, std::string>& out);
inline void read(const Json& json, Json& out) { out = json; }

template <typename E>
requires std::is_enum_v<E>
void read(const Json& json, E& out) {
  std::string all;
  for (const auto& [value, name] : kNames<E>) {
    if (json.is_string() && json.get_ref<const std::string&>() == name) {
      out = value;
      return;
    }
    all += (all.empty() ? "one of: " : ", ") + std::string(name);
  }
  expected(all, json);
}

template <typename T>
requires(std::is_class_v<T>&& requires(const Json& json, T& out) { from_json(json, out); }) void read(const Json& json,
                                                                                                      T& out) {
  from_json(json, out);
}

template <typename T>
void read(const Json& json, std::vector<T>& out);

template <typename T>
void read(const Json& json, std::optional<T>& out) {
  out.reset();
  if constexpr (!std::is_same_v<T, Json>) {
    if (json.is_null()) return;
  }
  read(json, out.emplace());
}

template <typename T>
void read_at(const Json& json, std::string_view key, T& out) {
  try {
    read(json, out);
  } catch (const ShapeError& error) {
    throw error.under(key);
  }
}

template <typename T>
void read(const Json& json, std::vector<T>& out) {
  if (!json.is_array()) expected("an array", json);
  out.clear();
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) read_at(json[i], std::to_string(i), out.emplace_back());
}

/// A member that must be there.
template <typename T>
void need(const Json& json, const char* key, T& out) {
  const auto found = json.find(key);
  if (found == json.end()) throw ShapeError("/" + pointer_token(key), "is missing");
  read_at(*found, key, out);
}

/// A member whose absence leaves the default.
template <typename T>
void may(const Json& json, const char* key, T& out) {
  const auto found = json.find(key);
  if (found != json.end()) read_at(*found, key, out);
}

/// Writes a member unless it says nothing.
template <typename T>
void put(Json& json, const char* key, const std::optional<T>& value) {
  if (!value) return;
  if constexpr (std::is_same_v<T, Time>) {
    json[key] = to_iso(*value);
  } else {
    json[key] = *value;
  }
}
inline void put(Json& json, const char* key, const Text& text) {
  if (!text.empty()) json[key] = text;
}

}  // namespace reseal::shape
