// SPDX-License-Identifier: Apache-2.0
// The conformance kit at the command line: does this plugin keep what every plugin promises?
#include "app/commands/commands.h"
#include "app/json_output.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"
#include "reseal/conformance/kit.h"
#include "reseal/failure.h"

namespace reseal::app {
namespace {

using conformance::Promise;
using conformance::Result;

std::string promise_words(const char* what, Promise promise, const Words& words) {
  return words.say("cli.plugin_test." + std::string(what) + "." + std::string(conformance::to_string(promise)));
}

std::string world_words(const Result& result, const Words& words) {
  return result.world.empty() ? words.say("cli.plugin_test.whole_plugin") : result.world;
}

void tell_breaches(const Result& result, const Words& words, const Terminal& terminal) {
  const auto line = [&](const char* label, const std::string& value) {
    if (!value.empty())
      terminal.prose("      " + words.say(std::string("cli.plugin_test.") + label) + ": " + printable(value));
  };
  for (const auto& breach : result.breaches) {
    terminal.prose("    " + terminal.styled(world_words(result, words) + ", " + printable(breach.place), Style::bold) +
                   ": " + printable(breach.problem));
    line("asked", breach.asked);
    line("answered", breach.answered);
  }
}

/// One promise over all worlds. Nothing where no world had anything to check.
void tell_promise(Promise promise, const conformance::Report& report, const Words& words, const Terminal& terminal,
                  bool quiet) {
  std::size_t checks = 0;
  std::size_t breaches = 0;
  for (const auto& result : report.results) {
    if (result.promise != promise) continue;
    checks += result.checks;
    breaches += result.breaches.size();
    if (result.left_out.empty() || quiet) continue;
    terminal.prose(terminal.styled("– ", Style::dim) + promise_words("promise", promise, words) + ": " +
                   words.say("cli.plugin_test.left_out",
                             {{"world", world_words(result, words)}, {"reason", printable(result.left_out)}}));
  }
  if (checks == 0 || (quiet && breaches == 0)) return;
  terminal.prose(terminal.styled(breaches == 0 ? "✓ " : "✗ ", breaches == 0 ? Style::good : Style::bad) +
                 promise_words("promise", promise, words) + " " +
                 terminal.styled("(" + words.say("cli.plugin_test.checks", {{"count", std::to_string(checks)}}) + ")",
                                 Style::dim));
  if (breaches == 0) return;
  for (const auto& result : report.results) {
    if (result.promise == promise) tell_breaches(result, words, terminal);
  }
  terminal.prose("    → " + promise_words("mend", promise, words));
}

}  // namespace

int plugin_test(const Options& options, const PluginTestRequest& request) {
  const Words words(choose_language(options.language), std::string(kVietNam));
  const Terminal terminal(options.color);
  auto folder = path_from_utf8(request.folder);
  if (!folder.has_filename()) folder = folder.parent_path();  // "my_ca/": a plugin's folder bears its id
  conformance::Report report;
  try {
    report = conformance::examine(std::filesystem::absolute(folder), request.world,
                                  conformance::load_from(std::filesystem::absolute(folder), probe_program()));
  } catch (const MessageError& problem) {
    throw Error(ErrorCode::usage, {{"problem", problem.what()}});
  }
  if (!request.junit.empty()) write_file(path_from_utf8(request.junit), conformance::to_junit(report));
  if (options.json) {
    print_json(conformance::to_json_report(report));
    return report.passed() ? kDone : kError;
  }
  for (std::size_t i = 0; i < conformance::kPromises; ++i) {
    tell_promise(static_cast<Promise>(i), report, words, terminal, options.quiet);
  }
  const auto end = report.passed() ? "cli.plugin_test.passed" : "cli.plugin_test.failed";
  terminal.prose(terminal.styled(words.say(end, {{"plugin", report.plugin},
                                                 {"version", report.version},
                                                 {"worlds", std::to_string(report.worlds.size())},
                                                 {"slowest", std::to_string(report.slowest.count())}}),
                                 report.passed() ? Style::good : Style::bad));
  return report.passed() ? kDone : kError;
}

}  // namespace reseal::app
