// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/catalogue.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <nlohmann/json.hpp>

#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal {
namespace {

// Calls on_text(piece) and on_placeholder(name) along a pattern such as "Serial {serial} is in use".
template <typename OnText, typename OnPlaceholder>
void walk(std::string_view pattern, OnText on_text, OnPlaceholder on_placeholder) {
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    on_text(pattern.substr(0, open));
    if (open == std::string_view::npos) return;
    const auto close = pattern.find('}', open);
    if (close == std::string_view::npos) {
      on_text(pattern.substr(open));
      return;
    }
    on_placeholder(pattern.substr(open + 1, close - open - 1));
    pattern.remove_prefix(close + 1);
  }
}

std::set<std::string> placeholders(std::string_view pattern) {
  std::set<std::string> names;
  walk(
      pattern, [](std::string_view) {}, [&](std::string_view name) { names.emplace(name); });
  return names;
}

}  // namespace

void Catalogue::add(std::string_view language, std::string_view json_text, std::string_view what) {
  const auto json = parse_json(json_text, what);
  if (!json.is_object()) throw MessageError(std::string(what) + ": a catalogue is a JSON object of texts by id");
  for (const auto& [id, text] : json.items()) {
    if (!text.is_string()) throw MessageError(std::string(what) + ": the text '" + id + "' is not a string");
    texts_[std::string(language)][id] = text.get<std::string>();
  }
}

void Catalogue::add_folder(const std::filesystem::path& folder) {
  for (const auto language : kLanguages) {
    const auto file = folder / (std::string(language) + ".json");
    add(language, read_file(file, 1U << 20U), to_utf8(file));
  }
}

std::string Catalogue::render(const Text& text, std::string_view language) const {
  const std::string* pattern = nullptr;
  for (const auto wanted : {language, std::string_view("en")}) {
    const auto by_id = texts_.find(wanted);
    if (by_id == texts_.end()) continue;
    const auto found = by_id->second.find(text.id);
    if (found == by_id->second.end()) continue;
    pattern = &found->second;
    break;
  }
  if (pattern == nullptr) {
    std::string out = "[" + text.id + "]";
    for (const auto& [name, value] : text.params) out += " " + name + "=" + value;
    return out;
  }
  std::string out;
  walk(
      *pattern, [&](std::string_view piece) { out += piece; },
      [&](std::string_view name) {
        auto value = text.params.find(std::string(name) + "." + std::string(language));
        if (value == text.params.end()) value = text.params.find(std::string(name));
        out += value != text.params.end() ? value->second : "{" + std::string(name) + "}";
      });
  return out;
}

bool Catalogue::has(std::string_view id, std::string_view language) const {
  const auto by_id = texts_.find(language);
  return by_id != texts_.end() && by_id->second.contains(id);
}

std::vector<std::string> Catalogue::gaps() const {
  std::set<std::string> ids;
  for (const auto& [language, by_id] : texts_) {
    for (const auto& [id, text] : by_id) ids.insert(id);
  }
  std::vector<std::string> gaps;
  for (const auto& id : ids) {
    const std::string* first = nullptr;
    for (const auto language : kLanguages) {
      if (!has(id, language)) {
        gaps.push_back(id + ": not in " + std::string(language));
        continue;
      }
      const auto& text = texts_.find(language)->second.find(id)->second;
      if (first == nullptr) {
        first = &text;
      } else if (placeholders(*first) != placeholders(text)) {
        gaps.push_back(id + ": other placeholders in " + std::string(language));
      }
    }
  }
  return gaps;
}

std::string choose_language(std::string_view wanted) {
  const auto known = [](std::string_view name) {
    return std::find(std::begin(kLanguages), std::end(kLanguages), name) != std::end(kLanguages);
  };
  if (known(wanted)) return std::string(wanted);
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') {
      const auto name = std::string_view(value).substr(0, 2);
      return known(name) ? std::string(name) : "en";
    }
  }
  return "en";
}

}  // namespace reseal
