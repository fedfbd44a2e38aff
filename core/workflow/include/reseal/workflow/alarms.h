// SPDX-License-Identifier: Apache-2.0
// What is wrong with a registration, or will be soon, and whether a person must act. Reality counts before our own
// notes: what the system itself says is registered there. A pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/workflow/cutover.h"

namespace reseal::workflow {

/// What the system says, when it was asked which certificate it knows.
struct Reality {
  enum class Kind { not_asked, cannot_be_asked, unreachable, answered };
  Kind kind = Kind::not_asked;
  std::string serial;  ///< of `answered`; empty: it knows none
  std::string why;     ///< of `unreachable`
};

struct Alarm {
  enum class Kind {
    not_told,             ///< renewed, and this system has not been told
    refused,              ///< it said no
    stuck,                ///< nothing goes on until a person acts
    no_answer,            ///< waiting for longer than it usually takes
    old_ends,             ///< the old certificate ends soon (or has), and the new one is not accepted
    old_key_running_out,  ///< ... and this system takes a signature with the old key
    not_what_it_says,     ///< accepted by our notes; the system knows another certificate
    known_already,        ///< the system knows the new one; our notes have no acceptance
    unreachable,          ///< it could not be asked
  };
  Kind kind = Kind::not_told;
  bool act = false;  ///< a person must act; else it is worth knowing
  std::string system;
  Text text;
  bool operator==(const Alarm&) const = default;
};
std::string_view to_string(Alarm::Kind kind);

/// How long an agency may be silent where nobody said how long it takes.
inline constexpr std::chrono::hours kPatienceWithAgencies{7 * 24};

/// So near its end, the old certificate is nothing to rely on any more: somebody must act, whoever is being waited for.
inline constexpr std::chrono::hours kUrgent{3 * 24};

/// `warn_days`: how near an end is near enough to be told.
std::vector<Alarm> alarms(const Succession& succession, const SystemStanding& standing, const SystemTerms& terms,
                          const Reality& reality, Time now, int warn_days);

}  // namespace reseal::workflow
