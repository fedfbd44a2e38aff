// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

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

/// What is known of a plugin before any of its code runs.
struct LoadCandidate {
  Facts facts;
  bool pinned = false;
};

fs::path library_of(const Manifest& manifest) { return manifest.folder / manifest.library; }

LoadCandidate read_candidate(const fs::path& folder, const PluginSettings& settings) {
  LoadCandidate candidate;
  auto& facts = candidate.facts;
  facts.manifest = read_manifest(folder);
  facts.settings = effective_settings(facts.manifest, settings);
  facts.transport = effective_transport(facts.manifest, settings);
  facts.origins = allowed_origins(facts.manifest, settings, facts.settings);
  require_granted(facts.manifest, settings);
  facts.programs = helper_programs(facts.manifest, facts.settings);
  require_provider(facts.manifest);
  candidate.pinned = settings.sha256.has_value();
  if (facts.manifest.library.empty()) return candidate;
  const auto library = library_of(facts.manifest);
  const auto inspected = inspect_library(library, folder, settings.sha256);
  require_usable(library, inspected);
  facts.sha256 = inspected.sha256;
  return candidate;
}

std::unique_ptr<Plugin> load_candidate(const LoadCandidate& candidate, const fs::path& probe_program) {
  const auto& manifest = candidate.facts.manifest;
  if (manifest.library.empty()) return journey_plugin(candidate.facts);
  const auto library = library_of(manifest);
  // A pin says that a person has looked at this very file; anything else is tried where it can do no harm.
  if (!candidate.pinned) require_usable(library, probe_library(library, probe_program, kProbeLimit));
  const auto opened = open_library(library);
  require_usable(library, opened.finding);
  return library_plugin(candidate.facts, *opened.table);
}

/// One of the places where a deployment's plugin may be; without a folder: it is nowhere.
struct Place {
  std::string id;
  fs::path folder;
  const PluginSettings& settings;
};

std::vector<Place> places_of(const std::vector<fs::path>& folders,
                             const std::map<std::string, PluginSettings>& allowed) {
  std::vector<Place> places;
  for (const auto& [id, settings] : allowed) {
    const auto before = places.size();
    for (const auto& parent : folders) {
      auto folder = parent / path_from_utf8(id);
      std::error_code error;
      if (fs::is_directory(folder, error)) places.push_back({id, std::move(folder), settings});
    }
    if (places.size() == before) places.push_back({id, {}, settings});
  }
  return places;
}

Finding nowhere(const std::string& id, const std::vector<fs::path>& folders) {
  std::string places;
  for (const auto& parent : folders) places += (places.empty() ? "" : ", ") + to_utf8(parent);
  return unusable("missing", "there is no plugin \"" + id + "\"", "a folder " + id + " in one of: " + places, "none",
                  "install the plugin, or take it off the list of plugins in the configuration");
}

Finding repeated(const Place& place, const Manifest& first) {
  return unusable("manifest", to_utf8(place.folder / "manifest.json") + " repeats a plugin that is already loaded",
                  "each id once", "\"" + place.id + "\" from " + to_utf8(first.folder),
                  "remove one of the two, or change the order of the plugin folders");
}

}  // namespace

std::unique_ptr<Plugin> load_plugin(const fs::path& folder, const PluginSettings& settings,
                                    const fs::path& probe_program) {
  return load_candidate(read_candidate(folder, settings), probe_program);
}

PluginSet load_plugins(const std::vector<fs::path>& folders, const std::map<std::string, PluginSettings>& allowed,
                       const fs::path& probe_program) {
  PluginSet set;
  const auto places = places_of(folders, allowed);
  // While one plugin is loaded, what is to be known of the next is read and hashed: a third of the work, and none of it
  // runs a plugin's code. The first has nothing to wait beside, and without a thread to spare it is done when needed.
  const auto read_ahead = [&](std::size_t index) -> std::future<LoadCandidate> {
    if (index >= places.size() || places[index].folder.empty()) return {};
    const auto when = index == 0 ? std::launch::deferred : std::launch::async | std::launch::deferred;
    return std::async(when, read_candidate, std::cref(places[index].folder), std::cref(places[index].settings));
  };
  auto next = read_ahead(0);
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto candidate = std::exchange(next, read_ahead(i + 1));
    const auto& place = places[i];
    if (place.folder.empty()) {
      set.rejected.push_back({place.id, {}, nowhere(place.id, folders)});
    } else if (const auto first = set.plugins.find(place.id); first != set.plugins.end()) {
      set.rejected.push_back({place.id, place.folder, repeated(place, first->second->manifest())});
    } else {
      try {
        set.plugins.emplace(place.id, load_candidate(candidate.get(), probe_program));
      } catch (const Error& problem) {
        set.rejected.push_back({place.id, place.folder, to_finding(problem)});
      }
    }
  }
  return set;
}

}  // namespace reseal::plugin
