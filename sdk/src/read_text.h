// SPDX-License-Identifier: Apache-2.0
// A document of the plugin's folder, whole.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace reseal::detail {

/// Empty: it cannot be read.
inline std::optional<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return {};
  std::string text;
  char piece[16384];
  while (stream.read(piece, sizeof piece) || stream.gcount() > 0) {
    text.append(piece, static_cast<std::size_t>(stream.gcount()));
  }
  return text;
}

}  // namespace reseal::detail
