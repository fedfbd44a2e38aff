// SPDX-License-Identifier: Apache-2.0
// Old or new? Asked before every signature that somebody makes, so it reads a few small journal entries and no more.
#include <algorithm>

#include "reseal/workflow/cutover.h"

namespace reseal::workflow {
namespace {

using Which = SigningChoice::Which;

constexpr int kRenewalsInARow = 100;  // of one holder; a longer chain is a loop in a broken store

bool in_term(const CertificateFacts& certificate, Time at) {
  return certificate.not_before <= at && at < certificate.not_after;
}

Text::Params params_of(const Succession& succession, std::optional<Time> from) {
  Text::Params params = {{"old", succession.old_certificate.serial.hex},
                         {"new", succession.new_certificate.serial.hex},
                         {"old_until", to_iso(succession.old_certificate.not_after)},
                         {"new_until", to_iso(succession.new_certificate.not_after)}};
  if (from) params["from"] = to_iso(*from);
  return params;
}

/// "cutover.old.<why>" while the old one works; "cutover.neither.<why>" when it has ended (or has not begun).
SigningChoice the_old_one(const Succession& succession, const std::string& why, std::optional<Time> from, Time at) {
  const auto& old = succession.old_certificate;
  if (!in_term(old, at)) {
    return {Which::neither, std::nullopt, {}, {"cutover.neither." + why, params_of(succession, from)}, from};
  }
  const auto until = from ? std::min(*from, old.not_after) : old.not_after;
  return {Which::old_one, old, succession.old_uri, {"cutover.old." + why, params_of(succession, from)}, until};
}

}  // namespace

SigningChoice Cutover::sign_with(const std::string& certificate, std::string_view system, std::string_view service,
                                 Time at) {
  auto succession = succession_of(certificate);
  if (!succession) {
    return {Which::neither, std::nullopt, {}, {"cutover.no_renewal", {{"certificate", certificate}}}, std::nullopt};
  }
  // From the newest renewal back: the first certificate that the system knows signs.
  for (int i = 0; i < kRenewalsInARow; ++i) {
    auto later = succession_from_old(succession->new_certificate.sha256);
    if (!later) break;
    succession = std::move(later);
  }
  for (int i = 0; i < kRenewalsInARow; ++i) {
    auto choice = choose(*succession, system, service, at);
    if (choice.which == Which::new_one) return choice;
    auto earlier = succession_to_new(succession->old_certificate.sha256);
    if (!earlier) return choice;
    succession = std::move(earlier);
  }
  return {};
}

SigningChoice Cutover::choose(const Succession& succession, std::string_view system, std::string_view service,
                              Time at) {
  const auto& renewed = succession.new_certificate;
  const auto known = accepted(renewed.sha256, system);
  if (!known || !known->covers(service)) return the_old_one(succession, "not_accepted", std::nullopt, at);
  const auto in_force = in_force_of(*known, service);
  if (!in_force.from) return the_old_one(succession, "day_unknown", std::nullopt, at);
  // An acceptance that was mistyped may lie before the certificate's own term.
  const Time from = std::max(*in_force.from, renewed.not_before);
  if (at < from) return the_old_one(succession, "not_in_force", from, at);
  const auto params = params_of(succession, from);
  if (!in_term(renewed, at)) return {Which::neither, std::nullopt, {}, {"cutover.neither.ended", params}, std::nullopt};
  const char* why = in_force.lead_known ? "cutover.new.in_force" : "cutover.new.accepted_no_lead";
  return {Which::new_one, renewed, succession.new_uri, {why, params}, renewed.not_after};
}

bool Cutover::Accepted::covers(std::string_view service) const {
  const auto& services = acceptance.services;
  return service.empty() || services.empty() || std::find(services.begin(), services.end(), service) != services.end();
}

/// Of a system with several services, and none named: when the last of them is in force.
InForce Cutover::in_force_of(const Accepted& known, std::string_view service) {
  if (!service.empty() || known.terms.lead.services.empty()) {
    return in_force_from(known.acceptance, known.terms, service);
  }
  InForce latest;
  for (const auto& each : known.terms.lead.services) {
    const auto one = in_force_from(known.acceptance, known.terms, each.id);
    if (!one.from) return one;
    if (!latest.from || *latest.from < *one.from) latest = one;
  }
  return latest;
}

}  // namespace reseal::workflow
