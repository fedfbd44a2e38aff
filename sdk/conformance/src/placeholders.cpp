// SPDX-License-Identifier: Apache-2.0
#include "placeholders.h"

#include <charconv>
#include <optional>

#include "certificate_sketch.h"

namespace reseal::conformance {
namespace {

std::string_view first_name(std::string_view& dotted) {
  const auto dot = dotted.find('.');
  const auto name = dotted.substr(0, dot);
  dotted.remove_prefix(dot == std::string_view::npos ? dotted.size() : dot + 1);
  return name;
}

std::optional<std::size_t> index_of(std::string_view name) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (name.empty() || error != std::errc() || end != name.data() + name.size()) return {};
  return index;
}

std::optional<Json> value_of(std::string_view name, const Json& known) {
  if (name.starts_with("now") && name.size() > 3) {
    const auto now = time_from_iso(known.at("now").get<std::string>());
    return to_iso(time_sketched(name.substr(3), now));
  }
  if (const auto* found = find_at(known, name)) return *found;
  return {};
}

Json filled_text(const std::string& text, const Json& known) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto open = text.find('{', at);
    const auto close = open == std::string::npos ? open : text.find('}', open);
    out += text.substr(at, close == std::string::npos ? close : open - at);
    if (close == std::string::npos) break;
    const auto value = value_of(std::string_view(text).substr(open + 1, close - open - 1), known);
    if (value && open == 0 && close + 1 == text.size()) return *value;
    if (value) {
      out += value->is_string() ? value->get<std::string>() : value->dump();
    } else {
      out += text.substr(open, close + 1 - open);
    }
    at = close + 1;
  }
  return out;
}

}  // namespace

const Json* find_at(const Json& document, std::string_view dotted) {
  const Json* at = &document;
  while (!dotted.empty()) {
    const auto name = first_name(dotted);
    if (at->is_object()) {
      const auto found = at->find(name);
      if (found == at->end()) return nullptr;
      at = &*found;
    } else {
      const auto index = index_of(name);
      if (!at->is_array() || !index || *index >= at->size()) return nullptr;
      at = &(*at)[*index];
    }
  }
  return at;
}

void put_at(Json& document, std::string_view dotted, Json value) {
  Json* at = &document;
  while (!dotted.empty()) {
    const auto name = first_name(dotted);
    const auto index = at->is_array() ? index_of(name) : std::nullopt;
    at = index ? &at->at(*index) : &(*at)[std::string(name)];
  }
  *at = std::move(value);
}

Json filled(const Json& pattern, const Json& known) {
  if (pattern.is_string()) return filled_text(pattern.get_ref<const std::string&>(), known);
  if (!pattern.is_structured()) return pattern;
  Json out = pattern;
  for (auto& part : out) part = filled(part, known);
  return out;
}

}  // namespace reseal::conformance
