// SPDX-License-Identifier: Apache-2.0
#include "places.h"

#include <cstdlib>
#include <string>

#include "reseal/base/file.h"

namespace reseal::config {
namespace {

namespace fs = std::filesystem;

// Relative values are to be ignored (XDG base directory specification).
std::optional<fs::path> folder_from(const char* variable) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): read before threads are started
  if (value == nullptr || *value == '\0') return std::nullopt;
  auto path = path_from_utf8(value);
  if (!path.is_absolute()) return std::nullopt;
  return path;
}

}  // namespace

#if defined(_WIN32)
fs::path system_file() {
  return folder_from("ProgramData").value_or(fs::path("C:/ProgramData")) / "reseal" / "reseal.json";
}

std::optional<fs::path> user_file() {
  const auto folder = folder_from("APPDATA");
  if (!folder) return std::nullopt;
  return *folder / "reseal" / "reseal.json";
}

fs::path default_state_folder() { return folder_from("LOCALAPPDATA").value_or(fs::temp_directory_path()) / "reseal"; }
#else
fs::path system_file() { return "/etc/reseal/reseal.json"; }

std::optional<fs::path> user_file() {
  if (const auto folder = folder_from("XDG_CONFIG_HOME")) return *folder / "reseal" / "reseal.json";
  if (const auto home = folder_from("HOME")) return *home / ".config" / "reseal" / "reseal.json";
  return std::nullopt;
}

fs::path default_state_folder() {
  if (const auto folder = folder_from("XDG_STATE_HOME")) return *folder / "reseal";
  if (const auto home = folder_from("HOME")) return *home / ".local" / "state" / "reseal";
  return "/var/lib/reseal";  // a service without a home
}
#endif

}  // namespace reseal::config
