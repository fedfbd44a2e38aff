// SPDX-License-Identifier: Apache-2.0
// The two ways a plugin is there: code behind the border, in this process or another, and a guided journey document
// that the SDK's runner carries out.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conversation.h"
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

/// Starts a plugin that asks the host through the capability. Throws what making an instance throws.
using StartConversation = std::function<std::unique_ptr<Conversation>(Capability)>;

/// Throw Error(plugin_unusable) when it refuses to start.
std::unique_ptr<Plugin> code_plugin(const Facts& facts, const StartConversation& start);
std::unique_ptr<Plugin> journey_plugin(const Facts& facts);

}  // namespace reseal::plugin
