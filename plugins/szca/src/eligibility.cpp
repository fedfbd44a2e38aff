// SPDX-License-Identifier: Apache-2.0
// What the hall says about a certificate, added to what the certificate says about itself.
#include <algorithm>
#include <utility>

#include "reseal/failure.h"
#include "reseal/readable.h"
#include "szca.h"

namespace reseal::szca {
namespace {

using Outcome = RuleResult::Outcome;

RuleResult* rule(std::vector<RuleResult>& rules, std::string_view id) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& each) { return each.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

// OCSP may be out of reach, or no longer speak of an expired certificate, while the hall does.
void settle_status(RuleResult& status, const CertificateStatus& theirs) {
  if (theirs.status == "revoked" || theirs.status == "suspended") {
    status = {"status", Outcome::failed, {"szca.rule.status_hall_" + theirs.status, {}}};
  } else if (status.outcome == Outcome::cannot_say) {
    status = {"status", Outcome::passed, {"szca.rule.status_hall_" + theirs.status, {}}};
  }
}

RuleResult hall_rule(const CertificateStatus& theirs) {
  if (!theirs.open_application.empty()) {
    return {"hall", Outcome::failed, {"szca.rule.hall_open_application", {{"number", theirs.open_application}}}};
  }
  if (!theirs.renewable) return {"hall", Outcome::failed, {"szca.rule.hall_refuses", {{"text", theirs.reason}}}};
  return {"hall", Outcome::passed, {"szca.rule.hall_agrees", {}}};
}

void hear_hall(std::vector<RuleResult>& rules, const PortalAnswer<CertificateStatus>& answer) {
  if (!answer.value) {
    rules.push_back({"hall", Outcome::failed, {"szca.rule.hall_unknown", {{"text", answer.message}}}});
    return;
  }
  if (auto* status = rule(rules, "status")) settle_status(*status, *answer.value);
  // SZCA-24: each class has rules of its own.
  if (auto* known = rule(rules, "class")) {
    *known = {"class", Outcome::passed, {"szca.rule.class_" + answer.value->certificate_class, {}}};
  }
  rules.push_back(hall_rule(*answer.value));
}

}  // namespace

void add_own_rules(std::vector<RuleResult>& rules, const Candidate& candidate) {
  const bool on_key = candidate.held_in == "token";
  rules.push_back({"on_ukey",
                   on_key ? Outcome::passed : Outcome::failed,
                   {on_key ? "szca.rule.on_ukey_passed" : "szca.rule.on_ukey_failed", {}}});
  const auto& algorithm = candidate.certificate.key.algorithm;
  const bool known = algorithm == "RSA" || algorithm == "EC";
  rules.push_back(
      {"algorithm",
       known ? Outcome::passed : Outcome::cannot_say,
       {known ? "szca.rule.algorithm_passed" : "szca.rule.algorithm_cannot_say", {{"algorithm", algorithm}}}});
}

void ask_hall(std::vector<RuleResult>& rules, const Portal& portal) {
  // Another CA's certificate is no business of SZCA's.
  const auto* issuer = rule(rules, "issuer");
  if (issuer == nullptr || issuer->outcome == Outcome::failed) return;
  try {
    hear_hall(rules, portal.certificate_status());
  } catch (const TryLater&) {
    rules.push_back({"hall", Outcome::cannot_say, {"szca.rule.hall_unreachable", {}}});
  } catch (const PortalNonsense& error) {
    rules.push_back({"hall", Outcome::cannot_say, {"szca.rule.hall_nonsense", {{"text", error.what()}}}});
  }
}

Quote quote_of(const Candidate& candidate, const Portal& portal, Time now) {
  Quote quote;
  quote.same_issuer = true;
  const auto prices = portal.packages();
  const auto status = portal.certificate_status();
  if (!prices.value || !status.value) {
    quote.remarks.push_back({"szca.quote.none", {{"text", prices.value ? status.message : prices.message}}});
    return quote;
  }
  for (const auto& each : prices.value->packages) {
    Package package;
    package.code = each.code;
    package.name = {"szca.years.name", {{"years", std::to_string(each.years)}}};
    package.term_months = 12 * each.years;
    package.price = each.price;
    package.valid_until = each.valid_until;
    for (const auto& end : {status.value->issuer_ends, candidate.issuer_end}) {
      if (end && *end < add_months(now, package.term_months)) {
        package.remarks = {{"szca.years.cut_short", {{"date", local_text(*end, kChinaOffset, "%Y-%m-%d")}}}};
      }
    }
    quote.packages.push_back(std::move(package));
  }
  quote.papers = status.value->printed_form ? 1 : 0;
  quote.working_days = status.value->review_days;
  quote.remarks.push_back({"szca.quote.class_" + status.value->certificate_class, {}});
  return quote;
}

}  // namespace reseal::szca
