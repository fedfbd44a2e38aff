// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/deadlines.h"

#include <algorithm>

#include "working_steps.h"

namespace reseal::workflow {
namespace {

Bound accepted_by(Time use, const SystemTerms& terms, std::string_view service) {
  const Bound at{.by = use, .unknowns = {}};
  const auto& services = terms.lead.services;
  if (!service.empty() || services.empty()) return before_lead(at, stated_lead(terms.lead, service), terms.calendar);
  auto bound = before_lead(at, stated_lead(terms.lead, services.front().id), terms.calendar);
  for (const auto& one : services) {
    bound = stricter(bound, before_lead(at, stated_lead(terms.lead, one.id), terms.calendar));
  }
  return bound;
}

}  // namespace

Deadlines deadlines(Time use, const SystemTerms& terms, std::string_view service, const CaTerms& ca,
                    std::optional<Time> old_key_ends) {
  Deadlines all;
  all.accepted = accepted_by(use, terms, service);
  all.sent = before_processing(all.accepted, terms.processing_days, terms.calendar, &Unknowns::processing);
  if (old_key_ends) all.sent.by = std::min(all.sent.by, *old_key_ends);
  all.on_token = all.sent;
  all.ordered = before_processing(all.on_token, ca.processing_days, ca.calendar, &Unknowns::ca_processing);
  return all;
}

std::vector<Deadlines> deadlines(std::span<const Time> ends, std::span<const SystemTerms> systems, const CaTerms& ca) {
  std::vector<Deadlines> all;
  all.reserve(ends.size() * systems.size());
  for (const Time end : ends) {
    for (const auto& terms : systems) all.push_back(deadlines(end, terms, "", ca, end));
  }
  return all;
}

}  // namespace reseal::workflow
