// SPDX-License-Identifier: Apache-2.0
// RFC 6960. Who may answer is decided here, not by OpenSSL's chain building, which knows only the machine's clock.
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "reseal/crypto/revocation.h"
#include "revocation_answer.h"

namespace reseal::crypto {
namespace {

using RequestHandle = ossl::Handle<OCSP_REQUEST, &OCSP_REQUEST_free>;
using ResponseHandle = ossl::Handle<OCSP_RESPONSE, &OCSP_RESPONSE_free>;
using BasicHandle = ossl::Handle<OCSP_BASICRESP, &OCSP_BASICRESP_free>;
using CertIdHandle = ossl::Handle<OCSP_CERTID, &OCSP_CERTID_free>;

constexpr std::size_t kNonceSize = 16;  // RFC 8954: 1 to 32 octets; some responders refuse more than 16

bool covers(const X509* certificate, Time now) {
  const auto begin = ossl::to_time(X509_get0_notBefore(certificate));
  const auto end = ossl::to_time(X509_get0_notAfter(certificate));
  return begin && end && now + kLeeway >= *begin && now - kLeeway <= *end;
}

/// RFC 6960 section 4.2.2.2: a certificate that the issuer itself made for this purpose.
bool is_delegated(X509* responder, const Certificate& issuer, Time now) {
  if (X509_check_issued(issuer.native(), responder) != X509_V_OK) return false;
  if ((X509_get_extension_flags(responder) & EXFLAG_XKUSAGE) == 0 ||
      (X509_get_extended_key_usage(responder) & XKU_OCSP_SIGN) == 0) {
    return false;
  }
  return X509_verify(responder, X509_get0_pubkey(issuer.native())) == 1 && covers(responder, now);
}

bool is_signed_by(OCSP_BASICRESP* answer, X509* responder) {
  const ossl::X509ListHandle only(sk_X509_new_null());
  if (!only || sk_X509_push(only.get(), responder) == 0) return false;
  return OCSP_basic_verify(answer, only.get(), nullptr, OCSP_NOINTERN | OCSP_NOVERIFY) == 1;
}

/// Empty when somebody who may speak for the issuer signed, else what is wrong.
std::string signature_problem(OCSP_BASICRESP* answer, const Certificate& issuer, Time now) {
  if (is_signed_by(answer, issuer.native())) return {};
  const STACK_OF(X509)* inside = OCSP_resp_get0_certs(answer);
  bool signed_by_stranger = false;
  for (int i = 0; i < sk_X509_num(inside); ++i) {
    X509* candidate = sk_X509_value(inside, i);
    if (!is_signed_by(answer, candidate)) continue;
    if (is_delegated(candidate, issuer, now)) return {};
    signed_by_stranger = true;
  }
  return signed_by_stranger ? "the responder may not speak for the issuer" : "the signature does not verify";
}

OCSP_SINGLERESP* find_answer(OCSP_BASICRESP* answer, const Certificate& certificate, const Certificate& issuer) {
  for (int i = 0; i < OCSP_resp_count(answer); ++i) {
    OCSP_SINGLERESP* one = OCSP_resp_get0(answer, i);
    auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(one));
    ASN1_OBJECT* digest = nullptr;
    if (OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, id) != 1) continue;
    const EVP_MD* method = EVP_get_digestbyobj(digest);
    if (method == nullptr) continue;
    const CertIdHandle ours(OCSP_cert_to_id(method, certificate.native(), issuer.native()));
    if (ours && OCSP_id_cmp(ours.get(), id) == 0) return one;
  }
  return nullptr;
}

bool nonce_differs(OCSP_BASICRESP* answer, const Bytes& ours) {
  const int at = OCSP_BASICRESP_get_ext_by_NID(answer, NID_id_pkix_OCSP_Nonce, -1);
  if (at < 0 || ours.empty()) return false;  // responders with answers made in advance return none
  const ByteView raw = ossl::view(X509_EXTENSION_get_data(OCSP_BASICRESP_get_ext(answer, at)));
  if (std::equal(raw.begin(), raw.end(), ours.begin(), ours.end())) return false;  // not wrapped, as before RFC 6960
  const unsigned char* data = raw.data();
  const ossl::OctetsHandle octets(d2i_ASN1_OCTET_STRING(nullptr, &data, static_cast<long>(raw.size())));
  if (!octets) return true;
  const ByteView theirs = ossl::view(octets.get());
  return !std::equal(theirs.begin(), theirs.end(), ours.begin(), ours.end());
}

RevocationFacts judge(OCSP_BASICRESP* answer, const Bytes& nonce, const Certificate& certificate,
                      const Certificate& issuer, Time now) {
  RevocationFacts facts;
  facts.source = "ocsp";
  facts.produced_at = ossl::to_time(OCSP_resp_get0_produced_at(answer));
  facts.reason = signature_problem(answer, issuer, now);
  if (!facts.reason.empty()) return facts;
  if (nonce_differs(answer, nonce)) {
    facts.reason = "the nonce is not ours: an old answer";
    return facts;
  }
  OCSP_SINGLERESP* one = find_answer(answer, certificate, issuer);
  if (one == nullptr) {
    facts.reason = "the answer is about another certificate";
    return facts;
  }
  int reason = -1;
  ASN1_GENERALIZEDTIME* revoked_at = nullptr;
  ASN1_GENERALIZEDTIME* this_update = nullptr;
  ASN1_GENERALIZEDTIME* next_update = nullptr;
  const int status = OCSP_single_get0_status(one, &reason, &revoked_at, &this_update, &next_update);
  facts.reason = freshness_problem(this_update, next_update, now);
  if (!facts.reason.empty()) return facts;
  switch (status) {
    case V_OCSP_CERTSTATUS_GOOD:
      facts.status = RevocationFacts::Status::good;
      break;
    case V_OCSP_CERTSTATUS_REVOKED:
      set_revoked(facts, reason, revoked_at);
      break;
    default:
      facts.reason = "the responder does not know the certificate";
      break;
  }
  return facts;
}

}  // namespace

OcspRequest make_ocsp_request(const Certificate& certificate, const Certificate& issuer) {
  ERR_clear_error();
  OcspRequest result;
  result.nonce = random_bytes(kNonceSize);
  const auto request = ossl::checked(RequestHandle(OCSP_REQUEST_new()), "ocsp request");
  // SHA-1 names the issuer here, it protects nothing; responders understand nothing else with certainty.
  CertIdHandle id(OCSP_cert_to_id(EVP_sha1(), certificate.native(), issuer.native()));
  if (!id || OCSP_request_add0_id(request.get(), id.get()) == nullptr) throw ossl::failure("ocsp request");
  static_cast<void>(id.release());
  if (OCSP_request_add1_nonce(request.get(), result.nonce.data(), static_cast<int>(result.nonce.size())) != 1) {
    throw ossl::failure("ocsp request");
  }
  unsigned char* raw = nullptr;
  const int size = i2d_OCSP_REQUEST(request.get(), &raw);
  if (size < 0) throw ossl::failure("ocsp request");
  result.der.assign(raw, raw + size);
  OPENSSL_free(raw);
  return result;
}

RevocationFacts read_ocsp_response(ByteView response, const OcspRequest& request, const Certificate& certificate,
                                   const Certificate& issuer, Time now) {
  ERR_clear_error();
  const unsigned char* at = response.data();
  const ResponseHandle parsed(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(response.size())));
  RevocationFacts facts;
  if (!parsed) {
    facts = cannot_say("not an OCSP response: " + ossl::take_error());
  } else if (const int status = OCSP_response_status(parsed.get()); status != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    facts = cannot_say(std::string("the responder says ") + OCSP_response_status_str(status));
  } else if (const BasicHandle answer(OCSP_response_get1_basic(parsed.get())); !answer) {
    facts = cannot_say("not a basic OCSP response: " + ossl::take_error());
  } else {
    facts = judge(answer.get(), request.nonce, certificate, issuer, now);
  }
  facts.source = "ocsp";
  ERR_clear_error();
  return facts;
}

}  // namespace reseal::crypto
