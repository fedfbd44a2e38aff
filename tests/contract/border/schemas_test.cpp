// SPDX-License-Identifier: Apache-2.0
// The messages of the border grow only in ways that leave every plugin of the frozen version working. A plugin carries
// the schemas that it was built with and holds the host's messages against them; the host holds the plugin's messages
// against its own. So what the host says must go on fitting the frozen schema, and what a frozen plugin says must go on
// fitting today's (docs/plugin-authors/growing-the-border.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "reseal/base/file.h"

namespace reseal::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const fs::path kFrozen = fs::path(RESEAL_SOURCE_DIR) / "sdk/frozen/v1/schemas";
const fs::path kToday = fs::path(RESEAL_SOURCE_DIR) / "sdk/schemas";

/// Only the host writes them.
const std::set<std::string> kFromHost = {"candidate", "certificate-facts", "init", "http-response", "order",
                                         "request",   "revocation-facts"};
/// Only plugins write them; the rest is written by both.
const std::set<std::string> kFromPlugin = {
    "capability-request", "description", "form",  "guided-journey", "http-request", "lead-time",
    "manifest",           "printout",    "quote", "step",           "verdict"};

struct Direction {
  bool from_host = true;
  bool from_plugin = true;
};

std::set<std::string> texts(const Json& list) {
  std::set<std::string> set;
  for (const auto& each : list) set.insert(each.is_string() ? each.get<std::string>() : each.dump());
  return set;
}

bool within(const std::set<std::string>& small, const std::set<std::string>& large) {
  return std::includes(large.begin(), large.end(), small.begin(), small.end());
}

void compare(const Json& then, const Json& now, Direction who, const std::string& where,
             std::vector<std::string>& broken);

void compare_set(const char* keyword, const Json& then, const Json& now, bool may_gain, bool may_lose,
                 const std::string& where, std::vector<std::string>& broken) {
  const auto before = texts(then.value(keyword, Json::array()));
  const auto after = texts(now.value(keyword, Json::array()));
  if (!may_gain && !within(after, before)) broken.push_back(where + ": " + keyword + " has gained");
  if (!may_lose && !within(before, after)) broken.push_back(where + ": " + keyword + " has lost");
}

/// A bound may only move so far that what was good stays good.
void compare_bound(const char* keyword, bool lower, const Json& then, const Json& now, Direction who,
                   const std::string& where, std::vector<std::string>& broken) {
  const auto before = then.find(keyword);
  const auto after = now.find(keyword);
  const double open = lower ? -1e300 : 1e300;
  const double was = before == then.end() ? open : before->get<double>();
  const double is = after == now.end() ? open : after->get<double>();
  const bool narrower = lower ? is > was : is < was;
  const bool wider = lower ? is < was : is > was;
  if ((who.from_plugin && narrower) || (who.from_host && wider))
    broken.push_back(where + ": " + keyword + " was moved");
}

void compare(const Json& then, const Json& now, Direction who, const std::string& where,
             std::vector<std::string>& broken) {
  if (then.is_array()) {
    if (!now.is_array() || now.size() < then.size()) {
      broken.push_back(where + ": is shorter");
      return;
    }
    for (std::size_t i = 0; i < then.size(); ++i)
      compare(then[i], now[i], who, where + "/" + std::to_string(i), broken);
    return;
  }
  if (!then.is_object() || !now.is_object()) {
    if (then != now) broken.push_back(where + ": was changed");
    return;
  }
  // What the host says more of, a plugin of then would refuse; what a plugin may say more of, it does not say.
  compare_set("enum", then, now, !who.from_host, !who.from_plugin, where, broken);
  compare_set("required", then, now, !who.from_plugin, !who.from_host, where, broken);
  for (const auto* keyword : {"minimum", "minLength", "minItems"})
    compare_bound(keyword, true, then, now, who, where, broken);
  for (const auto* keyword : {"maximum", "maxLength", "maxItems"})
    compare_bound(keyword, false, then, now, who, where, broken);
  for (const auto* keyword : {"type", "pattern", "const", "$ref", "additionalProperties", "uniqueItems"}) {
    if (then.contains(keyword) != now.contains(keyword) || (then.contains(keyword) && then[keyword] != now[keyword])) {
      broken.push_back(where + ": " + keyword + " was changed");
    }
  }
  for (const auto* keyword : {"properties", "definitions", "patternProperties"}) {
    for (const auto& [name, part] : then.value(keyword, Json::object()).items()) {
      const auto place = where + "/" + keyword + "/" + name;
      if (!now.contains(keyword) || !now[keyword].contains(name)) {
        broken.push_back(place + ": is gone");
      } else {
        compare(part, now[keyword][name], who, place, broken);
      }
    }
  }
  for (const auto* keyword : {"items", "allOf", "anyOf", "oneOf", "if", "then", "else", "not", "propertyNames"}) {
    if (then.contains(keyword) && now.contains(keyword)) {
      compare(then[keyword], now[keyword], who, where + "/" + keyword, broken);
    } else if (then.contains(keyword) != now.contains(keyword)) {
      broken.push_back(where + "/" + keyword + ": came or went");
    }
  }
}

std::vector<std::string> broken_in(const Json& then, const Json& now, const std::string& name) {
  std::vector<std::string> broken;
  compare(then, now, {.from_host = !kFromPlugin.contains(name), .from_plugin = !kFromHost.contains(name)}, name,
          broken);
  return broken;
}

Json schema(const fs::path& folder, const std::string& name) {
  return Json::parse(read_file(folder / (name + ".schema.json")));
}

TEST(TheFrozenBorder, IsKeptByEverySchema) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(kFrozen)) {
    auto name = entry.path().filename().string();
    name.resize(name.size() - std::string_view(".schema.json").size());
    ++count;
    ASSERT_TRUE(fs::exists(kToday / entry.path().filename())) << name << " is gone";
    EXPECT_EQ(broken_in(schema(kFrozen, name), schema(kToday, name), name), std::vector<std::string>{}) << name;
  }
  EXPECT_GE(count, 20U);
}

TEST(TheFrozenBorder, MayGainWhatNobodyHasToSay) {
  auto now = schema(kFrozen, "order");
  now["properties"]["something_new"] = {{"type", "string"}};
  EXPECT_EQ(broken_in(schema(kFrozen, "order"), now, "order"), std::vector<std::string>{});
}

// The comparison itself: each way of breaking the border is noticed.
struct Break {
  const char* name;
  const char* schema;
  void (*change)(Json&);
};
class ABrokenBorder : public testing::TestWithParam<Break> {};

TEST_P(ABrokenBorder, IsNoticed) {
  const auto then = schema(kFrozen, GetParam().schema);
  auto now = then;
  GetParam().change(now);
  ASSERT_NE(now, then);
  EXPECT_NE(broken_in(then, now, GetParam().schema), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(
    Border, ABrokenBorder,
    testing::Values(Break{"AMemberThatPluginsMustSay", "step", [](Json& s) { s["required"].push_back("because"); }},
                    Break{"AMemberThatIsGone", "order", [](Json& s) { s["properties"].erase("history"); }},
                    Break{"AMemberThatTheHostMayLeaveOut", "order", [](Json& s) { s["required"].erase(0); }},
                    Break{"AKindOfStepThatIsGone", "step", [](Json& s) { s["properties"]["kind"]["enum"].erase(0); }},
                    Break{"APhaseThatOldPluginsDoNotKnow", "order",
                          [](Json& s) { s["properties"]["phase"]["enum"].push_back("afterlife"); }},
                    Break{"ATypeThatChanged", "order", [](Json& s) { s["properties"]["id"]["type"] = "integer"; }},
                    Break{"ALimitThatIsNarrower", "manifest", [](Json& s) { s["properties"]["id"]["maxLength"] = 8; }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace reseal::test
