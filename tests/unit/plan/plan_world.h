// SPDX-License-Identifier: Apache-2.0
// Systems as their guides state them, a certificate that runs out, and times as the office's wall shows them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "reseal/base/local_time.h"
#include "reseal/calendar/calendars.h"
#include "reseal/workflow/plan.h"

namespace reseal::workflow {

/// at("2026-11-20 16:30"), in Viet Nam.
inline Time at(const std::string& wall) {
  return time_from_iso(wall.substr(0, 10) + "T" + wall.substr(11) + ":00+07:00");
}
inline std::string wall(Time time) { return format_local(time, "%F %H:%M", kVietNam); }

inline calendar::Calendar office(std::string_view name) { return calendar::Calendars().of("VN", name); }

inline SystemTerms system_called(const std::string& id, std::optional<int> processing_days) {
  SystemTerms terms;
  terms.id = id;
  terms.processing_days = processing_days;
  terms.calendar = office(id);
  return terms;
}
/// At least one working day before clearance (CUS-01), entered with the old key.
inline SystemTerms customs(std::optional<int> processing_days = 0) {
  auto terms = system_called("customs", processing_days);
  terms.lead.working_days = 1;
  terms.lead.needs_old_key = true;
  return terms;
}
/// At least four working hours before filing and before paying (TAX-01, TAX-04, TAX-05).
inline SystemTerms tax(std::optional<int> processing_days = 0) {
  auto terms = system_called("tax", processing_days);
  terms.lead.services = {{"filing", {}, 4, {}, {}}, {"payment", {}, 4, {}, {}}};
  return terms;
}
/// States no lead time (BHX-03).
inline SystemTerms social_insurance() { return system_called("social_insurance", 1); }

inline CaTerms ca(std::optional<int> days) { return {days, office("company")}; }

inline CertificateFacts certificate(const std::string& until) {
  CertificateFacts facts;
  facts.not_before = at("2023-01-01 00:00");
  facts.not_after = at(until);
  return facts;
}

/// A request for one system and one use of it.
inline PlanRequest wish(const std::string& now, SystemTerms terms, const std::string& use,
                        std::optional<int> ca_days = 0) {
  PlanRequest request;
  request.now = at(now);
  request.old_certificate = certificate("2027-06-30 00:00");
  request.uses = {{terms.id, "", at(use)}};
  request.systems = {{std::move(terms), std::nullopt}};
  request.ca = ca(ca_days);
  return request;
}

inline const Milestone& step(const UsePlan& use, Milestone::Kind kind) {
  return use.milestones.at(static_cast<std::size_t>(kind));
}
inline std::string by(const UsePlan& use, Milestone::Kind kind) { return wall(step(use, kind).deadline.by); }

inline bool warns(const Plan& plan, PlanWarning::Kind kind) {
  return std::any_of(plan.warnings.begin(), plan.warnings.end(),
                     [&](const PlanWarning& warning) { return warning.kind == kind; });
}

/// The registration has come so far.
inline SystemStanding stands(const SystemTerms& terms, Standing standing, std::optional<Time> since) {
  SystemStanding made;
  made.system = terms.id;
  made.standing = standing;
  made.since = since;
  for (const auto& service : terms.lead.services) made.services.push_back({service.id, standing, {}, {}});
  if (made.services.empty()) made.services.push_back({"", standing, {}, {}});
  return made;
}
inline SystemStanding accepted(const SystemTerms& terms, Time accepted_at, const InForce& in_force) {
  auto made = stands(terms, Standing::accepted, accepted_at);
  for (auto& service : made.services) {
    service.accepted_at = accepted_at;
    service.in_force = in_force;
  }
  return made;
}

}  // namespace reseal::workflow
