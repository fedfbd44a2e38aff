// SPDX-License-Identifier: Apache-2.0
#include "app/signing_services.h"

#include "app/doctor/checks.h"
#include "reseal/base/unicode.h"

namespace reseal::app {

void examine_signing_services(Deployment& deployment, Findings& findings) {
  for (auto& service : signing_services(deployment.config(), deployment.words(), false)) {
    const std::map<std::string, std::string> who{{"service", printable(service.name)},
                                                 {"user", printable(service.user)}};
    const auto source = remote::remote_source({.services = {service},
                                               .ask = {},
                                               .ledger = [&]() -> token::PinLedger& { return deployment.store(); },
                                               .clock = deployment.clock()});
    const auto listing = source->list();
    for (const auto& [module, problem] : listing.problems) {
      auto params = who;
      params["address"] = module;
      // No account in the listing: the service itself could not be used.
      findings.bad(listing.tokens.empty() ? "cloud.unusable" : "cloud.credential", params).technical =
          printable(problem);
    }
    if (listing.tokens.empty()) continue;
    const auto certificates = source->open(listing.tokens.front().identity)->certificates().size();
    if (certificates == 0 && listing.problems.empty()) {
      findings.bad("cloud.none", who);
    } else if (listing.problems.empty()) {
      findings.good("cloud", service.name + " (" + std::to_string(certificates) + ")");
    }
  }
}

}  // namespace reseal::app
