// SPDX-License-Identifier: Apache-2.0
#include "zone.h"

namespace reseal::calendar {

Zone::Zone(const std::string& name) : zone_(date::locate_zone(name)) {}

Time Zone::to_utc(Seconds wall) {
  // Within a day of a change of offset a time on the wall may be ambiguous; elsewhere the offset is all there is.
  constexpr std::chrono::days kMargin{1};
  const Time plain(wall - stretch_.offset);
  if (plain >= stretch_.begin + kMargin && plain < stretch_.end - kMargin) return plain;
  const auto info = zone_->get_info(date::local_seconds(wall));
  stretch_ = info.first;
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return Time(wall - info.first.offset);
}

}  // namespace reseal::calendar
