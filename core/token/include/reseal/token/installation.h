// SPDX-License-Identifier: Apache-2.0
// Is this the certificate that was ordered, for this key, on this token? And, once written: does it work?
#pragma once

#include <string>
#include <vector>

#include "reseal/crypto/path.h"
#include "reseal/token/key_holder.h"

namespace reseal::token {

struct CheckResult {
  std::string check;  ///< "public_key", "chain", "holder", "serial", "dates", "issuer", "key_strength", "usage"
  bool passed = false;
  std::string evidence;  ///< what was compared, in plain facts
};

struct InstallationCheck {
  std::vector<CheckResult> checks;
  std::vector<std::string> differences;  ///< in the holder's data, shown and not refused (crypto::compare_holders)
  [[nodiscard]] bool passed() const;
};

/// All checks, before anything touches the token. `key_spki`: of the key made for this order.
InstallationCheck check_issued(const crypto::Certificate& issued, const crypto::Certificate& old, ByteView key_spki,
                               const crypto::TrustAnchors& anchors, Time now);

/// Signs a random nonce with the private key on the token and verifies it with the certificate. Throws
/// Error(crypto_failed) with what happened.
void prove(KeyHolder& holder, const crypto::Certificate& certificate);

/// Certificates on the token that pass check_issued against the old one with their own key (private half present),
/// newest first: what another program may have installed. After login "present" is the truth, before it a hint.
std::vector<HeldCertificate> find_successors(KeyHolder& holder, const crypto::Certificate& old,
                                             const crypto::TrustAnchors& anchors, Time now);

}  // namespace reseal::token
