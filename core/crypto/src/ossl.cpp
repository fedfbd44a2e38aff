// SPDX-License-Identifier: Apache-2.0
#include "ossl.h"

#include <chrono>
#include <ctime>

#include "reseal/base/unicode.h"
#include "reseal/crypto/signing.h"

namespace reseal::crypto {

Bytes sha256(ByteView data) {
  // Fetched once: an implicit fetch costs more than the digest of a certificate.
  static const ossl::Handle<EVP_MD, &EVP_MD_free> digest(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  Bytes value(32);
  unsigned int size = 0;
  if (!digest || EVP_Digest(data.data(), data.size(), value.data(), &size, digest.get(), nullptr) != 1) {
    throw ossl::failure("sha256");
  }
  return value;
}

std::string sha256_hex(ByteView data) { return to_hex(sha256(data)); }

namespace ossl {
namespace {

std::string from_latin1(ByteView bytes) {
  std::string text;
  for (const auto byte : bytes) {
    if (byte < 0x80) {
      text += static_cast<char>(byte);
    } else {
      text += static_cast<char>(0xC0U | (byte >> 6U));
      text += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return text;
}

bool is_ascii(ByteView bytes) {
  for (const auto byte : bytes) {
    if (byte >= 0x80) return false;
  }
  return true;
}

}  // namespace

std::string take_error() {
  const char* data = nullptr;
  int flags = 0;
  const auto code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags);
  std::string text;
  if (code != 0) {
    const char* reason = ERR_reason_error_string(code);
    text = reason != nullptr ? reason : "error " + std::to_string(code);
    if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0') text += " (" + std::string(data) + ")";
  }
  ERR_clear_error();
  return text.empty() ? "no reason given" : text;
}

Error failure(std::string_view operation) {
  const std::string problem = take_error();
  return Error(ErrorCode::crypto_failed, {{"operation", std::string(operation)}, {"problem", problem}},
               std::string(operation) + ": " + problem);
}

BioHandle reader(ByteView bytes) {
  return checked(BioHandle(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))), "memory");
}

Bytes content(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return size > 0 ? Bytes(data, data + size) : Bytes{};
}

std::optional<Time> to_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  using namespace std::chrono;
  const auto day = sys_days{year{parts.tm_year + 1900} / month{static_cast<unsigned>(parts.tm_mon) + 1U} /
                            std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return day + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

std::string to_text(const ASN1_STRING* text) {
  const ByteView bytes = view(text);
  const int type = ASN1_STRING_type(text);
  if (type != V_ASN1_BMPSTRING && type != V_ASN1_UNIVERSALSTRING) {
    // UTF-8 is also found in T61String and PrintableString; to read it as their Latin-1 would garble every accent.
    if (is_ascii(bytes) || is_valid_utf8(as_text(bytes))) return std::string(as_text(bytes));
    return from_latin1(bytes);
  }
  unsigned char* raw = nullptr;
  const int size = ASN1_STRING_to_UTF8(&raw, text);
  if (size < 0) {
    ERR_clear_error();
    return from_latin1(bytes);
  }
  std::string value(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
  OPENSSL_free(raw);
  return is_valid_utf8(value) ? value : from_latin1(bytes);  // lone surrogates in a BMPString
}

std::string to_oid(const ASN1_OBJECT* object) {
  char buffer[128];
  const int size = OBJ_obj2txt(buffer, sizeof buffer, object, 1);
  if (size < static_cast<int>(sizeof buffer)) return size > 0 ? std::string(buffer) : std::string();
  std::string text(static_cast<std::size_t>(size) + 1, '\0');
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string to_short_name(const ASN1_OBJECT* object) {
  const int nid = OBJ_obj2nid(object);
  return nid != NID_undef ? OBJ_nid2sn(nid) : to_oid(object);
}

X509ListHandle list_of(const std::vector<Certificate>& certificates) {
  auto list = checked(X509ListHandle(sk_X509_new_null()), "list");
  for (const auto& certificate : certificates) {
    if (sk_X509_push(list.get(), certificate.native()) == 0) throw failure("list");
  }
  return list;
}

Certificate to_certificate(const X509* certificate) { return Certificate::from_der(encode(&i2d_X509, certificate)); }

}  // namespace ossl
}  // namespace reseal::crypto
