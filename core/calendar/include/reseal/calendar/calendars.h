// SPDX-License-Identifier: Apache-2.0
// The calendars that are shipped, with a deployment's corrections laid over them.
//
// Data: core/calendar/data/vn.json and cn.json, one document a country (shape: calendar.schema.json, draft-07). Each
// year and each day that differs names its source and how well it is known. State offices and companies are two
// calendars of one country: in Viet Nam swapped days bind agencies, companies only if they choose so.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "reseal/calendar/calendar.h"

namespace reseal::calendar {

struct Country;

/// The schema of a country's document, as text.
[[nodiscard]] std::string_view schema_text();
/// The documents shipped, by country (ISO 3166-1 alpha-2): {"CN": {...}, "VN": {...}}.
[[nodiscard]] Json shipped();
/// `corrections` over `documents`, both by country: objects are merged, everything else is replaced, null takes away
/// (RFC 7396). Nothing is checked here.
[[nodiscard]] Json corrected(Json documents, const Json& corrections);

/// A value; copies share what was read.
class Calendars {
 public:
  /// What is shipped.
  Calendars();
  /// `corrections`: {"VN": {"years": {"2026": {"days": {"2026-11-24": {"status": "confirmed"}}}}}}; a country that is
  /// not shipped is given whole. `file` is where they stand, for messages. Throws Error(config_invalid) with file, JSON
  /// Pointer, problem and expectation when the corrected document is not of the schema's shape, or has a date that does
  /// not exist or stands in the wrong year, sessions out of order, or an unknown time zone.
  explicit Calendars(const Json& corrections, std::string_view file);

  [[nodiscard]] std::vector<std::string> countries() const;
  /// Empty for an unknown country.
  [[nodiscard]] std::vector<std::string> offices(std::string_view country) const;
  /// Makes the tables (about a millisecond): keep the answer. Throws Error(config_invalid) for a country or an office
  /// that is not there; an office never falls back to another, whose hours may differ.
  [[nodiscard]] Calendar of(std::string_view country, std::string_view office) const;

 private:
  std::map<std::string, std::shared_ptr<const Country>, std::less<>> countries_;
};

}  // namespace reseal::calendar
