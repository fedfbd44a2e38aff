// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

namespace reseal::store {

std::int64_t to_millis(TimePoint time) { return time.time_since_epoch().count(); }
TimePoint from_millis(std::int64_t millis) { return TimePoint(std::chrono::milliseconds(millis)); }

Entry to_entry(const StoredEntry& stored) {
  return {.order = stored.order,
          .seq = stored.seq,
          .at = from_millis(stored.at),
          .kind = stored.kind,
          .body = Json::parse(stored.body),
          .previous_hash = stored.previous_hash,
          .hash = stored.hash,
          .projection = Json::parse(stored.projection)};
}

}  // namespace reseal::store
