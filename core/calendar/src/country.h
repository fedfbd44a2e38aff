// SPDX-License-Identifier: Apache-2.0
// A country's document, read and checked. Shape: data/calendar.schema.json.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/calendar/calendar.h"

namespace reseal::calendar {

struct Hours {
  Seconds opens;  ///< since local midnight
  Seconds closes;
};

struct Office {
  bool agency = true;
  std::array<bool, 7> works{};  ///< by std::chrono::weekday::c_encoding(): Sunday is 0
  std::vector<Hours> sessions;  ///< in order, not touching
};

struct Entry {
  bool works = false;
  bool agencies_only = false;
  std::string name;
  Standing standing = Standing::confirmed;
  std::string source;
};

struct Year {
  bool complete = false;
  Standing standing = Standing::confirmed;
  std::string source;
  std::map<Date, Entry> days;
};

struct Country {
  std::string time_zone;
  std::map<std::string, Office, std::less<>> offices;
  std::map<int, Year> years;
};

/// Throws Error(config_invalid); `file` and `place` (JSON Pointer of the document) are for its message.
Country read_country(const Json& document, const std::string& file, const std::string& place);

}  // namespace reseal::calendar
