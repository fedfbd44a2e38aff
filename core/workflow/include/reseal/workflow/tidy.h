// SPDX-License-Identifier: Apache-2.0
// Clean-up: which certificate may leave its token, and why each other one stays. When in doubt, it stays. GEN-01.
//
// It may go only when it has expired, a renewal has put its successor on a token, every system of the deployment has
// accepted that successor, no order is open that speaks of it, it signs for no system today, and its key is no other
// certificate's. Removing what is unexpired is not offered: systems that nobody configured may know it still.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/certificate_facts.h"
#include "reseal/values.h"
#include "reseal/workflow/cutover.h"

namespace reseal::workflow {

/// What is known of one certificate on a token.
struct TidyFacts {
  CertificateFacts certificate;
  std::optional<Succession> succession;   ///< the one in which it is the old certificate
  std::vector<SystemStanding> standings;  ///< of that succession: every system of the deployment
  std::vector<std::string> open_orders;   ///< that speak of it, renewals and registrations
  std::vector<std::string> signs_for;     ///< systems for which it is the answer of sign_with today
  bool key_is_shared = false;             ///< another certificate on a token has the same public key
};

/// Why it stays.
struct KeepReason {
  enum class Kind {
    not_expired,
    no_successor,  ///< nothing is known to have taken its place
    no_systems,    ///< the deployment names no system: who uses it is not known
    not_accepted,  ///< `what`: the system that has not accepted the successor
    order_open,    ///< `what`: the order
    signs,         ///< `what`: the system for which it signs today
    key_shared,
  };
  Kind kind = Kind::no_successor;
  std::string what;
  bool operator==(const KeepReason&) const = default;
};
std::string_view to_string(KeepReason::Kind kind);

struct TidyVerdict {
  std::vector<KeepReason> keep;  ///< all of them; empty: it may go
  bool may_decrypt = false;      ///< its key may be needed to read documents that were encrypted for it
  [[nodiscard]] bool may_go() const { return keep.empty(); }
  bool operator==(const TidyVerdict&) const = default;
};

TidyVerdict judge(const TidyFacts& facts, Time now);

/// What a person types to confirm: the last eight hex digits of the serial, as printed; case does not matter.
bool confirms(std::string_view typed, const SerialNumber& serial);

}  // namespace reseal::workflow
