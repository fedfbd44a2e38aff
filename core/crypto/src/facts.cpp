// SPDX-License-Identifier: Apache-2.0
// What a certificate says, in one pass over its extensions. What is malformed is left out, never thrown.
#include <openssl/x509v3.h>

#include <algorithm>

#include "ossl.h"
#include "reseal/china_numbers.h"
#include "reseal/crypto/signing.h"

namespace reseal::crypto::ossl {
namespace {

using KeyIdHandle = Handle<AUTHORITY_KEYID, &AUTHORITY_KEYID_free>;
using ConstraintsHandle = Handle<BASIC_CONSTRAINTS, &BASIC_CONSTRAINTS_free>;
using BitsHandle = Handle<ASN1_BIT_STRING, &ASN1_BIT_STRING_free>;
using PurposesHandle = Handle<EXTENDED_KEY_USAGE, &EXTENDED_KEY_USAGE_free>;
using PoliciesHandle = Handle<CERTIFICATEPOLICIES, &CERTIFICATEPOLICIES_free>;
using AccessHandle = Handle<AUTHORITY_INFO_ACCESS, &AUTHORITY_INFO_ACCESS_free>;
using CrlPointsHandle = Handle<CRL_DIST_POINTS, &CRL_DIST_POINTS_free>;

template <typename HandleType>
HandleType decode(X509_EXTENSION* extension) {
  return HandleType(static_cast<typename HandleType::pointer>(X509V3_EXT_d2i(extension)));
}

void add_url(std::vector<std::string>& urls, const GENERAL_NAME* name) {
  if (name == nullptr || name->type != GEN_URI) return;
  urls.push_back(to_text(name->d.uniformResourceIdentifier));
}

void read_key_usage(X509_EXTENSION* extension, CertificateFacts& facts) {
  static constexpr const char* kNames[] = {"digitalSignature", "nonRepudiation", "keyEncipherment",
                                           "dataEncipherment", "keyAgreement",   "keyCertSign",
                                           "cRLSign",          "encipherOnly",   "decipherOnly"};
  const auto bits = decode<BitsHandle>(extension);
  if (!bits) return;
  int bit = 0;
  for (const char* name : kNames) {
    if (ASN1_BIT_STRING_get_bit(bits.get(), bit++) == 1) facts.key_usage.emplace_back(name);
  }
}

void read_purposes(X509_EXTENSION* extension, CertificateFacts& facts) {
  const auto purposes = decode<PurposesHandle>(extension);
  for (int i = 0; purposes && i < sk_ASN1_OBJECT_num(purposes.get()); ++i) {
    facts.extended_key_usage.push_back(to_short_name(sk_ASN1_OBJECT_value(purposes.get(), i)));
  }
}

void read_policies(X509_EXTENSION* extension, CertificateFacts& facts) {
  const auto policies = decode<PoliciesHandle>(extension);
  for (int i = 0; policies && i < sk_POLICYINFO_num(policies.get()); ++i) {
    facts.policies.push_back(to_oid(sk_POLICYINFO_value(policies.get(), i)->policyid));
  }
}

void read_access(X509_EXTENSION* extension, CertificateFacts& facts) {
  const auto access = decode<AccessHandle>(extension);
  for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    const ACCESS_DESCRIPTION* one = sk_ACCESS_DESCRIPTION_value(access.get(), i);
    const int method = OBJ_obj2nid(one->method);
    if (method == NID_ad_OCSP) add_url(facts.ocsp_urls, one->location);
    if (method == NID_ad_ca_issuers) add_url(facts.ca_issuer_urls, one->location);
  }
}

void read_crl_points(X509_EXTENSION* extension, CertificateFacts& facts) {
  const auto points = decode<CrlPointsHandle>(extension);
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    // A cRLIssuer beside it names the CA itself, often with its RDNs the other way round (Viettel): nothing to learn.
    const DIST_POINT_NAME* name = sk_DIST_POINT_value(points.get(), i)->distpoint;
    if (name == nullptr || name->type != 0) continue;
    for (int k = 0; k < sk_GENERAL_NAME_num(name->name.fullname); ++k) {
      add_url(facts.crl_urls, sk_GENERAL_NAME_value(name->name.fullname, k));
    }
  }
}

// Chinese CAs write the unified social credit code into an extension, RSA certificates and SM2 ones under another OID
// (facts: domain-detail 2). Its value is one DER string, in which a prefix may stand before the code.
void read_credit_code(X509_EXTENSION* extension, CertificateFacts& facts) {
  const auto oid = to_oid(X509_EXTENSION_get_object(extension));
  if (oid != "1.2.86.11.7.1.4" && oid != "1.2.156.10260.4.1.4") return;
  const auto* octets = X509_EXTENSION_get_data(extension);
  const auto* data = ASN1_STRING_get0_data(octets);
  const Handle<ASN1_TYPE, &ASN1_TYPE_free> value(d2i_ASN1_TYPE(nullptr, &data, ASN1_STRING_length(octets)));
  if (!value || value->type == V_ASN1_BOOLEAN || value->type == V_ASN1_OBJECT || value->type == V_ASN1_NULL) return;
  const auto text = to_text(value->value.asn1_string);
  constexpr std::size_t kLength = 18;
  if (const auto code = credit_code(text.substr(text.size() - std::min(kLength, text.size())))) {
    facts.holder_ids.push_back({"USCC", *code, oid});
  }
}

void read_extension(X509_EXTENSION* extension, CertificateFacts& facts) {
  switch (OBJ_obj2nid(X509_EXTENSION_get_object(extension))) {
    case NID_basic_constraints:
      if (const auto value = decode<ConstraintsHandle>(extension)) facts.is_ca = value->ca != 0;
      break;
    case NID_subject_key_identifier:
      if (const auto value = decode<OctetsHandle>(extension)) facts.subject_key_id = to_upper_hex(view(value.get()));
      break;
    case NID_authority_key_identifier:
      if (const auto value = decode<KeyIdHandle>(extension); value && value->keyid != nullptr) {
        facts.authority_key_id = to_upper_hex(view(value->keyid));
      }
      break;
    case NID_key_usage:
      read_key_usage(extension, facts);
      break;
    case NID_ext_key_usage:
      read_purposes(extension, facts);
      break;
    case NID_certificate_policies:
      read_policies(extension, facts);
      break;
    case NID_info_access:
      read_access(extension, facts);
      break;
    case NID_crl_distribution_points:
      read_crl_points(extension, facts);
      break;
    default:
      read_credit_code(extension, facts);
      break;
  }
}

int signature_digest(const X509* certificate, int signature) {
  int digest = NID_undef;
  int key = NID_undef;
  if (OBJ_find_sigid_algs(signature, &digest, &key) == 1 && digest != NID_undef) return digest;
  // RSASSA-PSS keeps its digest in the parameters; this call is slower, so it is the second choice.
  if (X509_get_signature_info(const_cast<X509*>(certificate), &digest, nullptr, nullptr, nullptr) != 1)
    return NID_undef;
  return digest;
}

void judge_strength(const X509* certificate, int signature, CertificateFacts& facts) {
  if (facts.key.algorithm == "RSA" && facts.key.bits < 2048) {
    facts.weaknesses.push_back("rsa-" + std::to_string(facts.key.bits));
  }
  if (facts.key.algorithm == "EC" && facts.key.bits < 256) facts.weaknesses.emplace_back("ec-small");
  switch (signature_digest(certificate, signature)) {
    case NID_sha1:
      facts.weaknesses.emplace_back("sha1");
      break;
    case NID_md2:
    case NID_md4:
    case NID_md5:
      facts.weaknesses.emplace_back("md5");
      break;
    default:
      break;
  }
}

std::string first_of(const std::vector<NameAttribute>& name, std::string_view key) {
  for (const auto& attribute : name) {
    if (attribute.key == key) return attribute.value;
  }
  return {};
}

}  // namespace

CertificateFacts to_facts(const X509* certificate, ByteView der, Time not_before, Time not_after) {
  ERR_clear_error();
  CertificateFacts facts;
  facts.subject = to_attributes(X509_get_subject_name(certificate));
  facts.issuer = to_attributes(X509_get_issuer_name(certificate));
  facts.common_name = first_of(facts.subject, "CN");
  facts.issuer_common_name = first_of(facts.issuer, "CN");
  facts.holder_ids = holder_ids(facts.subject);
  facts.serial = to_serial(X509_get0_serialNumber(certificate));
  facts.not_before = not_before;
  facts.not_after = not_after;
  facts.key = to_key_facts(X509_get_X509_PUBKEY(certificate));
  facts.sha256 = sha256_hex(der);

  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, certificate);
  const int signature = OBJ_obj2nid(algorithm->algorithm);
  facts.signature_algorithm = signature != NID_undef ? OBJ_nid2ln(signature) : to_oid(algorithm->algorithm);

  const STACK_OF(X509_EXTENSION)* extensions = X509_get0_extensions(certificate);
  for (int i = 0; i < sk_X509_EXTENSION_num(extensions); ++i) {
    read_extension(sk_X509_EXTENSION_value(extensions, i), facts);
  }
  judge_strength(certificate, signature, facts);
  ERR_clear_error();
  return facts;
}

}  // namespace reseal::crypto::ossl
