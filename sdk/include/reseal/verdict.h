// SPDX-License-Identifier: Apache-2.0
// May this certificate be renewed here, and for how much? Answers with their evidence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reseal/values.h"

namespace reseal {

/// One named rule of a provider, and what it found.
struct RuleResult {
  enum class Outcome { passed, failed, cannot_say, warning };
  std::string id;  ///< stable: "issuer", "status", "window"
  Outcome outcome = Outcome::cannot_say;
  Text evidence;  ///< what was looked at: the certificate's own date, the portal's answer
  bool operator==(const RuleResult&) const = default;
};

struct Verdict {
  enum class Answer { eligible, not_eligible, cannot_say };
  Answer answer = Answer::cannot_say;
  std::vector<RuleResult> rules;
  bool operator==(const Verdict&) const = default;

  /// not_eligible if a rule failed; else cannot_say if a rule cannot say; else eligible. A warning decides nothing.
  static Verdict of(std::vector<RuleResult> rules);
};

struct Package {
  std::string code;
  Text name;
  int term_months = 0;
  Money price;
  std::optional<Time> valid_until;  ///< where the new certificate would end, clamped by the issuer's own end
  std::vector<Text> remarks;        ///< "the CA's own certificate ends before this term does"
  bool operator==(const Package&) const = default;
};

struct Quote {
  std::vector<Package> packages;  ///< empty: the provider tells prices only on its own page (see remarks)
  std::vector<Text> remarks;
  // For choosing between providers; absent: the provider cannot say.
  std::optional<bool> same_issuer = {};  ///< the new certificate comes from the CA of the old one
  std::optional<int> papers = {};        ///< forms that somebody has to print, sign or stamp by hand
  std::optional<int> working_days = {};  ///< from order to certificate, as the provider promises it
  bool operator==(const Quote&) const = default;
};

void to_json(Json& json, const RuleResult& rule);
void from_json(const Json& json, RuleResult& rule);
void to_json(Json& json, const Verdict& verdict);
void from_json(const Json& json, Verdict& verdict);
void to_json(Json& json, const Package& package);
void from_json(const Json& json, Package& package);
void to_json(Json& json, const Quote& quote);
void from_json(const Json& json, Quote& quote);

}  // namespace reseal
