// SPDX-License-Identifier: Apache-2.0
// The small values that every message is made of: JSON, time, text for people, money.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace reseal {

using Json = nlohmann::json;

/// UTC, whole seconds. In JSON: "2026-11-21T07:35:20Z" (RFC 3339, always Z).
using Time = std::chrono::sys_seconds;
using Seconds = std::chrono::seconds;

std::string to_iso(Time time);
/// Takes RFC 3339 with Z or an offset. Throws MessageError.
Time time_from_iso(std::string_view text);

/// A text for a person: the id of a catalogue entry, and values for its {placeholders}. Never finished prose: the host
/// renders it in the reader's language. In JSON: {"id": "misa.package.title", "params": {"serial": "5401..."}}; a bare
/// string stands for an id without parameters.
struct Text {
  using Params = std::map<std::string, std::string>;
  std::string id;
  Params params;
  bool operator==(const Text&) const = default;
  [[nodiscard]] bool empty() const { return id.empty(); }
};

/// An amount in the smallest unit of its currency (VND has none below 1; CNY counts fen). Never converted.
struct Money {
  std::int64_t minor = 0;
  std::string currency;  ///< ISO 4217: "VND", "CNY"
  bool operator==(const Money&) const = default;
};

/// The key pairs that an order knows: that of the certificate that is renewed, and that of its successor. A plugin only
/// ever names one.
enum class HolderKey { old_key, new_key };

void to_json(Json& json, const Text& text);
void from_json(const Json& json, Text& text);
void to_json(Json& json, const Money& money);
void from_json(const Json& json, Money& money);

}  // namespace reseal
