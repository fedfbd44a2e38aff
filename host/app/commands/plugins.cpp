// SPDX-License-Identifier: Apache-2.0
// Which plugins there are, what one of them is, and whether a file can be trusted to be one.
#include "app/commands/commands.h"
#include "app/json_output.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

Json finding_json(const plugin::Finding& finding) {
  return {{"usable", finding.usable},     {"code", finding.code},   {"problem", finding.problem},
          {"expected", finding.expected}, {"found", finding.found}, {"advice", finding.advice},
          {"sha256", finding.sha256},     {"abi", finding.abi}};
}

void show_finding(const plugin::Finding& finding, const Terminal& terminal, const Words& words) {
  terminal.out("  " + words.say("cli.plugin.problem") + ": " + terminal.styled(printable(finding.problem), Style::bad));
  if (!finding.expected.empty())
    terminal.out("  " + words.say("cli.plugin.expected") + ": " + printable(finding.expected));
  if (!finding.found.empty()) terminal.out("  " + words.say("cli.plugin.found") + ": " + printable(finding.found));
  if (!finding.advice.empty()) terminal.out("  " + words.say("cli.plugin.advice") + ": " + printable(finding.advice));
}

}  // namespace

int plugin_list(Deployment& deployment) {
  auto& set = deployment.plugins();
  const auto& words = deployment.words();
  if (deployment.options().json) {
    auto json = Json::array();
    for (const auto& [id, plugin] : set.plugins) {
      json.push_back({{"id", id},
                      {"kind", plugin->manifest().kind},
                      {"version", plugin->manifest().version},
                      {"transport", plugin->transport()},
                      {"folder", to_utf8(plugin->manifest().folder)},
                      {"sha256", plugin->sha256()},
                      {"usable", true}});
    }
    for (const auto& rejected : set.rejected) {
      auto entry = finding_json(rejected.finding);
      entry["id"] = rejected.id;
      entry["folder"] = to_utf8(rejected.folder);
      json.push_back(entry);
    }
    print_json(json);
    return set.rejected.empty() ? kDone : kError;
  }
  Table table({words.say("cli.plugin.id"), words.say("cli.plugin.name"), words.say("cli.plugin.kind"),
               words.say("cli.plugin.version"), words.say("cli.plugin.transport")});
  for (const auto& [id, plugin] : set.plugins) {
    table.row({{id, Style::bold},
               {words.say(plugin->describe().name)},
               {plugin->manifest().kind},
               {plugin->manifest().version},
               {plugin->transport()}});
  }
  if (table.empty()) {
    deployment.terminal().note(words.say("cli.plugins.none"));
  } else {
    table.print(deployment.terminal());
  }
  for (const auto& rejected : set.rejected) {
    deployment.terminal().out(
        words.say("cli.plugin.rejected", {{"id", rejected.id}, {"folder", to_utf8(rejected.folder)}}));
    show_finding(rejected.finding, deployment.terminal(), words);
  }
  return set.rejected.empty() ? kDone : kError;
}

int plugin_show(Deployment& deployment, const std::string& id) {
  auto& plugin = deployment.provider(id);
  const auto& manifest = plugin.manifest();
  const auto description = plugin.describe();
  const auto& words = deployment.words();
  if (deployment.options().json) {
    Json json = description;
    json["kind"] = manifest.kind;
    json["abi"] = manifest.abi;
    json["sha256"] = plugin.sha256();
    json["transport"] = plugin.transport();
    json["permissions"] = manifest.permissions;
    json["origins"] = plugin.origins();
    json["folder"] = to_utf8(manifest.folder);
    print_json(json);
    return kDone;
  }
  const auto& terminal = deployment.terminal();
  terminal.out(terminal.styled(words.say(description.name), Style::bold) + "  " + manifest.version);
  terminal.out("  " + words.say(description.serves));
  const auto line = [&](const char* label, const std::string& value) {
    terminal.out("  " + words.say(std::string("cli.plugin.") + label) + ": " + printable(value));
  };
  line("kind", manifest.kind);
  line("transport", plugin.transport());
  for (const auto& permission : manifest.permissions) line("permission", permission);
  for (const auto& origin : plugin.origins()) line("origin", origin);
  line("sha256", plugin.sha256());
  line("folder", to_utf8(manifest.folder));
  for (const auto& need : description.needs) terminal.out("  • " + words.say(need));
  terminal.out("  " + words.say(description.contact));
  return kDone;
}

int plugin_verify(const Options& options, const std::string& file, const std::string& pin) {
  const Terminal terminal(options.color);
  const Words words(choose_language(options.language), std::string(kVietNam));
  auto library = path_from_utf8(file);
  std::error_code error;
  if (std::filesystem::is_directory(library, error)) library /= to_utf8(library.filename()) + ".so";
  const auto folder = library.has_parent_path() ? library.parent_path() : std::filesystem::path(".");
  auto finding = plugin::inspect_library(library, folder, pin.empty() ? std::nullopt : std::optional(pin));
  if (finding.usable) {
    auto probed = plugin::probe_library(library, probe_program(), std::chrono::seconds(5));
    probed.sha256 = finding.sha256;
    finding = probed;
  }
  if (options.json) {
    auto json = finding_json(finding);
    json["file"] = to_utf8(library);
    print_json(json);
  } else {
    const auto id = finding.usable ? "cli.plugin.usable" : "cli.plugin.unusable";
    terminal.out(
        terminal.styled(words.say(id, {{"file", to_utf8(library)}}), finding.usable ? Style::good : Style::bad));
    if (!finding.usable) show_finding(finding, terminal, words);
    if (!finding.sha256.empty()) terminal.out("  SHA-256: " + finding.sha256);
  }
  return finding.usable ? kDone : kError;
}

}  // namespace reseal::app
