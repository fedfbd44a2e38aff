// SPDX-License-Identifier: Apache-2.0
#include "app/rank_providers.h"

#include <map>

namespace reseal::app {
namespace {

workflow::RankingPolicy policy_of(const config::Config& config) {
  workflow::RankingPolicy policy;
  if (!config.rank_by.empty()) policy.by.clear();
  for (const auto& name : config.rank_by) policy.by.push_back(workflow::criterion_from(name).value());
  policy.provider = config.renewal_provider;
  policy.term_months = config.rank_term_months;
  return policy;
}

}  // namespace

std::vector<RankedProvider> rank_providers(Deployment& deployment, const workflow::Holding& holding,
                                           const std::string& only) {
  const auto& words = deployment.words();
  std::map<std::string, RankedProvider> asked;
  std::vector<workflow::Offer> offers;
  for (auto* plugin : providers(deployment, only)) {
    auto& one = asked[plugin->manifest().id];
    one.plugin = plugin;
    workflow::Offer offer{plugin->manifest().id, verdict_of(deployment, *plugin, holding), std::nullopt};
    if (offer.verdict.answer != Verdict::Answer::not_eligible) {
      try {
        offer.quote = quote_of(deployment, *plugin, holding);
      } catch (const Error& e) {
        one.quote_problem = words.error(e.code(), e.params()).what;
      }
    }
    offers.push_back(std::move(offer));
  }
  std::vector<RankedProvider> all;
  for (auto& ranked : workflow::rank(std::move(offers), policy_of(deployment.config()))) {
    auto one = asked.at(ranked.offer.provider);
    if (auto other = ranked.reason.params.find("other"); other != ranked.reason.params.end()) {
      other->second = name_of(*asked.at(other->second).plugin, words);
    }
    one.ranked = std::move(ranked);
    all.push_back(std::move(one));
  }
  return all;
}

std::string terms_of(const RankedProvider& provider, const Words& words) {
  const auto& quote = provider.ranked.offer.quote;
  if (!quote) return {};
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " · ") + part; };
  if (const auto& package = provider.ranked.compared) {
    add(words.say("cli.check.from",
                  {{"price", words.money(package->price)}, {"months", std::to_string(package->term_months)}}));
  }
  add(quote->working_days ? words.say("cli.check.days", {{"days", std::to_string(*quote->working_days)}})
                          : words.say("cli.check.days_unknown"));
  add(quote->papers ? words.say("cli.check.papers", {{"papers", std::to_string(*quote->papers)}})
                    : words.say("cli.check.papers_unknown"));
  return text;
}

}  // namespace reseal::app
