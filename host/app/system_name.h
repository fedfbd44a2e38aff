// SPDX-License-Identifier: Apache-2.0
// What a system is called before people: its own name, else the house's text for its id, else the id.
#pragma once

#include <string>

#include "app/deployment.h"

namespace reseal::app {

std::string system_name(const config::System& system, const Words& words);
std::string system_name(const Deployment& deployment, const std::string& id);

}  // namespace reseal::app
