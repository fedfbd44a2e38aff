// SPDX-License-Identifier: Apache-2.0
#include "schema_source.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "reseal/failure.h"
#include "reseal/schema.h"
#include "shape.h"

namespace reseal::detail {
namespace {

constexpr std::string_view kFileEnding = ".schema.json";

/// What stands under a keyword.
enum class Holds { value, remark, pattern, schemas, schemas_by_name, components };

const std::map<std::string, Holds, std::less<>> kKeywords = {
    {"format", Holds::remark},
    {"title", Holds::remark},
    {"default", Holds::remark},
    {"examples", Holds::remark},
    {"$id", Holds::remark},
    {"$schema", Holds::remark},
    {"$comment", Holds::remark},
    {kPatternKeyword, Holds::remark},  // ours to set
    {"pattern", Holds::pattern},
    {"properties", Holds::schemas_by_name},
    {"patternProperties", Holds::schemas_by_name},
    {"definitions", Holds::schemas_by_name},
    {"dependencies", Holds::schemas_by_name},
    {"components", Holds::components},  // an OpenAPI document keeps its schemas there
    {"items", Holds::schemas},
    {"additionalItems", Holds::schemas},
    {"additionalProperties", Holds::schemas},
    {"contains", Holds::schemas},
    {"propertyNames", Holds::schemas},
    {"if", Holds::schemas},
    {"then", Holds::schemas},
    {"else", Holds::schemas},
    {"not", Holds::schemas},
    {"allOf", Holds::schemas},
    {"anyOf", Holds::schemas},
    {"oneOf", Holds::schemas},
};

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
    for (auto& [key, value] : node.get_ref<Json::object_t&>()) {
      if (!value.is_array() || (key != "enum" && key != "examples")) point_refs(value, base);
    }
  }

  void place(Json& node, const std::string& pointer) {
    if (!node.is_object()) return;
    Json pattern;
    auto& members = node.get_ref<Json::object_t&>();
    for (auto member = members.begin(); member != members.end();) {
      const auto known = kKeywords.find(member->first);
      const auto holds = known == kKeywords.end() ? Holds::value : known->second;
      if (holds == Holds::pattern) pattern = std::move(member->second);
      if (holds == Holds::remark || holds == Holds::pattern) {
        member = members.erase(member);
        continue;
      }
      if (holds != Holds::value) place_inside(holds, member->second, pointer + "/" + member->first);
      ++member;
    }
    if (!pattern.is_null()) node[kPatternKeyword] = std::move(pattern);
    node["description"] = pointer;
  }

  void place_inside(Holds holds, Json& value, const std::string& pointer) {
    if (holds == Holds::schemas) return place_each(value, pointer);
    if (holds == Holds::schemas_by_name) return place_members(value, pointer);
    if (value.is_object() && value.contains("schemas")) place_members(value["schemas"], pointer + "/schemas");
  }

  void place_members(Json& schemas, const std::string& pointer) {
    if (!schemas.is_object()) return;
    for (auto& [name, schema] : schemas.get_ref<Json::object_t&>())
      place(schema, pointer + "/" + shape::pointer_token(name));
  }

  void place_each(Json& schema_or_list, const std::string& pointer) {
    if (!schema_or_list.is_array()) return place(schema_or_list, pointer);
    for (std::size_t i = 0; i < schema_or_list.size(); ++i) place(schema_or_list[i], pointer + "/" + std::to_string(i));
  }

  Json root_;
  std::set<std::string> seen_;
  std::vector<std::string> wanted_;
};

}  // namespace

Json load_schema(std::string_view text) { return Loader().load(text); }

}  // namespace reseal::detail
