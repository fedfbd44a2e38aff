// SPDX-License-Identifier: Apache-2.0
#include "layers.h"

#include <charconv>

#include "places.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/json_lines.h"
#include "reseal/schema.h"

namespace reseal::config {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMostBytes = 1U << 20U;

Layer defaults() {
  Layer layer{.name = "default", .folder = fs::current_path(), .lines = {}};
  layer.document = {{"state", to_utf8(default_state_folder())},
                    {"time_zone", "Asia/Ho_Chi_Minh"},
                    {"tokens", {{"modules", Json::array()}, {"pin_tries", 3}}},
                    {"keys", {{"algorithm", "RSA"}, {"bits", 2048}}},
                    {"plugins", {{"folders", Json::array()}, {"allow", Json::object()}}},
                    {"trust", {{"roots", Json::array()}, {"intermediates", Json::array()}}},
                    {"http", {{"timeout_seconds", 30}}},
                    {"revocation", {{"enabled", true}}},
                    {"systems", {{{"id", "customs"}}, {{"id", "tax"}}, {{"id", "social_insurance"}}}},
                    {"warn_days", 30},
                    {"retry", {{"first_seconds", 5}, {"most_seconds", 3600}}}};
  return layer;
}

// parse_json says "FILE: line 3, column 7: what"; a Problem keeps the line apart.
Problem parse_problem(const std::string& file, std::string text) {
  Problem problem{.file = file,
                  .line = 0,
                  .where = {},
                  .problem = {},
                  .expected = "one JSON object; // and /* */ comments are allowed"};
  if (text.starts_with(file + ": ")) text.erase(0, file.size() + 2);
  constexpr std::string_view kLine = "line ";
  if (text.starts_with(kLine)) {
    std::from_chars(text.data() + kLine.size(), text.data() + text.size(), problem.line);
    if (const auto colon = text.find(", "); colon != std::string::npos) text.erase(0, colon + 2);
  }
  problem.problem = text;
  return problem;
}

void read_file_layer(const fs::path& file, std::vector<Layer>& layers, std::vector<Problem>& problems) {
  const auto name = to_utf8(file);
  try {
    const auto text = read_file(file, kMostBytes);
    Layer layer{.name = name,
                .folder = fs::absolute(file).parent_path(),
                .document = parse_json(text, name, true),
                .lines = {}};
    layer.lines = lines_of(text);
    layers.push_back(std::move(layer));
  } catch (const MessageError& error) {
    problems.push_back(parse_problem(name, error.what()));
  } catch (const Error& error) {
    const auto& params = error.params();
    problems.push_back({name, 0, "", params.contains("problem") ? params.at("problem") : std::string(error.what()),
                        "a file that can be read"});
  }
}

Json value_of(std::string_view text) {
  try {
    return parse_json(text, "--set");
  } catch (const MessageError&) {
    return std::string(text);  // "0101243150" and every other word is a string
  }
}

void read_set_layer(std::string_view text, std::vector<Layer>& layers, std::vector<Problem>& problems) {
  const auto equals = text.find('=');
  const auto path = text.substr(0, equals);
  const bool broken = path.empty() || path.front() == '.' || path.back() == '.' ||
                      path.find("..") != std::string_view::npos || equals == std::string_view::npos;
  // The value stays out of every message: it may be a secret that does not belong here.
  const auto name = "--set " + std::string(path);
  if (broken) {
    problems.push_back({name, 0, "", "not an assignment", "path=value, such as language=vi"});
    return;
  }
  auto document = value_of(text.substr(equals + 1));
  for (std::size_t end = path.size();;) {
    const auto dot = path.rfind('.', end - 1);
    const auto begin = dot == std::string_view::npos ? 0 : dot + 1;
    document = Json{{std::string(path.substr(begin, end - begin)), std::move(document)}};
    if (dot == std::string_view::npos) break;
    end = dot;
  }
  layers.push_back({.name = name, .folder = fs::current_path(), .document = std::move(document), .lines = {}});
}

void note_origins(const Json& value, const std::string& pointer, const std::string& name, Origins& origins) {
  if (!value.is_object() || value.empty()) {
    origins[pointer] = name;
    return;
  }
  for (const auto& [key, member] : value.items()) note_origins(member, child(pointer, key), name, origins);
}

void forget_origins(const std::string& pointer, Origins& origins) {
  std::erase_if(origins,
                [&](const auto& origin) { return origin.first == pointer || origin.first.starts_with(pointer + "/"); });
}

void merge(Json& below, const Json& above, const std::string& pointer, const std::string& name, Origins& origins) {
  // A reference to a secret is one of several things: a layer above says which one, it does not add a second.
  const bool is_whole = pointer == "/tokens/pin";
  if (!below.is_object() || !above.is_object() || is_whole) {
    forget_origins(pointer, origins);
    below = above;
    note_origins(above, pointer, name, origins);
    return;
  }
  for (const auto& [key, member] : above.items()) {
    const auto at = child(pointer, key);
    if (below.contains(key)) {
      merge(below[key], member, at, name, origins);
    } else {
      origins.erase(pointer);  // was an empty object until now
      below[key] = member;
      note_origins(member, at, name, origins);
    }
  }
}

void make_absolute(Json& value, const fs::path& folder) {
  if (value.is_array()) {
    for (auto& item : value) make_absolute(item, folder);
  } else if (value.is_string()) {
    const auto path = path_from_utf8(value.get_ref<const std::string&>());
    if (path.is_relative()) value = to_utf8((folder / path).lexically_normal());
  }
}

}  // namespace

std::string child(const std::string& pointer, const std::string& key) {
  std::string escaped;
  for (const char c : key) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return pointer + "/" + escaped;
}

std::vector<Layer> read_layers(const Sources& sources, std::vector<Problem>& problems) {
  std::vector<Layer> layers{defaults()};
  if (sources.file) {
    read_file_layer(*sources.file, layers, problems);
  } else if (sources.system_layers) {
    std::error_code ignored;
    if (fs::exists(system_file(), ignored)) read_file_layer(system_file(), layers, problems);
    if (const auto file = user_file(); file && fs::exists(*file, ignored)) read_file_layer(*file, layers, problems);
  }
  for (const auto& text : sources.set) read_set_layer(text, layers, problems);
  return layers;
}

void lay_over(Json& below, const Layer& layer, Origins& origins) {
  merge(below, layer.document, "", layer.name, origins);
}

void resolve_paths(Layer& layer) {
  for (const char* pointer : {"/state", "/tokens/pin/file", "/plugins/folders", "/plugins/publishers", "/trust/roots",
                              "/trust/intermediates", "/http/ca_file"}) {
    const Json::json_pointer at{pointer};
    if (layer.document.contains(at)) make_absolute(layer.document[at], layer.folder);
  }
  const Json::json_pointer services{"/remote_signing"};
  if (layer.document.contains(services) && layer.document[services].is_array()) {
    for (auto& service : layer.document[services]) {
      for (const char* pointer : {"/ca_file", "/client_secret/file"}) {
        const Json::json_pointer at{pointer};
        if (service.contains(at)) make_absolute(service[at], layer.folder);
      }
    }
  }
  const Json::json_pointer modules{"/tokens/modules"};
  if (!layer.document.contains(modules) || !layer.document[modules].is_array()) return;
  for (auto& module : layer.document[modules]) {
    // A bare name is looked up by the system's loader.
    if (module.is_string() && path_from_utf8(module.get<std::string>()).has_parent_path()) {
      make_absolute(module, layer.folder);
    }
  }
}

}  // namespace reseal::config
