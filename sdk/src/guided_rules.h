// SPDX-License-Identifier: Apache-2.0
// The eligibility rules of a journey document: declared facts of the certificate, each with its evidence.
#pragma once

#include <vector>

#include "guided_values.h"
#include "reseal/verdict.h"

namespace reseal::guided {

std::vector<RuleResult> apply_rules(const Json& rules, const Values& values, Time now);

}  // namespace reseal::guided
