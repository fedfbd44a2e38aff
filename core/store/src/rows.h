// SPDX-License-Identifier: Apache-2.0
// Times and journal entries in and out of the database.
#pragma once

#include <cstdint>

#include "chain.h"
#include "reseal/store/store.h"

namespace reseal::store {

std::int64_t to_millis(TimePoint time);
TimePoint from_millis(std::int64_t millis);
Entry to_entry(const StoredEntry& stored);

}  // namespace reseal::store
