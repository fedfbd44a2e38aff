// SPDX-License-Identifier: Apache-2.0
// The conformance kit: drives a plugin through the scripted worlds of its folder (conformance/*.json) and checks what
// every plugin promises. docs/plugin-authors/conformance.md says how a world is written.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/plugin/plugin.h"

namespace reseal::conformance {

/// What a plugin promises; a plugin that cannot keep one says so under its name in conformance/kit.json.
enum class Promise {
  ends,                  ///< each world ends as it says
  pure,                  ///< the same question, the same answer
  restart,               ///< a new instance at each step changes nothing
  lost_reply,            ///< what the portal did, and we did not hear of, is not done again
  doubled_answer,        ///< a past step that stands twice in the history changes nothing
  portal_nonsense,       ///< rubbish decides nothing
  clock_leap,            ///< another date is no reason to break
  strange_certificates,  ///< any certificate gets a verdict
  permissions,           ///< nothing is asked of the host that the manifest does not declare
  effects,               ///< one name of a change is one request, and nothing is paid twice
  texts,                 ///< every text is there in vi, en and zh, with its values
  forms,                 ///< the rules of a form are sound
  steps,                 ///< a step says what it must
  bounded,               ///< time and memory
};
inline constexpr std::size_t kPromises = 14;
/// "lost_reply"; stable, for programs.
std::string_view to_string(Promise promise);

/// One broken promise.
struct Breach {
  std::string place;     ///< step or question: "order after choose_package"
  std::string asked;     ///< what was asked, shortened
  std::string answered;  ///< what was answered, shortened
  std::string problem;   ///< one sentence, in English
  bool operator==(const Breach&) const = default;
};

/// What one world said of one promise.
struct Result {
  Promise promise = Promise::ends;
  std::string world;
  std::size_t checks = 0;        ///< how many answers were held against it
  std::vector<Breach> breaches;  ///< each once
  std::string left_out;          ///< the plugin's reason for not supporting it; nothing was checked then
};

struct Report {
  std::string plugin;
  std::string version;
  std::vector<std::string> worlds;
  std::vector<Result> results;  ///< by world, then by promise; the plugin as a whole is the world ""
  std::chrono::milliseconds slowest{0};
  [[nodiscard]] bool passed() const;
};

/// A new instance of the plugin under test, as the deployment would load it.
using MakePlugin = std::function<std::unique_ptr<plugin::Plugin>(const plugin::PluginSettings& settings)>;
/// By plugin::load_plugin. The library is tried in a child (`probe_program`) the first time only.
MakePlugin load_from(const std::filesystem::path& folder, const std::filesystem::path& probe_program);

/// Drives the plugin of `folder` through its worlds, or through the one called `only`. Throws MessageError when a world
/// cannot be read (file, place and expectation are in it) or `only` is none of them; Error(plugin_unusable) when the
/// plugin cannot be loaded.
Report examine(const std::filesystem::path& folder, const std::string& only, const MakePlugin& make);

/// JUnit's XML: a suite for each world, a case for each promise, what was left out as skipped. UTF-8.
std::string to_junit(const Report& report);
/// For programs: {"plugin", "version", "passed", "worlds", "slowest_ms", "results": [{"promise", "world", "checks",
/// "left_out", "breaches": [{"place", "asked", "answered", "problem"}]}]}.
Json to_json_report(const Report& report);

}  // namespace reseal::conformance
