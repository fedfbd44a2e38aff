// SPDX-License-Identifier: Apache-2.0
// What MISA's portal says about a certificate, added to what the certificate says about itself.
#include <algorithm>
#include <utility>

#include "misa.h"
#include "reseal/failure.h"
#include "reseal/readable.h"

namespace reseal::misa {
namespace {

using Outcome = RuleResult::Outcome;

RuleResult* rule(std::vector<RuleResult>& rules, std::string_view id) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& each) { return each.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

// A certificate's OCSP answer may be out of reach while the CA itself is not.
void settle_status(RuleResult& status, const CertificateStatus& theirs) {
  if (theirs.status == "revoked" || theirs.status == "suspended") {
    status = {"status", Outcome::failed, {"misa.rule.status_portal_failed", {{"status", theirs.status}}}};
  } else if (status.outcome == Outcome::cannot_say) {
    status = {"status", Outcome::passed, {"misa.rule.status_portal_passed", {{"status", theirs.status}}}};
  }
}

RuleResult portal_rule(const CertificateStatus& theirs) {
  if (!theirs.open_order.empty()) {
    return {"portal", Outcome::failed, {"misa.rule.portal_open_order", {{"number", theirs.open_order}}}};
  }
  if (!theirs.renewable) {
    return {"portal", Outcome::failed, {"misa.rule.portal_refuses", {{"text", theirs.reason}}}};
  }
  return {"portal", Outcome::passed, {"misa.rule.portal_agrees", {}}};
}

void hear_portal(std::vector<RuleResult>& rules, const PortalAnswer<CertificateStatus>& answer) {
  if (!answer.value) {
    rules.push_back({"portal", Outcome::failed, {"misa.rule.portal_unknown", {{"text", answer.message}}}});
    return;
  }
  if (auto* status = rule(rules, "status")) settle_status(*status, *answer.value);
  rules.push_back(portal_rule(*answer.value));
  // The guide speaks of certificates that are about to expire; after that it is for MISA to say (GEN-04).
  auto* window = rule(rules, "window");
  if (window != nullptr && window->outcome == Outcome::cannot_say && rules.back().outcome == Outcome::passed) {
    window->outcome = Outcome::warning;
  }
}

}  // namespace

void ask_portal(Verdict& verdict, const Candidate& candidate, Portal& portal) {
  // Another CA's certificate is no business of MISA's.
  const auto* issuer = rule(verdict.rules, "issuer");
  if (issuer == nullptr || issuer->outcome == Outcome::failed) return;
  auto rules = std::move(verdict.rules);
  try {
    hear_portal(rules, portal.certificate_status(candidate.certificate.serial.hex));
  } catch (const TryLater&) {
    rules.push_back({"portal", Outcome::cannot_say, {"misa.rule.portal_unreachable", {}}});
  } catch (const PortalNonsense& error) {
    rules.push_back({"portal", Outcome::cannot_say, {"misa.rule.portal_nonsense", {{"text", error.what()}}}});
  }
  verdict = Verdict::of(std::move(rules));
}

Quote quote_of(const Candidate& candidate, Portal& portal, Time from) {
  Quote quote;
  const auto prices = portal.packages(candidate.certificate.serial.hex);
  if (!prices.value) {
    quote.remarks.push_back({"misa.quote.none", {{"text", prices.message}}});
    return quote;
  }
  const auto status = portal.certificate_status(candidate.certificate.serial.hex);
  const auto issuer_ends = status.value ? status.value->issuer_ends : std::nullopt;
  for (const auto& each : prices.value->packages) {
    Package package;
    package.code = each.code;
    package.name = package_name(each);
    package.term_months = each.term_months;
    package.price = each.price;
    package.valid_until = each.valid_until;
    if (const auto cut = cut_short_by(each.term_months, issuer_ends, candidate, from)) {
      package.remarks.push_back({"misa.package.cut_short",
                                 {{"months", std::to_string(each.term_months)},
                                  {"date", local_text(*cut, kVietNamOffset, kVietnameseDate)}}});
    }
    quote.packages.push_back(std::move(package));
  }
  quote.remarks.push_back({"misa.quote.discounts", {}});
  return quote;
}

}  // namespace reseal::misa
