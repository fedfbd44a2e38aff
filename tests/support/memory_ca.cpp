// SPDX-License-Identifier: Apache-2.0
#include "support/memory_ca.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace reseal::test {
namespace {

struct X509Deleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using X509Ptr = std::unique_ptr<X509, X509Deleter>;
struct BignumDeleter {
  void operator()(BIGNUM* number) const { BN_free(number); }
};
struct ExtensionDeleter {
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};

void require(bool worked, const char* what) {
  if (!worked) throw std::runtime_error(std::string("memory CA: ") + what);
}

void set_name(X509_NAME* target, const Name& name) {
  for (const auto& [key, value] : name) {
    require(X509_NAME_add_entry_by_txt(target, key.c_str(), MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(value.data()),
                                       static_cast<int>(value.size()), -1, 0) == 1,
            "name");
  }
}

void set_time(ASN1_TIME* target, Time time) {
  require(ASN1_TIME_set(target, static_cast<time_t>(time.time_since_epoch().count())) != nullptr, "time");
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, ExtensionDeleter> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

crypto::Certificate finish(X509* certificate, EVP_PKEY* key) {
  require(X509_sign(certificate, key, EVP_sha256()) > 0, "signature");
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  require(size > 0, "encoding");
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(der, [](unsigned char* p) { OPENSSL_free(p); });
  return crypto::Certificate::from_der({der, static_cast<std::size_t>(size)});
}

X509Ptr blank(unsigned serial, Time not_before, Time not_after) {
  X509Ptr certificate(X509_new());
  require(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "version");
  BIGNUM* parsed = nullptr;
  require(BN_hex2bn(&parsed, "5404FFFEB7033FB316D672201BE00000") > 0, "serial");
  const std::unique_ptr<BIGNUM, BignumDeleter> number(parsed);
  require(BN_add_word(number.get(), serial) == 1, "serial");
  require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())) != nullptr, "serial");
  set_time(X509_getm_notBefore(certificate.get()), not_before);
  set_time(X509_getm_notAfter(certificate.get()), not_after);
  return certificate;
}

}  // namespace

MemoryCa::MemoryCa(const std::string& common_name, Time not_before, Time not_after)
    : key_(EVP_EC_gen("P-256"), [](EVP_PKEY* key) { EVP_PKEY_free(key); }) {
  require(key_ != nullptr, "key");
  const auto certificate = blank(issued_++, not_before, not_after);
  set_name(X509_get_subject_name(certificate.get()), {{"C", "VN"}, {"CN", common_name}});
  require(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get())) == 1, "issuer");
  require(X509_set_pubkey(certificate.get(), key_.get()) == 1, "public key");
  add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
  root_ = std::make_unique<crypto::Certificate>(finish(certificate.get(), key_.get()));
}

MemoryCa::~MemoryCa() = default;

crypto::Certificate MemoryCa::issue(ByteView spki, const CertificateOrder& order) {
  const auto certificate = blank(issued_++, order.not_before, order.not_after);
  set_name(X509_get_subject_name(certificate.get()), order.subject);
  require(X509_set_issuer_name(certificate.get(), X509_get_subject_name(root_->native())) == 1, "issuer");
  const unsigned char* at = spki.data();
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())),
                                                           [](EVP_PKEY* p) { EVP_PKEY_free(p); });
  require(key != nullptr && X509_set_pubkey(certificate.get(), key.get()) == 1, "public key");
  add_extension(certificate.get(), root_->native(), NID_basic_constraints, order.is_ca ? "CA:TRUE" : "CA:FALSE");
  add_extension(certificate.get(), root_->native(), NID_key_usage, "critical,digitalSignature,nonRepudiation");
  add_extension(certificate.get(), root_->native(), NID_subject_key_identifier, "hash");
  add_extension(certificate.get(), root_->native(), NID_authority_key_identifier, "keyid");
  return finish(certificate.get(), key_.get());
}

}  // namespace reseal::test
