// SPDX-License-Identifier: Apache-2.0
#include "app/describe.h"

#include <set>

#include "reseal/base/unicode.h"
#include "reseal/crypto/certificate.h"

namespace reseal::app {

std::string holder_line(const CertificateFacts& certificate) {
  auto line = certificate.common_name;
  for (const auto& id : certificate.holder_ids)
    line.append(" (").append(id.kind).append(" ").append(id.value).append(")");
  return printable(line);
}

std::string serial_tail(const SerialNumber& serial) {
  constexpr std::size_t kTail = 10;
  return serial.hex.size() <= kTail ? serial.hex : "…" + serial.hex.substr(serial.hex.size() - kTail);
}

void show_serials(const SerialNumber& old_serial, const SerialNumber& new_serial, const Words& words,
                  const Terminal& terminal) {
  const auto same = crypto::first_difference(old_serial, new_serial);
  const auto old_label = words.say("cli.serial.old");
  const auto new_label = words.say("cli.serial.new");
  const auto width = std::max(display_width(old_label), display_width(new_label));
  const auto line = [&](const std::string& label, const std::string& hex, Style style) {
    terminal.out("  " + label + std::string(width - display_width(label) + 2, ' ') + hex.substr(0, same) +
                 terminal.styled(hex.substr(std::min(same, hex.size())), style));
  };
  line(old_label, old_serial.hex, Style::bold);
  line(new_label, new_serial.hex, Style::good);
}

void show_verdict(const Verdict& verdict, const Words& words, const Terminal& terminal) {
  const auto answer = verdict.answer == Verdict::Answer::eligible       ? std::pair("eligible", Style::good)
                      : verdict.answer == Verdict::Answer::not_eligible ? std::pair("not_eligible", Style::bad)
                                                                        : std::pair("cannot_say", Style::warn);
  terminal.out("  " + terminal.styled(words.say(std::string("cli.verdict.") + answer.first), answer.second));
  for (const auto& rule : verdict.rules) {
    const auto mark = rule.outcome == RuleResult::Outcome::passed    ? std::pair("✓", Style::good)
                      : rule.outcome == RuleResult::Outcome::failed  ? std::pair("✗", Style::bad)
                      : rule.outcome == RuleResult::Outcome::warning ? std::pair("!", Style::warn)
                                                                     : std::pair("?", Style::warn);
    terminal.prose("    " + terminal.styled(mark.first, mark.second) + " " + words.say(rule.evidence));
  }
}

void show_quote(const Quote& quote, const Words& words, const Terminal& terminal) {
  Table table({words.say("cli.quote.code"), words.say("cli.quote.package"), words.say("cli.quote.term"),
               words.say("cli.quote.price"), words.say("cli.quote.until")});
  for (const auto& package : quote.packages) {
    table.row({{"  " + printable(package.code)},
               {words.say(package.name)},
               {words.say("cli.quote.months", {{"months", std::to_string(package.term_months)}})},
               {words.money(package.price), Style::bold},
               {package.valid_until ? words.date(*package.valid_until) : words.say("cli.unknown")}});
  }
  if (!table.empty()) table.print(terminal);
  for (const auto& package : quote.packages) {
    for (const auto& remark : package.remarks)
      terminal.prose("  ! " + printable(package.code) + ": " + words.say(remark));
  }
  for (const auto& remark : quote.remarks) terminal.prose("  " + words.say(remark));
}

std::string state_words(store::OrderState state, const Words& words) {
  return words.say("cli.state." + std::string(store::to_string(state)));
}

Style state_style(store::OrderState state) {
  using enum store::OrderState;
  switch (state) {
    case installed:
    case done:
      return Style::good;
    case refused:
    case failed:
    case needs_help:
      return Style::bad;
    case needs_person:
    case needs_token:
    case needs_pin:
      return Style::warn;
    default:
      return Style::plain;
  }
}

void show_situation(const workflow::Situation& situation, const Words& words, const Terminal& terminal) {
  terminal.note(words.say("cli.order.stands", {{"order", situation.order.id}}) + " " +
                terminal.styled(state_words(situation.order.state, words), state_style(situation.order.state), true));
  std::set<std::string> said;  // engine, plugin and error may say the same thing; a person reads it once
  const auto tell = [&](const std::string& text, Style style, const char* mark) {
    if (!text.empty() && said.insert(text).second) terminal.note(mark + terminal.styled(text, style, true));
  };
  if (situation.error) {
    const auto text = words.error(*situation.error, situation.error_params);
    tell(text.what, Style::bad, "  ");
    if (situation.message) tell(words.say(*situation.message), Style::plain, "  ");
    tell(text.kept, Style::plain, "  ");
    tell(text.next, Style::plain, "  ");
  } else if (situation.message) {
    tell(words.say(*situation.message), Style::plain, "  ");
  }
  if (situation.order.state == store::OrderState::waiting && situation.order.due_at) {
    terminal.note("  " +
                  words.say("cli.order.next_look",
                            {{"time", words.time(std::chrono::floor<std::chrono::seconds>(*situation.order.due_at))}}));
  }
  for (const auto& text : situation.next) tell(words.say(text), Style::plain, "  • ");
  for (const auto& owed : situation.owed) {
    tell(words.say("cli.order.owed", {{"what", words.say(owed.text)},
                                      {"command", "reseal settle " + situation.order.id + " " + owed.id}}),
         Style::warn, "  ☐ ");
  }
  for (const auto& task : situation.tasks) {
    terminal.note("  " + words.say(task.is_signal ? "cli.order.signal" : "cli.order.task", {{"task", task.id}}));
  }
}

}  // namespace reseal::app
