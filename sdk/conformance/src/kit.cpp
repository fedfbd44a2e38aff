// SPDX-License-Identifier: Apache-2.0
#include "reseal/conformance/kit.h"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "reseal/failure.h"
#include "trials.h"

namespace reseal::conformance {
namespace {

constexpr std::string_view kNames[kPromises] = {"ends",           "pure",
                                                "restart",        "lost_reply",
                                                "doubled_answer", "portal_nonsense",
                                                "clock_leap",     "strange_certificates",
                                                "permissions",    "effects",
                                                "texts",          "forms",
                                                "steps",          "bounded"};

void judge_end(const World& world, const Course& course, Ledger& ledger) {
  ledger.checked(Promise::ends);
  if (course.end == world.ends) return;
  const auto& last = course.visits.back();
  ledger.broken(Promise::ends, {"the whole world", in_short(last.question), in_short(last.answer),
                                "it ends with '" + course.end + "'; the world says '" + world.ends + "'"});
}

/// What the portal has to complain about, on the straight way.
void judge_effects(const World& world, const Course& course, Ledger& ledger) {
  ledger.checked(Promise::effects, course.changes);
  for (const auto& complaint : course.portal->complaints()) {
    ledger.broken(Promise::effects, {"the whole world", "", "", complaint});
  }
  for (const auto& [rule, times] : course.portal->carried_out()) {
    if (!world.portal[rule].pays || times < 2) continue;
    ledger.broken(Promise::effects, {"the whole world", world.portal[rule].method + " " + world.portal[rule].path, "",
                                     "money changed hands " + std::to_string(times) + " times"});
  }
}

using Try = void (*)(const Trial&);

void run(const Trial& trial, std::initializer_list<std::pair<Promise, Try>> tries) {
  for (const auto& [promise, attempt] : tries) {
    if (trial.ledger.checks(promise)) attempt(trial);
  }
}

void try_the_way(const Trial& trial) {
  run(trial, {{Promise::pure, try_pure},
              {Promise::restart, try_restart},
              {Promise::lost_reply, try_lost_replies},
              {Promise::doubled_answer, try_doubled_answers},
              {Promise::portal_nonsense, try_nonsense},
              {Promise::clock_leap, try_clock_leaps}});
}

/// What does not depend on how the world goes on: once for each transport.
void try_beforehand(const Trial& trial) {
  run(trial, {{Promise::strange_certificates, try_strange_certificates}, {Promise::bounded, try_memory}});
}

void go_through(const World& world, bool first_of_its_transport, const MakePlugin& make, Ledger& ledger,
                Inspector& inspector) {
  ledger.open(world.name, world.unsupported);
  const MakeInstance instance = [&] { return make(world.settings); };
  const Watch watch = [&](const Question& question, const Answer& answer) { inspector.inspect(question, answer); };
  const auto straight = travel(world, instance, {}, watch);
  judge_end(world, straight, ledger);
  judge_effects(world, straight, ledger);
  if (straight.end.starts_with("stuck")) return;  // a way that leads nowhere shows nothing about its variations
  const Trial trial{world, straight, instance, watch, ledger, first_of_its_transport};
  try_the_way(trial);
  if (first_of_its_transport) try_beforehand(trial);
}

std::string names_of(const std::vector<World>& worlds) {
  std::string names;
  for (const auto& world : worlds) names += (names.empty() ? "" : ", ") + world.name;
  return names;
}

}  // namespace

std::string_view to_string(Promise promise) { return kNames[static_cast<std::size_t>(promise)]; }

bool Report::passed() const {
  return std::all_of(results.begin(), results.end(), [](const Result& result) { return result.breaches.empty(); });
}

MakePlugin load_from(const std::filesystem::path& folder, const std::filesystem::path& probe_program) {
  return [folder, probe_program, sha256 = std::string()](const plugin::PluginSettings& wanted) mutable {
    auto settings = wanted;
    if (!sha256.empty()) settings.sha256 = sha256;
    auto plugin = plugin::load_plugin(folder, settings, probe_program);
    sha256 = plugin->sha256();
    return plugin;
  };
}

Report examine(const std::filesystem::path& folder, const std::string& only, const MakePlugin& make) {
  const auto manifest = plugin::read_manifest(folder);
  auto worlds = read_worlds(folder);
  if (worlds.empty()) {
    throw MessageError("the plugin has no world to be tried in: write conformance/NAME.json in its folder");
  }
  if (!only.empty()) {
    const auto names = names_of(worlds);
    std::erase_if(worlds, [&](const World& world) { return world.name != only; });
    if (worlds.empty()) throw MessageError("there is no world '" + only + "'; there are: " + names);
  }
  Ledger ledger;
  Inspector inspector(ledger, folder);
  inspector.inspect_catalogues();
  Report report;
  report.plugin = manifest.id;
  report.version = manifest.version;
  std::set<std::string> transports;
  for (const auto& world : worlds) {
    report.worlds.push_back(world.name);
    const bool first = transports.insert(world.settings.transport).second;
    go_through(world, first, make, ledger, inspector);
  }
  report.results = ledger.results();
  report.slowest = ledger.slowest();
  return report;
}

}  // namespace reseal::conformance
