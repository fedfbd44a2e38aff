// SPDX-License-Identifier: Apache-2.0
// Registering a renewed certificate; what was handed out while doing so.
#include <iostream>

#include "app/choose_succession.h"
#include "app/commands/commands.h"
#include "app/cutover_view.h"
#include "app/describe.h"
#include "app/json_output.h"
#include "app/registering.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::app {

int register_certificate(Deployment& deployment, const RegisterRequest& request) {
  const auto succession = choose_succession(deployment, request.certificate);
  const auto& words = deployment.words();
  const auto& terminal = deployment.terminal();
  if (deployment.options().dry_run) {
    const auto standings = deployment.cutover().standings(succession);
    if (deployment.options().json) {
      auto json = Json::array();
      for (const auto& standing : standings) json.push_back(standing_json(standing, words));
      print_json({{"dry_run", true}, {"systems", json}});
    } else {
      show_standings(deployment, standings);
      terminal.note(words.say("cli.plan.nothing_done"));
    }
    return kDone;
  }
  if (!deployment.options().json) {
    terminal.out(holder_line(succession.new_certificate));
    show_serials(succession.old_certificate.serial, succession.new_certificate.serial, words, terminal);
  }
  const auto registered =
      register_renewal(deployment, succession.order, request.systems, request.answers_file, request.patience);
  if (deployment.options().json) print_json(registered.json);
  return registered.code;
}

int list_secrets(Deployment& deployment) {
  (void)deployment.plugins();  // what a secret is called stands in its plugin's texts
  const auto kept = deployment.vault().list();
  const auto& words = deployment.words();
  if (deployment.options().json) {
    auto json = Json::array();
    for (const auto& each : kept) {
      json.push_back({{"holder", each.secret.holder},
                      {"plugin", each.secret.plugin},
                      {"name", each.secret.name},
                      {"order", each.order},
                      {"at", to_iso(each.at)}});
    }
    print_json(json);
    return kDone;
  }
  Table table({words.say("cli.secrets.name"), words.say("cli.secrets.what"), words.say("cli.certificates.holder"),
               words.say("cli.secrets.since")});
  for (const auto& each : kept) {
    table.row({{each.secret.plugin + "/" + each.secret.name, Style::bold},
               {words.say(each.label)},
               {printable(each.secret.holder)},
               {words.time(each.at)}});
  }
  if (table.empty()) {
    deployment.terminal().note(words.say("cli.secrets.none"));
  } else {
    table.print(deployment.terminal());
  }
  return kDone;
}

int show_secret(Deployment& deployment, const std::string& name, const std::string& holder) {
  std::vector<workflow::SecretName> found;
  for (const auto& each : deployment.vault().list()) {
    const bool named = name == each.secret.name || name == each.secret.plugin + "/" + each.secret.name;
    if (named && (holder.empty() || each.secret.holder.find(holder) != std::string::npos)) found.push_back(each.secret);
  }
  const auto& words = deployment.words();
  if (found.size() > 1)
    throw Error(ErrorCode::usage, {{"problem", words.say("cli.secrets.several", {{"name", name}})}});
  const auto wanted = found.empty() ? workflow::SecretName{holder, "", name} : found.front();
  const auto secret = deployment.vault().reveal(wanted);
  std::cout << secret.reveal() << "\n";
  return kDone;
}

}  // namespace reseal::app
