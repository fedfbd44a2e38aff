// SPDX-License-Identifier: Apache-2.0
// What could go from a token, why each certificate may or may not, and one by one its removal.
#include "reseal/workflow/tidy.h"

#include <algorithm>

#include "app/commands/commands.h"
#include "app/describe.h"
#include "app/json_output.h"
#include "app/prompt.h"
#include "app/report.h"
#include "app/system_name.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"
#include "reseal/workflow/tidy_away.h"

namespace reseal::app {
namespace {

using workflow::Holdings;
using workflow::KeepReason;

/// One certificate that is, or was until a clean-up was interrupted, on a token.
struct Item {
  token::TokenIdentity token;
  CertificateFacts certificate;
  workflow::TidyVerdict verdict;
  bool interrupted = false;
};

// Every member that the URI names must be this token's.
bool is_meant(const std::string& uri, const token::TokenIdentity& token) {
  if (uri.empty()) return true;
  const auto wanted = token::identity_from_uri(uri);
  const auto fits = [](const std::string& asked, const std::string& is) { return asked.empty() || asked == is; };
  return fits(wanted.serial, token.serial) && fits(wanted.label, token.label) &&
         fits(wanted.manufacturer, token.manufacturer) && fits(wanted.model, token.model);
}

/// Looks everything up anew at every question.
class Tidying {
 public:
  Tidying(Deployment& deployment, std::string token)
      : deployment_(deployment), token_(std::move(token)), cutover_(deployment.cutover()) {}

  std::vector<Item> items() {
    std::vector<Item> all;
    const auto holdings = deployment_.holdings(false);
    const auto successions = cutover_.successions();
    for (const auto& holding : holdings.certificates) {
      // What a service holds is the service's to take away.
      if (holding.token.identity.in_cloud() || !is_meant(token_, holding.token.identity)) continue;
      const auto& certificate = holding.candidate.certificate;
      all.push_back({holding.token.identity, certificate, verdict(certificate, holdings, successions), false});
    }
    for (const auto& succession : successions) add_interrupted(succession, holdings, successions, all);
    return all;
  }

  bool may_go(const Item& item) {
    return verdict(item.certificate, deployment_.holdings(false), cutover_.successions()).may_go();
  }

 private:
  // Its certificate is gone from the token, the rest of the pair may not be.
  void add_interrupted(const workflow::Succession& succession, const Holdings& holdings,
                       const std::vector<workflow::Succession>& successions, std::vector<Item>& all) {
    const auto& certificate = succession.old_certificate;
    const auto is_it = [&](const Item& item) { return item.certificate.sha256 == certificate.sha256; };
    if (std::any_of(all.begin(), all.end(), is_it) || !is_meant(token_, succession.token)) return;
    if (!workflow::tidying_was_interrupted(deployment_.store(), certificate.sha256)) return;
    all.push_back({succession.token, certificate, verdict(certificate, holdings, successions), true});
  }

  workflow::TidyVerdict verdict(const CertificateFacts& certificate, const Holdings& holdings,
                                const std::vector<workflow::Succession>& successions) {
    workflow::TidyFacts facts;
    facts.certificate = certificate;
    for (const auto& succession : successions) {  // newest first
      if (succession.old_certificate.sha256 != certificate.sha256) continue;
      facts.succession = succession;
      facts.standings = cutover_.standings(succession);
      break;
    }
    for (const auto& order : deployment_.store().orders_about(certificate.sha256)) {
      if (!store::is_closed(order.state)) facts.open_orders.push_back(order.id);
    }
    for (const auto& system : cutover_.systems()) {
      const auto choice = cutover_.sign_with(certificate.sha256, system.id, "", deployment_.now());
      if (choice.certificate && choice.certificate->sha256 == certificate.sha256) facts.signs_for.push_back(system.id);
    }
    facts.key_is_shared =
        std::any_of(holdings.certificates.begin(), holdings.certificates.end(), [&](const auto& holding) {
          const auto& other = holding.candidate.certificate;
          return other.sha256 != certificate.sha256 && other.key.spki_sha256 == certificate.key.spki_sha256;
        });
    return workflow::judge(facts, deployment_.now());
  }

  Deployment& deployment_;
  std::string token_;
  workflow::Cutover& cutover_;
};

std::string reason_words(const KeepReason& reason, const Deployment& deployment) {
  const bool is_system = reason.kind == KeepReason::Kind::not_accepted || reason.kind == KeepReason::Kind::signs;
  return deployment.words().say("cli.tidy.keep_" + std::string(to_string(reason.kind)),
                                {{"what", is_system ? system_name(deployment, reason.what) : reason.what}});
}

Json item_json(const Item& item, const Deployment& deployment) {
  Json json{{"token", item.token.uri()},
            {"certificate", item.certificate.sha256},
            {"serial", item.certificate.serial.hex},
            {"not_after", to_iso(item.certificate.not_after)},
            {"may_go", item.verdict.may_go()},
            {"may_decrypt", item.verdict.may_decrypt},
            {"interrupted", item.interrupted},
            {"keep", Json::array()}};
  for (const auto& reason : item.verdict.keep) {
    json["keep"].push_back(
        {{"kind", to_string(reason.kind)}, {"what", reason.what}, {"text", reason_words(reason, deployment)}});
  }
  return json;
}

void show(const Item& item, const Deployment& deployment) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  terminal.out(terminal.styled(holder_line(item.certificate), Style::bold));
  terminal.out("  " + item.certificate.serial.hex + "  " + words.time(item.certificate.not_after) + "  " +
               printable(item.token.label));
  for (const auto& reason : item.verdict.keep) terminal.prose("  • " + reason_words(reason, deployment));
  if (!item.verdict.may_go()) return;
  terminal.prose(
      "  " + terminal.styled(words.say(item.interrupted ? "cli.tidy.interrupted" : "cli.tidy.may_go"), Style::warn));
  if (item.verdict.may_decrypt) terminal.prose("  ! " + words.say("cli.tidy.may_decrypt"));
}

workflow::World world_of(Deployment& deployment) {
  return {.store = deployment.store(),
          .clock = deployment.clock(),
          .tokens = deployment.tokens(),
          .anchors = {},
          .find_plugin = {},
          .send_http = {},
          .ask_pin = [&](const workflow::PinRequest& request) { return deployment.ask_pin(request); },
          .on_event = {},
          .random = {}};
}

/// Asks for the last digits of its serial; anything else leaves it where it is.
void confirm_and_remove(Deployment& deployment, Tidying& tidying, const Item& item) {
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  const auto typed = read_line(words.say("cli.tidy.confirm", {{"serial", item.certificate.serial.hex}}) + " ");
  if (!typed) throw Error(ErrorCode::interrupted);
  if (!workflow::confirms(*typed, item.certificate.serial)) {
    terminal.note("  " + words.say("cli.tidy.stays"));
    return;
  }
  workflow::EngineSettings settings;
  settings.pin_tries = deployment.config().pin_tries;
  const auto removed =
      workflow::tidy_away(world_of(deployment), settings, item.token,
                          crypto::Certificate::from_pem(item.certificate.pem), [&] { return tidying.may_go(item); });
  terminal.note("  " + words.say(removed ? "cli.tidy.removed" : "cli.tidy.changed_meanwhile",
                                 {{"serial", item.certificate.serial.hex}}));
}

}  // namespace

int tidy_token(Deployment& deployment, const std::string& token) {
  Tidying tidying(deployment, token);
  const auto items = tidying.items();
  if (deployment.options().json) {
    auto json = Json::array();
    for (const auto& item : items) json.push_back(item_json(item, deployment));
    print_json(json);
  } else {
    for (const auto& item : items) show(item, deployment);
  }
  std::vector<Item> candidates;
  std::copy_if(items.begin(), items.end(), std::back_inserter(candidates),
               [](const Item& item) { return item.verdict.may_go(); });
  const auto& words = deployment.words();
  if (candidates.empty()) {
    deployment.terminal().note(words.say("cli.tidy.nothing"));
    return kDone;
  }
  if (deployment.options().dry_run) return kDone;
  // Each one needs a person's word at a terminal, whatever else was said on the command line.
  if (deployment.options().json || !deployment.interactive()) {
    deployment.terminal().note(words.say("cli.tidy.person_needed"));
    return kPersonMustAct;
  }
  for (const auto& item : candidates) confirm_and_remove(deployment, tidying, item);
  return kDone;
}

}  // namespace reseal::app
