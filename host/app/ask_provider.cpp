// SPDX-License-Identifier: Apache-2.0
#include "app/ask_provider.h"

#include "reseal/failure.h"

namespace reseal::app {
namespace {

// The plugin's ways to fail (plugin.h), as one.
template <typename Question>
auto ask(const plugin::Plugin& provider, const Question& question) {
  const auto& id = provider.manifest().id;
  try {
    return question();
  } catch (const Error&) {
    throw;
  } catch (const TryLater& e) {
    throw Error(ErrorCode::portal_unreachable, {{"host", id}, {"problem", e.what()}});
  } catch (const PortalNonsense& e) {
    throw Error(ErrorCode::portal_nonsense, {{"host", id}, {"problem", e.what()}});
  } catch (const std::exception& e) {
    throw Error(ErrorCode::plugin_failed, {{"plugin", id}, {"problem", e.what()}});
  }
}

}  // namespace

std::vector<plugin::Plugin*> providers(Deployment& deployment, const std::string& only) {
  if (!only.empty()) return {&deployment.provider(only)};
  std::vector<plugin::Plugin*> all;
  for (const auto& [id, plugin] : deployment.plugins().plugins) {
    if (plugin->manifest().kind == "provider") all.push_back(plugin.get());
  }
  // Nobody to ask, because what is allowed cannot be used: that is the answer, and not "none is allowed".
  const auto& rejected = deployment.plugins().rejected;
  if (all.empty() && !rejected.empty()) return {&deployment.provider(rejected.front().id)};
  return all;
}

std::string name_of(plugin::Plugin& provider, const Words& words) {
  try {
    return words.say(provider.describe().name);
  } catch (const std::exception&) {
    return provider.manifest().id;
  }
}

Verdict verdict_of(Deployment& deployment, plugin::Plugin& provider, const workflow::Holding& holding) {
  try {
    const auto host = reading_host(deployment, provider);
    return ask(provider, [&] { return provider.eligibility(holding.candidate, *host); });
  } catch (const Error& e) {
    const auto what = deployment.words().error(e.code(), e.params()).what;
    return Verdict::of(
        {{"answer", RuleResult::Outcome::cannot_say, Text{"cli.verdict.no_answer", {{"problem", what}}}}});
  }
}

Quote quote_of(Deployment& deployment, plugin::Plugin& provider, const workflow::Holding& holding) {
  const auto host = reading_host(deployment, provider);
  return ask(provider, [&] { return provider.quote(holding.candidate, *host); });
}

std::optional<std::string> registered_serial(Deployment& deployment, plugin::Plugin& registrar,
                                             const Candidate& holder) {
  const auto host = reading_host(deployment, registrar);
  return ask(registrar, [&] { return registrar.registered(holder, *host); });
}

}  // namespace reseal::app
