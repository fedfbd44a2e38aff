// SPDX-License-Identifier: Apache-2.0
// One JSON document (comments allowed) in layers: defaults, /etc/reseal/reseal.json, the user's, --config FILE (which
// then replaces the two before it), --set path=value. Shape: core/config/reseal.schema.json.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/base/secret.h"
#include "reseal/values.h"

namespace reseal::config {

/// One thing that is wrong, said so that it can be mended.
struct Problem {
  std::string file;   ///< or "--set plugins.allow.misa.transport": the value of a --set is never repeated
  int line = 0;       ///< 0: not known
  std::string where;  ///< JSON Pointer
  std::string problem;
  std::string expected;
};

/// Where a value came from: pointer -> layer ("default", the file, "--set a.b").
using Origins = std::map<std::string, std::string>;

struct PluginConfig {
  std::string transport;  ///< empty: the manifest's first
  Json settings = Json::object();
  std::optional<std::string> sha256;
  std::vector<std::string> endpoints;
  std::string isolation;           ///< "process", "none"; empty: by where the plugin came from
  std::vector<std::string> grant;  ///< permissions beyond http
};

/// Whose working time counts: an office of core/calendar.
struct Office {
  std::string country;  ///< ISO 3166-1: "VN"
  std::string office;   ///< "agency", "customs", "company"
  bool operator==(const Office&) const = default;
};

struct System {  ///< a system that must accept the new certificate; open list (GEN-09)
  std::string id;
  std::string name;  ///< shown as it is; empty: the house's text for the id
  std::string contact;
  std::vector<std::string> holders = {};  ///< tax codes or other ids of those who need it; empty: every holder
  // What the deployment knows better than the registrar; empty: nothing. One of hours and days at most.
  std::optional<int> lead_working_hours = {};
  std::optional<int> lead_working_days = {};
  std::optional<int> processing_days = {};  ///< working days
  std::optional<Office> calendar = {};
  bool operator==(const System&) const = default;
};

/// An account at a service that signs for a person (core/remote has what the members mean).
struct RemoteService {
  std::string id;
  std::string name;
  std::string base_url;
  std::string user;
  std::string client_id;
  Json client_secret;             ///< for resolve_secret()
  std::filesystem::path ca_file;  ///< empty: that of the portals
  std::map<std::string, std::string> paths;
  std::map<std::string, std::string> fields;
  std::map<std::string, std::string> types;
  std::string mode;
};

struct Config {
  std::filesystem::path state_folder;  ///< store, logs
  std::vector<std::string> modules;    ///< PKCS#11 modules, by path
  int pin_tries = 3;
  std::optional<Json> pin_reference;  ///< for resolve_secret(); empty: a person is asked
  std::optional<Json> secrets_key;    ///< for resolve_secret(); empty: a file in the state folder
  std::vector<RemoteService> remote_signing;
  std::string key_algorithm = "RSA";
  int key_bits = 2048;
  std::vector<std::filesystem::path> plugin_folders;
  std::map<std::string, PluginConfig> plugins;           ///< the allow-list
  std::vector<std::filesystem::path> plugin_publishers;  ///< PEM/DER/p7b files
  std::vector<std::filesystem::path> trust_roots;        ///< PEM/DER/p7b files
  std::vector<std::filesystem::path> trust_intermediates;
  std::filesystem::path http_ca_file;  ///< pinned CA for portals; empty: the system's
  int http_timeout_seconds = 30;
  bool revocation_enabled = true;
  std::vector<System> systems;
  Json calendars = Json::object();           ///< corrections, for calendar::Calendars
  std::optional<int> renewal_days;           ///< working days from order to certificate; empty: not known
  Office renewal_calendar{"VN", "company"};  ///< ... of the CA
  std::string renewal_provider;              ///< first among the providers; empty: none
  std::vector<std::string> rank_by;          ///< what decides between providers; empty: the default
  std::optional<int> rank_term_months;
  std::string language;  ///< empty: from the environment
  std::string time_zone = "Asia/Ho_Chi_Minh";
  int warn_days = 30;  ///< before expiry (GEN-04); a warning, never a refusal
  int retry_first_seconds = 5;
  int retry_most_seconds = 3600;
  std::string as_of;  ///< RFC 3339: the clock begins here (sandbox, rehearsal)
  Json document;      ///< the merged document
  Origins origins;
};

struct Sources {
  std::optional<std::filesystem::path> file;  ///< --config
  std::vector<std::string> set;               ///< "a.b=value": JSON if it parses as JSON, else a string
  bool system_layers = true;                  ///< false: defaults and `file` only
};

/// Throws Error(config_missing) or Error(config_invalid) with the first problem; check() lists all.
Config load(const Sources& sources);
std::vector<Problem> check(const Sources& sources);
/// The schema's text.
std::string_view schema_text();
/// For people: {"config": the document, "from": {pointer: layer}}. Secrets are references only, so nothing is hidden.
Json show(const Config& config);

/// A secret by reference: {"file": path} (must not be readable by others), {"credential": name} (systemd,
/// $CREDENTIALS_DIRECTORY) or {"prompt": true}. Throws Error(secret_unavailable). Empty for a prompt: the caller asks.
std::optional<Secret> resolve_secret(const Json& reference);

}  // namespace reseal::config
