// SPDX-License-Identifier: Apache-2.0
// Any bytes as an OCSP answer, a CRL or a CMS signature: never throws, never "good" or "valid". Nobody can sign as this
// issuer: its key was made and thrown away.
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "reseal/crypto/revocation.h"
#include "reseal/crypto/signing.h"

namespace {

reseal::crypto::Certificate make_issuer() {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 1000000);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("Fuzz"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  unsigned char* raw = nullptr;
  const int size = i2d_X509(certificate.get(), &raw);
  const reseal::Bytes der(raw, raw + size);
  OPENSSL_free(raw);
  return reseal::crypto::Certificate::from_der(der);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace reseal;
  static const auto issuer = make_issuer();
  static const auto request = crypto::make_ocsp_request(issuer, issuer);
  const ByteView bytes(data, size);
  const auto good = RevocationFacts::Status::good;
  if (crypto::read_ocsp_response(bytes, request, issuer, issuer, issuer.not_before()).status == good) std::abort();
  if (crypto::read_crl(bytes, issuer, issuer, issuer.not_before()).status == good) std::abort();
  const crypto::TrustAnchors anchors{{issuer}, {}};
  if (crypto::cms_verify(bytes, std::nullopt, anchors, issuer.not_before()).valid) std::abort();
  if (crypto::cms_verify(bytes, as_bytes("x"), anchors, issuer.not_before()).valid) std::abort();
  return 0;
}
