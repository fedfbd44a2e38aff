// SPDX-License-Identifier: Apache-2.0
// Where a new certificate stands with each system, for people and for programs.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "app/deployment.h"
#include "reseal/workflow/cutover.h"

namespace reseal::app {

/// One line a system (and service), then what is to be done about those that are not settled.
void show_standings(Deployment& deployment, const std::vector<workflow::SystemStanding>& standings);
/// {"system", "standing", "order", "since", "message", "next", "reference", "evidence", "services": [...]}
Json standing_json(const workflow::SystemStanding& standing, const Words& words);
/// {"which", "uri", "serial", "reason", "until"}
Json signing_json(const workflow::SigningChoice& choice, const Words& words);

}  // namespace reseal::app
