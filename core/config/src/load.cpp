// SPDX-License-Identifier: Apache-2.0
#include "check.h"
#include "layers.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/config/config.h"

namespace reseal::config {
namespace {

struct Merged {
  Json document = Json::object();
  Origins origins;
  std::vector<Problem> problems;
};

Merged merge_layers(const Sources& sources) {
  Merged merged;
  auto layers = read_layers(sources, merged.problems);
  for (const auto& layer : layers) check_layer(layer, merged.problems);
  if (!merged.problems.empty()) return merged;
  for (auto& layer : layers) {
    resolve_paths(layer);
    lay_over(merged.document, layer, merged.origins);
  }
  check_whole(merged.document, merged.origins, layers, merged.problems);
  return merged;
}

std::vector<std::filesystem::path> paths(const Json& json) {
  std::vector<std::filesystem::path> all;
  for (const auto& item : json) all.push_back(path_from_utf8(item.get<std::string>()));
  return all;
}

PluginConfig plugin_from(const Json& json) {
  PluginConfig plugin;
  // Works with every portal's own website, today.
  plugin.transport = json.value("transport", "");
  plugin.settings = json.value("settings", Json::object());
  if (json.contains("sha256")) plugin.sha256 = json.at("sha256").get<std::string>();
  plugin.endpoints = json.value("endpoints", std::vector<std::string>{});
  plugin.isolation = json.value("isolation", "");
  plugin.grant = json.value("grant", std::vector<std::string>{});
  return plugin;
}

RemoteService remote_service_from(const Json& json) {
  using Names = std::map<std::string, std::string>;
  return {.id = json.at("id"),
          .name = json.at("name"),
          .base_url = json.at("base_url"),
          .user = json.at("user"),
          .client_id = json.at("client_id"),
          .client_secret = json.at("client_secret"),
          .ca_file = path_from_utf8(json.value("ca_file", "")),
          .paths = json.value("paths", Names()),
          .fields = json.value("fields", Names()),
          .types = json.value("types", Names()),
          .mode = json.value("mode", "")};
}

std::optional<int> number_at(const Json& json, const char* key) {
  return json.contains(key) ? std::optional<int>(json.at(key).get<int>()) : std::nullopt;
}

Office office_from(const Json& json) {
  return {json.at("country").get<std::string>(), json.at("office").get<std::string>()};
}

System system_from(const Json& json) {
  System system{
      .id = json.at("id").get<std::string>(), .name = json.value("name", ""), .contact = json.value("contact", "")};
  if (json.contains("lead_time")) {
    system.lead_working_hours = number_at(json.at("lead_time"), "working_hours");
    system.lead_working_days = number_at(json.at("lead_time"), "working_days");
  }
  system.holders = json.value("holders", std::vector<std::string>());
  system.processing_days = number_at(json, "processing_days");
  if (json.contains("calendar")) system.calendar = office_from(json.at("calendar"));
  return system;
}

// The document has been held against the schema, and the defaults are in it: nothing here can be missing.
Config config_from(Merged merged) {
  Config config;
  const auto& json = merged.document;
  config.state_folder = path_from_utf8(json.at("state").get<std::string>());
  config.language = json.value("language", "");
  config.time_zone = json.at("time_zone").get<std::string>();
  const auto& tokens = json.at("tokens");
  config.modules = tokens.at("modules").get<std::vector<std::string>>();
  config.pin_tries = tokens.at("pin_tries").get<int>();
  if (tokens.contains("pin")) config.pin_reference = tokens.at("pin");
  for (const auto& service : json.value("remote_signing", Json::array())) {
    config.remote_signing.push_back(remote_service_from(service));
  }
  const auto secrets = json.value("secrets", Json::object());
  if (secrets.contains("key")) config.secrets_key = secrets.at("key");
  config.key_algorithm = json.at("keys").at("algorithm").get<std::string>();
  config.key_bits = json.at("keys").at("bits").get<int>();
  config.plugin_folders = paths(json.at("plugins").at("folders"));
  for (const auto& [id, plugin] : json.at("plugins").at("allow").items()) config.plugins[id] = plugin_from(plugin);
  config.plugin_publishers = paths(json.at("plugins").value("publishers", Json::array()));
  config.trust_roots = paths(json.at("trust").at("roots"));
  config.trust_intermediates = paths(json.at("trust").at("intermediates"));
  config.http_ca_file = path_from_utf8(json.at("http").value("ca_file", ""));
  config.http_timeout_seconds = json.at("http").at("timeout_seconds").get<int>();
  config.revocation_enabled = json.at("revocation").at("enabled").get<bool>();
  for (const auto& system : json.at("systems")) config.systems.push_back(system_from(system));
  config.calendars = json.value("calendars", Json::object());
  if (json.contains("renewal")) {
    const auto& renewal = json.at("renewal");
    config.renewal_days = number_at(renewal, "processing_days");
    config.renewal_provider = renewal.value("provider", "");
    config.rank_by = renewal.value("rank_by", std::vector<std::string>{});
    config.rank_term_months = number_at(renewal, "term_months");
    if (renewal.contains("calendar")) config.renewal_calendar = office_from(renewal.at("calendar"));
  }
  config.warn_days = json.at("warn_days").get<int>();
  config.retry_first_seconds = json.at("retry").at("first_seconds").get<int>();
  config.retry_most_seconds = json.at("retry").at("most_seconds").get<int>();
  if (json.contains("clock")) config.as_of = json.at("clock").value("as_of", "");
  config.origins = std::move(merged.origins);
  config.document = std::move(merged.document);
  return config;
}

}  // namespace

std::vector<Problem> check(const Sources& sources) { return merge_layers(sources).problems; }

Config load(const Sources& sources) {
  std::error_code ignored;
  if (sources.file && !std::filesystem::exists(*sources.file, ignored)) {
    throw Error(ErrorCode::config_missing, {{"file", to_utf8(*sources.file)}});
  }
  auto merged = merge_layers(sources);
  if (!merged.problems.empty()) {
    const auto& first = merged.problems.front();
    throw Error(ErrorCode::config_invalid,
                {{"file", first.line > 0 ? first.file + ":" + std::to_string(first.line) : first.file},
                 {"where", first.where.empty() ? "/" : first.where},
                 {"problem", first.problem},
                 {"expected", first.expected}});
  }
  return config_from(std::move(merged));
}

Json show(const Config& config) { return {{"config", config.document}, {"from", config.origins}}; }

}  // namespace reseal::config
