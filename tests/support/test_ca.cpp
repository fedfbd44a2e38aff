// SPDX-License-Identifier: Apache-2.0
#include "support/test_ca.h"

#include <openssl/cms.h>
#include <openssl/conf.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <stdexcept>

namespace reseal::test {
namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
template <typename T, auto Free>
using Handle = std::unique_ptr<T, Freed<Free>>;
using CertificateHandle = Handle<X509, &X509_free>;
using TimeHandle = Handle<ASN1_TIME, &ASN1_TIME_free>;
using GeneralizedHandle = Handle<ASN1_GENERALIZEDTIME, &ASN1_GENERALIZEDTIME_free>;
using ConfHandle = Handle<CONF, &NCONF_free>;
using BioHandle = Handle<BIO, &BIO_free_all>;

void demand(bool good, const std::string& what) {
  if (!good) throw std::runtime_error("test CA: " + what);
}

template <typename T>
Bytes encode(int (*i2d)(const T*, unsigned char**), const T* value) {
  unsigned char* raw = nullptr;
  const int size = i2d(value, &raw);
  demand(size > 0, "encode");
  Bytes der(raw, raw + size);
  OPENSSL_free(raw);
  return der;
}

std::time_t seconds(Time time) { return time.time_since_epoch().count(); }

Handle<X509_NAME, &X509_NAME_free> to_name(const Name& attributes) {
  Handle<X509_NAME, &X509_NAME_free> name(X509_NAME_new());
  for (const auto& one : attributes) {
    int type = one.asn1_type;
    if (type == 0) type = one.key == "C" ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING;
    if (one.asn1_type == 0 && one.key == "emailAddress") type = V_ASN1_IA5STRING;
    const Handle<ASN1_OBJECT, &ASN1_OBJECT_free> object(OBJ_txt2obj(one.key.c_str(), 0));
    demand(object && X509_NAME_add_entry_by_OBJ(name.get(), object.get(), type,
                                                reinterpret_cast<const unsigned char*>(one.value.data()),
                                                static_cast<int>(one.value.size()), -1, one.same_rdn ? -1 : 0) == 1,
           "attribute " + one.key);
  }
  return name;
}

ConfHandle to_conf(const std::string& text) {
  ConfHandle conf(NCONF_new(nullptr));
  const BioHandle source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  long line = 0;
  demand(NCONF_load_bio(conf.get(), source.get(), &line) == 1, "config, line " + std::to_string(line));
  return conf;
}

std::vector<Extension> merged(std::vector<Extension> defaults, const std::vector<Extension>& wanted) {
  for (const auto& one : wanted) {
    std::erase_if(defaults, [&](const Extension& other) { return other.name == one.name; });
    defaults.push_back(one);
  }
  std::erase_if(defaults, [](const Extension& one) { return one.value.empty(); });
  return defaults;
}

using ExtensionHandle = Handle<X509_EXTENSION, &X509_EXTENSION_free>;
ExtensionHandle make_extension(X509V3_CTX& context, CONF* conf, const Extension& one) {
  X509V3_set_nconf(&context, conf);
  ExtensionHandle extension(X509V3_EXT_nconf(conf, &context, one.name.c_str(), one.value.c_str()));
  demand(extension != nullptr, "extension " + one.name + "=" + one.value);
  return extension;
}

Bytes serial_or_random(const std::string& hex) {
  if (!hex.empty()) return from_hex(hex);
  Bytes serial = random_bytes(16);
  serial[0] = 0x54;
  serial[1] = 0x04;
  return serial;
}

/// `issuer` empty: self-signed.
crypto::Certificate make(const CertificateSpec& spec, EVP_PKEY* subject_key, const X509* issuer, EVP_PKEY* issuer_key) {
  const CertificateHandle certificate(X509_new());
  X509* x = certificate.get();
  X509_set_version(x, X509_VERSION_3);
  const Bytes serial = serial_or_random(spec.serial);
  const Handle<BIGNUM, &BN_free> number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x));
  const auto subject = to_name(spec.subject);
  X509_set_subject_name(x, subject.get());
  X509_set_issuer_name(x, issuer != nullptr ? X509_get_subject_name(issuer) : subject.get());
  const TimeHandle begin(ASN1_TIME_set(nullptr, seconds(spec.not_before)));
  const TimeHandle end(ASN1_TIME_set(nullptr, seconds(spec.not_after)));
  X509_set1_notBefore(x, begin.get());
  X509_set1_notAfter(x, end.get());
  demand(X509_set_pubkey(x, subject_key) == 1, "public key");

  std::vector<Extension> defaults = {{"subjectKeyIdentifier", "hash"}};
  if (issuer != nullptr) defaults.push_back({"authorityKeyIdentifier", "keyid"});
  if (spec.ca) defaults.push_back({"basicConstraints", "critical,CA:TRUE"});
  defaults.push_back({"keyUsage", spec.ca ? "critical,keyCertSign,cRLSign"
                                          : "critical,digitalSignature,nonRepudiation,keyEncipherment"});
  const auto conf = to_conf(spec.config);
  X509V3_CTX context;
  X509V3_set_ctx(&context, const_cast<X509*>(issuer != nullptr ? issuer : x), x, nullptr, nullptr, 0);
  for (const auto& one : merged(std::move(defaults), spec.extensions)) {
    const auto extension = make_extension(context, conf.get(), one);
    demand(X509_add_ext(x, extension.get(), -1) == 1, one.name);
  }
  demand(X509_sign(x, issuer_key, EVP_get_digestbyname(spec.digest.c_str())) > 0, "sign with " + spec.digest);
  return crypto::Certificate::from_der(encode(&i2d_X509, static_cast<const X509*>(x)));
}

std::shared_ptr<EVP_PKEY> public_key(const Bytes& spki) {
  const unsigned char* at = spki.data();
  std::shared_ptr<EVP_PKEY> key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())), EVP_PKEY_free);
  demand(key != nullptr, "spki");
  return key;
}

int reason_code(const std::string& name) {
  for (int code = 0; code <= 10; ++code) {
    if (name == OCSP_crl_reason_str(code)) return code;
  }
  throw std::runtime_error("test CA: reason " + name);
}

void add_entry(X509_CRL* crl, const CrlEntry& entry) {
  Handle<X509_REVOKED, &X509_REVOKED_free> revoked(X509_REVOKED_new());
  X509_REVOKED_set_serialNumber(revoked.get(), X509_get_serialNumber(entry.certificate.native()));
  const TimeHandle when(ASN1_TIME_set(nullptr, seconds(entry.revoked_at)));
  X509_REVOKED_set_revocationDate(revoked.get(), when.get());
  if (!entry.reason.empty()) {
    const Handle<ASN1_ENUMERATED, &ASN1_ENUMERATED_free> reason(ASN1_ENUMERATED_new());
    ASN1_ENUMERATED_set(reason.get(), reason_code(entry.reason));
    X509_REVOKED_add1_ext_i2d(revoked.get(), NID_crl_reason, reason.get(), 0, 0);
  }
  demand(X509_CRL_add0_revoked(crl, revoked.get()) == 1, "CRL entry");
  static_cast<void>(revoked.release());
}

}  // namespace

Time at(std::string_view iso) { return time_from_iso(iso); }

TestCa TestCa::root(const std::string& common_name) {
  CertificateSpec spec;
  spec.subject = {{"C", "VN"}, {"O", "Reseal Test"}, {"CN", common_name}};
  spec.not_before = at("2014-04-15T00:00:00Z");
  spec.not_after = at("2039-04-15T00:00:00Z");
  return root(std::move(spec));
}

TestCa TestCa::root(CertificateSpec spec, std::optional<TestKey> key) {
  spec.ca = true;
  TestKey own = key ? *key : TestKey::ec();
  auto certificate = make(spec, own.native(), nullptr, own.native());
  return {std::move(own), std::move(certificate)};
}

TestCa TestCa::sub_ca(const std::string& common_name) const {
  CertificateSpec spec;
  spec.subject = {{"C", "VN"}, {"O", "Reseal Test"}, {"CN", common_name}};
  spec.not_before = at("2025-01-01T00:00:00Z");
  spec.not_after = at("2030-01-01T00:00:00Z");
  spec.extensions = {{"basicConstraints", "critical,CA:TRUE,pathlen:0"}};
  return sub_ca(std::move(spec));
}

TestCa TestCa::sub_ca(CertificateSpec spec, std::optional<TestKey> key) const {
  spec.ca = true;
  TestKey own = key ? *key : TestKey::ec();
  auto certificate = make(spec, own.native(), certificate_.native(), key_.native());
  return {std::move(own), std::move(certificate)};
}

crypto::Certificate TestCa::issue(const CertificateSpec& spec) const {
  const Bytes spki = spec.spki.empty() ? TestKey::ec().spki() : spec.spki;
  return make(spec, public_key(spki).get(), certificate_.native(), key_.native());
}

crypto::Certificate TestCa::issue_for_csr(const std::string& csr, CertificateSpec spec) const {
  const auto request = crypto::read_csr(csr);
  demand(request.signature_valid, "signature of the request");
  spec.subject.clear();
  for (const auto& one : request.subject) spec.subject.push_back({one.oid, one.value, one.key == "C" ? 19 : 0});
  spec.spki = request.spki;
  return issue(spec);
}

crypto::Certificate TestCa::issue_responder(const TestKey& key, CertificateSpec spec) const {
  spec.subject = {{"C", "VN"}, {"CN", "Test OCSP responder"}};
  spec.spki = key.spki();
  spec.extensions.insert(spec.extensions.begin(), {"extendedKeyUsage", "OCSPSigning"});
  return issue(spec);
}

Bytes TestCa::crl(const CrlSpec& spec) const {
  const Handle<X509_CRL, &X509_CRL_free> crl(X509_CRL_new());
  X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(certificate_.native()));
  const TimeHandle begin(ASN1_TIME_set(nullptr, seconds(spec.this_update)));
  X509_CRL_set1_lastUpdate(crl.get(), begin.get());
  if (spec.next_update) {
    const TimeHandle end(ASN1_TIME_set(nullptr, seconds(*spec.next_update)));
    X509_CRL_set1_nextUpdate(crl.get(), end.get());
  }
  for (const auto& entry : spec.revoked) add_entry(crl.get(), entry);
  const auto conf = to_conf(spec.config);
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate_.native(), nullptr, nullptr, crl.get(), 0);
  for (const auto& one : merged({{"authorityKeyIdentifier", "keyid"}}, spec.extensions)) {
    const auto extension = make_extension(context, conf.get(), one);
    demand(X509_CRL_add_ext(crl.get(), extension.get(), -1) == 1, one.name);
  }
  X509_CRL_sort(crl.get());
  demand(X509_CRL_sign(crl.get(), key_.native(), EVP_sha256()) > 0, "sign CRL");
  return encode(&i2d_X509_CRL, static_cast<const X509_CRL*>(crl.get()));
}

Bytes TestCa::ocsp(const crypto::Certificate& certificate, const OcspSpec& spec) const {
  const Handle<OCSP_BASICRESP, &OCSP_BASICRESP_free> basic(OCSP_BASICRESP_new());
  const Handle<OCSP_CERTID, &OCSP_CERTID_free> id(OCSP_cert_to_id(
      EVP_get_digestbyname(spec.certificate_id_digest.c_str()), certificate.native(), certificate_.native()));
  const GeneralizedHandle begin(ASN1_GENERALIZEDTIME_set(nullptr, seconds(spec.this_update)));
  const GeneralizedHandle end(spec.next_update ? ASN1_GENERALIZEDTIME_set(nullptr, seconds(*spec.next_update))
                                               : nullptr);
  const GeneralizedHandle revoked_at(ASN1_GENERALIZEDTIME_set(nullptr, seconds(spec.revoked_at)));
  int status = V_OCSP_CERTSTATUS_GOOD;
  if (spec.status == OcspSpec::Status::revoked) status = V_OCSP_CERTSTATUS_REVOKED;
  if (spec.status == OcspSpec::Status::unknown) status = V_OCSP_CERTSTATUS_UNKNOWN;
  demand(OCSP_basic_add1_status(basic.get(), id.get(), status, spec.reason,
                                status == V_OCSP_CERTSTATUS_REVOKED ? revoked_at.get() : nullptr, begin.get(),
                                end.get()) != nullptr,
         "OCSP status");
  if (!spec.nonce.empty()) {
    auto nonce = spec.nonce;
    OCSP_basic_add1_nonce(basic.get(), nonce.data(), static_cast<int>(nonce.size()));
  }
  X509* signer = spec.responder ? spec.responder->native() : certificate_.native();
  EVP_PKEY* key = spec.responder_key ? spec.responder_key->native() : key_.native();
  demand(OCSP_basic_sign(basic.get(), signer, key, EVP_sha256(), nullptr, 0) == 1, "sign OCSP");
  const Handle<OCSP_RESPONSE, &OCSP_RESPONSE_free> response(
      OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  return encode(&i2d_OCSP_RESPONSE, static_cast<const OCSP_RESPONSE*>(response.get()));
}

Bytes ocsp_error(int status) {
  const Handle<OCSP_RESPONSE, &OCSP_RESPONSE_free> response(OCSP_response_create(status, nullptr));
  return encode(&i2d_OCSP_RESPONSE, static_cast<const OCSP_RESPONSE*>(response.get()));
}

Bytes p7b(const std::vector<crypto::Certificate>& certificates) {
  struct ListFreed {
    void operator()(STACK_OF(X509) * list) const { sk_X509_free(list); }
  };
  const std::unique_ptr<STACK_OF(X509), ListFreed> list(sk_X509_new_null());
  for (const auto& one : certificates) sk_X509_push(list.get(), one.native());
  const Handle<CMS_ContentInfo, &CMS_ContentInfo_free> message(
      CMS_sign(nullptr, nullptr, list.get(), nullptr, CMS_PARTIAL | CMS_DETACHED | CMS_BINARY));
  demand(message != nullptr, "p7b");
  return encode(&i2d_CMS_ContentInfo, static_cast<const CMS_ContentInfo*>(message.get()));
}

}  // namespace reseal::test
