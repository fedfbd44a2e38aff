// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <algorithm>
#include <set>

#include "certificate_sketch.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::conformance {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kLongestFile = 1U << 20U;

PortalRule rule_from(const Json& json) {
  PortalRule rule;
  rule.method = json.value("method", "GET");
  rule.path = json.at("path").get<std::string>();
  rule.query = json.value("query", rule.query);
  rule.effect = json.value("effect", "");
  rule.body = json.value("body", Json::object());
  rule.when = json.value("when", Json::object());
  rule.set = json.value("set", Json::object());
  rule.reply = json.at("reply");
  rule.pays = json.value("pays", false);
  return rule;
}

StepScript script_from(const Json& json) {
  StepScript script;
  for (const auto& [id, happenings] : json.items()) {
    script[id] = happenings.is_array() ? happenings.get<std::vector<Json>>() : std::vector<Json>{happenings};
  }
  return script;
}

std::vector<fs::path> world_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json" && entry.path().filename() != "kit.json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

LeftOut left_out_by_the_plugin(const fs::path& file) {
  if (!fs::exists(file)) return {};
  const auto json = parse_json(read_file(file, kLongestFile), to_utf8(file));
  require_message("conformance-kit", json);
  // The list of promises that can be left out is said once, in the schema of a world.
  Json probe = {{"name", "kit"},
                {"transport", "api"},
                {"now", "2026-01-01T00:00:00Z"},
                {"ends", "done"},
                {"candidate",
                 {{"subject", Json::array()},
                  {"issuer", Json::array()},
                  {"serial", "01"},
                  {"not_before", "+0d"},
                  {"not_after", "+0d"}}},
                {"unsupported", json.value("unsupported", Json::object())}};
  require_message("conformance-world", probe);
  return probe["unsupported"].get<LeftOut>();
}

}  // namespace

Promise promise_from(std::string_view name) {
  for (std::size_t i = 0; i < kPromises; ++i) {
    if (to_string(static_cast<Promise>(i)) == name) return static_cast<Promise>(i);
  }
  throw MessageError("there is no promise '" + std::string(name) + "'");
}

World world_from(const Json& json) {
  require_message("conformance-world", json);
  World world;
  world.name = json.at("name").get<std::string>();
  world.settings.transport = json.at("transport").get<std::string>();
  world.settings.settings = json.value("settings", Json::object());
  world.settings.grants = json.value("grants", world.settings.grants);
  world.now = time_from_iso(json.at("now").get<std::string>());
  const auto& sketch = json.at("candidate");
  world.old = candidate_sketched(sketch, world.now);
  Json successor = sketch;
  successor.update({{"not_before", "+0d"}, {"not_after", "+365d"}});
  auto next_serial = sketch.at("serial").get<std::string>();
  next_serial.back() = next_serial.back() == 'F' ? '0' : 'F';
  successor["serial"] = next_serial;
  successor.update(json.value("new_certificate", Json::object()));
  world.new_certificate = facts_sketched(successor, world.now);
  const auto portal = json.value("portal", Json::object());
  world.portal_state = portal.value("state", Json::object());
  world.idempotency_keys = portal.value("idempotency_keys", true);
  for (const auto& rule : portal.value("on", Json::array())) world.portal.push_back(rule_from(rule));
  world.steps = script_from(json.value("steps", Json::object()));
  world.ends = json.at("ends").get<std::string>();
  world.unsupported = json.value("unsupported", LeftOut());
  return world;
}

std::vector<World> read_worlds(const fs::path& folder) {
  std::vector<World> worlds;
  std::set<std::string> names;
  const auto left_out = left_out_by_the_plugin(folder / "conformance" / "kit.json");
  for (const auto& file : world_files(folder / "conformance")) {
    try {
      auto world = world_from(parse_json(read_file(file, kLongestFile), to_utf8(file)));
      world.unsupported.insert(left_out.begin(), left_out.end());
      if (!names.insert(world.name).second) throw MessageError("another world is called '" + world.name + "', too");
      worlds.push_back(std::move(world));
    } catch (const MessageError& error) {
      throw MessageError(to_utf8(file) + ": " + error.what());
    } catch (const Json::exception& error) {
      throw MessageError(to_utf8(file) + ": " + error.what());
    }
  }
  return worlds;
}

}  // namespace reseal::conformance
