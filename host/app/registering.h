// SPDX-License-Identifier: Apache-2.0
// Telling every system of the new certificate: one registration order a system, carried on together.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/commands/commands.h"
#include "app/deployment.h"
#include "app/order_journey.h"

namespace reseal::app {

/// Whether any system of the configuration has a registrar here.
bool can_register(Deployment& deployment);

struct Registered {
  int code = kDone;  ///< done; else 4 a person must act, 6 refused, 3 others must act, 5 not all have been told
  Json json;         ///< {"systems": [standing], "systems_left": [id]}
};

/// Registers what a renewal came to with `systems` (empty: all of the configuration that have not accepted yet). Those
/// that need the old key come first. A refused registration is begun anew only for a system that is named.
Registered register_renewal(Deployment& deployment, const std::string& renewal, const std::vector<std::string>& systems,
                            const std::string& answers_file, const Patience& patience);

/// One order to its end; and when a certificate has come onto the token by it, on to the systems that have to accept
/// it: only then is a renewal done.
Ended carry_through(Deployment& deployment, const std::string& order, const std::string& answers_file,
                    const Patience& patience, bool registers = true);

}  // namespace reseal::app
