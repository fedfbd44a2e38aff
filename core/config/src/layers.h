// SPDX-License-Identifier: Apache-2.0
// The layers of a configuration: read, each with where it came from, and laid over each other.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/config/config.h"

namespace reseal::config {

struct Layer {
  std::string name;              ///< "default", the file's name, "--set a.b"
  std::filesystem::path folder;  ///< relative paths in it are relative to this
  Json document = Json::object();
  std::map<std::string, int> lines;  ///< empty: not a file
};

/// All layers, lowest first. What cannot be read or parsed is added to `problems` and left out.
std::vector<Layer> read_layers(const Sources& sources, std::vector<Problem>& problems);

/// Objects are merged, everything else is replaced. Notes for every leaf which layer it came from.
void lay_over(Json& below, const Layer& layer, Origins& origins);

/// Makes the relative paths of a layer absolute.
void resolve_paths(Layer& layer);

/// `pointer` + "/" + `key`, escaped (RFC 6901).
std::string child(const std::string& pointer, const std::string& key);

}  // namespace reseal::config
