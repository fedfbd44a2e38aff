// SPDX-License-Identifier: Apache-2.0
#include "reseal/verdict.h"

#include <algorithm>

#include "shape.h"

namespace reseal {
namespace shape {
using Outcome = RuleResult::Outcome;
using Answer = Verdict::Answer;
template <>
inline constexpr Names<Outcome, 4> kNames<Outcome>{{{Outcome::passed, "passed"},
                                                    {Outcome::failed, "failed"},
                                                    {Outcome::cannot_say, "cannot_say"},
                                                    {Outcome::warning, "warning"}}};
template <>
inline constexpr Names<Answer, 3> kNames<Answer>{
    {{Answer::eligible, "eligible"}, {Answer::not_eligible, "not_eligible"}, {Answer::cannot_say, "cannot_say"}}};
}  // namespace shape

Verdict Verdict::of(std::vector<RuleResult> rules) {
  const auto any = [&](RuleResult::Outcome outcome) {
    return std::any_of(rules.begin(), rules.end(), [&](const RuleResult& rule) { return rule.outcome == outcome; });
  };
  Verdict verdict;
  verdict.answer = any(RuleResult::Outcome::failed)       ? Verdict::Answer::not_eligible
                   : any(RuleResult::Outcome::cannot_say) ? Verdict::Answer::cannot_say
                                                          : Verdict::Answer::eligible;
  verdict.rules = std::move(rules);
  return verdict;
}

void to_json(Json& json, const RuleResult& rule) {
  json = Json{{"id", rule.id}, {"outcome", shape::name_of(rule.outcome)}};
  shape::put(json, "evidence", rule.evidence);
}

void from_json(const Json& json, RuleResult& rule) {
  shape::expect_object(json);
  rule = RuleResult{};
  shape::need(json, "id", rule.id);
  shape::need(json, "outcome", rule.outcome);
  shape::may(json, "evidence", rule.evidence);
}

void to_json(Json& json, const Verdict& verdict) {
  json = Json{{"answer", shape::name_of(verdict.answer)}, {"rules", verdict.rules}};
}

void from_json(const Json& json, Verdict& verdict) {
  shape::expect_object(json);
  verdict = Verdict{};
  shape::need(json, "answer", verdict.answer);
  shape::may(json, "rules", verdict.rules);
}

void to_json(Json& json, const Package& package) {
  json = Json{{"code", package.code}, {"term_months", package.term_months}, {"price", package.price}};
  shape::put(json, "name", package.name);
  shape::put(json, "valid_until", package.valid_until);
  if (!package.remarks.empty()) json["remarks"] = package.remarks;
}

void from_json(const Json& json, Package& package) {
  shape::expect_object(json);
  package = Package{};
  shape::need(json, "code", package.code);
  shape::may(json, "name", package.name);
  shape::need(json, "term_months", package.term_months);
  shape::need(json, "price", package.price);
  shape::may(json, "valid_until", package.valid_until);
  shape::may(json, "remarks", package.remarks);
}

void to_json(Json& json, const Quote& quote) {
  json = Json{{"packages", quote.packages}, {"remarks", quote.remarks}};
  shape::put(json, "same_issuer", quote.same_issuer);
  shape::put(json, "papers", quote.papers);
  shape::put(json, "working_days", quote.working_days);
}

void from_json(const Json& json, Quote& quote) {
  shape::expect_object(json);
  quote = Quote{};
  shape::need(json, "packages", quote.packages);
  shape::may(json, "remarks", quote.remarks);
  shape::may(json, "same_issuer", quote.same_issuer);
  shape::may(json, "papers", quote.papers);
  shape::may(json, "working_days", quote.working_days);
}

}  // namespace reseal
