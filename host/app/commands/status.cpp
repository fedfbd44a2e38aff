// SPDX-License-Identifier: Apache-2.0
// Can I still sign tomorrow, for each system? From the journals, from the tokens, and from what the portals say.
#include <algorithm>

#include "app/ask_provider.h"
#include "app/commands/commands.h"
#include "app/cutover_view.h"
#include "app/describe.h"
#include "app/json_output.h"
#include "app/system_name.h"
#include "reseal/base/error.h"
#include "reseal/workflow/alarms.h"

namespace reseal::app {
namespace {

using workflow::Alarm;
using workflow::Reality;
using workflow::Standing;

struct SystemStatus {
  workflow::SystemStanding standing;
  workflow::SigningChoice today;
  std::vector<Alarm> alarms;
};

struct CertificateStatus {
  workflow::Succession succession;
  std::vector<SystemStatus> systems;
};

class Status {
 public:
  Status(Deployment& deployment, bool offline) : deployment_(deployment), offline_(offline) {}

  int run() {
    for (auto& succession : deployment_.cutover().current_successions()) {
      if (succession.new_certificate.not_after <= deployment_.now()) continue;  // its own renewal is the matter now
      certificates_.push_back(look_at(std::move(succession)));
    }
    look_at_tokens();
    for (const auto& row : deployment_.store().orders()) {
      if (row.kind == "renewal" && !store::is_closed(row.state)) renewals_.push_back(row);
    }
    for (const auto& row : deployment_.store().owing_orders()) {
      for (const auto& owed : deployment_.engine().situation(row.id).owed) owed_.emplace_back(row.id, owed);
    }
    if (deployment_.options().json) {
      print_json(json());
    } else {
      show();
    }
    return code();
  }

 private:
  CertificateStatus look_at(workflow::Succession succession) {
    auto& cutover = deployment_.cutover();
    (void)cutover.settle(succession);  // an acceptance that came in while nobody was looking
    CertificateStatus status{std::move(succession), {}};
    for (const auto* terms : cutover.systems_of(status.succession.new_certificate)) {
      SystemStatus system;
      system.standing = cutover.standing(status.succession, *terms);
      system.today = cutover.sign_with(status.succession.new_certificate.sha256, terms->id, "", deployment_.now());
      system.alarms = workflow::alarms(status.succession, system.standing, *terms, ask(*terms, status.succession),
                                       deployment_.now(), deployment_.config().warn_days);
      status.systems.push_back(std::move(system));
    }
    return status;
  }

  Reality ask(const workflow::SystemTerms& terms, const workflow::Succession& succession) {
    auto* registrar = offline_ ? nullptr : deployment_.registrar(terms.id);
    if (registrar == nullptr) return {};
    Candidate holder;
    holder.certificate = succession.new_certificate;
    holder.token_uri = succession.new_uri;
    try {
      const auto serial = registered_serial(deployment_, *registrar, holder);
      if (!serial) return {Reality::Kind::cannot_be_asked, {}, {}};
      return {Reality::Kind::answered, *serial, {}};
    } catch (const Error& e) {
      return {Reality::Kind::unreachable, {}, deployment_.words().error(e.code(), e.params()).what};
    }
  }

  // What is on a token and near its end, and nobody has begun to renew.
  void look_at_tokens() {
    try {
      const auto holdings = deployment_.holdings(false);
      const auto near = deployment_.now() + std::chrono::hours(24 * deployment_.config().warn_days);
      for (const auto& holding : holdings.certificates) {
        const auto& facts = holding.candidate.certificate;
        if (facts.not_after > near || deployment_.store().open_order_for(facts.sha256)) continue;
        const auto succession = deployment_.cutover().succession_of(facts.sha256);
        if (succession && succession->old_certificate.sha256 == facts.sha256) continue;
        ending_.push_back(facts);
      }
    } catch (const Error&) {
      return;  // no token, no module: what the journals say still holds; `reseal doctor` says why
    }
  }

  // A registration whose next step is a person's: a form, a PIN, a token.
  [[nodiscard]] bool is_a_persons_turn(const workflow::SystemStanding& standing) const {
    if (standing.standing != Standing::registering || standing.order.empty()) return false;
    const auto row = deployment_.store().find_order(standing.order);
    if (!row || store::is_closed(row->state)) return false;
    return row->state != store::OrderState::waiting && row->state != store::OrderState::ready;
  }

  [[nodiscard]] bool somebody_must_act() const {
    if (!ending_.empty()) return true;
    return std::any_of(certificates_.begin(), certificates_.end(), [this](const auto& certificate) {
      return std::any_of(certificate.systems.begin(), certificate.systems.end(), [this](const auto& system) {
        return is_a_persons_turn(system.standing) || system.today.which == workflow::SigningChoice::Which::neither ||
               std::any_of(system.alarms.begin(), system.alarms.end(), [](const auto& alarm) { return alarm.act; });
      });
    });
  }

  [[nodiscard]] bool accepted_everywhere() const {
    return std::all_of(certificates_.begin(), certificates_.end(), [](const auto& certificate) {
      return std::all_of(certificate.systems.begin(), certificate.systems.end(),
                         [](const auto& system) { return system.standing.standing == Standing::accepted; });
    });
  }

  [[nodiscard]] int code() const {
    const auto stuck = [](const store::OrderRow& row) {
      return row.state != store::OrderState::waiting && row.state != store::OrderState::ready;
    };
    if (somebody_must_act() || std::any_of(renewals_.begin(), renewals_.end(), stuck)) return kPersonMustAct;
    if (!accepted_everywhere()) return kNotYetAcceptedEverywhere;
    return renewals_.empty() ? kDone : kWaitingForOthers;
  }

  void show() {
    const auto& words = deployment_.words();
    const auto& terminal = deployment_.terminal();
    for (const auto& certificate : certificates_) {
      const auto& facts = certificate.succession.new_certificate;
      terminal.out(terminal.styled(holder_line(facts), Style::bold));
      show_serials(certificate.succession.old_certificate.serial, facts.serial, words, terminal);
      std::vector<workflow::SystemStanding> standings;
      for (const auto& system : certificate.systems) standings.push_back(system.standing);
      show_standings(deployment_, standings);
      for (const auto& system : certificate.systems) {
        terminal.prose("  " +
                       words.say("cli.status.today", {{"system", system_name(deployment_, system.standing.system)},
                                                      {"reason", words.say(system.today.reason)}}));
      }
      for (const auto& system : certificate.systems) {
        for (const auto& alarm : system.alarms) {
          const auto name = system_name(deployment_, alarm.system);
          terminal.prose(
              terminal.styled((alarm.act ? "✗ " : "! ") + name + ": ", alarm.act ? Style::bad : Style::warn) +
              words.say(alarm.text));
        }
      }
      terminal.out("");
    }
    for (const auto& row : renewals_) {
      terminal.prose(words.say("cli.status.renewal", {{"order", row.id}, {"state", state_words(row.state, words)}}));
    }
    for (const auto& facts : ending_) {
      terminal.prose(terminal.styled("✗ ", Style::bad) +
                     words.say("cli.status.ending", {{"holder", holder_line(facts)},
                                                     {"serial", serial_tail(facts.serial)},
                                                     {"time", words.time(facts.not_after)}}));
    }
    for (const auto& [order, obligation] : owed_) {
      terminal.prose("☐ " + words.say("cli.order.owed", {{"what", words.say(obligation.text)},
                                                         {"command", "reseal settle " + order + " " + obligation.id}}));
    }
    if (certificates_.empty() && renewals_.empty() && ending_.empty() && owed_.empty()) {
      terminal.out(words.say("cli.status.nothing"));
    } else if (code() == kDone) {
      terminal.prose(terminal.styled("✓ " + words.say("cli.status.all_well"), Style::good));
    }
  }

  [[nodiscard]] Json json() const {
    const auto& words = deployment_.words();
    Json all{{"certificates", Json::array()}, {"renewals", Json::array()}, {"ending", Json::array()}};
    for (const auto& certificate : certificates_) {
      Json systems = Json::array();
      for (const auto& system : certificate.systems) {
        auto one = standing_json(system.standing, words);
        one["today"] = signing_json(system.today, words);
        one["alarms"] = Json::array();
        for (const auto& alarm : system.alarms) {
          one["alarms"].push_back(
              {{"kind", std::string(to_string(alarm.kind))}, {"act", alarm.act}, {"text", words.say(alarm.text)}});
        }
        systems.push_back(std::move(one));
      }
      all["certificates"].push_back({{"order", certificate.succession.order},
                                     {"old_serial", certificate.succession.old_certificate.serial.hex},
                                     {"new_serial", certificate.succession.new_certificate.serial.hex},
                                     {"systems", systems}});
    }
    for (const auto& row : renewals_) all["renewals"].push_back(order_json(row));
    for (const auto& facts : ending_) {
      all["ending"].push_back({{"serial", facts.serial.hex}, {"not_after", to_iso(facts.not_after)}});
    }
    all["owed"] = Json::array();
    for (const auto& [order, obligation] : owed_) {
      all["owed"].push_back({{"order", order}, {"id", obligation.id}, {"text", words.say(obligation.text)}});
    }
    all["exit_code"] = code();
    return all;
  }

  Deployment& deployment_;
  bool offline_;
  std::vector<CertificateStatus> certificates_;
  std::vector<store::OrderRow> renewals_;
  std::vector<std::pair<std::string, Obligation>> owed_;  // order and what is owed after it
  std::vector<CertificateFacts> ending_;
};

}  // namespace

int status(Deployment& deployment, bool offline) { return Status(deployment, offline).run(); }

}  // namespace reseal::app
