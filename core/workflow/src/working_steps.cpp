// SPDX-License-Identifier: Apache-2.0
#include "working_steps.h"

#include <algorithm>

namespace reseal::workflow {
namespace {

using calendar::Deadline;
using calendar::WorkingDays;

// Moves to where the calendar says; where it does not know, the bound stays and says so.
Bound moved(Bound bound, const Deadline& deadline) {
  if (deadline.time) {
    bound.by = *deadline.time;
  } else {
    bound.unknowns.calendar = true;
  }
  bound.standing = std::max(bound.standing, deadline.standing);
  return bound;
}

// `move` is asked only for what is stated, and only of a calendar that is there.
template <typename Move>
Bound moved_by_lead(Bound bound, const StatedLead& lead, const std::optional<calendar::Calendar>& calendar,
                    const Move& move) {
  if (!lead.hours && !lead.days) {
    bound.unknowns.lead_time = true;
    return bound;
  }
  if (!calendar) {
    bound.unknowns.calendar = true;
    return bound;
  }
  return moved(bound, lead.hours ? move(Seconds(std::chrono::hours(*lead.hours))) : move(WorkingDays{*lead.days}));
}

// Whether the working day that opens at `opening` has closed at `at`. Empty: not known.
std::optional<bool> has_closed(const calendar::Calendar& calendar, Time opening, Time at) {
  const auto next = calendar.after(opening, WorkingDays{1});
  if (!next.time) return std::nullopt;
  const auto left = calendar.between(at, *next.time);
  if (!left) return std::nullopt;
  return *left <= Seconds::zero();
}

Deadline before_days(const calendar::Calendar& calendar, Time until, int days) {
  auto begin = calendar.before(until, WorkingDays{days});
  if (days == 0 || !begin.time) return begin;
  const auto last = calendar.after(*begin.time, WorkingDays{days});
  const auto closed = last.time ? has_closed(calendar, *last.time, until) : std::nullopt;
  if (!closed) return {.time = std::nullopt, .not_known = last.not_known, .standing = begin.standing};
  return *closed ? begin : calendar.before(until, WorkingDays{days + 1});
}

Deadline after_days(const calendar::Calendar& calendar, Time from, int days) {
  auto last = calendar.after(from, WorkingDays{days});
  if (days == 0 || !last.time) return last;
  auto next = calendar.after(*last.time, WorkingDays{1});
  if (!next.time) return next;
  const Seconds second(1);
  auto close = calendar.before(*next.time, second);
  if (close.time) *close.time += second;
  close.standing = std::max(close.standing, last.standing);
  return close;
}

template <typename Move>
Bound moved_by_processing(Bound bound, const std::optional<int>& days,
                          const std::optional<calendar::Calendar>& calendar, bool Unknowns::*unstated,
                          const Move& move) {
  if (!days) {
    bound.unknowns.*unstated = true;
    return bound;
  }
  if (!calendar) {
    bound.unknowns.calendar = true;
    return bound;
  }
  return moved(bound, move(*calendar, bound.by, *days));
}

}  // namespace

Bound stricter(Bound one, const Bound& other) {
  one.by = std::min(one.by, other.by);
  one.unknowns.lead_time |= other.unknowns.lead_time;
  one.unknowns.processing |= other.unknowns.processing;
  one.unknowns.ca_processing |= other.unknowns.ca_processing;
  one.unknowns.calendar |= other.unknowns.calendar;
  one.standing = std::max(one.standing, other.standing);
  return one;
}

StatedLead stated_lead(const LeadTime& lead, std::string_view service) {
  for (const auto& one : lead.services) {
    if (one.id == service && (one.working_hours || one.working_days)) return {one.working_hours, one.working_days};
  }
  return {lead.working_hours, lead.working_days};
}

Bound before_lead(Bound bound, const StatedLead& lead, const std::optional<calendar::Calendar>& calendar) {
  const auto back = [&](auto working) { return calendar->before(bound.by, working); };
  return moved_by_lead(bound, lead, calendar, back);
}

Bound after_lead(Bound bound, const StatedLead& lead, const std::optional<calendar::Calendar>& calendar) {
  const auto forward = [&](auto working) { return calendar->after(bound.by, working); };
  return moved_by_lead(bound, lead, calendar, forward);
}

Bound before_processing(Bound bound, const std::optional<int>& days, const std::optional<calendar::Calendar>& calendar,
                        bool Unknowns::*unstated) {
  return moved_by_processing(bound, days, calendar, unstated, before_days);
}

Bound after_processing(Bound bound, const std::optional<int>& days, const std::optional<calendar::Calendar>& calendar,
                       bool Unknowns::*unstated) {
  return moved_by_processing(bound, days, calendar, unstated, after_days);
}

}  // namespace reseal::workflow
