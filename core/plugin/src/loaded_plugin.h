// SPDX-License-Identifier: Apache-2.0
// The two ways a plugin is there: a library behind the C border, and a guided journey document that the SDK's runner
// carries out.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reseal/abi.h"
#include "reseal/plugin/plugin.h"

namespace reseal::plugin {

/// All that is known of a plugin before its code is asked anything.
struct Facts {
  Manifest manifest;
  std::string sha256;
  std::string transport;
  std::vector<std::string> origins;
  Json settings;
  std::map<std::string, std::filesystem::path> programs = {};
};

/// {"folder", "transport", "settings"} as create() takes it.
Json init_message(const Facts& facts);

/// Throw Error(plugin_unusable) when it refuses to start.
std::unique_ptr<Plugin> library_plugin(const Facts& facts, const reseal_plugin& table);
std::unique_ptr<Plugin> journey_plugin(const Facts& facts);

}  // namespace reseal::plugin
