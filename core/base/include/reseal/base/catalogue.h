// SPDX-License-Identifier: Apache-2.0
// Every text a person reads, by id, in Vietnamese, English and Chinese. One small JSON file per language and owner (the
// house, each plugin); ids of a plugin's texts begin with its id and a dot.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/values.h"

namespace reseal {

inline constexpr std::string_view kLanguages[] = {"vi", "en", "zh"};

class Catalogue {
 public:
  /// Adds {"id": "text with {placeholders}"}. Throws MessageError when it is not such an object.
  void add(std::string_view language, std::string_view json_text, std::string_view what);
  /// Adds vi.json, en.json and zh.json of a folder. Throws Error or MessageError.
  void add_folder(const std::filesystem::path& folder);

  /// The text in this language, else in English, else the id itself in brackets (visible, never a crash).
  /// A {placeholder} without a value stays as it is. A parameter "name.<language>" wins over "name": a portal may name
  /// its packages in several languages.
  [[nodiscard]] std::string render(const Text& text, std::string_view language) const;
  [[nodiscard]] bool has(std::string_view id, std::string_view language) const;
  /// What is unequal between the languages: ids or placeholders that one has and another lacks. Empty: complete.
  [[nodiscard]] std::vector<std::string> gaps() const;

 private:
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> texts_;  // language -> id -> text
};

/// One of kLanguages: `wanted` if it is one, else from LC_ALL, LC_MESSAGES, LANG, else "en".
[[nodiscard]] std::string choose_language(std::string_view wanted);

}  // namespace reseal
