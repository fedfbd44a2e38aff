// SPDX-License-Identifier: Apache-2.0
// What do I hold, may it be renewed, and for how much: commands that change nothing.
#include <algorithm>

#include "app/commands/commands.h"
#include "app/describe.h"
#include "app/json_output.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"

namespace reseal::app {
namespace {

void show_module_problems(const std::vector<token::KeyHolderSource::Listing::ModuleProblem>& problems,
                          Deployment& deployment) {
  for (const auto& problem : problems) {
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
  line("uri", printable(holding.held.uri(holding.token.identity)));
  for (const auto& weakness : facts.weaknesses) line("weakness", weakness);
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
               {printable(token.identity.manufacturer + " " + token.identity.model)},
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
  std::vector<const workflow::Holding*> chosen;
  if (query.certificate.empty()) {
    for (const auto& holding : holdings.certificates) chosen.push_back(&holding);
  } else {
    chosen.push_back(&workflow::choose_holding(holdings, query.certificate));
  }
  if (deployment.options().json) {
    auto json = Json::array();
    for (const auto* holding : chosen) json.push_back(holding_json(*holding, deployment.now()));
    print_json(json);
    return kDone;
  }
  const auto& words = deployment.words();
  if (!query.certificate.empty()) {
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
               {printable(holding->token.identity.label)}});
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
  const auto& holding = workflow::choose_holding(holdings, query.certificate);
  const auto& words = deployment.words();
  auto json = Json::array();
  if (!deployment.options().json)
    deployment.terminal().out(holder_line(holding.candidate.certificate) + "  " +
                              serial_tail(holding.candidate.certificate.serial));
  if (!provider.empty()) (void)deployment.provider(provider);
  bool eligible = false;
  for (const auto& [id, plugin] : deployment.plugins().plugins) {
    if (plugin->manifest().kind != "provider" || (!provider.empty() && id != provider)) continue;
    const auto host = reading_host(deployment, *plugin);
    const auto verdict = plugin->eligibility(holding.candidate, *host);
    eligible = eligible || verdict.answer == Verdict::Answer::eligible;
    if (deployment.options().json) {
      auto entry = verdict_json(verdict, words);
      entry["provider"] = id;
      entry["transport"] = plugin->transport();
      json.push_back(entry);
      continue;
    }
    deployment.terminal().out(deployment.terminal().styled(words.say(plugin->describe().name), Style::bold) + " (" +
                              id + ")");
    show_verdict(verdict, words, deployment.terminal());
  }
  if (deployment.options().json) print_json(json);
  if (deployment.plugins().plugins.empty()) deployment.terminal().note(words.say("cli.plugins.none"));
  return eligible ? kDone : kRefusedByRule;
}

int quote(Deployment& deployment, const CertificateQuery& query, const std::string& provider) {
  const auto holdings = deployment.holdings(!query.offline);
  const auto& holding = workflow::choose_holding(holdings, query.certificate);
  auto json = Json::array();
  if (!provider.empty()) (void)deployment.provider(provider);
  for (const auto& [id, plugin] : deployment.plugins().plugins) {
    if (plugin->manifest().kind != "provider" || (!provider.empty() && id != provider)) continue;
    const auto host = reading_host(deployment, *plugin);
    try {
      const auto quote = plugin->quote(holding.candidate, *host);
      if (deployment.options().json) {
        auto entry = quote_json(quote, deployment.words());
        entry["provider"] = id;
        json.push_back(entry);
        continue;
      }
      deployment.terminal().out(
          deployment.terminal().styled(deployment.words().say(plugin->describe().name), Style::bold));
      show_quote(quote, deployment.words(), deployment.terminal());
    } catch (const TryLater& e) {
      throw Error(ErrorCode::portal_unreachable, {{"host", id}, {"problem", e.what()}});
    } catch (const PortalNonsense& e) {
      throw Error(ErrorCode::portal_nonsense, {{"host", id}, {"problem", e.what()}});
    }
  }
  if (deployment.options().json) print_json(json);
  return kDone;
}

}  // namespace reseal::app
