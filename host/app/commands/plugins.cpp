// SPDX-License-Identifier: Apache-2.0
// Which plugins there are, what one of them is, and whether a file can be trusted to be one.
#include <chrono>
#include <optional>

#include "app/commands/commands.h"
#include "app/json_output.h"
#include "app/read_certificates.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"
#include "reseal/plugin/signature.h"

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

Json manifest_json(const plugin::Manifest& manifest) {
  return {{"id", manifest.id},
          {"version", manifest.version},
          {"kind", manifest.kind},
          {"abi", manifest.abi},
          {"transports", manifest.transports},
          {"permissions", manifest.permissions},
          {"endpoints", manifest.endpoints}};
}

void show_manifest(const plugin::Manifest& manifest, const Terminal& terminal, const Words& words) {
  const auto line = [&](const char* label, const std::string& value) {
    terminal.out("  " + words.say(std::string("cli.plugin.") + label) + ": " + printable(value));
  };
  line("id", manifest.id + " " + manifest.version);
  line("kind", manifest.kind);
  for (const auto& permission : manifest.permissions) line("permission", permission);
  for (const auto& endpoint : manifest.endpoints) line("origin", endpoint);
}

const char* name_of(plugin::PublisherSignature::State state) {
  using State = plugin::PublisherSignature::State;
  return state == State::none      ? "none"
         : state == State::trusted ? "trusted"
         : state == State::unknown ? "unknown"
                                   : "broken";
}

Json signature_json(const plugin::PublisherSignature& signature) {
  return {{"state", name_of(signature.state)}, {"publisher", signature.publisher}, {"problem", signature.problem}};
}

void show_signature(const plugin::PublisherSignature& signature, const Terminal& terminal, const Words& words) {
  const bool good = signature.state == plugin::PublisherSignature::State::trusted;
  const bool bad = signature.state == plugin::PublisherSignature::State::broken;
  const auto text =
      words.say(std::string("cli.plugin.signature.") + name_of(signature.state),
                {{"publisher", printable(signature.publisher)}, {"problem", printable(signature.problem)}});
  terminal.out("  " + terminal.styled(text, good ? Style::good : bad ? Style::bad : Style::dim));
}

/// All that can be known of a plugin outside a deployment.
struct LookedAt {
  std::filesystem::path file;
  plugin::Finding finding;
  std::optional<plugin::Manifest> manifest;
  std::optional<plugin::PublisherSignature> signature;
};

/// A library is tried in a process of its own; a journey document has nothing that could be run, and is read.
plugin::Finding try_out(const plugin::Manifest& manifest, const std::filesystem::path& file, plugin::Finding finding) {
  if (!manifest.library.empty()) {
    auto probed = plugin::probe_library(file, probe_program(), std::chrono::seconds(5));
    probed.sha256 = finding.sha256;
    return probed;
  }
  finding.abi = manifest.abi;
  if (!manifest.program.empty()) return finding;
  try {
    (void)plugin::load_plugin(manifest.folder, {}, probe_program());
    return finding;
  } catch (const Error& problem) {
    auto refused = plugin::to_finding(problem);
    refused.sha256 = finding.sha256;
    return refused;
  }
}

LookedAt look_at(const PluginFile& asked) {
  LookedAt looked;
  looked.file = path_from_utf8(asked.file);
  std::error_code error;
  const bool whole = std::filesystem::is_directory(looked.file, error);
  const auto pin = asked.sha256.empty() ? std::nullopt : std::optional(asked.sha256);
  try {
    if (whole) {
      looked.manifest = plugin::read_manifest(looked.file);
      looked.file = plugin::entry_of(*looked.manifest);
      looked.finding = plugin::inspect_entry(*looked.manifest, pin);
      looked.signature = plugin::publisher_signature(looked.manifest->folder, {read_certificates(asked.publishers), {}},
                                                     std::chrono::floor<Seconds>(std::chrono::system_clock::now()));
      if (looked.finding.usable) looked.finding = try_out(*looked.manifest, looked.file, looked.finding);
      return looked;
    }
    const auto folder = looked.file.has_parent_path() ? looked.file.parent_path() : std::filesystem::path(".");
    looked.finding = plugin::inspect_library(looked.file, folder, pin);
    if (looked.finding.usable) {
      auto probed = plugin::probe_library(looked.file, probe_program(), std::chrono::seconds(5));
      probed.sha256 = looked.finding.sha256;
      looked.finding = probed;
    }
  } catch (const Error& problem) {
    if (problem.code() != ErrorCode::plugin_unusable) throw;
    looked.finding = plugin::to_finding(problem);
  }
  return looked;
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
  auto* registrar = deployment.registrar(id);
  auto& plugin = registrar != nullptr ? *registrar : deployment.provider(id);
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

int plugin_verify(const Options& options, const PluginFile& file) {
  const Terminal terminal(options.color);
  const Words words(choose_language(options.language), std::string(kVietNam));
  const auto looked = look_at(file);
  const auto& finding = looked.finding;
  if (options.json) {
    auto json = finding_json(finding);
    json["file"] = to_utf8(looked.file);
    if (looked.manifest) json.update(manifest_json(*looked.manifest));
    if (looked.signature) json["signature"] = signature_json(*looked.signature);
    print_json(json);
    return finding.usable ? kDone : kError;
  }
  terminal.out(terminal.styled(
      words.say(finding.usable ? "cli.plugin.usable" : "cli.plugin.unusable", {{"file", to_utf8(looked.file)}}),
      finding.usable ? Style::good : Style::bad));
  if (!finding.usable) show_finding(finding, terminal, words);
  if (!finding.sha256.empty()) terminal.out("  SHA-256: " + finding.sha256);
  if (looked.manifest) show_manifest(*looked.manifest, terminal, words);
  if (looked.signature) show_signature(*looked.signature, terminal, words);
  return finding.usable ? kDone : kError;
}

int plugin_pin(const Options& options, const PluginFile& file) {
  const auto folder = path_from_utf8(file.file);
  const auto manifest = plugin::read_manifest(folder);
  const auto entry = plugin::entry_of(manifest);
  const auto finding = plugin::inspect_entry(manifest, {});
  if (!finding.usable) throw plugin::to_error(entry, finding);
  // A piece of the configuration, in either case: whoever pins it has looked at the file.
  const Json pin = {{"plugins", {{"allow", {{manifest.id, {{"sha256", finding.sha256}}}}}}}};
  if (options.json) {
    print_json(pin);
    return kDone;
  }
  const Terminal terminal(options.color);
  const Words words(choose_language(options.language), std::string(kVietNam));
  terminal.out("\"plugins\": {\"allow\": {\"" + manifest.id + "\": {\"sha256\": \"" + finding.sha256 + "\"}}}");
  terminal.note(words.say("cli.plugin.pin.what", {{"file", to_utf8(entry)}}));
  return kDone;
}

}  // namespace reseal::app
