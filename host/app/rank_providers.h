// SPDX-License-Identifier: Apache-2.0
// Every provider's verdict and quote for one certificate, ranked by the deployment's policy (workflow/ranking.h).
#pragma once

#include <string>
#include <vector>

#include "app/ask_provider.h"
#include "reseal/workflow/ranking.h"

namespace reseal::app {

struct RankedProvider {
  plugin::Plugin* plugin = nullptr;
  workflow::RankedOffer ranked;  ///< its reason names the other by its name for people
  std::string quote_problem;     ///< why there is no quote; empty: there is one, or it was not asked for
};

/// Of all providers, or of the one that is named. Who may not renew is asked for no price. Throws as providers().
std::vector<RankedProvider> rank_providers(Deployment& deployment, const workflow::Holding& holding,
                                           const std::string& only);

/// What a person compares by: "2.200.000 ₫ for 24 months · 3 working days · forms on paper: 1".
std::string terms_of(const RankedProvider& provider, const Words& words);

}  // namespace reseal::app
