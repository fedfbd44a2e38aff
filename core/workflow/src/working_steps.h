// SPDX-License-Identifier: Apache-2.0
// One step of a plan, back or forward in working time, that carries along what is not known.
#pragma once

#include <optional>
#include <string_view>

#include "reseal/workflow/deadlines.h"

namespace reseal::workflow {

/// In hours or in days; neither: not stated.
struct StatedLead {
  std::optional<int> hours;
  std::optional<int> days;
};
/// The earlier of two; what either does not know is not known, and might be earlier still.
Bound stricter(Bound one, const Bound& other);

/// Of a service; what it does not state itself, its system states for it.
StatedLead stated_lead(const LeadTime& lead, std::string_view service);

/// The latest moment of acceptance for a use at `bound.by`, and the other way round the earliest use.
Bound before_lead(Bound bound, const StatedLead& lead, const std::optional<calendar::Calendar>& calendar);
Bound after_lead(Bound bound, const StatedLead& lead, const std::optional<calendar::Calendar>& calendar);

/// People who take `days` working days: their answer counts as given when the last of them closes. `unstated`: the
/// unknown that it is when nobody said how long they take.
Bound before_processing(Bound bound, const std::optional<int>& days, const std::optional<calendar::Calendar>& calendar,
                        bool Unknowns::*unstated);
Bound after_processing(Bound bound, const std::optional<int>& days, const std::optional<calendar::Calendar>& calendar,
                       bool Unknowns::*unstated);

}  // namespace reseal::workflow
