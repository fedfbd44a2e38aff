// SPDX-License-Identifier: Apache-2.0
#include "schema_words.h"

#include <algorithm>
#include <numeric>

#include "shape.h"

namespace reseal::words {
namespace {

std::string plain(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string listed(const Json& values, std::string_view last_word) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += i + 1 == values.size() && !last_word.empty() ? std::string(last_word) : ", ";
    text += plain(values[i]);
  }
  return text;
}

std::string type_name(const std::string& type) {
  if (type == "boolean") return "true or false";
  if (type == "null") return "null";
  return (type == "object" || type == "array" || type == "integer" ? "an " : "a ") + type;
}

std::string counted(const char* bound, const Json& count, const std::string& thing) {
  return std::string(bound) + " " + count.dump() + " " + thing + (count == 1 ? "" : "s");
}

/// Edit distance with swapped neighbours as one edit, the usual slip of a hand.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  std::iota(d[0].begin(), d[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

constexpr std::size_t kLongestGuess = 64;
constexpr std::size_t kShortestGuess = 3;

bool alike(const std::string& a, const std::string& b) {
  if (a == b || std::min(a.size(), b.size()) < kShortestGuess || a.size() > kLongestGuess || b.size() > kLongestGuess)
    return false;
  return distance(a, b) <= std::max<std::size_t>(1, std::max(a.size(), b.size()) / 3);
}

bool knows(const Json& rule, const std::string& name) {
  return rule.contains("properties") && rule.at("properties").contains(name);
}

}  // namespace

std::string expected(const std::string& keyword, const Json& rule) {
  const Json value = rule.value(keyword, Json());
  if (keyword == "type") {
    if (value.is_string()) return type_name(value);
    std::string all;
    for (const Json& each : value)
      all += (all.empty() ? "" : " or ") + (each.is_string() ? type_name(each) : "a value");
    return all;
  }
  if (keyword == "enum") return "one of: " + listed(value, "");
  if (keyword == "const") return plain(value);
  if (keyword == "minLength") return value == 1 ? "a text that is not empty" : counted("at least", value, "character");
  if (keyword == "maxLength") return counted("at most", value, "character");
  if (keyword == "minItems") return counted("at least", value, "item");
  if (keyword == "maxItems") return counted("at most", value, "item");
  if (keyword == "minProperties") return "at least " + value.dump() + " properties";
  if (keyword == "maxProperties") return "at most " + value.dump() + " properties";
  if (keyword == "minimum") return "a number not below " + value.dump();
  if (keyword == "maximum") return "a number not above " + value.dump();
  if (keyword == "exclusiveMinimum") return "a number above " + (value.is_number() ? value : rule["minimum"]).dump();
  if (keyword == "exclusiveMaximum") return "a number below " + (value.is_number() ? value : rule["maximum"]).dump();
  if (keyword == "multipleOf") return "a multiple of " + value.dump();
  if (keyword == "pattern") return "a text that matches " + plain(value);
  if (keyword == "uniqueItems") return "no item twice";
  if (keyword == "contains") return "an item of the kind that is asked for";
  return "something else";
}

std::string no_property(const Json& rule, const Json& object, const std::string& name) {
  std::string text = "no property '" + name + "'";
  if (!rule.contains("properties")) return text;
  const std::string* best = nullptr;
  for (const auto& [known, schema] : rule.at("properties").items()) {
    if (object.contains(known) || !alike(known, name)) continue;
    if (best == nullptr || distance(known, name) < distance(*best, name)) best = &known;
  }
  return best == nullptr ? text : text + " (did you mean '" + *best + "'?)";
}

std::string missing(const Json& rule, const Json& object, const std::string& name) {
  std::string text = "property '" + name + "'";
  for (const auto& [present, value] : object.items()) {
    if (!knows(rule, present) && alike(present, name)) return text + " (there is '" + present + "')";
  }
  return text;
}

std::string exactly_one(const Json& rule, std::size_t alternatives, std::size_t right) {
  std::string names;
  for (const Json& each : rule.value("oneOf", Json::array())) {
    if (!each.is_object() || !each.contains("required") || each.at("required").size() != 1) {
      return "exactly one of " + std::to_string(alternatives) + " alternatives, not " + std::to_string(right);
    }
    names += (names.empty() ? "" : ", ") + plain(each.at("required")[0]);
  }
  return "only one of the properties: " + names;
}

std::optional<SchemaProblem> merged(const std::vector<Problems>& alternatives, const std::string& pointer) {
  std::string all;
  for (const Problems& problems : alternatives) {
    if (problems.size() != 1 || problems[0].pointer != pointer || problems[0].keyword != alternatives[0][0].keyword) {
      return {};
    }
    if (all.find(problems[0].expected) == std::string::npos) all += (all.empty() ? "" : " or ") + problems[0].expected;
  }
  if (all.empty()) return {};
  SchemaProblem problem = alternatives[0][0];
  problem.expected = all;
  return problem;
}

const Problems* most_probable(const std::vector<Problems>& alternatives, const std::string& pointer) {
  // A wrong type or tag at the very place says that this alternative was not meant.
  const auto misfit = [&](const Problems& problems) {
    return std::any_of(problems.begin(), problems.end(), [&](const SchemaProblem& problem) {
      const std::string_view below =
          std::string_view(problem.pointer).substr(std::min(pointer.size(), problem.pointer.size()));
      return (below.empty() && problem.keyword == "type") ||
             (below.find('/', 1) == std::string_view::npos && problem.keyword == "const");
    });
  };
  const Problems* best = nullptr;
  for (const Problems& problems : alternatives) {
    if (problems.empty()) continue;
    if (best == nullptr ||
        std::make_pair(misfit(problems), problems.size()) < std::make_pair(misfit(*best), best->size())) {
      best = &problems;
    }
  }
  return best;
}

}  // namespace reseal::words
