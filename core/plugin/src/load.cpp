// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <set>

#include "endpoints.h"
#include "finding.h"
#include "library.h"
#include "loaded_plugin.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/plugin/plugin.h"

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kProbeLimit{10000};

void require_usable(const fs::path& file, const Finding& finding) {
  if (!finding.usable) throw to_error(file, finding);
}

void require_provider(const Manifest& manifest) {
  if (manifest.kind == "provider" || !manifest.library.empty()) return;
  const auto file = manifest.folder / "manifest.json";
  throw to_error(file, unusable("manifest", to_utf8(file) + ": a guided journey of a registrar cannot be loaded here",
                                "kind \"provider\"", "kind \"" + manifest.kind + "\"",
                                "build it as a library with the SDK's guided registrar"));
}

}  // namespace

std::unique_ptr<Plugin> load_plugin(const fs::path& folder, const PluginSettings& settings,
                                    const fs::path& probe_program) {
  Facts facts;
  facts.manifest = read_manifest(folder);
  facts.settings = effective_settings(facts.manifest, settings);
  facts.transport = effective_transport(facts.manifest, settings);
  facts.origins = allowed_origins(facts.manifest, settings, facts.settings);
  if (facts.manifest.library.empty()) {
    require_provider(facts.manifest);
    return journey_plugin(facts);
  }

  const auto library = folder / facts.manifest.library;
  const auto inspected = inspect_library(library, folder, settings.sha256);
  require_usable(library, inspected);
  // A pin says that a person has looked at this very file; anything else is tried where it can do no harm.
  if (!settings.sha256) require_usable(library, probe_library(library, probe_program, kProbeLimit));
  const auto opened = open_library(library);
  require_usable(library, opened.finding);
  facts.sha256 = inspected.sha256;
  return library_plugin(facts, *opened.table);
}

PluginSet load_plugins(const std::vector<fs::path>& folders, const std::map<std::string, PluginSettings>& allowed,
                       const fs::path& probe_program) {
  PluginSet set;
  for (const auto& [id, settings] : allowed) {
    bool seen = false;
    for (const auto& parent : folders) {
      const auto folder = parent / path_from_utf8(id);
      std::error_code error;
      if (!fs::is_directory(folder, error)) continue;
      seen = true;
      if (const auto first = set.plugins.find(id); first != set.plugins.end()) {
        const auto place = to_utf8(first->second->manifest().folder);
        set.rejected.push_back(
            {id, folder,
             unusable("manifest", to_utf8(folder / "manifest.json") + " repeats a plugin that is already loaded",
                      "each id once", "\"" + id + "\" from " + place,
                      "remove one of the two, or change the order of the plugin folders")});
        continue;
      }
      try {
        set.plugins.emplace(id, load_plugin(folder, settings, probe_program));
      } catch (const Error& problem) {
        set.rejected.push_back({id, folder, to_finding(problem)});
      }
    }
    if (!seen) {
      std::string places;
      for (const auto& parent : folders) places += (places.empty() ? "" : ", ") + to_utf8(parent);
      set.rejected.push_back(
          {id,
           {},
           unusable("missing", "there is no plugin \"" + id + "\"", "a folder " + id + " in one of: " + places, "none",
                    "install the plugin, or take it off the list of plugins in the configuration")});
    }
  }
  return set;
}

}  // namespace reseal::plugin
