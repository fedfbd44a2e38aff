// SPDX-License-Identifier: Apache-2.0
// A private key that is somewhere else (on a token, in the cloud), and what can be signed with it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/certificate_facts.h"
#include "reseal/crypto/certificate.h"
#include "reseal/crypto/path.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY, for the sources of this room, and for TLS (core/plugin)

namespace reseal::crypto {

/// What the holder of the key is asked to do. It gets bytes and returns the raw signature.
struct RawSign {
  enum class Mechanism {
    rsa_pkcs1,  ///< input: DigestInfo DER; pads as PKCS#1 v1.5 block type 1 (CKM_RSA_PKCS)
    rsa_raw,    ///< input: a whole padded block (CKM_RSA_X_509); for PSS
    ecdsa,      ///< input: digest; output: r || s, each as long as the curve's order (CKM_ECDSA)
  };
  Mechanism mechanism;
  Bytes input;
};
using RawSigner = std::function<Bytes(const RawSign&)>;

/// Backed by an EVP_PKEY whose private operations call `signer`, so that CSR, CMS and XML work with a key that never
/// leaves its token. Exceptions of the signer pass through the OpenSSL call and come out again. Copies share; not
/// thread-safe.
class SigningKey {
 public:
  /// Throws Error(crypto_failed) for a key that is neither RSA nor EC on a named curve.
  SigningKey(ByteView spki_der, RawSigner signer);
  [[nodiscard]] const Bytes& spki() const;
  [[nodiscard]] std::string spki_sha256() const;
  [[nodiscard]] evp_pkey_st* native() const;
  /// After an OpenSSL call that may have signed with this key: throws what the signer threw. For those who use
  /// native().
  void rethrow_signer_error() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// What a RawSign is about, for a service that wants the digest and its algorithm apart. Throws Error(crypto_failed)
/// for rsa_raw: whoever is only given digests cannot sign a block that was padded elsewhere (PSS).
struct AskedDigest {
  std::string hash_oid;  ///< dotted; ECDSA: by the digest's length
  Bytes digest;
};
AskedDigest digest_of(const RawSign& asked);

/// What a RawSigner returns, of what a service answered: RSA as it is, ECDSA from DER (or r || s already). Throws
/// Error(crypto_failed) when it is not this key's signature of this input: nobody's word is taken for it.
Bytes checked_signature(ByteView spki_der, const RawSign& asked, ByteView answered);

/// PKCS#10, PEM, signed with SHA-256 (SHA-384 for P-384). RDNs in the given order; UTF8String but for C and e-mail.
/// Throws Error(key_weak) for RSA below 2048 bits or EC below 256.
std::string make_csr(const SigningKey& key, const std::vector<NameAttribute>& subject);

struct CsrFacts {
  std::vector<NameAttribute> subject;
  PublicKeyFacts key;
  Bytes spki;
  bool signature_valid = false;
};
CsrFacts read_csr(std::string_view pem);

/// A digest over `data` ("SHA256", "SHA384", "SHA512"), signed (RSA PKCS#1 v1.5, or ECDSA as DER).
Bytes sign_bytes(const SigningKey& key, ByteView data, const std::string& digest = "SHA256");
/// The check of a signature over SHA-256 with the certificate's public key.
bool verify_bytes(const Certificate& certificate, ByteView data, ByteView signature);

/// CMS SignedData (RFC 5652), DER. With `cades` the signing certificate attribute of CAdES-BES (RFC 5126).
struct CmsOptions {
  bool detached = true;
  bool cades = true;
};
Bytes cms_sign(const SigningKey& key, const Certificate& certificate, const std::vector<Certificate>& chain,
               ByteView data, CmsOptions options);
struct CmsResult {
  bool valid = false;
  std::string problem;
  std::optional<Certificate> signer;
  Bytes content;
};
/// `detached` empty: the content is inside.
CmsResult cms_verify(ByteView cms, std::optional<ByteView> detached, const TrustAnchors& anchors, Time at);

/// SHA-256, lower-case hex.
std::string sha256_hex(ByteView data);
Bytes sha256(ByteView data);

}  // namespace reseal::crypto
