// SPDX-License-Identifier: Apache-2.0
// Writes a plugin's project that builds, passes the kit and renews in the sandbox as it is: sdk/template, under another
// name.
#include <algorithm>
#include <cctype>
#include <vector>

#include "app/commands/commands.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"

namespace reseal::app {

namespace detail {
std::string_view template_file(std::string_view name);  // embedded by the build
}

namespace {

namespace fs = std::filesystem;

/// How the template spells the plugin that it is, and what stands there instead.
using Renaming = std::vector<std::pair<std::string, std::string>>;

std::string capitalised(const std::string& id, const std::string& between) {
  std::string name;
  bool begin = true;
  for (const char c : id) {
    if (c == '_') {
      name += between;
      begin = true;
      continue;
    }
    name += begin ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begin = false;
  }
  return name;
}

std::string renamed(std::string text, const Renaming& renaming) {
  for (const auto& [from, to] : renaming) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }
  return text;
}

[[noreturn]] void wrong(const std::string& problem) { throw Error(ErrorCode::usage, {{"problem", problem}}); }

void check(const NewPlugin& plugin) {
  const auto of_id = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  const auto& id = plugin.id;
  const bool good =
      !id.empty() && id.size() <= 64 && id.front() >= 'a' && id.front() <= 'z' && std::ranges::all_of(id, of_id);
  if (!good)
    wrong("\"" + printable(id) + "\" names no plugin: a to z first, then a to z, 0 to 9 and _, such as vnpt_ca");
  // It becomes part of JSON, CMake and C++ as it is.
  if (plugin.title.find_first_of("\"\\{}$") != std::string::npos || printable(plugin.title) != plugin.title) {
    wrong("a title without quotation marks, backslashes, braces and line breaks, please");
  }
}

}  // namespace

int plugin_new(const Options& options, const NewPlugin& plugin) {
  check(plugin);
  const bool provider = plugin.kind == "provider";
  const auto title = plugin.title.empty() ? capitalised(plugin.id, " ") : plugin.title;
  const Renaming renaming = {{provider ? "my_ca" : "my_agency", plugin.id},
                             {provider ? "MyCa" : "MyAgency", capitalised(plugin.id, "")},
                             {provider ? "My CA" : "My agency", title}};
  const auto folder = plugin.folder.empty() ? path_from_utf8(plugin.id) : path_from_utf8(plugin.folder);
  if (fs::exists(folder)) wrong(to_utf8(folder) + " is there already; nothing was written");

  const std::string names(detail::template_file(""));
  for (std::size_t at = 0; at < names.size();) {
    const auto end = names.find('\n', at);
    const auto name = names.substr(at, end - at);
    at = end + 1;
    if (!name.starts_with(plugin.kind + "/")) continue;
    const auto file = folder / path_from_utf8(renamed(name.substr(plugin.kind.size() + 1), renaming));
    fs::create_directories(file.parent_path());
    write_file(file, renamed(std::string(detail::template_file(name)), renaming));
    if (file.filename() == "try") fs::permissions(file, fs::perms::owner_exec, fs::perm_options::add);
  }

  if (options.quiet) return kDone;
  const Terminal terminal(options.color);
  const Words words(choose_language(options.language), std::string(kVietNam));
  terminal.out(terminal.styled(words.say("cli.plugin.new.written", {{"folder", to_utf8(folder)}}), Style::good));
  for (const auto* step : {"portal", "steps", "texts", "try"}) {
    terminal.prose("  " +
                   words.say(std::string("cli.plugin.new.") + step, {{"id", plugin.id}, {"folder", to_utf8(folder)}}));
  }
  return kDone;
}

}  // namespace reseal::app
