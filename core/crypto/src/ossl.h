// SPDX-License-Identifier: Apache-2.0
// OpenSSL's handles in RAII, and its small values in ours. For the sources of this room only.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/certificate_facts.h"
#include "reseal/crypto/certificate.h"

namespace reseal::crypto::ossl {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};
template <typename T, auto Free>
using Handle = std::unique_ptr<T, Freed<Free>>;

using X509Handle = Handle<X509, &X509_free>;
using X509CrlHandle = Handle<X509_CRL, &X509_CRL_free>;
using X509ReqHandle = Handle<X509_REQ, &X509_REQ_free>;
using X509NameHandle = Handle<X509_NAME, &X509_NAME_free>;
using EvpPkeyHandle = Handle<EVP_PKEY, &EVP_PKEY_free>;
using EvpMdCtxHandle = Handle<EVP_MD_CTX, &EVP_MD_CTX_free>;
using BioHandle = Handle<BIO, &BIO_free_all>;
using BignumHandle = Handle<BIGNUM, &BN_free>;
using ObjectHandle = Handle<ASN1_OBJECT, &ASN1_OBJECT_free>;
using OctetsHandle = Handle<ASN1_OCTET_STRING, &ASN1_OCTET_STRING_free>;

struct X509StackFreed {  // the stack and its references to certificates
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_pop_free(stack, X509_free); }
};
using X509StackHandle = std::unique_ptr<STACK_OF(X509), X509StackFreed>;
struct X509ListFreed {  // the stack only
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};
using X509ListHandle = std::unique_ptr<STACK_OF(X509), X509ListFreed>;

/// The first cause in OpenSSL's queue, in English; empties the queue.
[[nodiscard]] std::string take_error();
/// Error(crypto_failed) with the cause of take_error().
[[nodiscard]] Error failure(std::string_view operation);
/// The handle, or Error(crypto_failed).
template <typename T>
T checked(T handle, std::string_view operation) {
  if (!handle) throw failure(operation);
  return handle;
}

[[nodiscard]] BioHandle reader(ByteView bytes);
[[nodiscard]] Bytes content(BIO* memory);
/// i2d of anything that OpenSSL can write twice: once for the length.
template <typename T>
Bytes encode(int (*i2d)(const T*, unsigned char**), const T* value) {
  unsigned char* raw = nullptr;
  const int size = value != nullptr ? i2d(value, &raw) : -1;
  if (size < 0) throw failure("encode");
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(raw, [](unsigned char* p) { OPENSSL_free(p); });
  return {raw, raw + size};
}
[[nodiscard]] inline ByteView view(const ASN1_STRING* text) {
  return {ASN1_STRING_get0_data(text), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

/// Empty when the text is no time.
[[nodiscard]] std::optional<Time> to_time(const ASN1_TIME* time);
/// UTF-8 whatever the string type; octets that are not what their type says are taken as Latin-1, so that a sloppy CA
/// yields a readable value and never text that breaks JSON.
[[nodiscard]] std::string to_text(const ASN1_STRING* text);
[[nodiscard]] std::string to_oid(const ASN1_OBJECT* object);
/// The usual short name, else the OID.
[[nodiscard]] std::string to_short_name(const ASN1_OBJECT* object);
[[nodiscard]] std::vector<NameAttribute> to_attributes(const X509_NAME* name);
/// Two names with the same RDNs in any order: CAs write their own name both ways round.
[[nodiscard]] bool same_rdns(const X509_NAME* a, const X509_NAME* b);
[[nodiscard]] PublicKeyFacts to_key_facts(const X509_PUBKEY* key);
[[nodiscard]] SerialNumber to_serial(const ASN1_INTEGER* number);
/// SHA-256, or what the curve asks for.
[[nodiscard]] const EVP_MD* digest_for(const EVP_PKEY* key);

[[nodiscard]] X509ListHandle list_of(const std::vector<Certificate>& certificates);
/// A new reference to OpenSSL's certificate, as a value of ours. Throws Error(certificate_malformed).
[[nodiscard]] Certificate to_certificate(const X509* certificate);

/// The facts of a parsed certificate. Never throws for what is in the certificate.
[[nodiscard]] CertificateFacts to_facts(const X509* certificate, ByteView der, Time not_before, Time not_after);

}  // namespace reseal::crypto::ossl
