// SPDX-License-Identifier: Apache-2.0
// Whole files, read with a limit and written so that a crash leaves the old or the new one, never half.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace reseal {

/// Throws Error(file_unreadable), also when the file is longer than `limit`.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::size_t limit = 64U << 20U);
/// Writes beside, flushes to disk, renames over. `private_to_owner`: mode 0600. Throws Error(file_unwritable |
/// disk_full).
void write_file(const std::filesystem::path& path, std::string_view content, bool private_to_owner = false);
/// The path as UTF-8, whatever the platform's own encoding.
[[nodiscard]] std::string to_utf8(const std::filesystem::path& path);
[[nodiscard]] std::filesystem::path path_from_utf8(std::string_view text);

}  // namespace reseal
