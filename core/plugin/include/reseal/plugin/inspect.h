// SPDX-License-Identifier: Apache-2.0
// Looks at a library without running or mapping it: a truncated ELF file kills the process inside dlopen (SIGBUS), so
// what can be known from the bytes is checked first, and an unknown plugin is tried in a child process.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "reseal/base/error.h"

namespace reseal::plugin {

struct Finding {
  bool usable = false;
  std::string code;     ///< "ok", "missing", "not_a_library", "truncated", "architecture", "permissions",
                        ///< "symlink_outside", "hash", "entry_missing", "abi", "dependency", "symbol", "entry_crashed",
                        ///< "entry_hung", "entry_threw", "answer", "manifest", "settings", "grant", "probe"
  std::string problem;  ///< one sentence
  std::string expected;
  std::string found;
  std::string advice;  ///< what to do
  std::string sha256;  ///< of the file, when it could be read
  unsigned abi = 0;    ///< after a probe
};

/// Error(plugin_unusable) with all that the finding knows.
Error to_error(const std::filesystem::path& file, const Finding& finding);
/// The way back, for a list of what was rejected.
Finding to_finding(const Error& error);

/// Regular file, inside `folder` after links, not writable by others (nor its folder), ELF magic, class, machine,
/// tables inside the file, and the SHA-256 pin when there is one.
///
/// "Others may write": the file or its folder belongs to somebody who is neither root nor this user; or all may write;
/// or a group may, unless that group is the owner's own (same name as the owner, the owner's primary group, nobody else
/// listed in it), as a umask of 002 makes it on systems with a private group for each user.
Finding inspect_library(const std::filesystem::path& library, const std::filesystem::path& folder,
                        const std::optional<std::string>& pinned_sha256);

/// The same of a plugin that is a program: what is in the file is its interpreter's business, but it must be
/// executable.
Finding inspect_program(const std::filesystem::path& program, const std::filesystem::path& folder,
                        const std::optional<std::string>& pinned_sha256);

/// What the bytes alone say: magic, class, byte order, machine, tables inside the image. `name` is for the message.
/// Nothing is mapped or run; any bytes may be given.
Finding inspect_image(std::string_view image, std::string_view name);

/// Loads the library in a child (`probe_program` --probe FILE), asks it to describe itself, and reports. Survives
/// crash, hang (killed after `limit`), rubbish and a flood of output.
Finding probe_library(const std::filesystem::path& library, const std::filesystem::path& probe_program,
                      std::chrono::milliseconds limit);

/// What the child does; the body of reseal-plugin-host. Returns its exit code.
int probe_main(const std::filesystem::path& library);

}  // namespace reseal::plugin
