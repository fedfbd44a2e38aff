// SPDX-License-Identifier: Apache-2.0
// Small secrets at rest: AES-256-GCM (NIST SP 800-38D) with a random nonce, bound to what they are.
#pragma once

#include <string_view>

#include "reseal/base/bytes.h"
#include "reseal/base/secret.h"

namespace reseal::crypto {

inline constexpr std::size_t kSealingKeySize = 32;

/// A random key. Throws Error(crypto_failed).
Secret new_sealing_key();
/// nonce (12) || ciphertext || tag (16). `context` is not hidden, but has to be the same at unseal(): a sealed value
/// that was moved to another name does not open. Throws Error(crypto_failed) for a key of another size.
Bytes seal(const Secret& key, const Secret& value, std::string_view context);
/// Throws Error(crypto_failed) when the key is another one, or anything was altered.
Secret unseal(const Secret& key, ByteView sealed, std::string_view context);

}  // namespace reseal::crypto
