// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/plan.h"

#include <algorithm>

#include "reseal/base/error.h"
#include "working_steps.h"

namespace reseal::workflow {
namespace {

const PlannedSystem& system_of(const PlanRequest& request, const Use& use) {
  const auto found = std::find_if(request.systems.begin(), request.systems.end(),
                                  [&](const PlannedSystem& system) { return system.terms.id == use.system; });
  if (found == request.systems.end()) throw Error(ErrorCode::usage, {{"problem", "unknown system: " + use.system}});
  return *found;
}

// A use of the whole system is a use of each of its services.
std::vector<Use> with_services(const Use& use, const SystemTerms& terms) {
  std::vector<Use> uses;
  for (const auto& service : terms.lead.services) {
    if (use.service.empty() || use.service == service.id) uses.push_back({use.system, service.id, use.at});
  }
  if (!uses.empty()) return uses;
  if (!use.service.empty()) {
    throw Error(ErrorCode::usage, {{"problem", "unknown service: " + use.system + "/" + use.service}});
  }
  return {use};
}

const ServiceStanding* standing_of(const PlannedSystem& system, const std::string& service) {
  if (!system.standing) return nullptr;
  const auto& services = system.standing->services;
  const auto found =
      std::find_if(services.begin(), services.end(), [&](const auto& one) { return one.service == service; });
  return found == services.end() ? nullptr : &*found;
}

// What one use stands on.
class UsePlanner {
 public:
  UsePlanner(const PlanRequest& request, const PlannedSystem& system, Use use)
      : request_(request), system_(system), standing_(standing_of(system, use.service)), use_(std::move(use)) {
    if (standing_ == nullptr) return;
    accepted_at_ = standing_->accepted_at;
    // Who waits for the agency has sent; since when it waits is when.
    if (standing_->standing == Standing::waiting || accepted_at_) {
      sent_at_ = accepted_at_ ? accepted_at_ : system.standing->since;
    }
  }

  UsePlan run() const {
    UsePlan planned{.use = use_, .milestones = milestones(), .usable_from = usable_from(), .slack = {}};
    const auto& usable = planned.usable_from;
    const bool new_one_ended = request_.new_certificate && request_.new_certificate->not_after <= use_.at;
    // Once the system has accepted, it counts: a lead time that nobody stated does not hold it back (BHX-03).
    const bool is_certain = !usable.unknowns.any() || (accepted_at_ && !usable.unknowns.calendar);
    if (usable.by > use_.at || new_one_ended || cannot_be_sent()) {
      planned.outlook = Outlook::missed;
    } else {
      planned.outlook = is_certain ? Outlook::met : Outlook::unclear;
    }
    if (is_certain && system_.terms.calendar) planned.slack = system_.terms.calendar->between(usable.by, use_.at);
    planned.signer = signer(planned.outlook);
    return planned;
  }

  /// The old key is needed, and it ends before anything can be sent.
  bool cannot_be_sent() const { return needs_old_key() && earliest_sent().by > request_.old_certificate.not_after; }
  bool needs_old_key() const { return system_.terms.lead.needs_old_key && !sent_at_; }

 private:
  std::vector<Milestone> milestones() const {
    using Kind = Milestone::Kind;
    const bool with_old_key = system_.terms.lead.needs_old_key;
    const auto by = deadlines(use_.at, system_.terms, use_.service, request_.ca,
                              with_old_key ? std::optional(request_.old_certificate.not_after) : std::nullopt);
    return {{Kind::ordered, by.ordered, request_.renewal.ordered_at},
            {Kind::on_token, by.on_token, request_.renewal.installed_at},
            {Kind::sent, by.sent, sent_at_, with_old_key},
            {Kind::accepted, by.accepted, accepted_at_}};
  }

  // Forward: what is done stands; what is not cannot be before now.
  Bound not_before_now(Bound bound) const {
    bound.by = std::max(bound.by, request_.now);
    return bound;
  }
  Bound earliest_on_token() const {
    if (const auto& at = request_.renewal.installed_at) return {.by = *at, .unknowns = {}};
    const Bound ordered{.by = request_.renewal.ordered_at.value_or(request_.now), .unknowns = {}};
    return not_before_now(
        after_processing(ordered, request_.ca.processing_days, request_.ca.calendar, &Unknowns::ca_processing));
  }
  Bound earliest_sent() const {
    if (sent_at_) return {.by = *sent_at_, .unknowns = {}};
    return not_before_now(earliest_on_token());
  }
  Bound earliest_accepted() const {
    if (accepted_at_) return {.by = *accepted_at_, .unknowns = {}};
    return not_before_now(after_processing(earliest_sent(), system_.terms.processing_days, system_.terms.calendar,
                                           &Unknowns::processing));
  }
  Bound usable_from() const {
    if (standing_ != nullptr && standing_->in_force.from) {
      return {.by = *standing_->in_force.from, .unknowns = {.lead_time = !standing_->in_force.lead_known}};
    }
    return after_lead(earliest_accepted(), stated_lead(system_.terms.lead, use_.service), system_.terms.calendar);
  }

  // Where it is unclear, the old one signs as long as it can: that one the system knows (TAX-03, BHX-02).
  Signer signer(Outlook outlook) const {
    const auto& old_one = request_.old_certificate;
    if (outlook == Outlook::met) return Signer::new_one;
    if (old_one.not_before <= use_.at && use_.at < old_one.not_after) return Signer::old_one;
    return outlook == Outlook::unclear ? Signer::new_one : Signer::neither;
  }

  const PlanRequest& request_;
  const PlannedSystem& system_;
  const ServiceStanding* standing_;
  Use use_;
  std::optional<Time> sent_at_;
  std::optional<Time> accepted_at_;
};

void warn(std::vector<PlanWarning>& warnings, PlanWarning warning) {
  if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(std::move(warning));
}

void warn_of(const PlanRequest& request, const PlannedSystem& system, const UsePlanner& planner, const UsePlan& planned,
             std::vector<PlanWarning>& warnings) {
  using Kind = PlanWarning::Kind;
  const auto& id = system.terms.id;
  if (planned.signer == Signer::neither) warn(warnings, {Kind::nobody_signs, id, planned.use.at});
  const auto end = request.old_certificate.not_after;
  if (planner.cannot_be_sent()) {
    warn(warnings, {Kind::old_key_too_late, id, end});
  } else if (planner.needs_old_key() && end - request.now <= std::chrono::days(request.warn_days)) {
    warn(warnings, {Kind::old_key_running_out, id, end});
  }
  if (system.standing && system.standing->standing == Standing::refused) warn(warnings, {Kind::refused, id, {}});
  if (system.standing && system.standing->standing == Standing::stuck) warn(warnings, {Kind::stuck, id, {}});
  auto standing = planned.usable_from.standing;
  for (const auto& milestone : planned.milestones) standing = std::max(standing, milestone.deadline.standing);
  if (standing == calendar::Standing::announced) warn(warnings, {Kind::doubtful_days, id, planned.use.at});
}

// Less than one working day is left for a step that is not done.
bool is_pressing(const PlanRequest& request, const PlannedSystem& system, const UsePlan& planned) {
  const auto& calendar = system.terms.calendar ? system.terms.calendar : request.ca.calendar;
  Time soon = request.now;
  if (calendar) soon = calendar->after(request.now, calendar::WorkingDays{1}).time.value_or(soon);
  return std::any_of(planned.milestones.begin(), planned.milestones.end(),
                     [&](const Milestone& milestone) { return !milestone.done_at && milestone.deadline.by < soon; });
}

}  // namespace

std::string_view to_string(Milestone::Kind kind) {
  constexpr std::string_view kNames[] = {"ordered", "on_token", "sent", "accepted"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view to_string(Outlook outlook) {
  constexpr std::string_view kNames[] = {"met", "unclear", "missed"};
  return kNames[static_cast<std::size_t>(outlook)];
}

std::string_view to_string(Signer signer) {
  constexpr std::string_view kNames[] = {"new", "old", "neither"};
  return kNames[static_cast<std::size_t>(signer)];
}

std::string_view to_string(PlanWarning::Kind kind) {
  constexpr std::string_view kNames[] = {"nobody_signs", "old_key_too_late", "old_key_running_out", "refused",
                                         "stuck",        "doubtful_days"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool Plan::all_met() const {
  return std::all_of(uses.begin(), uses.end(), [](const UsePlan& use) { return use.outlook == Outlook::met; });
}

bool Plan::any_missed() const {
  return std::any_of(uses.begin(), uses.end(), [](const UsePlan& use) { return use.outlook == Outlook::missed; });
}

Plan plan(const PlanRequest& request) {
  Plan all;
  for (const auto& asked : request.uses) {
    const auto& system = system_of(request, asked);
    for (auto& use : with_services(asked, system.terms)) {
      const UsePlanner planner(request, system, std::move(use));
      auto planned = planner.run();
      warn_of(request, system, planner, planned, all.warnings);
      const auto& ordered = planned.milestones.front().deadline;
      all.start_by = all.start_by ? stricter(*all.start_by, ordered) : ordered;
      all.act_now = all.act_now || is_pressing(request, system, planned);
      all.uses.push_back(std::move(planned));
    }
  }
  const bool alarmed = std::any_of(all.warnings.begin(), all.warnings.end(), [](const PlanWarning& warning) {
    return warning.kind != PlanWarning::Kind::old_key_running_out && warning.kind != PlanWarning::Kind::doubtful_days;
  });
  all.act_now = all.act_now || alarmed || !all.all_met();
  return all;
}

}  // namespace reseal::workflow
