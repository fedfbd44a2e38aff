// SPDX-License-Identifier: Apache-2.0
#include "app/registering.h"

#include <algorithm>

#include "app/cutover_view.h"
#include "app/json_output.h"
#include "app/system_name.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

using workflow::Standing;
using workflow::Succession;
using workflow::SystemTerms;

bool is_named(const std::vector<std::string>& systems, const std::string& id) {
  return std::find(systems.begin(), systems.end(), id) != systems.end();
}

/// Old-key-first: what takes a signature with the old key is done while that key works.
std::vector<const SystemTerms*> in_order(Deployment& deployment, const CertificateFacts& certificate,
                                         const std::vector<std::string>& wanted) {
  for (const auto& id : wanted) {
    if (deployment.cutover().system(id) == nullptr) {
      throw Error(ErrorCode::usage, {{"problem", deployment.words().say("cli.register.unknown", {{"system", id}})}});
    }
  }
  auto systems = deployment.cutover().systems_of(certificate);
  if (!wanted.empty()) std::erase_if(systems, [&](const auto* terms) { return !is_named(wanted, terms->id); });
  std::stable_partition(systems.begin(), systems.end(), [](const auto* terms) { return terms->lead.needs_old_key; });
  return systems;
}

class Registering {
 public:
  Registering(Deployment& deployment, Succession succession, const std::vector<std::string>& wanted,
              std::string answers_file, const Patience& patience)
      : deployment_(deployment),
        succession_(std::move(succession)),
        wanted_(wanted),
        answers_file_(std::move(answers_file)),
        patience_(patience) {}

  Registered run() {
    std::vector<std::string> waiting;
    auto at_once = patience_;
    at_once.wait = false;
    for (const auto* terms : in_order(deployment_, succession_.new_certificate, wanted_)) {
      const auto order = order_for(*terms);
      if (order.empty()) continue;
      const auto ended = attempt(order, at_once);
      if (ended && is_worth_sitting(ended->order)) waiting.push_back(order);
    }
    // All have been told; now whoever is still looking at it may be waited for.
    if (patience_.wait) {
      for (const auto& order : waiting) (void)attempt(order, patience_);
    }
    return tell();
  }

 private:
  // An agency that answers in days is not waited for at the terminal.
  [[nodiscard]] bool is_worth_sitting(const store::OrderRow& order) const {
    return order.state == store::OrderState::waiting && order.due_at &&
           *order.due_at <= deployment_.clock().now() + std::chrono::hours(1);
  }

  /// The open order of a system, or a new one; empty when there is nothing to do there, or nobody to do it.
  std::string order_for(const SystemTerms& terms) {
    const auto& words = deployment_.words();
    const auto standing = deployment_.cutover().standing(succession_, terms);
    if (standing.standing == Standing::accepted) return {};
    const auto row = standing.order.empty() ? std::nullopt : deployment_.store().find_order(standing.order);
    if (row && !store::is_closed(row->state)) return row->id;
    const bool ended_badly = standing.standing == Standing::refused || standing.standing == Standing::stuck;
    if (ended_badly && !is_named(wanted_, terms.id)) return {};
    auto* registrar = deployment_.registrar(terms.id);
    const auto name = system_name(deployment_, terms.id);
    if (registrar == nullptr) {
      note(words.say("cli.register.by_hand", {{"system", name}, {"serial", succession_.new_certificate.serial.hex}}));
      return {};
    }
    note("");
    note(deployment_.terminal().styled(
        words.say("cli.register.with", {{"system", name}, {"transport", registrar->transport()}}), Style::bold, true));
    const auto renewal = deployment_.engine().fold(succession_.order);
    return deployment_.engine().open_registration(
        {renewal.old, succession_.new_certificate, succession_.token, succession_.order}, *registrar);
  }

  /// One that fails does not keep the others from being told.
  std::optional<Ended> attempt(const std::string& order, const Patience& patience) {
    try {
      return carry(deployment_, order, answers_file_, patience);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::interrupted) throw;
      const auto text = deployment_.words().error(e.code(), e.params());
      note(deployment_.terminal().styled("✗ " + text.what, Style::bad, true));
      if (!text.next.empty()) note("  " + text.next);
      return std::nullopt;
    }
  }

  Registered tell() {
    auto& cutover = deployment_.cutover();
    const auto standings = cutover.standings(succession_);
    const bool everywhere = cutover.settle(succession_);
    Registered registered;
    registered.json = {{"systems", Json::array()}, {"systems_left", Json::array()}};
    for (const auto& standing : standings) {
      registered.json["systems"].push_back(standing_json(standing, deployment_.words()));
      if (standing.standing != Standing::accepted) registered.json["systems_left"].push_back(standing.system);
    }
    registered.code = everywhere ? static_cast<int>(kDone) : code_of(standings);
    if (deployment_.options().json) return registered;
    const auto& terminal = deployment_.terminal();
    terminal.out("");
    show_standings(deployment_, standings);
    const auto& words = deployment_.words();
    if (everywhere) {
      terminal.prose(terminal.styled("✓ " + words.say("cli.register.everywhere"), Style::good));
    } else {
      terminal.prose(words.say("cli.register.not_everywhere"));
    }
    return registered;
  }

  static int code_of(const std::vector<workflow::SystemStanding>& standings) {
    const auto any = [&](Standing wanted) {
      return std::any_of(standings.begin(), standings.end(), [&](const auto& each) { return each.standing == wanted; });
    };
    if (any(Standing::stuck) || any(Standing::registering)) return kPersonMustAct;
    if (any(Standing::refused)) return kRefusedByRule;
    if (any(Standing::waiting)) return kWaitingForOthers;
    return kNotYetAcceptedEverywhere;
  }

  void note(const std::string& line) const {
    if (!deployment_.options().json) deployment_.terminal().note(line);
  }

  Deployment& deployment_;
  Succession succession_;
  const std::vector<std::string>& wanted_;
  std::string answers_file_;
  Patience patience_;
};

}  // namespace

bool can_register(Deployment& deployment) {
  const auto& systems = deployment.config().systems;
  return std::any_of(systems.begin(), systems.end(),
                     [&](const auto& system) { return deployment.registrar(system.id) != nullptr; });
}

Registered register_renewal(Deployment& deployment, const std::string& renewal, const std::vector<std::string>& systems,
                            const std::string& answers_file, const Patience& patience) {
  const auto row = deployment.store().find_order(renewal);
  if (!row || row->successor.empty()) throw Error(ErrorCode::order_not_found, {{"order", renewal}});
  auto succession = deployment.cutover().succession_of(row->successor);
  return Registering(deployment, std::move(succession.value()), systems, answers_file, patience).run();
}

Ended carry_through(Deployment& deployment, const std::string& order, const std::string& answers_file,
                    const Patience& patience, bool registers) {
  auto ended = carry(deployment, order, answers_file, patience);
  const bool on_the_token = ended.order.kind == "renewal" && ended.order.state == store::OrderState::installed;
  if (!registers || !on_the_token || deployment.options().dry_run || !can_register(deployment)) return ended;
  const auto registered = register_renewal(deployment, order, {}, answers_file, patience);
  ended.json["systems"] = registered.json.at("systems");
  ended.json["systems_left"] = registered.json.at("systems_left");
  ended.code = registered.code == kDone ? kDone : kNotYetAcceptedEverywhere;
  return ended;
}

int carry_on(Deployment& deployment, const std::string& order, const std::string& answers_file,
             const Patience& patience, bool registers) {
  const auto ended = carry_through(deployment, order, answers_file, patience, registers);
  if (deployment.options().json) print_json(ended.json);
  return ended.code;
}

}  // namespace reseal::app
