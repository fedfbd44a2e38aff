// SPDX-License-Identifier: Apache-2.0
// A report for programs.
#include <algorithm>

#include "reseal/base/unicode.h"
#include "reseal/conformance/kit.h"
#include "reseal/xml_writer.h"

namespace reseal::conformance {
namespace {

std::string count(std::size_t number) { return std::to_string(number); }

std::string in_words(const std::vector<Breach>& breaches) {
  std::string out;
  for (const auto& breach : breaches) {
    out +=
        breach.place + ": " + breach.problem + "\nasked: " + breach.asked + "\nanswered: " + breach.answered + "\n\n";
  }
  return out;
}

void write_case(XmlWriter& xml, const Report& report, const Result& result) {
  xml.open("testcase", {{"classname", report.plugin + "." + (result.world.empty() ? "plugin" : result.world)},
                        {"name", std::string(to_string(result.promise))},
                        {"assertions", count(result.checks)}});
  if (!result.left_out.empty()) xml.open("skipped", {{"message", printable(result.left_out)}}).close();
  if (!result.breaches.empty()) {
    xml.open("failure", {{"message", printable(result.breaches.front().problem)}, {"type", "promise"}});
    xml.leaf("details", in_words(result.breaches)).close();
  }
  xml.close();
}

}  // namespace

std::string to_junit(const Report& report) {
  XmlWriter xml("testsuites");
  auto worlds = report.worlds;
  worlds.emplace_back();
  for (const auto& world : worlds) {
    const auto counted = [&](auto fits) {
      return count(
          static_cast<std::size_t>(std::count_if(report.results.begin(), report.results.end(),
                                                 [&](const Result& one) { return one.world == world && fits(one); })));
    };
    xml.open("testsuite", {{"name", report.plugin + "." + (world.empty() ? "plugin" : world)},
                           {"tests", counted([](const Result&) { return true; })},
                           {"failures", counted([](const Result& one) { return !one.breaches.empty(); })},
                           {"skipped", counted([](const Result& one) { return !one.left_out.empty(); })}});
    for (const auto& result : report.results) {
      if (result.world == world) write_case(xml, report, result);
    }
    xml.close();
  }
  return xml.finish();
}

Json to_json_report(const Report& report) {
  Json results = Json::array();
  for (const auto& result : report.results) {
    Json breaches = Json::array();
    for (const auto& one : result.breaches) {
      breaches.push_back(
          {{"place", one.place}, {"asked", one.asked}, {"answered", one.answered}, {"problem", one.problem}});
    }
    results.push_back({{"promise", to_string(result.promise)},
                       {"world", result.world},
                       {"checks", result.checks},
                       {"left_out", result.left_out},
                       {"breaches", breaches}});
  }
  return {{"plugin", report.plugin},
          {"version", report.version},
          {"passed", report.passed()},
          {"worlds", report.worlds},
          {"slowest_ms", report.slowest.count()},
          {"results", results}};
}

}  // namespace reseal::conformance
