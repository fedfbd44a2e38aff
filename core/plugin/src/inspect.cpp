// SPDX-License-Identifier: Apache-2.0
#include "reseal/plugin/inspect.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <vector>

#include "elf_image.h"
#include "finding.h"
#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "reseal/crypto/signing.h"
#include "reseal/plugin/plugin.h"
#include "writers.h"

#if !defined(_WIN32)
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestLibrary = 256U << 20U;

Finding missing(const fs::path& library) {
  return unusable("missing", "there is no file " + to_utf8(library), "the plugin's library", "nothing",
                  "install the plugin, or take it off the list of plugins in the configuration");
}

#if !defined(_WIN32)

struct Account {
  std::string name;
  gid_t group = 0;
};

std::optional<Account> account_of(uid_t user) {
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(16384);
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return Account{entry.pw_name, entry.pw_gid};
}

bool is_private_group(gid_t group, uid_t owner) {
  const auto account = account_of(owner);
  if (!account || account->group != group) return false;
  ::group entry{};
  ::group* found = nullptr;
  std::vector<char> buffer(65536);
  if (::getgrgid_r(group, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return false;
  if (account->name != entry.gr_name) return false;
  for (char** member = entry.gr_mem; member != nullptr && *member != nullptr; ++member) {
    if (account->name != *member) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> who_else_may_write(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::generic_category().message(errno);
  if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
    const auto account = account_of(info.st_uid);
    return "it belongs to " + (account ? account->name : "user " + std::to_string(info.st_uid));
  }
  if ((info.st_mode & S_IWOTH) != 0) return "everybody may write to it";
  if ((info.st_mode & S_IWGRP) != 0 && !is_private_group(info.st_gid, info.st_uid)) {
    return "group " + std::to_string(info.st_gid) + " may write to it";
  }
  return {};
}

#else

}  // namespace

// Access lists are the installer's business there: Program Files is closed to others from the start.
std::optional<std::string> who_else_may_write(const fs::path&) { return {}; }

#endif

namespace {

std::optional<Finding> place_problem(const fs::path& library, const fs::path& folder) {
  std::error_code error;
  const auto status = fs::status(library, error);
  if (!fs::exists(status)) return missing(library);
  if (!fs::is_regular_file(status)) {
    return unusable("not_a_library", to_utf8(library) + " is not a regular file", "a regular file",
                    fs::is_directory(status) ? "a folder" : "a device, pipe or socket", "install the plugin again");
  }
  const auto real_library = fs::canonical(library, error);
  const auto real_folder = error ? fs::path{} : fs::canonical(folder, error);
  if (error) return missing(library);
  const auto [outside, rest] =
      std::mismatch(real_folder.begin(), real_folder.end(), real_library.begin(), real_library.end());
  if (outside != real_folder.end() || rest == real_library.end()) {
    return unusable("symlink_outside", to_utf8(library) + " is a link that leads out of the plugin's folder",
                    "a file inside " + to_utf8(real_folder), to_utf8(real_library),
                    "put the library itself into the folder");
  }
  for (const auto& place : {real_library, real_library.parent_path(), real_folder}) {
    if (auto who = who_else_may_write(place)) {
      return unusable("permissions", "others may change " + to_utf8(place),
                      "a file and a folder that only root or you may write to", *who,
                      "run: chown root " + to_utf8(place) + " && chmod go-w " + to_utf8(place));
    }
  }
  return {};
}

/// In one piece: a library is some megabytes, and starting the program waits for it.
std::optional<std::string> read_image(const fs::path& library) {
  std::error_code error;
  const auto size = fs::file_size(library, error);
  if (error || size > kLargestLibrary) return {};
  std::ifstream file(library, std::ios::binary);
  std::string image(size, '\0');
  if (!file.read(image.data(), static_cast<std::streamsize>(size)) || file.get() != EOF) return {};
  return image;
}

bool same_hex(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return (x >= 'A' && x <= 'F' ? x - 'A' + 'a' : x) == (y >= 'A' && y <= 'F' ? y - 'A' + 'a' : y);
  });
}

#if defined(_WIN32)
constexpr std::string_view kMagic[] = {"MZ"};
constexpr const char* kKind = "a Windows DLL";
#elif defined(__APPLE__)
constexpr std::string_view kMagic[] = {"\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe"};
constexpr const char* kKind = "a Mach-O library";
#endif

std::optional<Finding> image_problem(std::string_view image, std::string_view name) {
#if defined(_WIN32) || defined(__APPLE__)
  for (const auto magic : kMagic) {
    if (image.starts_with(magic)) return {};
  }
  return unusable("not_a_library", std::string(name) + " is not a shared library", kKind, "other content",
                  "copy the plugin's library again");
#else
  return elf_problem(image, name);
#endif
}

}  // namespace

Finding inspect_image(std::string_view image, std::string_view name) {
  if (auto problem = image_problem(image, name)) return *problem;
  return usable({});
}

namespace {

using LookInto = std::optional<Finding> (*)(std::string_view image, std::string_view name);

Finding inspect_file(const fs::path& file, const fs::path& folder, const std::optional<std::string>& pinned_sha256,
                     LookInto look_into) {
  if (auto problem = place_problem(file, folder)) return *problem;
  const auto read = read_image(file);
  if (!read) {
    return unusable("missing", to_utf8(file) + " cannot be read", "a readable file of at most 256 MiB",
                    "a file that this user may not read, that is too long, or that changes",
                    "give this user the right to read it");
  }
  const std::string& image = *read;
  auto sha256 = crypto::sha256_hex(as_bytes(image));
  auto problem = look_into(image, to_utf8(file));
  if (!problem && pinned_sha256 && !same_hex(*pinned_sha256, sha256)) {
    problem = unusable("hash", to_utf8(file) + " is not the file that the configuration names",
                       "SHA-256 " + *pinned_sha256, "SHA-256 " + sha256,
                       "if the plugin was updated on purpose, check the new file's origin and set the new sha256");
  }
  if (problem) {
    problem->sha256 = std::move(sha256);
    return *problem;
  }
  return usable(std::move(sha256));
}

std::optional<Finding> nothing_to_look_for(std::string_view /*image*/, std::string_view /*name*/) { return {}; }

}  // namespace

Finding inspect_library(const fs::path& library, const fs::path& folder,
                        const std::optional<std::string>& pinned_sha256) {
  return inspect_file(library, folder, pinned_sha256, &image_problem);
}

Finding inspect_program(const fs::path& program, const fs::path& folder,
                        const std::optional<std::string>& pinned_sha256) {
  auto finding = inspect_file(program, folder, pinned_sha256, &nothing_to_look_for);
  constexpr auto kRunnable = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  std::error_code error;
  if (finding.usable && (fs::status(program, error).permissions() & kRunnable) == fs::perms::none) {
    return unusable("permissions", to_utf8(program) + " is not a program", "a file that may be executed",
                    "a file that may not", "run: chmod a+x " + to_utf8(program));
  }
  return finding;
}

Finding inspect_entry(const Manifest& manifest, const std::optional<std::string>& pinned_sha256) {
  const auto entry = entry_of(manifest);
  if (!manifest.library.empty()) return inspect_library(entry, manifest.folder, pinned_sha256);
  if (!manifest.program.empty()) return inspect_program(entry, manifest.folder, pinned_sha256);
  return inspect_file(entry, manifest.folder, pinned_sha256, &nothing_to_look_for);
}

}  // namespace reseal::plugin
