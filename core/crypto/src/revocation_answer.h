// SPDX-License-Identifier: Apache-2.0
// What OCSP and CRL judge alike.
#pragma once

#include <chrono>
#include <string>

#include "ossl.h"

namespace reseal::crypto {

inline constexpr Seconds kLeeway = std::chrono::minutes(5);
/// How long an answer without nextUpdate is believed.
inline constexpr Seconds kUndatedAge = std::chrono::hours(24);

[[nodiscard]] inline RevocationFacts cannot_say(std::string reason) {
  RevocationFacts facts;
  facts.reason = std::move(reason);
  return facts;
}

/// Empty when the answer speaks for `now`, else why it does not.
[[nodiscard]] std::string freshness_problem(const ASN1_TIME* this_update, const ASN1_TIME* next_update, Time now);
/// RFC 5280 section 5.3.1; "unspecified" for what is absent or unknown.
[[nodiscard]] std::string reason_name(int reason);
/// Revoked, or suspended when the certificate is on hold.
void set_revoked(RevocationFacts& facts, int reason, const ASN1_TIME* when);

}  // namespace reseal::crypto
