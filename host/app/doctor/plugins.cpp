// SPDX-License-Identifier: Apache-2.0
#include "app/doctor/checks.h"
#include "reseal/base/unicode.h"

namespace reseal::app {

void examine_plugins(Deployment& deployment, Findings& findings) {
  const auto& set = deployment.plugins();
  for (const auto& [id, folder, finding] : set.rejected) {
    findings
        .bad("plugin.unusable", {{"plugin", id},
                                 {"problem", finding.problem},
                                 {"expected", finding.expected},
                                 {"found", finding.found},
                                 {"advice", finding.advice}})
        .technical = printable(finding.code);
  }
  if (set.plugins.empty()) {
    findings.bad("plugin.none");
    return;
  }
  std::string names;
  for (const auto& [id, plugin] : set.plugins) names += (names.empty() ? "" : ", ") + id;
  findings.good("plugin", names);
}

std::string provider_contacts(Deployment& deployment) {
  std::string contacts;
  for (const auto& [id, plugin] : deployment.plugins().plugins) {
    if (plugin->manifest().kind != "provider") continue;
    const auto contact = plugin->describe().contact;
    if (!contact.empty()) contacts += (contacts.empty() ? "" : " / ") + deployment.words().say(contact);
  }
  return contacts;
}

}  // namespace reseal::app
