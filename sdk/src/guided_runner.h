// SPDX-License-Identifier: Apache-2.0
// Where an order stands in a journey document, and what the next step is. Pure: the same order gets the same step.
#pragma once

#include "guided_document.h"
#include "guided_values.h"
#include "reseal/step.h"

namespace reseal::guided {

Step next_step(const Document& document, Phase phase, const Values& values);

}  // namespace reseal::guided
