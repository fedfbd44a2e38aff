// SPDX-License-Identifier: Apache-2.0
// One order, carried on from the terminal: what a person, a file or time can do about where it stands.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/commands/commands.h"
#include "app/deployment.h"

namespace reseal::app {

/// How a command on one order ended.
struct Ended {
  int code = kDone;
  Json json;  ///< with --json
  store::OrderRow order = {};
};

/// The systems of its holder that have not accepted what this renewal came to.
std::vector<std::string> systems_left(Deployment& deployment, const store::OrderRow& renewal);

/// Until it is closed, or nothing more can be done now; then tells how it stands (not with --json). With --dry-run only
/// looks. `answers_file` may be empty.
Ended carry(Deployment& deployment, const std::string& order, const std::string& answers_file,
            const Patience& patience);
/// What going on would begin with (--dry-run).
Ended only_look(Deployment& deployment, const std::string& order);

}  // namespace reseal::app
