// SPDX-License-Identifier: Apache-2.0
#include "pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <array>

#include "reseal/base/error.h"

namespace reseal::sandbox {
namespace {

std::string content(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

BioHandle memory() {
  BioHandle bio(BIO_new(BIO_s_mem()));
  require(bio != nullptr, "BIO_new");
  return bio;
}

BioHandle reading(std::string_view text) {
  BioHandle bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  require(bio != nullptr, "BIO_new_mem_buf");
  return bio;
}

// A PEM file may ask for a pass phrase: a server must never stop to ask a terminal.
int no_pass_phrase(char*, int, int, void*) { return -1; }

std::string utf8_of(const ASN1_STRING* value) {
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, value);
  if (size < 0) return {};
  std::string result(reinterpret_cast<char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return result;
}

}  // namespace

void openssl_failed(std::string_view operation) {
  std::array<char, 256> text{};
  const auto code = ERR_get_error();
  if (code != 0) ERR_error_string_n(code, text.data(), text.size());
  ERR_clear_error();
  throw Error(ErrorCode::crypto_failed,
              {{"operation", std::string(operation)}, {"problem", text[0] != 0 ? text.data() : "no details"}});
}

std::string to_pem(X509* certificate) {
  const auto bio = memory();
  require(PEM_write_bio_X509(bio.get(), certificate) == 1, "PEM_write_bio_X509");
  return content(bio.get());
}

std::string to_pem(EVP_PKEY* key) {
  const auto bio = memory();
  require(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "PEM_write_bio_PrivateKey");
  return content(bio.get());
}

CertificateHandle certificate_from_pem(std::string_view pem) {
  const auto bio = reading(pem);
  CertificateHandle certificate(PEM_read_bio_X509(bio.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  return certificate;
}

KeyHandle key_from_pem(std::string_view pem) {
  const auto bio = reading(pem);
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  require(key != nullptr, "PEM_read_bio_PrivateKey");
  return key;
}

RequestHandle request_from_pem(std::string_view pem) {
  const auto bio = reading(pem);
  RequestHandle request(PEM_read_bio_X509_REQ(bio.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  return request;
}

Bytes to_der(X509* certificate) {
  unsigned char* data = nullptr;
  const int size = i2d_X509(certificate, &data);
  require(size > 0, "i2d_X509");
  Bytes der(data, data + size);
  OPENSSL_free(data);
  return der;
}

std::string serial_text(const ASN1_INTEGER* serial) {
  return to_upper_hex({ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))});
}

std::string serial_of(const X509* certificate) { return serial_text(X509_get0_serialNumber(certificate)); }

std::string name_text(const X509_NAME* name) {
  const auto bio = memory();
  // RFC 4514 allows UTF-8 as it is: Vietnamese stays readable.
  require(
      X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) >= 0,
      "X509_NAME_print_ex");
  return content(bio.get());
}

Bytes name_der(const X509_NAME* name) {
  unsigned char* data = nullptr;
  const int size = i2d_X509_NAME(name, &data);
  require(size > 0, "i2d_X509_NAME");
  Bytes der(data, data + size);
  OPENSSL_free(data);
  return der;
}

std::string name_value(const X509_NAME* name, int nid) {
  const int at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0) return {};
  return utf8_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
}

std::string key_id_of(X509* certificate) {
  const auto* id = X509_get0_subject_key_id(certificate);
  if (id == nullptr) return {};
  return to_upper_hex({ASN1_STRING_get0_data(id), static_cast<std::size_t>(ASN1_STRING_length(id))});
}

std::string tax_code_of(const X509_NAME* name) {
  constexpr std::string_view kPrefix = "MST:";
  for (const int nid : {NID_userId, NID_organizationName, NID_organizationalUnitName, NID_serialNumber}) {
    for (int at = X509_NAME_get_index_by_NID(name, nid, -1); at >= 0; at = X509_NAME_get_index_by_NID(name, nid, at)) {
      const auto value = utf8_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
      if (value.starts_with(kPrefix)) return value.substr(kPrefix.size());
    }
  }
  return {};
}

Time time_of(const ASN1_TIME* time) {
  int days = 0;
  int seconds = 0;
  const TimeHandle epoch(ASN1_TIME_set(nullptr, 0));
  require(ASN1_TIME_diff(&days, &seconds, epoch.get(), time) == 1, "ASN1_TIME_diff");
  return Time{std::chrono::days(days) + Seconds(seconds)};
}

std::string spki_digest(const EVP_PKEY* key) {
  unsigned char* data = nullptr;
  const int size = i2d_PUBKEY(key, &data);
  require(size > 0, "i2d_PUBKEY");
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(data, static_cast<std::size_t>(size), digest.data());
  OPENSSL_free(data);
  return to_hex(digest);
}

}  // namespace reseal::sandbox
