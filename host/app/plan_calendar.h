// SPDX-License-Identifier: Apache-2.0
// A plan as dates in somebody's calendar.
#pragma once

#include <string>

#include "app/plan_words.h"

namespace reseal::app {

/// Every step and use as an event of an iCalendar file (RFC 5545); written again after a step has slipped, the same
/// events move. Throws Error(file_unwritable | disk_full).
void write_calendar(const std::string& file, const workflow::Plan& plan, const workflow::PlanRequest& request,
                    const PlanWords& say);

}  // namespace reseal::app
