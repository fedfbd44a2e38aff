// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reseal/workflow/engine.h"
#include "story.h"

namespace reseal::workflow {

/// Where an order stands, read from the store and the story alone.
Situation situation_of(store::OrderRow row, std::vector<store::TaskRow> tasks, const Story& story);

}  // namespace reseal::workflow
