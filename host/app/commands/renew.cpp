// SPDX-License-Identifier: Apache-2.0
// Renewing, from the first question to the proven certificate; and carrying an order on, whenever and wherever it
// stood.
#include <algorithm>

#include "app/answers.h"
#include "app/ask_provider.h"
#include "app/commands/commands.h"
#include "app/describe.h"
#include "app/form_dialog.h"
#include "app/json_output.h"
#include "app/order_journey.h"
#include "app/pick_certificate.h"
#include "app/prompt.h"
#include "app/rank_providers.h"
#include "app/registering.h"
#include "app/report.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

using store::OrderState;

// The one certificate whose renewal is open: who says just "renew" again means it, also when its successor is on the
// token already. nullptr when there is none, or more than one.
const workflow::Holding* renewal_under_way(Deployment& deployment, const workflow::Holdings& holdings) {
  std::error_code error;
  if (!std::filesystem::exists(deployment.store_file(), error)) return nullptr;  // a dry run makes no store
  const workflow::Holding* under_way = nullptr;
  for (const auto& holding : holdings.certificates) {
    if (!deployment.store().open_order_for(holding.candidate.certificate.sha256)) continue;
    if (under_way != nullptr) return nullptr;
    under_way = &holding;
  }
  return under_way;
}

struct ChosenProvider {
  plugin::Plugin& plugin;
  Verdict verdict;
};

ChosenProvider chosen(const RankedProvider& one) { return {*one.plugin, one.ranked.offer.verdict}; }

// A person at the terminal may take another than the first.
ChosenProvider ask_which(Deployment& deployment, const std::vector<RankedProvider>& possible) {
  const auto& words = deployment.words();
  for (std::size_t i = 0; i < possible.size(); ++i) {
    const auto& one = possible[i];
    deployment.terminal().note("  " + std::to_string(i + 1) + ") " + name_of(*one.plugin, words) + "  " +
                               terms_of(one, words));
    deployment.terminal().note("     " + words.say(one.ranked.reason));
  }
  for (;;) {
    const auto line = read_line(words.say("cli.renew.which_provider") + " [1] ");
    if (!line) throw Error(ErrorCode::interrupted);
    if (line->empty()) return chosen(possible.front());
    for (std::size_t i = 0; i < possible.size(); ++i) {
      if (*line == std::to_string(i + 1) || *line == possible[i].plugin->manifest().id) return chosen(possible[i]);
    }
  }
}

// The provider that was named; else the only one that does not say no; else the person chooses; else the first by the
// deployment's policy, when it says "eligible" (MIS-03).
ChosenProvider choose_provider(Deployment& deployment, const workflow::Holding& holding, const std::string& wanted) {
  // Of one alone no price is asked: its own verdict says best why not.
  if (const auto all = providers(deployment, wanted); all.size() == 1) {
    return {*all.front(), verdict_of(deployment, *all.front(), holding)};
  }
  auto possible = rank_providers(deployment, holding, "");
  const auto may_not = [](const auto& one) { return one.ranked.offer.verdict.answer == Verdict::Answer::not_eligible; };
  std::erase_if(possible, may_not);
  const auto& words = deployment.words();
  if (possible.empty()) {
    throw Error(ErrorCode::not_eligible, {{"provider", words.say("cli.any_provider")}});
  }
  if (possible.size() == 1) return chosen(possible.front());
  if (deployment.interactive()) return ask_which(deployment, possible);
  const auto& first = possible.front();
  if (first.ranked.offer.verdict.answer == Verdict::Answer::eligible) {
    if (!deployment.options().json) {
      deployment.terminal().note(name_of(*first.plugin, words) + ": " + words.say(first.ranked.reason));
    }
    return chosen(first);
  }
  std::string names;
  for (const auto& one : possible) names += (names.empty() ? "" : ", ") + one.plugin->manifest().id;
  throw Error(ErrorCode::usage, {{"problem", words.say("cli.renew.several_providers", {{"providers", names}})}});
}

void show_plan(Deployment& deployment, const workflow::Holding& holding, plugin::Plugin& provider,
               const Verdict& verdict) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  const auto description = provider.describe();
  terminal.out(
      words.say("cli.plan.title", {{"provider", words.say(description.name)}, {"transport", provider.transport()}}));
  terminal.out("  " + holder_line(holding.candidate.certificate) + "  " + holding.candidate.certificate.serial.hex);
  show_verdict(verdict, words, terminal);
  try {
    show_quote(quote_of(deployment, provider, holding), words, terminal);
  } catch (const Error& e) {
    terminal.out("  " + words.say("cli.plan.no_quote", {{"problem", words.error(e.code(), e.params()).what}}));
  }
  for (const auto& need : description.needs) terminal.out("  • " + words.say(need));
  for (const auto& system : deployment.config().systems) {
    terminal.out("  • " +
                 words.say("cli.plan.system",
                           {{"system", system.name.empty() ? words.say("cli.system." + system.id) : system.name}}));
  }
  terminal.out(words.say("cli.plan.nothing_done"));
}

Json plan_json(Deployment& deployment, const workflow::Holding& holding, plugin::Plugin& provider,
               const Verdict& verdict) {
  Json json{{"dry_run", true}, {"provider", provider.manifest().id}, {"transport", provider.transport()}};
  json["certificate"] = holding_json(holding, deployment.now());
  json["verdict"] = verdict_json(verdict, deployment.words());
  try {
    json["quote"] = quote_json(quote_of(deployment, provider, holding), deployment.words());
  } catch (const Error& e) {
    json["quote"] = nullptr;
    json["quote_problem"] = deployment.words().error(e.code(), e.params()).what;
  }
  return json;
}

// On the token, and some system was never told: stopped in between, which nothing but a look at the renewal shows. A
// registration that a person cancelled was begun, and is left alone.
bool stopped_at_the_token(Deployment& deployment, const store::OrderRow& row) {
  if (row.kind != "renewal" || row.state != OrderState::installed) return false;
  const auto succession = deployment.cutover().succession_of(row.successor);
  if (!succession) return false;
  const auto standings = deployment.cutover().standings(*succession);
  return std::any_of(standings.begin(), standings.end(), [&](const auto& standing) {
    return standing.order.empty() && deployment.registrar(standing.system) != nullptr;
  });
}

}  // namespace

int renew(Deployment& deployment, const RenewRequest& request) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  if (!request.answers_file.empty())
    (void)PreparedAnswers::read(path_from_utf8(request.answers_file));  // before anything else
  const auto holdings = deployment.holdings(!request.query.offline);
  const auto* under_way = request.query.certificate.empty() ? renewal_under_way(deployment, holdings) : nullptr;
  const auto& holding =
      under_way != nullptr ? *under_way : pick_certificate(deployment, holdings, request.query.certificate);
  const auto [provider, verdict] = choose_provider(deployment, holding, request.provider);

  if (deployment.options().dry_run) {
    if (deployment.options().json) {
      print_json(plan_json(deployment, holding, provider, verdict));
    } else {
      show_plan(deployment, holding, provider, verdict);
    }
    return verdict.answer == Verdict::Answer::not_eligible ? kRefusedByRule : kDone;
  }

  // An order that is open already is carried on: asking twice must not order twice.
  if (const auto open = deployment.store().open_order_for(holding.candidate.certificate.sha256)) {
    if (!deployment.options().json) terminal.note(words.say("cli.renew.already_open", {{"order", open->id}}));
    return carry_on(deployment, open->id, request.answers_file, request.patience, request.registers);
  }
  if (!deployment.options().json) {
    terminal.out(holder_line(holding.candidate.certificate) + "  " + holding.candidate.certificate.serial.hex);
    terminal.out(
        words.say("cli.renew.with", {{"provider", name_of(provider, words)}, {"transport", provider.transport()}}));
    show_verdict(verdict, words, terminal);
  }
  const Json told{{"provider", provider.manifest().id}, {"verdict", verdict_json(verdict, words)}};
  if (verdict.answer == Verdict::Answer::not_eligible) {
    return report(Error(ErrorCode::not_eligible, {{"provider", name_of(provider, words)}}), deployment.options(), told);
  }
  if (verdict.answer == Verdict::Answer::cannot_say && !request.even_if_unsure) {
    if (!deployment.interactive()) {
      if (deployment.options().json) {
        auto json = told;
        json["message"] = words.say("cli.renew.unsure");
        print_json(json);
      }
      terminal.note(words.say("cli.renew.unsure"));
      return kPersonMustAct;
    }
    Form form;
    form.title = Text{"cli.renew.unsure_title", {}};
    form.intro = Text{"cli.renew.unsure", {}};
    form.decline = Text{"cli.no", {}};
    form.accept = Text{"cli.yes", {}};
    const auto answer = ask_form(form, words, terminal);
    if (!answer || !answer->value("accepted", false)) return kRefusedByRule;
  }
  const auto order = deployment.engine().open_renewal(holding.candidate, holding.token.identity, provider);
  if (!deployment.options().json) terminal.note(words.say("cli.renew.opened", {{"order", order}}));
  return carry_on(deployment, order, request.answers_file, request.patience, request.registers);
}

int resume(Deployment& deployment, const std::string& order, const std::string& answers_file,
           const Patience& patience) {
  if (!order.empty()) {
    if (!deployment.store().find_order(order)) throw Error(ErrorCode::order_not_found, {{"order", order}});
    return carry_on(deployment, order, answers_file, patience);
  }
  // All of them; one that fails does not keep the others waiting.
  int worst = kDone;
  auto all = Json::array();
  for (const auto& row : deployment.store().orders()) {
    if (store::is_closed(row.state) && !stopped_at_the_token(deployment, row)) continue;
    try {
      auto ended = carry_through(deployment, row.id, answers_file, patience);
      worst = graver(worst, ended.code);
      all.push_back(std::move(ended.json));
    } catch (const Error& e) {
      if (e.code() == ErrorCode::interrupted) throw;
      auto quiet = deployment.options();
      quiet.json = false;  // one value on stdout, with all of them
      worst = graver(worst, report(e, quiet));
      all.push_back({{"id", row.id}, {"error", error_json(e, deployment.words())}});
    }
  }
  if (deployment.options().json) {
    print_json(all);
  } else if (all.empty()) {
    deployment.terminal().note(deployment.words().say("cli.orders.none_open"));
  }
  return worst;
}

}  // namespace reseal::app
