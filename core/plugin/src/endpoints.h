// SPDX-License-Identifier: Apache-2.0
// What one plugin may do in one deployment: its settings with their defaults, its transport, the origins it may reach.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "reseal/plugin/manifest.h"
#include "reseal/plugin/plugin.h"

namespace reseal::plugin {

/// Throws Error(plugin_unusable) with the place in the configuration that is wrong.
Json effective_settings(const Manifest& manifest, const PluginSettings& settings);
std::string effective_transport(const Manifest& manifest, const PluginSettings& settings);

/// Throws Error(plugin_unusable), with the line to add, for a permission beyond http that the deployment does not
/// grant.
void require_granted(const Manifest& manifest, const PluginSettings& settings);

/// What the settings under the manifest's `programs` name. Throws Error(plugin_unusable) for one that must not be run
/// (helper_program.h).
std::map<std::string, std::filesystem::path> helper_programs(const Manifest& manifest, const Json& effective_settings);

/// The manifest's endpoints with {setting} filled in, as origins, cut down to what the deployment lists when it lists
/// any. An endpoint whose setting is not there is none. Throws Error(plugin_unusable) for one that is not https.
std::vector<std::string> allowed_origins(const Manifest& manifest, const PluginSettings& settings,
                                         const Json& effective_settings);

}  // namespace reseal::plugin
