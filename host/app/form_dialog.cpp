// SPDX-License-Identifier: Apache-2.0
#include "app/form_dialog.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "app/answers.h"
#include "app/choice_search.h"
#include "app/prompt.h"
#include "app/qr.h"
#include "app/upload.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

void show_item(const Shown& item, const Words& words, const Terminal& terminal) {
  const auto label = item.label.empty() ? std::string() : words.say(item.label);
  switch (item.kind) {
    case Shown::Kind::value:
    case Shown::Kind::link:
      terminal.note("  " + label + ": " + terminal.styled(printable(item.value), Style::bold, true));
      break;
    case Shown::Kind::note:
      terminal.note("  " + label);
      break;
    case Shown::Kind::warning:
      terminal.note("  " + terminal.styled("! " + label, Style::warn, true));
      break;
    case Shown::Kind::steps: {
      if (!label.empty()) terminal.note("  " + label);
      int number = 0;
      for (const auto& step : item.items) terminal.note("   " + std::to_string(++number) + ". " + words.say(step));
      break;
    }
    case Shown::Kind::qr:
      if (!label.empty()) terminal.note("  " + label);
      if (Terminal::stderr_is_terminal()) terminal.verbatim(qr_for_terminal(item.value, terminal.colors_stderr()));
      terminal.note("  " + printable(item.value));  // where nothing can scan it
      break;
    case Shown::Kind::printout:
      terminal.note("  " + terminal.styled(label.empty() ? words.say(item.printout->title) : label, Style::bold, true));
      break;
    case Shown::Kind::document:
      terminal.note("  " + terminal.styled(label, Style::bold, true));
      if (item.media_type.empty() || item.media_type.rfind("text/", 0) == 0) terminal.note(printable(item.value));
      break;
  }
}

std::optional<bool> yes_or_no(const std::string& line, const Words& words) {
  const auto word = fold_without_accents(line);
  for (const auto* yes : {"y", "yes", "co", "c", "dong y", "shi", "是", "1"}) {
    if (word == fold_without_accents(yes)) return true;
  }
  for (const auto* no : {"n", "no", "khong", "k", "fou", "否", "0"}) {
    if (word == fold_without_accents(no)) return false;
  }
  if (word == fold_without_accents(words.say("cli.yes"))) return true;
  if (word == fold_without_accents(words.say("cli.no"))) return false;
  return std::nullopt;
}

std::string shown_value(const Field& field, const Json& value) {
  if (value.is_null()) return {};
  if (field.type == Field::Type::file || field.type == Field::Type::mail) return value.value("name", "");
  return value.is_string() ? printable(value.get<std::string>()) : value.dump();
}

// One field. Keeps `value` when the person just presses Enter. False: end of input.
bool ask_field(const Field& field, Json& value, const Words& words, const Terminal& terminal) {
  const auto label = words.say(field.label) + (field.required || field.must_be_true ? " *" : "");
  if (!field.help.empty()) terminal.note("    " + terminal.styled(words.say(field.help), Style::dim, true));
  if (field.type == Field::Type::boolean) {
    const auto answer = ask_yes_no("  " + label, words, terminal);
    if (answer) value = *answer;
    return answer.has_value();
  }
  if (field.secret) {
    auto secret = read_secret("  " + label + ": ");
    if (!secret) return false;
    value = std::string(secret->reveal());
    return true;
  }
  const auto now = shown_value(field, value);
  const auto question = "  " + label + (now.empty() ? "" : " [" + now + "]") + ": ";
  if (field.type == Field::Type::choice && field.searchable) {
    const auto picked = search_choice(field, question, words, terminal);
    if (picked && !picked->empty()) value = *picked;
    return picked.has_value();
  }
  if (field.type == Field::Type::choice) {
    int number = 0;
    for (const auto& choice : field.choices) {
      auto text = "    " + std::to_string(++number) + ") " + words.say(choice.label);
      if (choice.price) text += "  " + terminal.styled(words.money(*choice.price), Style::bold, true);
      if (!choice.detail.empty()) text += "  " + words.say(choice.detail);
      terminal.note(text);
    }
  }
  const auto line = read_line(question);
  if (!line) return false;
  if (line->empty()) return true;
  switch (field.type) {
    case Field::Type::choice: {
      std::size_t picked = 0;
      const auto [end, error] = std::from_chars(line->data(), line->data() + line->size(), picked);
      const bool is_number = error == std::errc() && end == line->data() + line->size();
      value = is_number && picked >= 1 && picked <= field.choices.size() ? field.choices[picked - 1].value : *line;
      return true;
    }
    case Field::Type::integer: {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(line->data(), line->data() + line->size(), number);
      value = error == std::errc() && end == line->data() + line->size() ? Json(number) : Json(*line);
      return true;
    }
    case Field::Type::file:
    case Field::Type::mail:
      try {
        value = read_upload(field, *line);
      } catch (const Error& e) {
        terminal.note("  " + terminal.styled(words.error(e.code(), e.params()).what, Style::bad, true));
        return ask_field(field, value, words, terminal);
      }
      return true;
    default:
      value = to_nfc(is_valid_utf8(*line) ? *line : printable(*line));
      return true;
  }
}

}  // namespace

std::optional<bool> ask_yes_no(const std::string& question, const Words& words, const Terminal& terminal) {
  for (;;) {
    const auto line = read_line(question + " (" + words.say("cli.yes") + "/" + words.say("cli.no") + "): ");
    if (!line) return std::nullopt;
    if (const auto answer = yes_or_no(*line, words)) return answer;
    terminal.note("  " + words.say("cli.form.yes_or_no"));
  }
}

void show_form(const Form& form, const Words& words, const Terminal& terminal, const std::vector<ShownFile>& files) {
  terminal.note("");
  terminal.note(terminal.styled(words.say(form.title), Style::bold, true));
  if (!form.intro.empty()) terminal.note("  " + words.say(form.intro));
  for (std::size_t i = 0; i < form.shown.size(); ++i) {
    show_item(form.shown[i], words, terminal);
    for (const auto& file : files) {
      if (file.shown != i) continue;
      const bool paper = file.media_type == "application/pdf";
      terminal.note("    " + words.say(paper ? "cli.form.to_print" : "cli.form.to_scan", {{"file", file.path}}));
    }
  }
  if (!form.contact.empty()) terminal.note("  " + terminal.styled(words.say(form.contact), Style::dim, true));
}

std::optional<Json> ask_form(const Form& form, const Words& words, const Terminal& terminal,
                             const std::vector<ShownFile>& files) {
  show_form(form, words, terminal, files);
  const auto offered = initial_values(form);
  auto values = offered;
  std::set<std::string> to_ask;
  for (const auto& field : form.fields) to_ask.insert(field.id);
  while (!to_ask.empty()) {
    for (const auto& field : form.fields) {
      if (!to_ask.contains(field.id)) continue;
      Json value = values.contains(field.id) ? values.at(field.id) : Json();
      if (!ask_field(field, value, words, terminal)) return std::nullopt;
      if (value.is_null()) {
        values.erase(field.id);
      } else {
        values[field.id] = value;
      }
    }
    to_ask.clear();
    for (const auto& problem : check_answer(form, values)) {
      const auto field =
          std::find_if(form.fields.begin(), form.fields.end(), [&](const Field& f) { return f.id == problem.field; });
      if (field == form.fields.end()) continue;
      terminal.note("  " +
                    terminal.styled("✗ " + words.say(field->label) + ": " + words.say(problem.hint), Style::bad, true));
      // A tick that must be there is the way to say no as well, where the form can be declined.
      if (problem.rule == "must_be_true" && !form.decline.empty()) return Json{{"accepted", false}};
      to_ask.insert(problem.field);
      // What was wrong is not offered again: Enter would give it again, and an optional field could not be left out.
      if (offered.contains(problem.field)) {
        values[problem.field] = offered.at(problem.field);
      } else {
        values.erase(problem.field);
      }
    }
  }
  const auto accept = form.accept.empty() ? words.say("cli.form.continue") : words.say(form.accept);
  if (form.decline.empty()) {
    if (form.fields.empty() && !wait_for_enter("  " + words.say("cli.form.press_enter", {{"accept", accept}})))
      return std::nullopt;
  } else {
    const auto question =
        words.say("cli.form.accept_or_decline", {{"accept", accept}, {"decline", words.say(form.decline)}});
    const auto answer = ask_yes_no("  " + question, words, terminal);
    if (!answer) return std::nullopt;
    if (!*answer) return Json{{"accepted", false}};
  }
  return Json{{"accepted", true}, {"answer", values}};
}

}  // namespace reseal::app
