// SPDX-License-Identifier: Apache-2.0
// What a plugin says of itself before any of its code runs: manifest.json in its folder
// (sdk/schemas/manifest.schema.json).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal::plugin {

struct Manifest {
  std::string id;  ///< [a-z][a-z0-9_]*: folder, library and text prefix
  std::string version;
  std::string kind;  ///< "provider" | "registrar"
  unsigned abi = 0;
  std::string library;  ///< file name in the folder, with its ending; empty for a guided journey document alone
  std::string program;  ///< file name in the folder: speaks the messages over its standard input and output
  std::string journey;  ///< guided journey document, relative to the folder; the whole plugin where `library` is empty
  std::vector<std::string> transports;
  std::vector<std::string>
      permissions;  ///< "http", "client_certificate", "sign_messages", "decrypt_messages", "run_programs"
  std::vector<std::string> endpoints;  ///< origins it may ask for; a {setting} stands for a value of its settings
  std::vector<std::string> programs;   ///< settings that hold the paths of helper programs
  bool one_order_per_holder = false;   ///< a holder's next certificate only after the one before is in use (SZCA-03)
  Json settings_schema;                ///< JSON Schema of its settings; null: none
  std::filesystem::path folder;
};

/// Its library, its program, or the journey document that is the whole plugin: what a pin is of.
std::filesystem::path entry_of(const Manifest& manifest);

/// Throws Error(plugin_unusable) naming file, place, expectation, finding and advice.
Manifest read_manifest(const std::filesystem::path& folder);

}  // namespace reseal::plugin
