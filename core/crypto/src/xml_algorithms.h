// SPDX-License-Identifier: Apache-2.0
// The algorithms of XML signatures that are allowed here, by their names in XMLDSig 1.1 and RFC 9231.
// For the sources of this room only.
#pragma once

#include <string_view>

#include "ossl.h"
#include "reseal/crypto/xml_signature.h"

namespace reseal::crypto::xml {

inline constexpr const char* kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
inline constexpr const char* kInclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr const char* kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr const char* kSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
inline constexpr const char* kRsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
inline constexpr const char* kEcdsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

/// "#WithComments" is the same here, where comments are refused.
[[nodiscard]] std::optional<XmlSignOptions::Canonicalization> canonicalization_of(std::string_view uri);

/// Throws Refusal: algorithm_weak, algorithm_not_allowed.
[[nodiscard]] const EVP_MD* digest_of(std::string_view uri);
struct SignatureMethod {
  const EVP_MD* digest;
  bool rsa;
};
[[nodiscard]] SignatureMethod signature_method_of(std::string_view uri);

[[nodiscard]] Bytes digest(const EVP_MD* algorithm, ByteView data);
/// ECDSA as DER (RFC 3279) becomes r || s, each as long as the curve's order (XMLDSig 1.1 section 6.4.3).
[[nodiscard]] Bytes to_fixed_size(ByteView der, const EVP_PKEY* key);
/// Whether `value` is the key's signature over `data`. Never throws for what is in `value`.
[[nodiscard]] bool verify(EVP_PKEY* key, const SignatureMethod& method, ByteView data, ByteView value);

}  // namespace reseal::crypto::xml
