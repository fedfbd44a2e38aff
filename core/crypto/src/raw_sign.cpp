// SPDX-License-Identifier: Apache-2.0
// Between the callback of a SigningKey and a service that signs digests.
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <array>

#include "ossl.h"
#include "reseal/crypto/signing.h"

namespace reseal::crypto {
namespace {

using SigHandle = ossl::Handle<X509_SIG, &X509_SIG_free>;
using EcSignatureHandle = ossl::Handle<ECDSA_SIG, &ECDSA_SIG_free>;
using PkeyCtxHandle = ossl::Handle<EVP_PKEY_CTX, &EVP_PKEY_CTX_free>;

struct Hash {
  const char* oid;
  std::size_t size;
  const EVP_MD* (*algorithm)();
};
constexpr std::array kHashes{Hash{"2.16.840.1.101.3.4.2.1", 32, &EVP_sha256},
                             Hash{"2.16.840.1.101.3.4.2.2", 48, &EVP_sha384},
                             Hash{"2.16.840.1.101.3.4.2.3", 64, &EVP_sha512}};

[[noreturn]] void cannot_sign(const std::string& problem) {
  throw Error(ErrorCode::crypto_failed, {{"operation", "sign"}, {"problem", problem}}, problem);
}

const Hash& hash_named(const std::string& oid) {
  for (const auto& hash : kHashes) {
    if (oid == hash.oid) return hash;
  }
  cannot_sign("a hash that is not signed any more: " + oid);
}

AskedDigest from_digest_info(ByteView der) {
  const unsigned char* at = der.data();
  const SigHandle info(d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!info) cannot_sign("what is to be signed is no DigestInfo");
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OCTET_STRING* digest = nullptr;
  X509_SIG_get0(info.get(), &algorithm, &digest);
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, algorithm);
  const auto octets = ossl::view(digest);
  return {ossl::to_oid(oid), Bytes(octets.begin(), octets.end())};
}

/// r || s as DER; empty when it is not of the length of two numbers of this key.
Bytes to_der(ByteView raw, std::size_t order) {
  if (raw.size() != order * 2) return {};
  ossl::BignumHandle r(BN_bin2bn(raw.data(), static_cast<int>(order), nullptr));
  ossl::BignumHandle s(BN_bin2bn(raw.data() + order, static_cast<int>(order), nullptr));
  const EcSignatureHandle signature(ECDSA_SIG_new());
  if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) throw ossl::failure("sign");
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  return ossl::encode(&i2d_ECDSA_SIG, static_cast<const ECDSA_SIG*>(signature.get()));
}

/// Of a signature that verified.
Bytes from_der(ByteView der, std::size_t order) {
  const unsigned char* at = der.data();
  const EcSignatureHandle signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!signature) throw ossl::failure("sign");
  Bytes raw(order * 2);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), static_cast<int>(order));
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + order, static_cast<int>(order));
  return raw;
}

bool verifies(EVP_PKEY* key, const AskedDigest& asked, ByteView signature) {
  const PkeyCtxHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  const bool rsa = EVP_PKEY_is_a(key, "RSA") == 1;
  const bool valid =
      context && EVP_PKEY_verify_init(context.get()) == 1 &&
      (!rsa || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1) &&
      EVP_PKEY_CTX_set_signature_md(context.get(), hash_named(asked.hash_oid).algorithm()) == 1 &&
      EVP_PKEY_verify(context.get(), signature.data(), signature.size(), asked.digest.data(), asked.digest.size()) == 1;
  ERR_clear_error();
  return valid;
}

}  // namespace

AskedDigest digest_of(const RawSign& asked) {
  switch (asked.mechanism) {
    case RawSign::Mechanism::rsa_raw:
      cannot_sign("a service that signs hashes cannot sign a block that was padded here (RSA-PSS)");
    case RawSign::Mechanism::rsa_pkcs1: {
      auto digest = from_digest_info(asked.input);
      if (digest.digest.size() != hash_named(digest.hash_oid).size) cannot_sign("the digest has a wrong length");
      return digest;
    }
    case RawSign::Mechanism::ecdsa:
      for (const auto& hash : kHashes) {
        if (asked.input.size() == hash.size) return {hash.oid, asked.input};
      }
  }
  cannot_sign("no known hash is " + std::to_string(asked.input.size()) + " bytes long");
}

Bytes checked_signature(ByteView spki_der, const RawSign& asked, ByteView answered) {
  ERR_clear_error();
  const unsigned char* at = spki_der.data();
  const ossl::EvpPkeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki_der.size())));
  if (!key) throw ossl::failure("public key");
  const auto digest = digest_of(asked);
  if (asked.mechanism != RawSign::Mechanism::ecdsa) {
    if (verifies(key.get(), digest, answered)) return {answered.begin(), answered.end()};
  } else {
    const auto order = static_cast<std::size_t>((EVP_PKEY_get_bits(key.get()) + 7) / 8);
    if (verifies(key.get(), digest, answered)) return from_der(answered, order);
    if (verifies(key.get(), digest, to_der(answered, order))) return {answered.begin(), answered.end()};
  }
  cannot_sign("the service's answer is not a signature of this with this key");
}

}  // namespace reseal::crypto
