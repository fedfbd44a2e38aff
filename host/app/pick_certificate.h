// SPDX-License-Identifier: Apache-2.0
// Which certificate a person means.
#pragma once

#include <string>
#include <vector>

#include "app/deployment.h"

namespace reseal::app {

/// The one that `name` means (as workflow::choose_holding takes it); where several are meant, the person at the
/// terminal is asked. Throws Error(certificate_missing | certificate_ambiguous).
const workflow::Holding& pick_certificate(Deployment& deployment, const workflow::Holdings& holdings,
                                          const std::string& name);
/// All that `name` means. Throws Error(certificate_missing).
std::vector<const workflow::Holding*> certificates_named(const workflow::Holdings& holdings, const std::string& name);

}  // namespace reseal::app
