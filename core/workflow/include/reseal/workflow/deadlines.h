// SPDX-License-Identifier: Apache-2.0
// Worked back from the moment a certificate must be usable: accepted by, sent by, on the token by, ordered by. CUS-01,
// TAX-01, TAX-04, TAX-05, BHX-03.
//
//   accepted by   the use, less the system's lead time: in working hours or days of its office (Calendar::before)
//   sent by       less the working days that its people take. They count as used up at the close of the last one: an
//                 answer that is promised within a day is there when that day is over, not when it begins.
//   on the token  no later than it is sent
//   ordered by    less the working days that the CA takes, counted likewise
//
// What nobody stated is taken for nothing and said so: `unknowns` names it, and `by` is then a bound that still holds
// ("not later than this; how much earlier is not known"), never a deadline one may rely on.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "reseal/calendar/calendar.h"
#include "reseal/workflow/cutover.h"

namespace reseal::workflow {

/// How long the CA takes from the order to the certificate.
struct CaTerms {
  std::optional<int> processing_days;  ///< working days; empty: not known
  std::optional<calendar::Calendar> calendar;
};

/// What an answer would have needed and nobody said.
struct Unknowns {
  bool lead_time = false;      ///< how long before use the system must have accepted
  bool processing = false;     ///< how long the system's people take
  bool ca_processing = false;  ///< how long the CA takes
  bool calendar = false;       ///< the office's working time, or days that are beyond the calendar's data
  [[nodiscard]] bool any() const { return lead_time || processing || ca_processing || calendar; }
  bool operator==(const Unknowns&) const = default;
};

struct Bound {
  Time by;
  Unknowns unknowns;
  calendar::Standing standing = calendar::Standing::confirmed;  ///< of the weakest day that was counted
  bool operator==(const Bound&) const = default;
};

struct Deadlines {
  Bound accepted;
  Bound sent;
  Bound on_token;
  Bound ordered;
  bool operator==(const Deadlines&) const = default;
};

/// For one use at `use`. `service`: one of terms.lead.services; "" is all of them, each in time, or a system that has
/// none. `old_key_ends`: end of the old certificate, when what is sent must be signed with it.
Deadlines deadlines(Time use, const SystemTerms& terms, std::string_view service, const CaTerms& ca,
                    std::optional<Time> old_key_ends = std::nullopt);

/// For a fleet: the new certificate must be usable when the old one ends. Row by row: that of ends[i] and systems[k] is
/// at i * systems.size() + k.
std::vector<Deadlines> deadlines(std::span<const Time> ends, std::span<const SystemTerms> systems, const CaTerms& ca);

}  // namespace reseal::workflow
