// SPDX-License-Identifier: Apache-2.0
// Which renewal does a person mean?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/deployment.h"
#include "reseal/workflow/cutover.h"

namespace reseal::app {

/// As below; empty when there is none. Throws Error(certificate_ambiguous).
std::optional<workflow::Succession> find_succession(workflow::Cutover& cutover, const std::string& name);

/// `name`: serial (or its end), fingerprint, holder's name or tax code, of the old or the new certificate; empty: the
/// only one there is. Needs no token. Throws Error(usage | certificate_ambiguous).
workflow::Succession choose_succession(Deployment& deployment, const std::string& name);

}  // namespace reseal::app
