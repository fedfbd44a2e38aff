// SPDX-License-Identifier: Apache-2.0
// Moments as an iCalendar file (RFC 5545) for any calendar program.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reseal/values.h"

namespace reseal::app {

struct CalendarEntry {
  /// The same moment of the same plan keeps it when it moves, so that reading the file again moves the entry.
  std::string uid;
  Time at;
  std::string summary;
  std::string description;
  std::optional<Time> alarm;  ///< empty: none (it is done, or the time for it has passed)
};

/// One VEVENT each, times in UTC, lines folded, texts escaped, CRLF. DTSTAMP is `now`; SEQUENCE counts minutes, so that
/// a file made later wins over one made before (RFC 5546, 2.1.4) and nothing has to be remembered.
std::string calendar_file(const std::vector<CalendarEntry>& entries, Time now);

}  // namespace reseal::app
