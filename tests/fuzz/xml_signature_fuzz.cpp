// SPDX-License-Identifier: Apache-2.0
// Any bytes as a form: to verify it never throws and never says "valid", for nobody signed it; to sign it gives a form
// that is then verified, or Error(usage).
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "reseal/base/error.h"
#include "reseal/crypto/xml_signature.h"

namespace {

using KeyHandle = std::shared_ptr<EVP_PKEY>;

struct Signer {
  KeyHandle key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  reseal::crypto::Certificate certificate = make_certificate();
  reseal::crypto::SigningKey signing_key{
      certificate.spki(), [this](const reseal::crypto::RawSign& request) { return sign(request.input); }};

 private:
  [[nodiscard]] reseal::crypto::Certificate make_certificate() const {
    const std::unique_ptr<X509, void (*)(X509*)> made(X509_new(), X509_free);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 1000000);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>("Fuzz"), -1, -1, 0);
    X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
    X509_set_pubkey(made.get(), key.get());
    X509_sign(made.get(), key.get(), EVP_sha256());
    unsigned char* raw = nullptr;
    const int size = i2d_X509(made.get(), &raw);
    const reseal::Bytes der(raw, raw + size);
    OPENSSL_free(raw);
    return reseal::crypto::Certificate::from_der(der);
  }
  /// As a token answers: r || s.
  [[nodiscard]] reseal::Bytes sign(const reseal::Bytes& digest) const {
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(EVP_PKEY_CTX_new(key.get(), nullptr),
                                                                         EVP_PKEY_CTX_free);
    reseal::Bytes der(80);
    std::size_t size = der.size();
    EVP_PKEY_sign_init(context.get());
    EVP_PKEY_sign(context.get(), der.data(), &size, digest.data(), digest.size());
    const unsigned char* at = der.data();
    const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> value(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)),
                                                                 ECDSA_SIG_free);
    reseal::Bytes fixed(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(value.get()), fixed.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(value.get()), fixed.data() + 32, 32);
    return fixed;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace reseal;
  static const Signer signer;
  const ByteView form(data, size);
  const Time now = signer.certificate.not_before();
  if (crypto::xml_verify(form, {"/F/D", "id", "/F/S"}, now).valid) std::abort();
  if (crypto::xml_verify(form, {"", "Id", "/F/S"}, now).valid) std::abort();
  crypto::XmlSignOptions options;
  options.signature_parent = "/F/S";
  for (const auto method :
       {crypto::XmlSignOptions::Canonicalization::inclusive, crypto::XmlSignOptions::Canonicalization::exclusive}) {
    options.canonicalization = method;
    options.signed_element = options.signed_element.empty() ? "/F/D" : "";
    options.new_id = "D";
    options.xades = crypto::XmlSignOptions::Xades{now, {}};
    try {
      static_cast<void>(crypto::xml_sign(signer.signing_key, signer.certificate, form, options));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::usage) std::abort();
    }
  }
  return 0;
}
