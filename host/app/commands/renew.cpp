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
#include "app/pick_certificate.h"
#include "app/prompt.h"
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

// The provider that was named; else the only one that says "eligible"; else the person chooses.
plugin::Plugin& choose_provider(Deployment& deployment, const workflow::Holding& holding, const std::string& wanted) {
  if (!wanted.empty()) return deployment.provider(wanted);
  const auto all = providers(deployment, "");
  std::vector<plugin::Plugin*> possible;
  for (auto* plugin : all) {
    if (verdict_of(deployment, *plugin, holding).answer != Verdict::Answer::not_eligible) possible.push_back(plugin);
  }
  if (possible.size() == 1) return *possible.front();
  if (possible.empty()) {
    if (all.size() == 1) return *all.front();  // its own verdict says best why not
    throw Error(ErrorCode::not_eligible, {{"provider", deployment.words().say("cli.any_provider")}});
  }
  const auto& words = deployment.words();
  if (!deployment.interactive()) {
    std::string names;
    for (const auto* plugin : possible) names += (names.empty() ? "" : ", ") + plugin->manifest().id;
    throw Error(ErrorCode::usage, {{"problem", words.say("cli.renew.several_providers", {{"providers", names}})}});
  }
  for (std::size_t i = 0; i < possible.size(); ++i) {
    deployment.terminal().note("  " + std::to_string(i + 1) + ") " + name_of(*possible[i], words));
  }
  for (;;) {
    const auto line = read_line(words.say("cli.renew.which_provider") + " ");
    if (!line) throw Error(ErrorCode::interrupted);
    for (std::size_t i = 0; i < possible.size(); ++i) {
      if (*line == std::to_string(i + 1) || *line == possible[i]->manifest().id) return *possible[i];
    }
  }
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

// Old and new, side by side, and what is left to do: the last screen, and the first of re-registration (GEN-13).
void show_result(Deployment& deployment, const workflow::Situation& situation) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  const auto order = deployment.engine().fold(situation.order.id);
  if (!order.new_certificate) return;
  terminal.out("");
  show_serials(order.old.certificate.serial, order.new_certificate->serial, words, terminal);
  terminal.out("  " + words.say("cli.result.old_until", {{"time", words.time(order.old.certificate.not_after)}}));
  terminal.out("  " + words.say("cli.result.new_until", {{"time", words.time(order.new_certificate->not_after)}}));
  if (deployment.config().systems.empty()) return;
  terminal.out("");
  terminal.out(terminal.styled(words.say("cli.result.left"), Style::warn));
  for (const auto& system : deployment.config().systems) {
    const auto name = system.name.empty() ? words.say("cli.system." + system.id) : printable(system.name);
    terminal.out("  ☐ " +
                 words.say("cli.result.register", {{"system", name}, {"serial", order.new_certificate->serial.hex}}) +
                 (system.contact.empty() ? "" : "  " + printable(system.contact)));
  }
  terminal.out("  " + words.say("cli.result.use_old_until_accepted"));
}

// How a command on one order ended.
struct Ended {
  int code = kDone;
  Json json;  // with --json
};

Ended finish(Deployment& deployment, const workflow::Situation& situation) {
  const auto code = exit_code_for(situation.order.state, deployment.config().systems.size());
  if (deployment.options().json) {
    auto json = situation_json(situation, deployment.words());
    const auto order = deployment.engine().fold(situation.order.id);
    json["old_serial"] = order.old.certificate.serial.hex;
    json["new_serial"] = order.new_certificate ? Json(order.new_certificate->serial.hex) : Json();
    json["systems_left"] = Json::array();
    for (const auto& system : deployment.config().systems) json["systems_left"].push_back(system.id);
    return {code, std::move(json)};
  }
  show_situation(situation, deployment.words(), deployment.terminal());
  if (situation.order.state == OrderState::installed || situation.order.state == OrderState::done) {
    show_result(deployment, situation);
  } else if (!store::is_closed(situation.order.state)) {
    deployment.terminal().note("  " + deployment.words().say("cli.order.go_on", {{"order", situation.order.id}}));
  }
  return {code, {}};
}

// What going on would begin with (--dry-run).
Ended only_look(Deployment& deployment, const std::string& order) {
  const auto situation = deployment.engine().situation(order);
  auto ended = finish(deployment, situation);
  if (deployment.options().json) {
    ended.json["dry_run"] = true;
  } else {
    for (const auto& task : situation.tasks)
      show_form(task.form.get<Form>(), deployment.words(), deployment.terminal());
    deployment.terminal().note(deployment.words().say("cli.plan.nothing_done"));
  }
  return ended;
}

class Journey {
 public:
  Journey(Deployment& deployment, std::string order, const std::string& answers_file, const Patience& patience)
      : deployment_(deployment), order_(std::move(order)), patience_(patience) {
    if (!answers_file.empty()) answers_ = PreparedAnswers::read(path_from_utf8(answers_file));
    if (patience.limit) give_up_at_ = deployment.clock().now() + *patience.limit;
  }

  Ended run() {
    auto situation = deployment_.engine().advance(order_);
    while (!store::is_closed(situation.order.state)) {
      const auto next = one_more(situation);
      if (!next) break;
      situation = *next;
    }
    deployment_.terminal().end_progress();
    if (interrupted()) {
      show_situation(situation, deployment_.words(), deployment_.terminal());
      throw Error(ErrorCode::interrupted, {{"order", order_}});
    }
    return finish(deployment_, situation);
  }

 private:
  // What a person, a file or time can do about this situation; empty: nothing more now.
  std::optional<workflow::Situation> one_more(const workflow::Situation& situation) {
    if (interrupted()) return std::nullopt;
    switch (situation.order.state) {
      case OrderState::ready:
        return advance_or_wait_my_turn(situation);
      case OrderState::needs_person:
        return answer_task(situation);
      case OrderState::waiting:
        return wait(situation);
      case OrderState::needs_token:
        return wait_for_token(situation);
      default:
        return std::nullopt;
    }
  }

  // Ready, and yet it does not move: another program is working on it at this moment.
  std::optional<workflow::Situation> advance_or_wait_my_turn(const workflow::Situation& situation) {
    auto next = deployment_.engine().advance(order_);
    if (next.order.state != OrderState::ready || next.order.version != situation.order.version) return next;
    constexpr std::chrono::milliseconds kTurn{500};
    const auto again = deployment_.clock().now() + kTurn;
    if (!patience_.wait || (give_up_at_ && again > *give_up_at_)) return std::nullopt;
    deployment_.terminal().progress("  … " + deployment_.words().say("cli.order.busy"));
    if (!deployment_.clock().sleep_until(again)) return std::nullopt;
    return next;
  }

  std::optional<workflow::Situation> answer_task(const workflow::Situation& situation) {
    const auto task =
        std::find_if(situation.tasks.begin(), situation.tasks.end(), [](const auto& t) { return !t.is_signal; });
    if (task == situation.tasks.end()) return std::nullopt;
    const auto form = task->form.get<Form>();
    auto answer = answers_.find(situation.order.state_text, form);
    if (answer) {
      if (!deployment_.options().json && !deployment_.options().quiet) {
        deployment_.terminal().note("  ▸ " + deployment_.words().say("cli.renew.prepared_answer",
                                                                     {{"title", deployment_.words().say(form.title)}}));
      }
    } else if (deployment_.interactive()) {
      answer = ask_form(form, deployment_.words(), deployment_.terminal());
    } else if (!deployment_.options().json) {
      show_form(form, deployment_.words(), deployment_.terminal());
    }
    if (!answer) return std::nullopt;
    return deployment_.engine().answer(task->id, task->version, *answer);
  }

  std::optional<workflow::Situation> wait(const workflow::Situation& situation) {
    if (!patience_.wait || !situation.order.due_at) return std::nullopt;
    const auto due = *situation.order.due_at;
    const auto signal =
        std::find_if(situation.tasks.begin(), situation.tasks.end(), [](const auto& t) { return t.is_signal; });
    // Only a message to a person ends this wait; sitting here for days would not bring it.
    constexpr std::chrono::hours kWorthSitting{1};
    if (signal != situation.tasks.end() && due > deployment_.clock().now() + kWorthSitting)
      return take_signal(situation, *signal);
    if (give_up_at_ && due > *give_up_at_) return std::nullopt;
    if (situation.message) deployment_.terminal().progress("  … " + deployment_.words().say(*situation.message));
    if (!deployment_.clock().sleep_until(due)) return std::nullopt;
    return deployment_.engine().advance(order_);
  }

  std::optional<workflow::Situation> take_signal(const workflow::Situation& situation, const store::TaskRow& signal) {
    const auto form = signal.form.get<Form>();
    auto answer = answers_.find(situation.order.state_text, form);
    if (!answer && deployment_.interactive()) {
      const auto& words = deployment_.words();
      if (situation.message) deployment_.terminal().note("  … " + words.say(*situation.message));
      const auto come = ask_yes_no("  " + words.say("cli.renew.has_it_come"), words, deployment_.terminal());
      if (come && *come) answer = ask_form(form, words, deployment_.terminal());
    }
    if (!answer) return std::nullopt;
    return deployment_.engine().answer(signal.id, signal.version, *answer);
  }

  std::optional<workflow::Situation> wait_for_token(const workflow::Situation& situation) {
    if (!deployment_.interactive() || !patience_.wait) return std::nullopt;
    show_situation(situation, deployment_.words(), deployment_.terminal());
    if (!wait_for_enter("  " + deployment_.words().say("cli.renew.plug_in"))) return std::nullopt;
    return deployment_.engine().advance(order_);
  }

  Deployment& deployment_;
  std::string order_;
  Patience patience_;
  PreparedAnswers answers_;
  std::optional<TimePoint> give_up_at_;
};

}  // namespace

int carry_on(Deployment& deployment, const std::string& order, const std::string& answers_file,
             const Patience& patience) {
  const auto ended = deployment.options().dry_run ? only_look(deployment, order)
                                                  : Journey(deployment, order, answers_file, patience).run();
  if (deployment.options().json) print_json(ended.json);
  return ended.code;
}

int renew(Deployment& deployment, const RenewRequest& request) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  if (!request.answers_file.empty())
    (void)PreparedAnswers::read(path_from_utf8(request.answers_file));  // before anything else
  const auto holdings = deployment.holdings(!request.query.offline);
  const auto* under_way = request.query.certificate.empty() ? renewal_under_way(deployment, holdings) : nullptr;
  const auto& holding =
      under_way != nullptr ? *under_way : pick_certificate(deployment, holdings, request.query.certificate);
  auto& provider = choose_provider(deployment, holding, request.provider);
  const auto verdict = verdict_of(deployment, provider, holding);

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
    return carry_on(deployment, open->id, request.answers_file, request.patience);
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
  return carry_on(deployment, order, request.answers_file, request.patience);
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
    if (store::is_closed(row.state)) continue;
    try {
      auto ended = deployment.options().dry_run ? only_look(deployment, row.id)
                                                : Journey(deployment, row.id, answers_file, patience).run();
      worst = std::max(worst, ended.code);
      all.push_back(std::move(ended.json));
    } catch (const Error& e) {
      if (e.code() == ErrorCode::interrupted) throw;
      auto quiet = deployment.options();
      quiet.json = false;  // one value on stdout, with all of them
      worst = std::max(worst, report(e, quiet));
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
