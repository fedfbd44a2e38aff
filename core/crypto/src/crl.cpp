// SPDX-License-Identifier: Apache-2.0
// RFC 5280 section 5. A list that speaks for only a part of the certificates can say "revoked", never "good".
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "reseal/crypto/revocation.h"
#include "revocation_answer.h"

namespace reseal::crypto {
namespace {

using PointHandle = ossl::Handle<ISSUING_DIST_POINT, &ISSUING_DIST_POINT_free>;

ossl::X509CrlHandle parse_crl(ByteView crl) {
  if (as_text(crl).find("-----BEGIN ") != std::string_view::npos && crl[0] != 0x30) {
    const auto source = ossl::reader(crl);
    return ossl::X509CrlHandle(PEM_read_bio_X509_CRL(source.get(), nullptr, nullptr, nullptr));
  }
  const unsigned char* at = crl.data();
  return ossl::X509CrlHandle(d2i_X509_CRL(nullptr, &at, static_cast<long>(crl.size())));
}

std::string signature_problem(X509_CRL* crl, const Certificate& issuer) {
  if (!ossl::same_rdns(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer.native()))) {
    return "the list is of another issuer";
  }
  if ((X509_get_key_usage(issuer.native()) & X509v3_KU_CRL_SIGN) == 0) return "the issuer may not sign lists";
  EVP_PKEY* key = X509_get0_pubkey(issuer.native());
  return key != nullptr && X509_CRL_verify(crl, key) == 1 ? "" : "the signature does not verify";
}

/// Why "not in the list" does not mean "good"; empty when it does.
std::string scope_problem(X509_CRL* crl, const Certificate& certificate) {
  if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0) return "only a delta list";
  const STACK_OF(X509_EXTENSION)* extensions = X509_CRL_get0_extensions(crl);
  for (int i = 0; i < sk_X509_EXTENSION_num(extensions); ++i) {
    X509_EXTENSION* one = sk_X509_EXTENSION_value(extensions, i);
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(one));
    const bool known = nid == NID_issuing_distribution_point || nid == NID_authority_key_identifier ||
                       nid == NID_crl_number || nid == NID_delta_crl;
    if (X509_EXTENSION_get_critical(one) == 1 && !known) return "an unknown critical extension in the list";
  }
  if (X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) < 0) return {};
  const PointHandle point(
      static_cast<ISSUING_DIST_POINT*>(X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, nullptr, nullptr)));
  if (!point) return "the scope of the list is malformed";
  const bool is_ca = certificate.facts().is_ca;
  if (point->onlyattr > 0 || (point->onlyuser > 0 && is_ca) || (point->onlyCA > 0 && !is_ca)) {
    return "the list is for other certificates";
  }
  if (point->onlysomereasons != nullptr) return "the list has only some reasons";
  const auto& urls = certificate.facts().crl_urls;
  if (point->distpoint == nullptr || point->distpoint->type != 0 || urls.empty()) return {};
  bool names_an_address = false;
  for (int i = 0; i < sk_GENERAL_NAME_num(point->distpoint->name.fullname); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(point->distpoint->name.fullname, i);
    if (name->type != GEN_URI) continue;
    names_an_address = true;
    const auto url = ossl::to_text(name->d.uniformResourceIdentifier);
    if (std::find(urls.begin(), urls.end(), url) != urls.end()) return {};
  }
  return names_an_address ? "the list is of another distribution point" : "";
}

int entry_reason(const X509_REVOKED* entry) {
  const ossl::Handle<ASN1_ENUMERATED, &ASN1_ENUMERATED_free> reason(
      static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)));
  return reason ? static_cast<int>(ASN1_ENUMERATED_get(reason.get())) : CRL_REASON_UNSPECIFIED;
}

RevocationFacts judge(X509_CRL* crl, const Certificate& certificate, const Certificate& issuer, Time now) {
  RevocationFacts facts;
  facts.produced_at = ossl::to_time(X509_CRL_get0_lastUpdate(crl));
  facts.reason = signature_problem(crl, issuer);
  if (!facts.reason.empty()) return facts;
  const std::string stale = freshness_problem(X509_CRL_get0_lastUpdate(crl), X509_CRL_get0_nextUpdate(crl), now);
  X509_REVOKED* entry = nullptr;
  const int found = X509_CRL_get0_by_cert(crl, &entry, certificate.native());
  if (found == 1) {
    const int reason = entry_reason(entry);
    // A hold can be lifted after the list was made, a revocation never: an old list still proves it.
    if (stale.empty() || reason != CRL_REASON_CERTIFICATE_HOLD) {
      set_revoked(facts, reason, X509_REVOKED_get0_revocationDate(entry));
      return facts;
    }
  }
  facts.reason = stale.empty() ? scope_problem(crl, certificate) : stale;
  if (facts.reason.empty()) facts.status = RevocationFacts::Status::good;
  return facts;
}

}  // namespace

RevocationFacts read_crl(ByteView crl, const Certificate& certificate, const Certificate& issuer, Time now) {
  ERR_clear_error();
  const auto parsed = crl.empty() ? nullptr : parse_crl(crl);
  auto facts = parsed ? judge(parsed.get(), certificate, issuer, now)
                      : cannot_say("not a CRL: " + (crl.empty() ? std::string("empty") : ossl::take_error()));
  facts.source = "crl";
  ERR_clear_error();
  return facts;
}

}  // namespace reseal::crypto
