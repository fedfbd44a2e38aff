// SPDX-License-Identifier: Apache-2.0
#include "credit_code.h"

#include "reseal/base/bytes.h"
#include "reseal/china_numbers.h"

namespace reseal::sandbox {
namespace {

constexpr auto kCreditCodeOid = "1.2.86.11.7.1.4";
constexpr std::string_view kCheckCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";

using ObjectHandle = std::unique_ptr<ASN1_OBJECT, Freed<ASN1_OBJECT_free>>;

}  // namespace

std::string random_credit_code() {
  std::string code = "9199";
  for (const auto byte : random_bytes(13)) code += static_cast<char>('0' + byte % 10);
  for (const char check : kCheckCharacters) {
    if (reseal::credit_code(code + check)) return code + check;
  }
  throw std::logic_error("no check character fits " + code);
}

void add_credit_code(X509* certificate, const std::string& code) {
  const ObjectHandle object(OBJ_txt2obj(kCreditCodeOid, 1));
  const std::string der = std::string{'\x13', static_cast<char>(code.size())} + code;  // a PrintableString
  const std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>> octets(ASN1_OCTET_STRING_new());
  require(octets && ASN1_OCTET_STRING_set(octets.get(), reinterpret_cast<const unsigned char*>(der.data()),
                                          static_cast<int>(der.size())) == 1,
          "ASN1_OCTET_STRING_set");
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509_EXTENSION_create_by_OBJ(nullptr, object.get(), 0, octets.get()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "X509_add_ext");
}

std::string credit_code_of(const X509* certificate) {
  const ObjectHandle object(OBJ_txt2obj(kCreditCodeOid, 1));
  const int at = X509_get_ext_by_OBJ(certificate, object.get(), -1);
  if (at < 0) return {};
  const auto* octets = X509_EXTENSION_get_data(X509_get_ext(certificate, at));
  const std::string der(reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
                        static_cast<std::size_t>(ASN1_STRING_length(octets)));
  return der.size() < 2 ? "" : der.substr(2);
}

}  // namespace reseal::sandbox
