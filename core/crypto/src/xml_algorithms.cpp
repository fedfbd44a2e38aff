// SPDX-License-Identifier: Apache-2.0
#include "xml_algorithms.h"

#include <openssl/ec.h>

#include <string>

#include "xml_document.h"

namespace reseal::crypto::xml {
namespace {

using EcdsaHandle = ossl::Handle<ECDSA_SIG, &ECDSA_SIG_free>;

struct Named {
  std::string_view uri;
  const EVP_MD* (*digest)();
  bool rsa;
};
constexpr Named kDigests[] = {
    {kSha256, &EVP_sha256, false},
    {"http://www.w3.org/2001/04/xmldsig-more#sha384", &EVP_sha384, false},
    {"http://www.w3.org/2001/04/xmlenc#sha512", &EVP_sha512, false},
};
constexpr Named kSignatures[] = {
    {kRsaSha256, &EVP_sha256, true},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", &EVP_sha384, true},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", &EVP_sha512, true},
    {kEcdsaSha256, &EVP_sha256, false},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", &EVP_sha384, false},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", &EVP_sha512, false},
};

[[noreturn]] void refuse(std::string_view uri) {
  const auto name = uri.substr(std::min(uri.find('#'), uri.size()));
  const bool weak = name.find("sha1") != std::string_view::npos || name.find("md5") != std::string_view::npos;
  throw Refusal(weak ? XmlProblem::algorithm_weak : XmlProblem::algorithm_not_allowed,
                "'" + std::string(uri.substr(0, 100)) + "'");
}

std::size_t half_size(const EVP_PKEY* key) { return (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7U) / 8U; }

/// Empty when the size is wrong: r || s of another length is another encoding, not a shorter number.
Bytes to_der(ByteView fixed, const EVP_PKEY* key) {
  const auto half = half_size(key);
  if (half == 0 || fixed.size() != 2 * half) return {};
  const auto value = ossl::checked(EcdsaHandle(ECDSA_SIG_new()), "xml");
  ossl::BignumHandle r(BN_bin2bn(fixed.data(), static_cast<int>(half), nullptr));
  ossl::BignumHandle s(BN_bin2bn(fixed.data() + half, static_cast<int>(half), nullptr));
  if (!r || !s || ECDSA_SIG_set0(value.get(), r.get(), s.get()) != 1) throw ossl::failure("xml");
  static_cast<void>(r.release());  // the signature's now
  static_cast<void>(s.release());
  return ossl::encode(&i2d_ECDSA_SIG, static_cast<const ECDSA_SIG*>(value.get()));
}

}  // namespace

std::optional<XmlSignOptions::Canonicalization> canonicalization_of(std::string_view uri) {
  using enum XmlSignOptions::Canonicalization;
  if (uri == kInclusive || uri == std::string(kInclusive) + "#WithComments") return inclusive;
  if (uri == kExclusive || uri == std::string(kExclusive) + "WithComments") return exclusive;
  return std::nullopt;
}

const EVP_MD* digest_of(std::string_view uri) {
  for (const auto& one : kDigests) {
    if (one.uri == uri) return one.digest();
  }
  refuse(uri);
}

SignatureMethod signature_method_of(std::string_view uri) {
  for (const auto& one : kSignatures) {
    if (one.uri == uri) return {one.digest(), one.rsa};
  }
  refuse(uri);
}

Bytes digest(const EVP_MD* algorithm, ByteView data) {
  Bytes value(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  if (EVP_Digest(data.data(), data.size(), value.data(), &size, algorithm, nullptr) != 1) throw ossl::failure("xml");
  value.resize(size);
  return value;
}

Bytes to_fixed_size(ByteView der, const EVP_PKEY* key) {
  const unsigned char* at = der.data();
  const auto value = ossl::checked(EcdsaHandle(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))), "xml");
  const auto half = half_size(key);
  const int size = static_cast<int>(half);
  Bytes fixed(2 * half);
  if (BN_bn2binpad(ECDSA_SIG_get0_r(value.get()), fixed.data(), size) != size ||
      BN_bn2binpad(ECDSA_SIG_get0_s(value.get()), fixed.data() + half, size) != size) {
    throw ossl::failure("xml");
  }
  return fixed;
}

bool verify(EVP_PKEY* key, const SignatureMethod& method, ByteView data, ByteView value) {
  ERR_clear_error();
  if (key == nullptr || EVP_PKEY_is_a(key, method.rsa ? "RSA" : "EC") != 1) return false;
  const Bytes signature = method.rsa ? Bytes(value.begin(), value.end()) : to_der(value, key);
  const auto context = ossl::checked(ossl::EvpMdCtxHandle(EVP_MD_CTX_new()), "xml");
  const bool valid = !signature.empty() &&
                     EVP_DigestVerifyInit(context.get(), nullptr, method.digest, nullptr, key) == 1 &&
                     EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
  ERR_clear_error();
  return valid;
}

}  // namespace reseal::crypto::xml
