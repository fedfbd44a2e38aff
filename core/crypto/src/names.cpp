// SPDX-License-Identifier: Apache-2.0
// Distinguished names and public keys, as certificates, requests and issuers have them.
#include <openssl/ec.h>

#include <algorithm>

#include "ossl.h"
#include "reseal/crypto/signing.h"

namespace reseal::crypto::ossl {
namespace {

std::string curve_name(const EVP_PKEY* key) {
  char group[64] = {};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &size) != 1) return {};
  const std::string name(group, size);
  const int nid = OBJ_txt2nid(name.c_str());
  const char* nist = nid != NID_undef ? EC_curve_nid2nist(nid) : nullptr;
  return nist != nullptr ? nist : name;
}

}  // namespace

std::vector<NameAttribute> to_attributes(const X509_NAME* name) {
  std::vector<NameAttribute> attributes;
  const int count = X509_NAME_entry_count(name);
  attributes.reserve(static_cast<std::size_t>(std::max(count, 0)));
  for (int i = 0; i < count; ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    const ASN1_OBJECT* object = X509_NAME_ENTRY_get_object(entry);
    attributes.push_back({to_oid(object), to_short_name(object), to_text(X509_NAME_ENTRY_get_data(entry))});
  }
  return attributes;
}

bool same_rdns(const X509_NAME* a, const X509_NAME* b) {
  if (X509_NAME_cmp(a, b) == 0) return true;
  auto left = to_attributes(a);
  auto right = to_attributes(b);
  const auto order = [](const NameAttribute& x, const NameAttribute& y) {
    return x.oid != y.oid ? x.oid < y.oid : x.value < y.value;
  };
  std::sort(left.begin(), left.end(), order);
  std::sort(right.begin(), right.end(), order);
  return left == right;
}

PublicKeyFacts to_key_facts(const X509_PUBKEY* key) {
  PublicKeyFacts facts;
  facts.spki_sha256 = sha256_hex(encode(&i2d_X509_PUBKEY, key));
  const EVP_PKEY* native = X509_PUBKEY_get0(key);
  if (native == nullptr) {
    ERR_clear_error();
    ASN1_OBJECT* algorithm = nullptr;
    X509_PUBKEY_get0_param(&algorithm, nullptr, nullptr, nullptr, key);
    facts.algorithm = to_oid(algorithm);
    return facts;
  }
  facts.bits = EVP_PKEY_get_bits(native);
  if (EVP_PKEY_is_a(native, "RSA") == 1 || EVP_PKEY_is_a(native, "RSA-PSS") == 1) {
    facts.algorithm = "RSA";
  } else if (EVP_PKEY_is_a(native, "SM2") == 1) {
    facts.algorithm = "SM2";
  } else if (EVP_PKEY_is_a(native, "EC") == 1) {
    facts.curve = curve_name(native);
    facts.algorithm = facts.curve == "SM2" ? "SM2" : "EC";
  } else {
    ASN1_OBJECT* algorithm = nullptr;
    X509_PUBKEY_get0_param(&algorithm, nullptr, nullptr, nullptr, key);
    facts.algorithm = to_oid(algorithm);
  }
  ERR_clear_error();
  return facts;
}

const EVP_MD* digest_for(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "EC") != 1) return EVP_sha256();
  const int bits = EVP_PKEY_get_bits(key);
  if (bits > 384) return EVP_sha512();
  return bits > 256 ? EVP_sha384() : EVP_sha256();
}

}  // namespace reseal::crypto::ossl
