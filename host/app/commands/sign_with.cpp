// SPDX-License-Identifier: Apache-2.0
// Which certificate signs? The address on stdout, for programs; the reason on stderr, for people.
#include "app/calendar_file.h"
#include "app/choose_succession.h"
#include "app/commands/commands.h"
#include "app/cutover_view.h"
#include "app/json_output.h"
#include "app/pick_certificate.h"
#include "app/system_terms.h"
#include "reseal/base/error.h"
#include "reseal/failure.h"

namespace reseal::app {
namespace {

using Which = workflow::SigningChoice::Which;

Time moment_of(Deployment& deployment, const std::string& text) {
  if (text.empty()) return deployment.now();
  try {
    return time_from_local(text, deployment.config().time_zone);
  } catch (const MessageError& error) {
    throw Error(ErrorCode::usage, {{"problem", std::string("--at: ") + error.what()}});
  }
}

/// Of a certificate that was never renewed here there is only itself.
workflow::SigningChoice the_only_one(Deployment& deployment, const std::string& name, Time at) {
  const auto holdings = deployment.holdings(false);
  const auto& holding = pick_certificate(deployment, holdings, name);
  const auto& facts = holding.candidate.certificate;
  if (at < facts.not_before || at >= facts.not_after) {
    return {Which::neither, std::nullopt, {}, {"cutover.neither.ended", {{"new_until", to_iso(facts.not_after)}}}, {}};
  }
  return {Which::only, facts, holding.candidate.token_uri, {"cutover.only", {}}, facts.not_after};
}

}  // namespace

int sign_with(Deployment& deployment, const SignWithQuery& query) {
  auto system = query.system;
  std::string service;
  if (const auto slash = system.find('/'); slash != std::string::npos) {
    service = system.substr(slash + 1);
    system.resize(slash);
  }
  const auto at = moment_of(deployment, query.at);
  // No plugin is loaded: what a registrar said of lead times stands in the journal.
  workflow::Cutover cutover(deployment.store(), configured_terms(deployment.config()));
  if (cutover.system(system) == nullptr) {
    throw Error(ErrorCode::usage,
                {{"problem", deployment.words().say("cli.register.unknown", {{"system", query.system}})}});
  }
  const auto succession = find_succession(cutover, query.certificate);
  const auto choice = succession ? cutover.sign_with(succession->new_certificate.sha256, system, service, at)
                                 : the_only_one(deployment, query.certificate, at);
  const auto& words = deployment.words();
  if (deployment.options().json) {
    auto json = signing_json(choice, words);
    json["system"] = query.system;
    json["at"] = to_iso(at);
    print_json(json);
  } else {
    if (!choice.uri.empty()) deployment.terminal().out(choice.uri);
    if (!deployment.options().quiet || choice.which == Which::neither) {
      deployment.terminal().note(words.say(choice.reason));
    }
  }
  return choice.which == Which::neither ? kPersonMustAct : kDone;
}

}  // namespace reseal::app
