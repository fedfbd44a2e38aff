// SPDX-License-Identifier: Apache-2.0
#include "app/system_name.h"

#include <algorithm>

#include "reseal/base/unicode.h"

namespace reseal::app {

std::string system_name(const config::System& system, const Words& words) {
  if (!system.name.empty()) return printable(system.name);
  const auto id = "cli.system." + system.id;
  return words.catalogue().has(id, "en") ? words.say(id) : printable(system.id);
}

std::string system_name(const Deployment& deployment, const std::string& id) {
  config::System unnamed;
  unnamed.id = id;
  const auto& systems = deployment.config().systems;
  const auto found = std::find_if(systems.begin(), systems.end(), [&](const auto& system) { return system.id == id; });
  return system_name(found == systems.end() ? unnamed : *found, deployment.words());
}

}  // namespace reseal::app
