// SPDX-License-Identifier: Apache-2.0
// What Viettel-CA's portal says about a certificate, added to what the certificate says about itself.
#include <algorithm>
#include <utility>

#include "reseal/failure.h"
#include "viettel.h"

namespace reseal::viettel {
namespace {

using Outcome = RuleResult::Outcome;

RuleResult& rule(std::vector<RuleResult>& rules, std::string_view id) {
  return *std::find_if(rules.begin(), rules.end(), [&](const auto& each) { return each.id == id; });
}

// VTL-E-02: an OCSP answer may be out of reach while the CA itself is not.
void settle_status(RuleResult& status, const std::string& theirs) {
  const bool expired = theirs == "expired";
  if (theirs != "active" && (!expired || status.outcome != Outcome::failed)) {
    status = {"status", Outcome::failed, {"viettel.rule.status_portal_" + theirs, {}}};
  } else if (status.outcome == Outcome::cannot_say) {
    status = {"status", Outcome::passed, {"viettel.rule.status_portal_active", {}}};
  }
}

void hear(std::vector<RuleResult>& rules, const Campaign& campaign, const CertificateStatus& theirs) {
  settle_status(rule(rules, "status"), theirs.status);
  rule(rules, "contract") = contract_rule(campaign, theirs.contract_ends);
  if (!theirs.compensated_by.empty()) {  // VTL-E-05
    rules.push_back(
        {"compensation", Outcome::failed, {"viettel.rule.compensated", {{"serial", theirs.compensated_by}}}});
    return;
  }
  if (theirs.open_request.empty()) {
    rules.push_back({"compensation", Outcome::passed, {"viettel.rule.not_compensated", {}}});
    return;
  }
  // VTL-X-05: what Viettel-CA took in time is gone on with, also later and from another computer.
  rules.push_back({"compensation", Outcome::warning, {"viettel.rule.goes_on", {{"number", theirs.open_request}}}});
  for (auto& each : rules) {
    const bool too_late = each.id == "window" || each.evidence.id == "viettel.rule.status_expired" ||
                          each.evidence.id == "viettel.rule.status_portal_expired";
    if (too_late && each.outcome == Outcome::failed) each.outcome = Outcome::warning;
  }
}

}  // namespace

Verdict verdict_of(std::vector<RuleResult> rules, const Campaign* campaign, const Portal& portal) {
  // Another CA's certificate is no business of Viettel-CA's.
  if (campaign == nullptr) return Verdict::of(std::move(rules));
  auto& contract = rule(rules, "contract").evidence;
  try {
    const auto answer = portal.certificate_status();
    if (answer.value) {
      hear(rules, *campaign, *answer.value);
    } else {
      rule(rules, "contract") = {"contract",
                                 answer.code == "not_found" ? Outcome::failed : Outcome::cannot_say,
                                 {"viettel.rule.contract_unknown", {{"text", answer.message}}}};
    }
  } catch (const TryLater&) {
    contract = {"viettel.rule.contract_unreachable", {}};
  } catch (const PortalNonsense& error) {
    contract = {"viettel.rule.contract_nonsense", {{"text", error.what()}}};
  }
  return Verdict::of(std::move(rules));
}

}  // namespace reseal::viettel
