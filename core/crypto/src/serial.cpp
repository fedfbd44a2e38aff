// SPDX-License-Identifier: Apache-2.0
// Serial numbers: numbers that are printed in many ways and compared in one.
#include <algorithm>

#include "ossl.h"
#include "reseal/crypto/certificate.h"

namespace reseal::crypto {
namespace {

std::string_view without_zeros(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view("0") : digits.substr(first);
}

/// As portals print it, made comparable: separators, "0x" and case gone.
std::string plain(std::string_view printed) {
  std::string text;
  for (const char c : printed) {
    if (c == ' ' || c == ':' || c == '-' || c == '.' || c == '\t') continue;
    text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return text.starts_with("0X") ? text.substr(2) : text;
}

}  // namespace

std::size_t first_difference(const SerialNumber& a, const SerialNumber& b) {
  const auto shorter = std::min(a.hex.size(), b.hex.size());
  for (std::size_t i = 0; i < shorter; ++i) {
    if (a.hex[i] != b.hex[i]) return i;
  }
  return shorter;
}

bool same_serial(const SerialNumber& a, const SerialNumber& b) { return !a.decimal.empty() && a.decimal == b.decimal; }

bool same_serial(const SerialNumber& serial, std::string_view printed) {
  const std::string text = plain(printed);
  if (text.empty() || serial.hex.empty()) return false;
  if (text.find_first_not_of("0123456789ABCDEF") != std::string::npos) return false;
  // Digits alone may be either; nobody prints octal, and no serial is both.
  return without_zeros(text) == without_zeros(serial.hex) || without_zeros(text) == serial.decimal;
}

namespace ossl {

namespace {

SerialNumber to_serial(ByteView content) {
  SerialNumber serial;
  serial.hex = to_upper_hex(content);
  for (std::size_t i = 0; i < serial.hex.size(); i += 2) {
    if (i != 0) serial.spaced += ' ';
    serial.spaced += serial.hex.substr(i, 2);
  }
  BignumHandle number(BN_bin2bn(content.data(), static_cast<int>(content.size()), nullptr));
  if (number && !content.empty() && (content[0] & 0x80U) != 0) {  // two's complement: some CAs issued negative ones
    const BignumHandle modulus(BN_new());
    if (!modulus || BN_set_bit(modulus.get(), static_cast<int>(content.size() * 8)) != 1 ||
        BN_sub(number.get(), number.get(), modulus.get()) != 1) {
      number.reset();
    }
  }
  const std::unique_ptr<char, void (*)(char*)> decimal(number ? BN_bn2dec(number.get()) : nullptr,
                                                       [](char* text) { OPENSSL_free(text); });
  if (decimal) serial.decimal = decimal.get();
  return serial;
}

}  // namespace

SerialNumber to_serial(const ASN1_INTEGER* number) {
  // OpenSSL refuses integers that are not minimal, so what it writes is what the certificate had.
  const Bytes der = encode(&i2d_ASN1_INTEGER, number);
  const unsigned char* at = der.data();
  long length = 0;
  int tag = 0;
  int tag_class = 0;
  if ((ASN1_get_object(&at, &length, &tag, &tag_class, static_cast<long>(der.size())) & 0x80) != 0) return {};
  return to_serial(ByteView(at, static_cast<std::size_t>(length)));
}

}  // namespace ossl
}  // namespace reseal::crypto
