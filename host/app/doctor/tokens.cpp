// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/doctor/checks.h"
#include "reseal/base/unicode.h"
#include "reseal/token/key_holder.h"

namespace reseal::app {
namespace {

void look_at_tokens(const Deployment& deployment, Findings& findings) {
  auto usable = examine_modules(deployment.config().modules, deployment.terminal(), findings);
  const auto source = token::pkcs11_source(usable);  // not the deployment's: that one would load what is unsound
  auto listing = source->list();
  for (const auto& [module, problem] : listing.problems) {
    findings.bad("module.refuses", {{"module", module}, {"problem", problem}}).technical = printable(problem);
    std::erase(usable, module);
  }
  for (const auto& module : usable) findings.good("module", module);
  if (usable.empty()) return;  // no driver can see a token: that there is none would be the wrong thing to say

  const bool some_uninitialized =
      std::any_of(listing.tokens.begin(), listing.tokens.end(), [](const auto& token) { return !token.initialized; });
  std::erase_if(listing.tokens, [](const auto& token) { return !token.initialized; });
  examine_card_service(!listing.tokens.empty(), findings);
  if (listing.tokens.empty()) {
    findings.bad(some_uninitialized ? "token.not_initialized" : "token.missing");
    return;
  }
  std::string names;
  for (const auto& token : listing.tokens) names += (names.empty() ? "" : ", ") + token.identity.label;
  findings.good("token", names);
  for (const auto& token : listing.tokens) {
    if (token.pin_locked) findings.bad("pin.locked", {{"token", token.identity.label}});
  }
}

}  // namespace

void examine_tokens(Deployment& deployment, Findings& findings) {
  // Whose keys are in the cloud needs no driver.
  if (deployment.config().modules.empty() && !deployment.config().remote_signing.empty()) return;
  const auto before = findings.all().size();
  look_at_tokens(deployment, findings);
  findings.call_about(before, provider_contacts(deployment));
}

}  // namespace reseal::app
