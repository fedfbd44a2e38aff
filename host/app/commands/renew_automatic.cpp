// SPDX-License-Identifier: Apache-2.0
// Automatic renewal: one token, every certificate on it, and of those that may be renewed each one, with no question of
// ours but the PIN (VTL-A-02 to VTL-A-06).
#include <algorithm>
#include <optional>

#include "app/ask_provider.h"
#include "app/commands/commands.h"
#include "app/describe.h"
#include "app/json_output.h"
#include "app/order_journey.h"
#include "app/report.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

struct Opinion {
  plugin::Plugin* provider;
  Verdict verdict;
};

/// With two tokens nobody could say into which one the key should go. Nothing has been touched, and nobody logged in.
void require_one_token(Deployment& deployment) {
  auto tokens = deployment.tokens().list().tokens;
  const bool some_in_cloud =
      std::any_of(tokens.begin(), tokens.end(), [](const auto& token) { return token.identity.in_cloud(); });
  std::erase_if(tokens, [](const auto& token) { return !token.initialized || token.identity.in_cloud(); });
  if (tokens.empty() && some_in_cloud) return;  // the CA makes such keys: there is nothing to choose
  if (tokens.empty()) throw Error(ErrorCode::token_missing, {{"token", ""}});
  if (tokens.size() == 1) return;
  std::string names;
  for (const auto& token : tokens) names += (names.empty() ? "" : ", ") + printable(token.identity.label);
  throw Error(ErrorCode::usage, {{"problem", deployment.words().say("cli.automatic.one_token", {{"tokens", names}})}});
}

class AutomaticRenewal {
 public:
  AutomaticRenewal(Deployment& deployment, const RenewRequest& request) : deployment_(deployment), request_(request) {}

  int run() {
    require_one_token(deployment_);
    const auto holdings = deployment_.holdings(!request_.query.offline);
    for (const auto& holding : holdings.certificates) look_at(holding);
    if (renewed_ == 0 && !deployment_.options().json) {
      const auto count = std::to_string(holdings.certificates.size());
      deployment_.terminal().out(words().say("cli.automatic.nothing_to_do", {{"count", count}}));
    }
    if (deployment_.options().json) print_json(all_);
    return worst_;
  }

 private:
  [[nodiscard]] const Words& words() const { return deployment_.words(); }

  void look_at(const workflow::Holding& holding) {
    say_which(holding);
    Json told{
        {"certificate", holding_json(holding, deployment_.now())}, {"verdicts", Json::array()}, {"order", nullptr}};
    if (const auto open = open_order(holding)) {
      carry_order(*open, told);
    } else {
      judge(holding, told);
    }
    all_.push_back(std::move(told));
  }

  void say_which(const workflow::Holding& holding) const {
    if (deployment_.options().json) return;
    const auto& facts = holding.candidate.certificate;
    deployment_.terminal().out(holder_line(facts) + "  " + facts.serial.hex);
  }

  [[nodiscard]] std::optional<std::string> open_order(const workflow::Holding& holding) const {
    std::error_code error;
    if (!std::filesystem::exists(deployment_.store_file(), error)) return std::nullopt;  // a dry run makes no store
    const auto open = deployment_.store().open_order_for(holding.candidate.certificate.sha256);
    return open ? std::optional(open->id) : std::nullopt;
  }

  void judge(const workflow::Holding& holding, Json& told) {
    std::vector<Opinion> opinions;
    for (auto* provider : providers(deployment_, request_.provider)) {
      opinions.push_back({provider, verdict_of(deployment_, *provider, holding)});
      const auto& verdict = opinions.back().verdict;
      told["verdicts"].push_back({{"provider", provider->manifest().id}, {"verdict", verdict_json(verdict, words())}});
      if (deployment_.options().json) continue;
      deployment_.terminal().out("  " + name_of(*provider, words()));
      show_verdict(verdict, words(), deployment_.terminal());
    }
    if (auto* provider = the_one_that_may(opinions, told)) renew(holding, *provider, told);
  }

  /// nullptr: none may, or nobody can say which.
  plugin::Plugin* the_one_that_may(const std::vector<Opinion>& opinions, Json& told) {
    plugin::Plugin* found = nullptr;
    bool unsure = false;
    for (const auto& [provider, verdict] : opinions) {
      unsure = unsure || verdict.answer == Verdict::Answer::cannot_say;
      if (verdict.answer != Verdict::Answer::eligible) continue;
      if (found != nullptr) return needs_person("cli.automatic.several_providers", told);
      found = provider;
    }
    if (found == nullptr && unsure) return needs_person("cli.automatic.unsure", told);
    return found;
  }

  plugin::Plugin* needs_person(const char* text, Json& told) {
    worst_ = graver(worst_, kPersonMustAct);
    told["message"] = words().say(text);
    if (!deployment_.options().json) deployment_.terminal().out("  " + words().say(text));
    return nullptr;
  }

  void renew(const workflow::Holding& holding, plugin::Plugin& provider, Json& told) {
    if (deployment_.options().dry_run) {
      ++renewed_;
      if (!deployment_.options().json) deployment_.terminal().out(words().say("cli.plan.nothing_done"));
      return;
    }
    const auto order = deployment_.engine().open_renewal(holding.candidate, holding.token.identity, provider);
    if (!deployment_.options().json) deployment_.terminal().note(words().say("cli.renew.opened", {{"order", order}}));
    carry_order(order, told);
  }

  /// One that fails does not keep the others from being renewed.
  void carry_order(const std::string& order, Json& told) {
    ++renewed_;
    try {
      auto ended = deployment_.options().dry_run ? only_look(deployment_, order)
                                                 : carry(deployment_, order, request_.answers_file, request_.patience);
      worst_ = graver(worst_, ended.code);
      told["order"] = std::move(ended.json);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::interrupted) throw;
      auto quiet = deployment_.options();
      quiet.json = false;  // one value on stdout, with all of them
      worst_ = graver(worst_, report(e, quiet));
      told["order"] = {{"id", order}, {"error", error_json(e, words())}};
    }
  }

  Deployment& deployment_;
  const RenewRequest& request_;
  Json all_ = Json::array();
  int renewed_ = 0;
  int worst_ = kDone;
};

}  // namespace

int renew_automatic(Deployment& deployment, const RenewRequest& request) {
  return AutomaticRenewal(deployment, request).run();
}

}  // namespace reseal::app
