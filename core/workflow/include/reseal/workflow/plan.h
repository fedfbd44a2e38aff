// SPDX-License-Identifier: Apache-2.0
// Planning backwards: from the days on which one must sign to the latest safe start, and forward again from where
// things stand now. CUS-01, TAX-01, TAX-04, TAX-05, BHX-03; how times are counted: deadlines.h.
//
// A pure function: asked again after a step has slipped, it answers for the new now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reseal/certificate_facts.h"
#include "reseal/values.h"
#include "reseal/workflow/cutover.h"
#include "reseal/workflow/deadlines.h"

namespace reseal::workflow {

/// A moment at which one must be able to sign for a system.
struct Use {
  std::string system;
  std::string service;  ///< "": every service of it, each a use of its own
  Time at;
  bool operator==(const Use&) const = default;
};

/// How far the renewal has come.
struct RenewalProgress {
  std::optional<Time> ordered_at;    ///< an order is open, or was
  std::optional<Time> installed_at;  ///< proven on the token
};

struct PlannedSystem {
  SystemTerms terms;
  std::optional<SystemStanding> standing;  ///< empty: no new certificate to register yet
};

struct PlanRequest {
  Time now;
  CertificateFacts old_certificate;
  std::optional<CertificateFacts> new_certificate;  ///< once it is there
  RenewalProgress renewal;
  std::vector<PlannedSystem> systems;
  CaTerms ca;
  std::vector<Use> uses;
  int warn_days = 30;  ///< an end of the old certificate that is so near is warned of, where its key is needed
};

/// One step that has to be taken by a certain moment.
struct Milestone {
  enum class Kind { ordered, on_token, sent, accepted };
  Kind kind = Kind::ordered;
  Bound deadline;
  std::optional<Time> done_at;
  bool with_old_key = false;  ///< of `sent`: needs a signature with the old key, so its end bounds it too
  [[nodiscard]] bool missed(Time now) const { return !done_at && deadline.by < now; }
  bool operator==(const Milestone&) const = default;
};
std::string_view to_string(Milestone::Kind kind);

/// What can be said of a use.
enum class Outlook {
  met,      ///< from now on, at the usual pace, the new certificate is usable in time; or it is already
  unclear,  ///< nothing that is known speaks against it, but not everything is known: never "met"
  missed,   ///< the new certificate cannot be usable by then any more
};
std::string_view to_string(Outlook outlook);

/// Which certificate signs at the moment of use, as things stand.
enum class Signer { new_one, old_one, neither };
std::string_view to_string(Signer signer);

struct UsePlan {
  Use use;                            ///< with its service, if the system has several
  std::vector<Milestone> milestones;  ///< first to last: ordered, on_token, sent, accepted
  Bound usable_from;                  ///< of the new certificate, earliest; with unknowns: not before this
  Outlook outlook = Outlook::unclear;
  std::optional<Seconds>
      slack;  ///< working time from usable_from to the use; negative: too late by that; empty: unknown
  Signer signer = Signer::neither;
  bool operator==(const UsePlan&) const = default;
};

struct PlanWarning {
  enum class Kind {
    nobody_signs,         ///< at a use, neither certificate can sign: an alarm
    old_key_too_late,     ///< needs the old key, which ends before anything can be sent
    old_key_running_out,  ///< needs the old key, which ends within warn_days
    refused,              ///< the system refused the registration
    stuck,                ///< the registration stands still until a person acts
    doubtful_days,        ///< the plan counts over days that are announced, not law
  };
  Kind kind = Kind::stuck;
  std::string system;
  std::optional<Time> at;  ///< the use, or the end of the old certificate
  bool operator==(const PlanWarning&) const = default;
};
std::string_view to_string(PlanWarning::Kind kind);

struct Plan {
  std::vector<UsePlan> uses;      ///< in the order asked for
  std::optional<Bound> start_by;  ///< the earliest `ordered` over all uses, with all their unknowns; empty: no use
  std::vector<PlanWarning> warnings;
  /// Whether a person must act now: something is missed, unclear, refused or stuck, nobody can sign, or a step that is
  /// not done must be before one more working day has passed.
  bool act_now = false;
  [[nodiscard]] bool all_met() const;
  [[nodiscard]] bool any_missed() const;
};

/// Throws Error(usage) for a use of a system, or of a service, that is not among `systems`.
Plan plan(const PlanRequest& request);

}  // namespace reseal::workflow
