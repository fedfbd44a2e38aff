// SPDX-License-Identifier: Apache-2.0
#include "app/choice_search.h"

#include <charconv>

#include "app/prompt.h"
#include "reseal/base/unicode.h"
#include "reseal/china_numbers.h"

namespace reseal::app {
namespace {

constexpr std::size_t kMostShown = 12;  // more than that is no list but a page

std::string comparable(const std::string& text) { return half_width(fold_without_accents(text)); }

std::optional<std::size_t> number_in(const std::string& line, std::size_t most) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc() || end != line.data() + line.size() || number < 1 || number > most) return std::nullopt;
  return number;
}

}  // namespace

std::vector<const Choice*> choices_with(const Field& field, const std::string& part, const Words& words) {
  std::vector<const Choice*> found;
  const auto wanted = comparable(part);
  for (const auto& choice : field.choices) {
    if (comparable(words.say(choice.label)).find(wanted) != std::string::npos ||
        comparable(choice.value).find(wanted) != std::string::npos) {
      found.push_back(&choice);
    }
  }
  return found;
}

std::optional<std::string> search_choice(const Field& field, const std::string& question, const Words& words,
                                         const Terminal& terminal) {
  std::vector<const Choice*> found;
  terminal.note("    " + words.say("cli.form.search"));
  for (;;) {
    auto line = read_line(question);
    if (!line || line->empty()) return line;
    if (const auto number = number_in(*line, found.size())) return found[*number - 1]->value;
    found = choices_with(field, *line, words);
    if (found.empty()) {
      terminal.note("    " + words.say("cli.form.search_nothing", {{"text", printable(*line)}}));
    } else if (found.size() > kMostShown) {
      terminal.note("    " + words.say("cli.form.search_many", {{"count", std::to_string(found.size())}}));
      found.clear();
    } else {
      for (std::size_t i = 0; i < found.size(); ++i) {
        terminal.note("    " + std::to_string(i + 1) + ") " + words.say(found[i]->label));
      }
      terminal.note("    " + words.say("cli.form.search_pick"));
    }
  }
}

}  // namespace reseal::app
