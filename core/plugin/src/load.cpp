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
#include "instance.h"
#include "library.h"
#include "loaded_plugin.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/plugin/plugin.h"
#include "reseal/plugin/signature.h"

#if !defined(_WIN32)
#include "process_instance.h"
#endif

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kProbeLimit{10000};

void require_usable(const fs::path& file, const Finding& finding) {
  if (!finding.usable) throw to_error(file, finding);
}

bool has_code(const Manifest& manifest) { return !manifest.library.empty() || !manifest.program.empty(); }

/// What is known of a plugin before any of its code runs.
struct LoadCandidate {
  Facts facts;
  bool pinned = false;
  Isolation isolation = Isolation::by_origin;
  std::chrono::milliseconds own_time{};
};

/// Where this installation's plugins are, seen from its reseal-plugin-host: in the build folder both lie beside each
/// other (bin/, plugins/), installed as RESEAL_PLUGINS_FROM_HOST says.
bool came_with_us(const fs::path& folder, const fs::path& host_program) {
  const auto bin = host_program.parent_path();
  const auto where = fs::canonical(folder).parent_path();  // not where a link to it is
  for (const auto& ours : {bin / "../plugins", bin / RESEAL_PLUGINS_FROM_HOST}) {
    std::error_code error;
    if (fs::equivalent(where, ours, error) && !error) return true;
  }
  return false;
}

/// Whose word stands for the plugin's files: this installation's, the deployment's own (a pin), or a publisher's.
void require_vouched(const Manifest& manifest, const PluginSettings& settings, const fs::path& host_program) {
  static const Publishers kNobody{};
  const auto& publishers = settings.publishers ? *settings.publishers : kNobody;
  const auto signature = publisher_signature(manifest.folder, publishers.anchors, publishers.at);
  const auto where = to_utf8(manifest.folder);
  using State = PublisherSignature::State;
  if (signature.state == State::broken) {
    throw to_error(manifest.folder, unusable("signature", "the files in " + where + " are not those that were signed",
                                             "every file as its publisher signed it", signature.problem,
                                             "install the plugin again, from where its publisher offers it"));
  }
  if (!settings.publishers || signature.state == State::trusted || settings.sha256) return;
  if (came_with_us(fs::absolute(manifest.folder), host_program)) return;
  throw to_error(
      manifest.folder,
      unusable("signature", "nobody whom this deployment trusts has signed the plugin in " + where,
               "a signature of one of /plugins/publishers, or a pin",
               signature.state == State::none ? "no signature"
                                              : "signed by " + signature.publisher + ": " + signature.problem,
               "add its publisher to /plugins/publishers, or look at the file and pin it: reseal plugin pin " + where));
}

LoadCandidate read_candidate(const fs::path& folder, const PluginSettings& settings, const fs::path& host_program) {
  LoadCandidate candidate;
  auto& facts = candidate.facts;
  facts.manifest = read_manifest(folder);
  facts.settings = effective_settings(facts.manifest, settings);
  facts.transport = effective_transport(facts.manifest, settings);
  facts.origins = allowed_origins(facts.manifest, settings, facts.settings);
  require_granted(facts.manifest, settings);
  facts.programs = helper_programs(facts.manifest, facts.settings);
  candidate.pinned = settings.sha256.has_value();
  candidate.isolation = settings.isolation;
  candidate.own_time = settings.own_time;
  const auto inspected = inspect_entry(facts.manifest, settings.sha256);
  require_usable(entry_of(facts.manifest), inspected);
  facts.sha256 = inspected.sha256;
  require_vouched(facts.manifest, settings, host_program);
  return candidate;
}

bool runs_apart(const LoadCandidate& candidate, const fs::path& host_program) {
  const auto& manifest = candidate.facts.manifest;
  if (!manifest.program.empty() || candidate.isolation == Isolation::process) return true;
  return candidate.isolation == Isolation::by_origin && !came_with_us(manifest.folder, host_program);
}

std::unique_ptr<Plugin> load_apart(const LoadCandidate& candidate, const fs::path& host_program) {
  const auto& facts = candidate.facts;
#if defined(_WIN32)
  const auto file = entry_of(facts.manifest);
  throw to_error(file, unusable("isolation", to_utf8(file) + " cannot be run in a process of its own",
                                "a system that can confine a process", "one that this program cannot do it on yet",
                                "if you trust it: \"isolation\": \"none\" in /plugins/" + facts.manifest.id));
#else
  const auto folder = fs::canonical(facts.manifest.folder);
  ProcessPlan plan{.host_program = host_program,
                   .folder = folder,
                   .file = folder / entry_of(facts.manifest).filename(),
                   .program = !facts.manifest.program.empty(),
                   .sha256 = facts.sha256,
                   .init = init_message(facts),
                   .limit = candidate.own_time};
  plan.init["folder"] = to_utf8(folder);  // whatever the process takes for its own
  return code_plugin(
      facts, [&](Capability capability) { return std::make_unique<ProcessInstance>(plan, std::move(capability)); });
#endif
}

std::unique_ptr<Plugin> load_candidate(const LoadCandidate& candidate, const fs::path& host_program) {
  const auto& facts = candidate.facts;
  if (!has_code(facts.manifest)) return journey_plugin(facts);
  if (runs_apart(candidate, host_program)) return load_apart(candidate, host_program);
  const auto library = entry_of(facts.manifest);
  // A pin says that a person has looked at this very file; anything else is tried where it can do no harm.
  if (!candidate.pinned) require_usable(library, probe_library(library, host_program, kProbeLimit));
  const auto opened = open_library(library);
  require_usable(library, opened.finding);
  return code_plugin(facts, [&](Capability capability) {
    return std::make_unique<Instance>(*opened.table, init_message(facts), std::move(capability));
  });
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
  return load_candidate(read_candidate(folder, settings, probe_program), probe_program);
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
    return std::async(when, read_candidate, std::cref(places[index].folder), std::cref(places[index].settings),
                      std::cref(probe_program));
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
