// SPDX-License-Identifier: Apache-2.0
// Questions to a provider outside an order. One provider that fails must not keep the others from answering.
#pragma once

#include <string>
#include <vector>

#include "app/deployment.h"
#include "reseal/base/error.h"
#include "reseal/verdict.h"

namespace reseal::app {

/// The providers of the deployment, or the one that is named. Throws Error(provider_missing | plugin_unusable).
std::vector<plugin::Plugin*> providers(Deployment& deployment, const std::string& only);
/// Its name in the reader's language; its id when it cannot say.
std::string name_of(plugin::Plugin& provider, const Words& words);
/// A provider that fails cannot say: the verdict's last rule is "answer" and tells why.
Verdict verdict_of(Deployment& deployment, plugin::Plugin& provider, const workflow::Holding& holding);
/// Throws Error(portal_unreachable | portal_nonsense | plugin_failed).
Quote quote_of(Deployment& deployment, plugin::Plugin& provider, const workflow::Holding& holding);

/// What a system says is registered there; empty: it cannot be asked.
std::optional<std::string> registered_serial(Deployment& deployment, plugin::Plugin& registrar,
                                             const Candidate& holder);

}  // namespace reseal::app
