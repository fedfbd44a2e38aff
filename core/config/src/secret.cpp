// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/config/config.h"

#if !defined(_WIN32)
#include <sys/stat.h>
#endif

namespace reseal::config {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

[[noreturn]] void unavailable(const std::string& reference, const std::string& problem) {
  throw Error(ErrorCode::secret_unavailable, {{"reference", reference}, {"problem", problem}});
}

std::unique_ptr<std::FILE, CloseFile> open_private(const fs::path& path, bool must_be_private) {
#if defined(_WIN32)
  (void)must_be_private;
  std::unique_ptr<std::FILE, CloseFile> file(::_wfopen(path.c_str(), L"rb"));
  if (!file) unavailable(to_utf8(path), "cannot be opened");
#else
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rbe"));
  if (!file) unavailable(to_utf8(path), "cannot be opened");
  // Of the file that is open, not of the name: nobody can swap it in between.
  struct stat status {};
  if (::fstat(::fileno(file.get()), &status) != 0 || !S_ISREG(status.st_mode)) {
    unavailable(to_utf8(path), "is not a plain file");
  }
  if (must_be_private && (status.st_mode & 077U) != 0) {
    unavailable(to_utf8(path), "can be read by others; chmod 600 it");
  }
#endif
  return file;
}

// The first line, without its end. Everything that held it is wiped.
Secret first_line(const fs::path& path, bool must_be_private) {
  const auto file = open_private(path, must_be_private);
  std::setvbuf(file.get(), nullptr, _IONBF, 0);  // no copy in a buffer that nobody wipes
  std::array<char, Secret::kCapacity + 3> buffer{};
  const auto size = std::fread(buffer.data(), 1, buffer.size(), file.get());
  std::string_view line(buffer.data(), size);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  const bool fits = !line.empty() && line.size() <= Secret::kCapacity;
  Secret secret = fits ? Secret(line) : Secret();
  const bool empty = line.empty();
  wipe_memory(buffer.data(), buffer.size());
  if (!fits) unavailable(to_utf8(path), empty ? "is empty" : "is too long");
  return secret;
}

fs::path credential_file(const std::string& name) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
  if (folder == nullptr || *folder == '\0') unavailable(name, "no CREDENTIALS_DIRECTORY: not started by systemd");
  if (name.find_first_of("/\\") != std::string::npos || name.starts_with('.'))
    unavailable(name, "not a credential's name");
  return path_from_utf8(folder) / path_from_utf8(name);
}

}  // namespace

std::optional<Secret> resolve_secret(const Json& reference) {
  const auto text = [&](const char* key) -> const std::string* {
    return reference.is_object() && reference.contains(key) ? reference.at(key).get_ptr<const std::string*>() : nullptr;
  };
  if (const auto* file = text("file")) return first_line(path_from_utf8(*file), true);
  // systemd mounts them for the service alone; their mode may carry an ACL mask that looks like the group's.
  if (const auto* name = text("credential")) return first_line(credential_file(*name), false);
  if (reference.is_object() && reference.contains("prompt")) return std::nullopt;
  unavailable("(not shown)", R"(not {"file": PATH}, {"credential": NAME} or {"prompt": true})");
}

}  // namespace reseal::config
