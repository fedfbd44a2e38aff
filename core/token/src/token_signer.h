// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "reseal/crypto/signing.h"
#include "token_connection.h"

namespace reseal::token {

/// Signs with the private half of `key` by C_Sign. Does not keep the token open: throws Error(token_error) when the key
/// holder is gone.
crypto::RawSigner token_signer(const std::shared_ptr<TokenConnection>& token, const HeldKey& key);

}  // namespace reseal::token
