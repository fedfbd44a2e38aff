// SPDX-License-Identifier: Apache-2.0
// Which tokens a module sees now. Slot numbers are good for the moment only: they change when tokens come and go.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "module.h"
#include "reseal/token/key_holder.h"

namespace reseal::token {

struct SeenToken {
  CK_SLOT_ID slot = 0;
  TokenStatus status;
};

/// Tokens that answer; one that is pulled meanwhile, or that is no PKCS#11 token, is passed over. Throws CallFailed.
std::vector<SeenToken> seen_tokens(Module& module);
/// Throws CallFailed.
TokenStatus token_status(Module& module, CK_SLOT_ID slot);

}  // namespace reseal::token
