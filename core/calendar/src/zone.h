// SPDX-License-Identifier: Apache-2.0
// From the clock on the wall of an office to UTC.
#pragma once

#include <string>

#include <date/tz.h>

#include "reseal/values.h"

namespace reseal::calendar {

class Zone {
 public:
  /// Throws std::runtime_error for an unknown zone.
  explicit Zone(const std::string& name);
  /// `wall`: seconds since 1970-01-01T00:00 on that wall. A time that is there twice is the earlier; one that is
  /// skipped is the moment of the skip.
  [[nodiscard]] Time to_utc(Seconds wall);

 private:
  const date::time_zone* zone_;
  date::sys_info stretch_{};  // the last answer: good for years where there is no daylight saving
};

}  // namespace reseal::calendar
