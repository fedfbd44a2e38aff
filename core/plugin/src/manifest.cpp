// SPDX-License-Identifier: Apache-2.0
#include "reseal/plugin/manifest.h"

#include "finding.h"
#include "reseal/abi.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::plugin {
namespace {

#if defined(_WIN32)
constexpr const char* kEnding = ".dll";
#elif defined(__APPLE__)
constexpr const char* kEnding = ".dylib";
#else
constexpr const char* kEnding = ".so";
#endif

constexpr std::size_t kLongest = 256U << 10U;

Json read_document(const std::filesystem::path& file) {
  try {
    return parse_json(read_file(file, kLongest), to_utf8(file));
  } catch (const MessageError& error) {
    throw to_error(file, unusable("manifest", to_utf8(file) + " is not JSON", "a manifest in JSON", error.what(),
                                  "correct the file, or install the plugin again"));
  } catch (const Error& error) {
    const auto problem = error.params().find("problem");
    throw to_error(file, unusable("manifest", to_utf8(file) + " cannot be read", "the plugin's manifest",
                                  problem == error.params().end() ? error.what() : problem->second,
                                  "install the plugin again, or take it off the list of plugins"));
  }
}

}  // namespace

std::filesystem::path entry_of(const Manifest& manifest) {
  const auto& name = !manifest.library.empty()   ? manifest.library
                     : !manifest.program.empty() ? manifest.program
                                                 : manifest.journey;
  return manifest.folder / path_from_utf8(name);
}

Manifest read_manifest(const std::filesystem::path& folder) {
  const auto file = folder / "manifest.json";
  const auto refuse = [&](const std::string& problem, const std::string& expected, const std::string& found,
                          const std::string& advice, const char* code = "manifest") {
    return to_error(file, unusable(code, to_utf8(file) + ": " + problem, expected, found, advice));
  };

  const Json document = read_document(file);
  const auto problems = message_schema("manifest").check(document);
  if (!problems.empty()) {
    const auto& first = problems.front();
    throw refuse("at '" + first.pointer + "'", first.expected, first.found,
                 "ask the plugin's publisher, or correct it");
  }

  Manifest manifest;
  manifest.folder = folder;
  manifest.id = document.at("id");
  manifest.version = document.at("version");
  manifest.kind = document.at("kind");
  manifest.abi = document.at("abi");
  manifest.library = document.value("library", "");
  manifest.program = document.value("program", "");
  manifest.journey = document.value("journey", "");
  manifest.transports = document.at("transports").get<std::vector<std::string>>();
  manifest.permissions = document.value("permissions", std::vector<std::string>{});
  manifest.endpoints = document.value("endpoints", std::vector<std::string>{});
  manifest.programs = document.value("programs", std::vector<std::string>{});
  manifest.one_order_per_holder = document.value("one_order_per_holder", false);
  manifest.settings_schema = document.value("settings_schema", Json());

  const auto name = to_utf8(std::filesystem::absolute(folder).lexically_normal().filename());
  const auto parent_name = to_utf8(std::filesystem::absolute(folder).lexically_normal().parent_path().filename());
  if (manifest.id != name && !(name.empty() && manifest.id == parent_name)) {
    throw refuse("the id is not the folder's name", "\"" + name + "\"", "\"" + manifest.id + "\"",
                 "rename the folder to the plugin's id");
  }
  if (manifest.abi != RESEAL_ABI_VERSION) {
    throw refuse(
        manifest.abi > RESEAL_ABI_VERSION ? "the plugin is newer than this program"
                                          : "the plugin is older than this program",
        "border version " + std::to_string(RESEAL_ABI_VERSION), "border version " + std::to_string(manifest.abi),
        manifest.abi > RESEAL_ABI_VERSION ? "update this program" : "get a newer version of the plugin", "abi");
  }
  if (!manifest.library.empty() && manifest.library.find('.') == std::string::npos) manifest.library += kEnding;
  const bool journey_alone = manifest.library.empty() && manifest.program.empty();
  if (journey_alone && manifest.transports != std::vector<std::string>{"guided"}) {
    throw refuse("a guided journey alone offers the guided transport only", "transports [\"guided\"]",
                 document.at("transports").dump(), "correct the manifest, or build a library");
  }
  return manifest;
}

}  // namespace reseal::plugin
