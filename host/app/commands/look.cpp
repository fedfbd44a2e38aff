// SPDX-License-Identifier: Apache-2.0
// What do I hold, may it be renewed, and for how much: commands that change nothing.
#include <algorithm>

#include "app/ask_provider.h"
#include "app/commands/commands.h"
#include "app/describe.h"
#include "app/json_output.h"
#include "app/pick_certificate.h"
#include "app/rank_providers.h"
#include "app/report.h"
#include "app/signing_services.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

void show_module_problems(const std::vector<token::KeyHolderSource::Listing::ModuleProblem>& problems,
                          Deployment& deployment) {
  for (const auto& problem : problems) {
    if (problem.module.starts_with("https://")) {  // no driver: a service that holds keys
      const auto told = deployment.words().say(
          "cli.cloud.problem", {{"address", printable(problem.module)}, {"problem", printable(problem.problem)}});
      deployment.terminal().note(deployment.terminal().styled("! " + told, Style::warn, true));
      continue;
    }
    const auto text = deployment.words().error(ErrorCode::module_unusable,
                                               {{"module", problem.module}, {"problem", problem.problem}});
    deployment.terminal().note(deployment.terminal().styled("! " + text.what, Style::warn, true) + " " + text.next);
  }
}

Cell days_left_cell(Time not_after, Time now, int warn_days, const Words& words) {
  const auto days = std::chrono::floor<std::chrono::days>(not_after - now).count();
  if (days < 0) return {words.say("cli.certificates.expired"), Style::bad};
  return {words.say("cli.certificates.days", {{"days", std::to_string(days)}}),
          days <= warn_days ? Style::warn : Style::good};
}

std::string status_words(RevocationFacts::Status status, const Words& words) {
  switch (status) {
    case RevocationFacts::Status::good:
      return words.say("cli.status.good");
    case RevocationFacts::Status::revoked:
      return words.say("cli.status.revoked");
    case RevocationFacts::Status::suspended:
      return words.say("cli.status.suspended");
    case RevocationFacts::Status::cannot_say:
      break;
  }
  return words.say("cli.status.cannot_say");
}

void show_certificate(const workflow::Holding& holding, Deployment& deployment) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  const auto& facts = holding.candidate.certificate;
  const auto line = [&](const char* label, const std::string& value) {
    terminal.out("  " + words.say(std::string("cli.certificate.") + label) + ": " + value);
  };
  terminal.out(terminal.styled(holder_line(facts), Style::bold));
  line("issuer", printable(facts.issuer_common_name));
  line("serial", facts.serial.hex);
  line("serial_spaced", facts.serial.spaced);
  line("serial_decimal", facts.serial.decimal);
  line("valid", words.time(facts.not_before) + " – " + words.time(facts.not_after));
  if (holding.candidate.issuer_end) line("issuer_end", words.time(*holding.candidate.issuer_end));
  line("key", facts.key.algorithm + " " + std::to_string(facts.key.bits) +
                  (facts.key.curve.empty() ? "" : " " + facts.key.curve));
  line("signature", facts.signature_algorithm);
  line("status",
       status_words(holding.candidate.revocation.status, words) +
           (holding.candidate.revocation.source.empty() ? ""
                                                        : " (" + printable(holding.candidate.revocation.source) + ")"));
  line("path", holding.path.valid ? words.say("cli.path.trusted")
                                  : words.say("cli.path.not_trusted", {{"problem", holding.path.problem}}));
  line("private_key", words.say(holding.held.has_private_key ? "cli.yes" : "cli.no"));
  line("key_place", key_place(holding.token.identity, words));
  line("uri", printable(holding.held.uri(holding.token.identity)));
  for (const auto& weakness : facts.weaknesses) line("weakness", weakness);
}

Json ranked_json(const RankedProvider& one, const Words& words) {
  const auto& ranked = one.ranked;
  auto json = verdict_json(ranked.offer.verdict, words);
  json["provider"] = one.plugin->manifest().id;
  json["transport"] = one.plugin->transport();
  json["place"] = ranked.place;
  json["decided_by"] = ranked.decided_by;
  json["reason"] = words.say(ranked.reason);
  json["quote"] = ranked.offer.quote ? quote_json(*ranked.offer.quote, words) : Json();
  if (!one.quote_problem.empty()) json["quote_problem"] = one.quote_problem;
  json["compared_package"] = ranked.compared ? Json(ranked.compared->code) : Json();
  json["remarks"] = Json::array();
  for (const auto& remark : ranked.remarks) json["remarks"].push_back(words.say(remark));
  return json;
}

void show_ranked(const RankedProvider& one, const Words& words, const Terminal& terminal) {
  terminal.out(std::to_string(one.ranked.place) + ". " + terminal.styled(name_of(*one.plugin, words), Style::bold) +
               " (" + one.plugin->manifest().id + ")");
  if (!one.ranked.reason.empty()) terminal.prose("  " + words.say(one.ranked.reason));
  if (const auto terms = terms_of(one, words); !terms.empty()) terminal.prose("  " + terms);
  if (!one.quote_problem.empty()) {
    terminal.prose("  " + words.say("cli.check.quote_problem", {{"problem", one.quote_problem}}));
  }
  for (const auto& remark : one.ranked.remarks) terminal.prose("  " + words.say(remark));
  show_verdict(one.ranked.offer.verdict, words, terminal);
}

}  // namespace

int list_tokens(Deployment& deployment) {
  auto listing = deployment.tokens().list();
  // A module may show an empty slot as a token that was never set up; there is nothing to do with it here.
  std::erase_if(listing.tokens, [](const token::TokenStatus& token) { return !token.initialized; });
  if (deployment.options().json) {
    auto json = Json::array();
    for (const auto& token : listing.tokens) json.push_back(token_json(token));
    show_module_problems(listing.problems, deployment);
    print_json(json);
    return kDone;
  }
  const auto& words = deployment.words();
  Table table({words.say("cli.tokens.label"), words.say("cli.tokens.serial"), words.say("cli.tokens.model"),
               words.say("cli.tokens.state"), words.say("cli.tokens.module")});
  for (const auto& token : listing.tokens) {
    const auto state = token.pin_locked ? "locked" : token.pin_count_low ? "count_low" : "ready";
    table.row({{printable(token.identity.label), Style::bold},
               {printable(token.identity.serial)},
               {token.identity.in_cloud() ? key_place(token.identity, words)
                                          : printable(token.identity.manufacturer + " " + token.identity.model)},
               {words.say(std::string("cli.tokens.state_") + state), token.pin_locked ? Style::bad : Style::plain},
               {printable(token.module)}});
  }
  show_module_problems(listing.problems, deployment);
  if (table.empty()) {
    deployment.terminal().note(words.say("cli.tokens.none"));
  } else {
    table.print(deployment.terminal());
  }
  return kDone;
}

int list_certificates(Deployment& deployment, const CertificateQuery& query) {
  const auto holdings = deployment.holdings(!query.offline);
  show_module_problems(holdings.problems, deployment);
  const auto chosen = certificates_named(holdings, query.certificate);
  if (deployment.options().json) {
    auto json = Json::array();
    for (const auto* holding : chosen) json.push_back(holding_json(*holding, deployment.now()));
    print_json(json);
    return kDone;
  }
  const auto& words = deployment.words();
  if (!query.certificate.empty() && chosen.size() == 1) {
    show_certificate(*chosen.front(), deployment);
    return kDone;
  }
  Table table({words.say("cli.certificates.holder"), words.say("cli.certificates.issuer"),
               words.say("cli.certificates.serial"), words.say("cli.certificates.until"),
               words.say("cli.certificates.left"), words.say("cli.certificates.status"),
               words.say("cli.certificates.token")});
  for (const auto* holding : chosen) {
    const auto& facts = holding->candidate.certificate;
    table.row({{holder_line(facts), Style::bold},
               {printable(facts.issuer_common_name)},
               {serial_tail(facts.serial)},
               {words.date(facts.not_after)},
               days_left_cell(facts.not_after, deployment.now(), deployment.config().warn_days, words),
               {status_words(holding->candidate.revocation.status, words)},
               {key_place(holding->token.identity, words)}});
  }
  if (table.empty()) {
    deployment.terminal().note(words.say("cli.certificates.none"));
  } else {
    table.print(deployment.terminal());
  }
  return kDone;
}

int check(Deployment& deployment, const CertificateQuery& query, const std::string& provider) {
  const auto holdings = deployment.holdings(!query.offline);
  const auto& holding = pick_certificate(deployment, holdings, query.certificate);
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  auto json = Json::array();
  if (!deployment.options().json)
    terminal.out(holder_line(holding.candidate.certificate) + "  " + serial_tail(holding.candidate.certificate.serial));
  bool eligible = false;
  bool unsure = false;
  const auto asked = rank_providers(deployment, holding, provider);
  for (const auto& one : asked) {
    const auto& verdict = one.ranked.offer.verdict;
    eligible = eligible || verdict.answer == Verdict::Answer::eligible;
    unsure = unsure || verdict.answer == Verdict::Answer::cannot_say;
    if (deployment.options().json) {
      json.push_back(ranked_json(one, words));
    } else {
      show_ranked(one, words, terminal);
    }
  }
  if (deployment.options().json) print_json(json);
  if (asked.empty()) terminal.note(words.say("cli.plugins.none"));
  return eligible ? kDone : unsure ? kPersonMustAct : kRefusedByRule;
}

int quote(Deployment& deployment, const CertificateQuery& query, const std::string& provider) {
  const auto holdings = deployment.holdings(!query.offline);
  const auto& holding = pick_certificate(deployment, holdings, query.certificate);
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  auto json = Json::array();
  std::optional<Error> failure;
  bool answered = false;
  const auto asked = providers(deployment, provider);
  for (auto* plugin : asked) {
    if (!deployment.options().json) terminal.out(terminal.styled(name_of(*plugin, words), Style::bold));
    Json entry{{"packages", Json::array()}, {"remarks", Json::array()}, {"remark_texts", Json::array()}};
    try {
      const auto quote = quote_of(deployment, *plugin, holding);
      answered = true;
      entry = quote_json(quote, words);
      if (!deployment.options().json) show_quote(quote, words, terminal);
    } catch (const Error& e) {
      failure = e;
      entry["error"] = error_json(e, words);
      if (!deployment.options().json)
        terminal.out("  " + terminal.styled(words.error(e.code(), e.params()).what, Style::bad));
    }
    entry["provider"] = plugin->manifest().id;
    json.push_back(entry);
  }
  if (failure && !answered) throw Error(*failure);
  if (deployment.options().json) print_json(json);
  if (asked.empty()) terminal.note(words.say("cli.plugins.none"));
  return kDone;
}

}  // namespace reseal::app
