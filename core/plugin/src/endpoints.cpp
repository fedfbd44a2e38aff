// SPDX-License-Identifier: Apache-2.0
#include "endpoints.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "finding.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/plugin/helper_program.h"
#include "reseal/plugin/http.h"
#include "reseal/schema.h"

namespace reseal::plugin {
namespace {

std::string place_of(const Manifest& manifest, const std::string& pointer) {
  return "/plugins/" + manifest.id + pointer;
}

Error wrong_setting(const Manifest& manifest, const std::string& pointer, const std::string& problem,
                    const std::string& expected, const std::string& found) {
  const auto place = place_of(manifest, pointer);
  return to_error(manifest.folder / "manifest.json",
                  unusable("settings", "plugin " + manifest.id + ": " + problem + " at " + place, expected, found,
                           "correct " + place + " in the configuration"));
}

/// Empty: a setting that the endpoint needs is not there.
std::optional<std::string> filled_in(std::string_view endpoint, const Json& settings) {
  std::string text;
  while (!endpoint.empty()) {
    const auto open = endpoint.find('{');
    text += endpoint.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = endpoint.find('}', open);
    if (close == std::string_view::npos) return {};
    const auto value = settings.find(endpoint.substr(open + 1, close - open - 1));
    if (value == settings.end() || !value->is_string()) return {};
    text += value->get_ref<const std::string&>();
    endpoint.remove_prefix(close + 1);
  }
  return text;
}

std::string https_origin(const Manifest& manifest, const std::string& url, const std::string& pointer) {
  auto origin = origin_of(url);
  if (!origin.starts_with("https://")) {
    throw wrong_setting(manifest, pointer, "an address that a plugin may not use", "https://host, without a user name",
                        "\"" + url + "\"");
  }
  return origin;
}

}  // namespace

Json effective_settings(const Manifest& manifest, const PluginSettings& settings) {
  Json effective = settings.settings.is_null() ? Json::object() : settings.settings;
  if (!effective.is_object()) {
    throw wrong_setting(manifest, "/settings", "the settings are no object", "an object", effective.dump());
  }
  if (manifest.settings_schema.is_null()) {
    if (!effective.empty()) {
      throw wrong_setting(manifest, "/settings", "this plugin has no settings", "{}", effective.dump());
    }
    return effective;
  }
  if (const auto properties = manifest.settings_schema.find("properties");
      properties != manifest.settings_schema.end() && properties->is_object()) {
    for (const auto& [name, property] : properties->items()) {
      if (!effective.contains(name) && property.is_object() && property.contains("default")) {
        effective[name] = property["default"];
      }
    }
  }
  try {
    const auto problems = Schema(manifest.settings_schema.dump()).check(effective);
    if (!problems.empty()) {
      const auto& first = problems.front();
      throw wrong_setting(manifest, "/settings" + first.pointer, "a setting is not as its plugin wants it",
                          first.expected, first.found);
    }
  } catch (const MessageError& error) {
    const auto file = manifest.folder / "manifest.json";
    throw to_error(file, unusable("manifest", "plugin " + manifest.id + ": its settings_schema cannot be used",
                                  "a JSON Schema (draft-07)", error.what(), "tell the plugin's publisher"));
  }
  return effective;
}

std::string effective_transport(const Manifest& manifest, const PluginSettings& settings) {
  if (settings.transport.empty()) return manifest.transports.front();
  const auto& offered = manifest.transports;
  if (std::find(offered.begin(), offered.end(), settings.transport) == offered.end()) {
    std::string list;
    for (const auto& one : offered) list += (list.empty() ? "" : ", ") + one;
    throw wrong_setting(manifest, "/transport", "the plugin does not offer this transport", "one of: " + list,
                        "\"" + settings.transport + "\"");
  }
  return settings.transport;
}

void require_granted(const Manifest& manifest, const PluginSettings& settings) {
  const auto& granted = settings.grants;
  Json missing = granted;
  for (const auto& permission : manifest.permissions) {
    if (permission == "http" || std::find(granted.begin(), granted.end(), permission) != granted.end()) continue;
    missing.push_back(permission);
  }
  if (missing.size() == granted.size()) return;
  const auto place = place_of(manifest, "/grant");
  throw to_error(manifest.folder / "manifest.json",
                 unusable("grant", "plugin " + manifest.id + " asks for more than this deployment grants it",
                          "at " + place + " what its manifest asks for", Json(granted).dump(),
                          "if you trust its publisher with that, write into the configuration, at " + place +
                              ": \"grant\": " + missing.dump()));
}

std::map<std::string, std::filesystem::path> helper_programs(const Manifest& manifest, const Json& effective_settings) {
  std::map<std::string, std::filesystem::path> programs;
  for (const auto& name : manifest.programs) {
    const auto value = effective_settings.find(name);
    if (value == effective_settings.end() || !value->is_string()) continue;
    auto program = path_from_utf8(value->get<std::string>());
    if (const auto problem = helper_problem(program)) {
      throw wrong_setting(manifest, "/settings/" + name, "a helper program that cannot be run safely",
                          "the absolute path of a program that only root or you may change",
                          "\"" + value->get<std::string>() + "\": " + *problem);
    }
    programs[name] = std::move(program);
  }
  return programs;
}

std::vector<std::string> allowed_origins(const Manifest& manifest, const PluginSettings& settings,
                                         const Json& effective_settings) {
  std::vector<std::string> origins;
  for (const auto& endpoint : manifest.endpoints) {
    const auto url = filled_in(endpoint, effective_settings);
    if (!url) continue;
    auto origin = https_origin(manifest, *url, "/settings");
    if (std::find(origins.begin(), origins.end(), origin) == origins.end()) origins.push_back(std::move(origin));
  }
  if (settings.endpoints.empty()) return origins;
  std::vector<std::string> listed;
  for (std::size_t i = 0; i < settings.endpoints.size(); ++i) {
    listed.push_back(https_origin(manifest, settings.endpoints[i], "/endpoints/" + std::to_string(i)));
  }
  std::erase_if(origins, [&](const std::string& origin) {
    return std::find(listed.begin(), listed.end(), origin) == listed.end();
  });
  return origins;
}

}  // namespace reseal::plugin
