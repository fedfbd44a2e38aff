// SPDX-License-Identifier: Apache-2.0
#include "app/order_journey.h"

#include <algorithm>
#include <set>

#include "app/answers.h"
#include "app/cutover_view.h"
#include "app/describe.h"
#include "app/form_dialog.h"
#include "app/json_output.h"
#include "app/prompt.h"
#include "app/system_name.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

using store::OrderState;

std::string contact_of(const Deployment& deployment, const std::string& id) {
  for (const auto& system : deployment.config().systems) {
    if (system.id == id && !system.contact.empty()) return "  " + printable(system.contact);
  }
  return {};
}

/// The last acceptance ends the renewal itself.
void settle(Deployment& deployment, const store::OrderRow& registration) {
  const auto succession = deployment.cutover().succession_of(registration.successor);
  if (succession) (void)deployment.cutover().settle(*succession);
}

// Old and new, side by side, and what is left to do: the last screen, and the first of re-registration (GEN-13).
void show_result(Deployment& deployment, const workflow::Situation& situation) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  const auto order = deployment.engine().fold(situation.order.id);
  if (!order.new_certificate) return;
  terminal.out("");
  show_serials(order.old.certificate.serial, order.new_certificate->serial, words, terminal);
  terminal.out("  " + words.say(order.old.held_in == "cloud" ? "cli.result.old_until_cloud" : "cli.result.old_until",
                                {{"time", words.time(order.old.certificate.not_after)}}));
  terminal.out("  " + words.say("cli.result.new_until", {{"time", words.time(order.new_certificate->not_after)}}));
  const auto left = systems_left(deployment, situation.order);
  if (left.empty()) return;
  terminal.out("");
  terminal.out(terminal.styled(words.say("cli.result.left"), Style::warn));
  for (const auto& system : left) {
    terminal.out("  ☐ " +
                 words.say("cli.result.register", {{"system", system_name(deployment, system)},
                                                   {"serial", order.new_certificate->serial.hex}}) +
                 contact_of(deployment, system));
  }
  terminal.out("  " + words.say("cli.result.use_old_until_accepted"));
}

Ended finish(Deployment& deployment, const workflow::Situation& situation) {
  const bool renewal = situation.order.kind == "renewal";
  if (!renewal && situation.order.state == OrderState::done) settle(deployment, situation.order);
  const auto left = renewal && situation.order.state == OrderState::installed
                        ? systems_left(deployment, situation.order)
                        : std::vector<std::string>();
  const auto code = exit_code_for(situation.order.state, left.size());
  if (deployment.options().json) {
    auto json = situation_json_with_files(deployment, situation);
    const auto order = deployment.engine().fold(situation.order.id);
    json["old_serial"] = order.old.certificate.serial.hex;
    json["new_serial"] = order.new_certificate ? Json(order.new_certificate->serial.hex) : Json();
    json["systems_left"] = Json::array();
    for (const auto& system : left) json["systems_left"].push_back(system);
    return {code, std::move(json), situation.order};
  }
  show_situation(situation, deployment.words(), deployment.terminal());
  if (renewal && (situation.order.state == OrderState::installed || situation.order.state == OrderState::done)) {
    show_result(deployment, situation);
  } else if (!store::is_closed(situation.order.state)) {
    deployment.terminal().note("  " + deployment.words().say("cli.order.go_on", {{"order", situation.order.id}}));
  }
  return {code, {}, situation.order};
}

}  // namespace

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

namespace {

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
    auto answer = prepared(situation.order, form);
    if (answer) {
      if (!deployment_.options().json && !deployment_.options().quiet) {
        deployment_.terminal().note("  ▸ " + deployment_.words().say("cli.renew.prepared_answer",
                                                                     {{"title", deployment_.words().say(form.title)}}));
      }
    } else if (deployment_.interactive()) {
      answer = ask_form(form, deployment_.words(), deployment_.terminal(),
                        write_shown_files(deployment_, situation.order, form));
    } else if (!deployment_.options().json) {
      show_form(form, deployment_.words(), deployment_.terminal(),
                write_shown_files(deployment_, situation.order, form));
    }
    if (!answer) return std::nullopt;
    return deployment_.engine().answer(task->id, task->version, *answer);
  }

  std::optional<workflow::Situation> wait(const workflow::Situation& situation) {
    const auto signal =
        std::find_if(situation.tasks.begin(), situation.tasks.end(), [](const auto& t) { return t.is_signal; });
    const bool can_be_told = signal != situation.tasks.end();
    if (can_be_told) {
      if (auto told = prepared_signal(situation, *signal)) return told;
    }
    if (!patience_.wait || !situation.order.due_at) return std::nullopt;
    const auto due = *situation.order.due_at;
    // Only a message to a person ends this wait; sitting here for days would not bring it.
    constexpr std::chrono::hours kWorthSitting{1};
    if (can_be_told && due > deployment_.clock().now() + kWorthSitting) return ask_for_signal(situation, *signal);
    if (give_up_at_ && due > *give_up_at_) return std::nullopt;
    if (situation.message) deployment_.terminal().progress("  … " + deployment_.words().say(*situation.message));
    if (!deployment_.clock().sleep_until(due)) return std::nullopt;
    return deployment_.engine().advance(order_);
  }

  // Each step once: an answer that did not get through the first time would not the next, and portals count wrong
  // codes.
  std::optional<Json> prepared(const store::OrderRow& order, const Form& form) {
    auto answer = answers_.find(order.plugin, order.state_text, form);
    if (!answer || !given_.insert(order.state_text).second) return std::nullopt;
    return answer;
  }

  // What is known already need not be waited for.
  std::optional<workflow::Situation> prepared_signal(const workflow::Situation& situation,
                                                     const store::TaskRow& signal) {
    const auto answer = prepared(situation.order, signal.form.get<Form>());
    if (!answer) return std::nullopt;
    return deployment_.engine().answer(signal.id, signal.version, *answer);
  }

  std::optional<workflow::Situation> ask_for_signal(const workflow::Situation& situation,
                                                    const store::TaskRow& signal) {
    if (!deployment_.interactive()) return std::nullopt;
    const auto& words = deployment_.words();
    if (situation.message) deployment_.terminal().note("  … " + words.say(*situation.message));
    const auto come = ask_yes_no("  " + words.say("cli.renew.has_it_come"), words, deployment_.terminal());
    if (!come || !*come) return std::nullopt;
    const auto form = signal.form.get<Form>();
    const auto answer =
        ask_form(form, words, deployment_.terminal(), write_shown_files(deployment_, situation.order, form));
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
  std::set<std::string> given_;  // steps that a prepared answer was given to
  std::optional<TimePoint> give_up_at_;
};

}  // namespace

std::vector<std::string> systems_left(Deployment& deployment, const store::OrderRow& renewal) {
  std::vector<std::string> left;
  const auto succession = deployment.cutover().succession_of(renewal.successor);
  if (!succession) return left;
  for (const auto& standing : deployment.cutover().standings(*succession)) {
    if (standing.standing != workflow::Standing::accepted) left.push_back(standing.system);
  }
  return left;
}

Ended carry(Deployment& deployment, const std::string& order, const std::string& answers_file,
            const Patience& patience) {
  return deployment.options().dry_run ? only_look(deployment, order)
                                      : Journey(deployment, order, answers_file, patience).run();
}

}  // namespace reseal::app
