// SPDX-License-Identifier: Apache-2.0
// The configuration: is it right, what is in force, what may it say.
#include <iostream>

#include "app/commands/commands.h"
#include "app/json_output.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

config::Sources sources_of(const Options& options) {
  config::Sources sources;
  if (options.config_file) sources.file = path_from_utf8(*options.config_file);
  sources.set = options.set;
  return sources;
}

}  // namespace

int config_check(const Options& options) {
  const Terminal terminal(options.color);
  const Words words(choose_language(options.language), std::string(kVietNam));
  const auto problems = config::check(sources_of(options));
  if (options.json) {
    auto json = Json::array();
    for (const auto& problem : problems) {
      json.push_back({{"file", problem.file},
                      {"line", problem.line},
                      {"where", problem.where},
                      {"problem", problem.problem},
                      {"expected", problem.expected}});
    }
    print_json(json);
  } else if (problems.empty()) {
    terminal.out(terminal.styled(words.say("cli.config.right"), Style::good));
  }
  if (!options.json) {
    for (const auto& problem : problems) {
      const auto place = problem.file + (problem.line > 0 ? ":" + std::to_string(problem.line) : "");
      terminal.out(printable(place + ": " + (problem.where.empty() ? "/" : problem.where)) + ": " +
                   terminal.styled(printable(problem.problem), Style::bad));
      if (!problem.expected.empty())
        terminal.out("  " + words.say("cli.plugin.expected") + ": " + printable(problem.expected));
    }
  }
  return problems.empty() ? kDone : kError;
}

int config_show(const Options& options) {
  const auto config = config::load(sources_of(options));
  print_json(config::show(config));
  return kDone;
}

int config_schema() {
  std::cout << config::schema_text();
  return kDone;
}

}  // namespace reseal::app
