// SPDX-License-Identifier: Apache-2.0
#include "finding.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::plugin {

Finding unusable(std::string code, std::string problem, std::string expected, std::string found, std::string advice) {
  Finding finding;
  finding.code = std::move(code);
  finding.problem = std::move(problem);
  finding.expected = std::move(expected);
  finding.found = std::move(found);
  finding.advice = std::move(advice);
  return finding;
}

Finding usable(std::string sha256) {
  Finding finding;
  finding.usable = true;
  finding.code = "ok";
  finding.sha256 = std::move(sha256);
  return finding;
}

Error to_error(const std::filesystem::path& file, const Finding& finding) {
  return Error(ErrorCode::plugin_unusable, {{"file", to_utf8(file)},
                                            {"code", finding.code},
                                            {"problem", finding.problem},
                                            {"expected", finding.expected},
                                            {"found", finding.found},
                                            {"advice", finding.advice}});
}

Finding to_finding(const Error& error) {
  const auto param = [&](const char* name) {
    const auto it = error.params().find(name);
    return it == error.params().end() ? std::string{} : it->second;
  };
  auto code = param("code");
  auto problem = param("problem");
  if (code.empty()) code = "manifest";
  if (problem.empty()) problem = error.what();
  return unusable(std::move(code), std::move(problem), param("expected"), param("found"), param("advice"));
}

Json to_report(const Finding& finding) {
  return {{"usable", finding.usable},     {"code", finding.code},   {"problem", finding.problem},
          {"expected", finding.expected}, {"found", finding.found}, {"advice", finding.advice},
          {"sha256", finding.sha256},     {"abi", finding.abi}};
}

Finding from_report(const std::string& text) {
  const Json json = parse_json(text, "the report of the probing child");
  try {
    Finding finding =
        unusable(json.at("code"), json.at("problem"), json.at("expected"), json.at("found"), json.at("advice"));
    finding.usable = json.at("usable");
    finding.sha256 = json.at("sha256");
    finding.abi = json.at("abi");
    return finding;
  } catch (const Json::exception& error) {
    throw MessageError(std::string("the report of the probing child has the wrong shape: ") + error.what());
  }
}

}  // namespace reseal::plugin
