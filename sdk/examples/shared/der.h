// SPDX-License-Identifier: Apache-2.0
// Certificates and base64 between the border's messages and OpenSSL.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <reseal/base64.h>
#include <reseal/failure.h>
#include <reseal/host.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace example {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;
using Certificate = Owned<X509, &X509_free>;
using Request = Owned<X509_REQ, &X509_REQ_free>;
using Key = Owned<EVP_PKEY, &EVP_PKEY_free>;
using Bio = Owned<BIO, &BIO_free_all>;

/// Line breaks are skipped. Throws PortalNonsense: it is always the CA that sent it.
inline std::string from_base64(const std::string& text) {
  const Owned<EVP_ENCODE_CTX, &EVP_ENCODE_CTX_free> context(EVP_ENCODE_CTX_new());
  std::string bytes(text.size() + 3, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(bytes.data());
  int size = 0;
  int rest = 0;
  EVP_DecodeInit(context.get());
  if (EVP_DecodeUpdate(context.get(), out, &size, reinterpret_cast<const unsigned char*>(text.data()),
                       static_cast<int>(text.size())) < 0 ||
      EVP_DecodeFinal(context.get(), out + size, &rest) != 1) {
    throw reseal::PortalNonsense("what the CA sent is not base64");
  }
  bytes.resize(static_cast<std::size_t>(size + rest));
  return bytes;
}

/// The body of an answer, as it came over the line.
inline std::string bytes_of(const reseal::HttpResponse& response) {
  return response.base64 ? from_base64(response.body) : response.body;
}

/// i2d of anything that OpenSSL can write.
template <typename T>
std::string encoded(int (*i2d)(const T*, unsigned char**), const T* value) {
  unsigned char* raw = nullptr;
  const int size = i2d(value, &raw);
  if (size < 0) throw std::runtime_error("OpenSSL cannot write what it has read");
  std::string bytes(reinterpret_cast<char*>(raw), static_cast<std::size_t>(size));
  OPENSSL_free(raw);
  return bytes;
}

/// d2i of anything; an empty handle when the bytes are something else.
template <typename T, auto Free>
Owned<T, Free> decoded(T* (*d2i)(T**, const unsigned char**, long), const std::string& bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  return Owned<T, Free>(d2i(nullptr, &at, static_cast<long>(bytes.size())));
}

inline Certificate certificate_of(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) throw std::runtime_error("a certificate that is no PEM");
  return certificate;
}

inline Request request_of(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Request request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  if (!request) throw std::runtime_error("a request that is no PEM");
  return request;
}

inline std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

/// What a CA issued: the certificate for the key of `csr`, and those above it.
struct Issued {
  std::string certificate;         ///< PEM; empty: none is for that key
  std::vector<std::string> chain;  ///< PEM
};
inline Issued issued_for(const std::string& csr, const STACK_OF(X509) * certificates) {
  const auto request = request_of(csr);
  Issued issued;
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    auto* const one = sk_X509_value(certificates, i);
    if (X509_check_private_key(one, X509_REQ_get0_pubkey(request.get())) == 1) {
      issued.certificate = pem_of(one);
    } else {
      issued.chain.push_back(pem_of(one));
    }
  }
  ERR_clear_error();
  return issued;
}

/// The certificates of a certs-only CMS message (RFC 5652; RFC 7030, 4.1.3). Throws PortalNonsense.
inline Issued issued_for(const std::string& csr, const std::string& pkcs7_der) {
  const auto message = decoded<PKCS7, &PKCS7_free>(&d2i_PKCS7, pkcs7_der);
  ERR_clear_error();
  if (!message || !PKCS7_type_is_signed(message.get())) {
    throw reseal::PortalNonsense("the CA answered with something that is no list of certificates");
  }
  return issued_for(csr, message->d.sign->cert);
}

}  // namespace example
