// SPDX-License-Identifier: Apache-2.0
#include "ca.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdint>

#include "credit_code.h"

namespace reseal::sandbox {
namespace {

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  require(extension != nullptr, "X509V3_EXT_conf_nid");
  require(X509_add_ext(certificate, extension.get(), -1) == 1, "X509_add_ext");
}

struct Extension {
  int nid;
  std::string value;
};

std::vector<Extension> extensions_of(Profile profile) {
  switch (profile) {
    case Profile::root:
      return {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}};
    case Profile::sub_ca:
      return {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
              {NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign"}};
    case Profile::end_entity:
      return {{NID_basic_constraints, "CA:FALSE"},
              {NID_key_usage, "critical,digitalSignature,nonRepudiation,keyEncipherment"},
              {NID_ext_key_usage, "clientAuth,emailProtection"}};
    case Profile::ocsp_responder:
      return {{NID_basic_constraints, "critical,CA:FALSE"},
              {NID_key_usage, "critical,digitalSignature"},
              {NID_ext_key_usage, "OCSPSigning"},
              {NID_id_pkix_OCSP_noCheck, "ignored"}};
    case Profile::tls_server:
      return {{NID_basic_constraints, "critical,CA:FALSE"},
              {NID_key_usage, "critical,digitalSignature,keyAgreement"},
              {NID_ext_key_usage, "serverAuth"},
              {NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost"}};
  }
  return {};
}

void add_addresses(X509* certificate, X509* issuer, const Addresses& addresses) {
  std::string access;
  if (!addresses.ca_certificate.empty()) access = "caIssuers;URI:" + addresses.ca_certificate;
  if (!addresses.ocsp.empty()) access += (access.empty() ? "" : ",") + ("OCSP;URI:" + addresses.ocsp);
  if (!access.empty()) add_extension(certificate, issuer, NID_info_access, access);
  if (!addresses.crl.empty()) add_extension(certificate, issuer, NID_crl_distribution_points, "URI:" + addresses.crl);
}

void set_time(ASN1_TIME* field, Time time) {
  require(ASN1_TIME_adj(field, 0, 0, 0) != nullptr, "ASN1_TIME_adj");
  require(ASN1_TIME_set(field, time.time_since_epoch().count()) != nullptr, "ASN1_TIME_set");
}

IntegerHandle integer(ByteView octets) {
  IntegerHandle value(ASN1_INTEGER_new());
  require(value && ASN1_STRING_set(value.get(), octets.data(), static_cast<int>(octets.size())) == 1,
          "ASN1_STRING_set");
  return value;
}

}  // namespace

KeyHandle make_key(KeyAlgorithm algorithm, int rsa_bits) {
  KeyHandle key(algorithm == KeyAlgorithm::rsa ? EVP_RSA_gen(static_cast<unsigned>(rsa_bits)) : EVP_EC_gen("P-256"));
  require(key != nullptr, "EVP_PKEY_Q_keygen");
  return key;
}

CertificateHandle issue(const CertificatePlan& plan, EVP_PKEY* subject_key, const Issuer* issuer) {
  CertificateHandle certificate(X509_new());
  require(certificate != nullptr, "X509_new");
  auto* x509 = certificate.get();
  require(X509_set_version(x509, X509_VERSION_3) == 1, "X509_set_version");
  require(X509_set_serialNumber(x509, integer(plan.serial).get()) == 1, "X509_set_serialNumber");
  set_time(X509_getm_notBefore(x509), plan.from);
  set_time(X509_getm_notAfter(x509), plan.to);
  const auto subject = make_name(plan.subject);
  require(X509_set_subject_name(x509, subject.get()) == 1, "X509_set_subject_name");
  auto* parent = issuer != nullptr ? issuer->certificate.get() : x509;
  require(X509_set_issuer_name(x509, X509_get_subject_name(parent)) == 1, "X509_set_issuer_name");
  require(X509_set_pubkey(x509, subject_key) == 1, "X509_set_pubkey");
  add_extension(x509, parent, NID_subject_key_identifier, "hash");
  if (issuer != nullptr) add_extension(x509, parent, NID_authority_key_identifier, "keyid:always");
  for (const auto& extension : extensions_of(plan.profile)) add_extension(x509, parent, extension.nid, extension.value);
  if (!plan.credit_code.empty()) add_credit_code(x509, plan.credit_code);
  add_addresses(x509, parent, plan.addresses);
  auto* signer = issuer != nullptr ? issuer->key.get() : subject_key;
  require(X509_sign(x509, signer, plan.sha1 ? EVP_sha1() : EVP_sha256()) > 0, "X509_sign");
  return certificate;
}

Bytes make_crl(const Issuer& issuer, const std::vector<RevokedEntry>& entries, Time now) {
  const CrlHandle crl(X509_CRL_new());
  require(crl != nullptr, "X509_CRL_new");
  require(X509_CRL_set_version(crl.get(), 1) == 1, "X509_CRL_set_version");
  require(X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate.get())) == 1,
          "X509_CRL_set_issuer_name");
  const TimeHandle last(ASN1_TIME_set(nullptr, now.time_since_epoch().count() - 60));
  const TimeHandle next(ASN1_TIME_set(nullptr, now.time_since_epoch().count() + std::int64_t{24} * 3600));
  X509_CRL_set1_lastUpdate(crl.get(), last.get());
  X509_CRL_set1_nextUpdate(crl.get(), next.get());
  for (const auto& entry : entries) {
    std::unique_ptr<X509_REVOKED, Freed<X509_REVOKED_free>> revoked(X509_REVOKED_new());
    const TimeHandle at(ASN1_TIME_set(nullptr, entry.at.time_since_epoch().count()));
    X509_REVOKED_set_serialNumber(revoked.get(), integer(entry.serial).get());
    X509_REVOKED_set_revocationDate(revoked.get(), at.get());
    const std::unique_ptr<ASN1_ENUMERATED, Freed<ASN1_ENUMERATED_free>> reason(ASN1_ENUMERATED_new());
    ASN1_ENUMERATED_set(reason.get(), entry.reason);
    require(X509_REVOKED_add1_ext_i2d(revoked.get(), NID_crl_reason, reason.get(), 0, 0) == 1, "CRL reason");
    require(X509_CRL_add0_revoked(crl.get(), revoked.get()) == 1, "X509_CRL_add0_revoked");
    (void)revoked.release();  // the CRL owns it now
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.certificate.get(), nullptr, nullptr, crl.get(), 0);
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> authority(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  require(authority && X509_CRL_add_ext(crl.get(), authority.get(), -1) == 1, "X509_CRL_add_ext");
  const auto number = integer(Bytes{static_cast<std::uint8_t>(1), static_cast<std::uint8_t>(entries.size() & 0x7FU)});
  require(X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, number.get(), 0, 0) == 1, "CRL number");
  require(X509_CRL_sort(crl.get()) == 1 && X509_CRL_sign(crl.get(), issuer.key.get(), EVP_sha256()) > 0,
          "X509_CRL_sign");
  unsigned char* data = nullptr;
  const int size = i2d_X509_CRL(crl.get(), &data);
  require(size > 0, "i2d_X509_CRL");
  Bytes der(data, data + size);
  OPENSSL_free(data);
  return der;
}

Bytes new_serial(ByteView head) {
  Bytes serial(head.begin(), head.end());
  const auto tail = random_bytes(16 - std::min<std::size_t>(16, head.size()));
  serial.insert(serial.end(), tail.begin(), tail.end());
  return serial;
}

Time add_months(Time time, int months) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day date(day);
  date += std::chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return std::chrono::sys_days(date) + (time - day);
}

}  // namespace reseal::sandbox
