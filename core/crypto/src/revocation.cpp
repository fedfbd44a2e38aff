// SPDX-License-Identifier: Apache-2.0
#include "reseal/crypto/revocation.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <set>
#include <utility>

#include "revocation_answer.h"

namespace reseal::crypto {
namespace {

bool is_web_address(std::string_view url) {
  const auto starts = [&](std::string_view scheme) {
    return url.size() > scheme.size() && std::equal(scheme.begin(), scheme.end(), url.begin(), [](char a, char b) {
             return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
           });
  };
  return starts("http://") || starts("https://");
}

}  // namespace

std::string freshness_problem(const ASN1_TIME* this_update, const ASN1_TIME* next_update, Time now) {
  const auto begin = ossl::to_time(this_update);
  if (!begin) return "no time of issue";
  if (*begin > now + kLeeway) return "not yet valid: issued " + to_iso(*begin);
  if (next_update == nullptr) {
    return now - *begin > kUndatedAge ? "too old: issued " + to_iso(*begin) + ", without an end" : "";
  }
  const auto end = ossl::to_time(next_update);
  if (!end) return "the time of the next update is no time";
  return now > *end + kLeeway ? "expired: next update was due " + to_iso(*end) : "";
}

std::string reason_name(int reason) {
  switch (reason) {
    case CRL_REASON_KEY_COMPROMISE:
      return "keyCompromise";
    case CRL_REASON_CA_COMPROMISE:
      return "cACompromise";
    case CRL_REASON_AFFILIATION_CHANGED:
      return "affiliationChanged";
    case CRL_REASON_SUPERSEDED:
      return "superseded";
    case CRL_REASON_CESSATION_OF_OPERATION:
      return "cessationOfOperation";
    case CRL_REASON_CERTIFICATE_HOLD:
      return "certificateHold";
    case CRL_REASON_REMOVE_FROM_CRL:
      return "removeFromCRL";
    case CRL_REASON_PRIVILEGE_WITHDRAWN:
      return "privilegeWithdrawn";
    case CRL_REASON_AA_COMPROMISE:
      return "aACompromise";
    default:
      return "unspecified";
  }
}

void set_revoked(RevocationFacts& facts, int reason, const ASN1_TIME* when) {
  facts.status =
      reason == CRL_REASON_CERTIFICATE_HOLD ? RevocationFacts::Status::suspended : RevocationFacts::Status::revoked;
  facts.reason = reason_name(reason);
  facts.revoked_at = ossl::to_time(when);
}

RevocationFacts check_revocation(const Certificate& certificate, const Certificate& issuer, Time now,
                                 const Fetch& fetch) {
  RevocationFacts last;
  std::string reasons;
  const auto decided = [&](RevocationFacts facts, const std::string& source) {
    facts.source = source;
    if (facts.status == RevocationFacts::Status::cannot_say) {
      reasons += (reasons.empty() ? "" : "; ") + source + ": " + facts.reason;
    }
    last = std::move(facts);
    return last.status != RevocationFacts::Status::cannot_say;
  };
  std::set<std::string, std::less<>> asked;
  for (const auto& url : certificate.facts().ocsp_urls) {
    if (!is_web_address(url) || !asked.insert("ocsp " + url).second) continue;
    const auto request = make_ocsp_request(certificate, issuer);
    const auto answer = fetch(url, request.der, "application/ocsp-request");
    auto facts = answer && !answer->empty() ? read_ocsp_response(*answer, request, certificate, issuer, now)
                                            : cannot_say("no answer");
    if (decided(std::move(facts), "ocsp " + url)) return last;
  }
  for (const auto& url : certificate.facts().crl_urls) {
    if (!is_web_address(url) || !asked.insert("crl " + url).second) continue;
    const auto answer = fetch(url, {}, {});
    auto facts = answer && !answer->empty() ? read_crl(*answer, certificate, issuer, now) : cannot_say("no answer");
    if (decided(std::move(facts), "crl " + url)) return last;
  }
  last.reason = reasons.empty() ? "the certificate names no address to ask" : reasons;
  return last;
}

}  // namespace reseal::crypto
