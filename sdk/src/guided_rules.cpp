// SPDX-License-Identifier: Apache-2.0
#include "guided_rules.h"

#include <algorithm>

#include "guided_text.h"

namespace reseal::guided {
namespace {

using Outcome = RuleResult::Outcome;

// Names are compared as people read them: ASCII case and runs of spaces do not matter (issuers are matched by key id
// first; a name is the fallback).
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

Outcome issuer(const Json& rule, const Values& values) {
  const auto& certificate = values.candidate().certificate;
  const auto key_ids = values.list(rule.value("key_ids", Json::array()));
  if (!certificate.authority_key_id.empty() &&
      std::find(key_ids.begin(), key_ids.end(), certificate.authority_key_id) != key_ids.end()) {
    return Outcome::passed;
  }
  const auto names = values.list(rule.value("names", Json::array()));
  const auto mine = folded(certificate.issuer_common_name);
  const bool known = std::any_of(names.begin(), names.end(), [&](const auto& name) { return folded(name) == mine; });
  return known ? Outcome::passed : Outcome::failed;
}

Outcome holder_id(const Json& rule, const Values& values) {
  const auto kinds = rule.value("kinds", std::vector<std::string>{});
  const bool any = std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) {
    return values.candidate().certificate.holder_id(kind) != nullptr;
  });
  return any ? Outcome::passed : Outcome::failed;
}

Outcome revocation(const Values& values) {
  switch (values.candidate().revocation.status) {
    case RevocationFacts::Status::good:
      return Outcome::passed;
    case RevocationFacts::Status::revoked:
    case RevocationFacts::Status::suspended:
      return Outcome::failed;
    case RevocationFacts::Status::cannot_say:
      break;
  }
  return Outcome::cannot_say;
}

Outcome declared(const Json& rule, Outcome otherwise) {
  const auto name = rule.value("outcome", std::string());
  if (name == "passed") return Outcome::passed;
  if (name == "failed") return Outcome::failed;
  if (name == "warning") return Outcome::warning;
  if (name == "cannot_say") return Outcome::cannot_say;
  return otherwise;
}

// `outcome` is what to say of an expired certificate; the time before `warn_days` is only remarked on.
Outcome validity(const Json& rule, const Values& values, Time now) {
  const auto end = values.candidate().certificate.not_after;
  if (now >= end) return declared(rule, Outcome::failed);
  const auto warn_days = rule.value("warn_days", 0);
  return end - now <= std::chrono::days(warn_days) ? Outcome::warning : Outcome::passed;
}

Outcome outcome_of(const Json& rule, const Values& values, Time now) {
  const auto kind = rule.at("rule").get<std::string>();
  if (kind == "issuer") return issuer(rule, values);
  if (kind == "holder_id") return holder_id(rule, values);
  if (kind == "private_key") return values.candidate().has_private_key ? Outcome::passed : Outcome::failed;
  if (kind == "revocation") return revocation(values);
  if (kind == "validity") return validity(rule, values, now);
  if (kind == "key_strength") {
    return values.candidate().certificate.weaknesses.empty() ? Outcome::passed : declared(rule, Outcome::warning);
  }
  return declared(rule, Outcome::cannot_say);
}

const char* text_member(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::failed:
      return "failed";
    case Outcome::warning:
      return "warning";
    case Outcome::cannot_say:
      break;
  }
  return "cannot_say";
}

}  // namespace

std::vector<RuleResult> apply_rules(const Json& rules, const Values& values, Time now) {
  std::vector<RuleResult> results;
  for (const auto& rule : rules) {
    RuleResult result;
    result.id = rule.at("id").get<std::string>();
    result.outcome = outcome_of(rule, values, now);
    result.evidence = text_of(rule, text_member(result.outcome), values);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace reseal::guided
