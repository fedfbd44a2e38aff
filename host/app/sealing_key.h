// SPDX-License-Identifier: Apache-2.0
// The key under which secrets are sealed in the store. It lives outside the database, so that a copy of the database (a
// backup, a support case) gives nothing away; who can read the state folder can read both.
#pragma once

#include "reseal/base/secret.h"
#include "reseal/config/config.h"

namespace reseal::app {

/// From the configuration's reference (/secrets/key), else from "secrets.key" in the state folder, which is made when
/// it is missing. 32 bytes, kept as 64 hex digits. Throws Error(secret_unavailable).
Secret sealing_key(const config::Config& config);

}  // namespace reseal::app
