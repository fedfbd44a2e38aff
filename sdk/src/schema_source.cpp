// SPDX-License-Identifier: Apache-2.0
#include "schema_source.h"

#include <set>
#include <string>
#include <vector>

#include "reseal/failure.h"
#include "reseal/schema.h"
#include "shape.h"

namespace reseal::detail {
namespace {

constexpr std::string_view kFileEnding = ".schema.json";

class Loader {
 public:
  Json load(std::string_view text) {
    root_ = parse_json(text, "the schema", true);
    if (!root_.is_object()) throw MessageError("the schema: expected an object");
    Json files = Json::object();
    point_refs(root_, "#");
    while (!wanted_.empty()) {
      const std::string name = wanted_.back();
      wanted_.pop_back();
      const std::string_view file = schema_file(name);
      if (file.empty()) throw MessageError("the schema: there is no '" + name + "' in the SDK");
      Json document = parse_json(file, name);
      point_refs(document, "#/definitions/" + shape::pointer_token(name));
      files[name] = std::move(document);
    }
    if (!files.empty()) root_["definitions"].update(files);
    place(root_, "");
    return std::move(root_);
  }

 private:
  /// Rewrites the $refs of a document that will stand at `base`, and notes the files that they need.
  void point_refs(Json& node, const std::string& base) {
    if (node.is_array()) {
      for (Json& each : node) point_refs(each, base);
      return;
    }
    if (!node.is_object()) return;
    const auto ref = node.find("$ref");
    if (ref != node.end() && ref->is_string()) {
      const std::string target = *ref;
      const auto hash = target.find('#');
      const std::string file = target.substr(0, hash);
      const std::string inside = hash == std::string::npos ? "" : target.substr(hash + 1);
      if (file.empty()) {
        *ref = base + inside;
      } else if (file.ends_with(kFileEnding) && file.find('/') == std::string::npos) {
        *ref = "#/definitions/" + shape::pointer_token(file) + inside;
        if (seen_.insert(file).second) wanted_.push_back(file);
      } else {
        throw MessageError("the schema: '$ref' reaches outside of the SDK: " + target);
      }
    }
    for (auto& [key, value] : node.items()) {
      if (!value.is_array() || (key != "enum" && key != "examples")) point_refs(value, base);
    }
  }

  void place(Json& node, const std::string& pointer) {
    if (!node.is_object()) return;
    for (const char* remark : {"format", "title", "default", "examples", "$id", "$schema", "$comment"}) {
      node.erase(remark);
    }
    const Json pattern = node.value("pattern", Json());
    node.erase("pattern");
    for (const char* map : {"properties", "patternProperties", "definitions", "dependencies"}) {
      if (const auto found = node.find(map); found != node.end() && found->is_object()) {
        for (auto& [key, value] : found->items()) {
          place(value, pointer + "/" + map + "/" + shape::pointer_token(key));
        }
      }
    }
    // An OpenAPI document keeps its schemas here.
    if (const auto found = node.find("components"); found != node.end() && found->is_object()) {
      if (const auto schemas = found->find("schemas"); schemas != found->end() && schemas->is_object()) {
        for (auto& [key, value] : schemas->items()) {
          place(value, pointer + "/components/schemas/" + shape::pointer_token(key));
        }
      }
    }
    for (const char* one : {"items", "additionalItems", "additionalProperties", "contains", "propertyNames", "if",
                            "then", "else", "not"}) {
      if (const auto found = node.find(one); found != node.end()) place(*found, pointer + "/" + one);
    }
    for (const char* list : {"items", "allOf", "anyOf", "oneOf"}) {
      if (const auto found = node.find(list); found != node.end() && found->is_array()) {
        for (std::size_t i = 0; i < found->size(); ++i) {
          place((*found)[i], pointer + "/" + list + "/" + std::to_string(i));
        }
      }
    }
    if (!pattern.is_null()) {
      Json& all = node["allOf"];
      const std::string here = pointer + "/allOf/" + std::to_string(all.size());
      all.push_back({{"description", here},
                     {"if", {{"description", here + "/if"}, {"maxLength", kLongestMatched}}},
                     {"then", {{"description", here + "/then"}, {"pattern", pattern}}},
                     {"else", {{"description", here + "/else"}, {"maxLength", kLongestMatched}}}});
    }
    node["description"] = pointer;
  }

  Json root_;
  std::set<std::string> seen_;
  std::vector<std::string> wanted_;
};

}  // namespace

Json load_schema(std::string_view text) { return Loader().load(text); }

}  // namespace reseal::detail
