// SPDX-License-Identifier: Apache-2.0
#include "distinguished_name.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#include <array>

#include "reseal/base/error.h"

namespace reseal::sandbox {
namespace {

[[noreturn]] void bad_name(std::string_view text, std::string_view why) {
  throw Error(ErrorCode::usage, {{"problem", "not a name: '" + std::string(text) + "': " + std::string(why)}});
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

int encoding_of(int nid) {
  if (nid == NID_countryName || nid == NID_serialNumber) return V_ASN1_PRINTABLESTRING;
  if (nid == NID_pkcs9_emailAddress || nid == NID_domainComponent) return V_ASN1_IA5STRING;
  return V_ASN1_UTF8STRING;
}

std::string type_of(const ASN1_OBJECT* object) {
  const int nid = OBJ_obj2nid(object);
  if (nid != NID_undef) return OBJ_nid2sn(nid);
  std::array<char, 128> oid{};
  OBJ_obj2txt(oid.data(), static_cast<int>(oid.size()), object, 1);
  return oid.data();
}

}  // namespace

Name parse_name(std::string_view text) {
  Name name;
  std::string piece;
  const auto take = [&] {
    const auto part = trimmed(piece);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0) bad_name(text, "expected TYPE=value");
    name.push_back({std::string(trimmed(part.substr(0, equals))), std::string(trimmed(part.substr(equals + 1)))});
    piece.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      if (++at == text.size()) bad_name(text, "ends with an escape");
      piece += text[at];
    } else if (text[at] == ',') {
      take();
    } else {
      piece += text[at];
    }
  }
  take();
  return name;
}

NameHandle make_name(const Name& name) {
  NameHandle made(X509_NAME_new());
  require(made != nullptr, "X509_NAME_new");
  for (const auto& part : name) {
    const std::unique_ptr<ASN1_OBJECT, Freed<ASN1_OBJECT_free>> type(OBJ_txt2obj(part.type.c_str(), 0));
    if (!type) {
      ERR_clear_error();
      bad_name(part.type, "no such attribute");
    }
    // OpenSSL's table of maximum lengths (CN: 64) is stricter than real Vietnamese company names, so the value goes in
    // with its type and without that table.
    require(X509_NAME_add_entry_by_OBJ(made.get(), type.get(), encoding_of(OBJ_obj2nid(type.get())),
                                       reinterpret_cast<const unsigned char*>(part.value.data()),
                                       static_cast<int>(part.value.size()), -1, 0) == 1,
            "X509_NAME_add_entry");
  }
  return made;
}

Name read_name(const X509_NAME* name) {
  Name parts;
  for (int at = 0; at < X509_NAME_entry_count(name); ++at) {
    const auto* entry = X509_NAME_get_entry(name, at);
    unsigned char* value = nullptr;
    const int size = ASN1_STRING_to_UTF8(&value, X509_NAME_ENTRY_get_data(entry));
    require(size >= 0, "ASN1_STRING_to_UTF8");
    parts.push_back({type_of(X509_NAME_ENTRY_get_object(entry)),
                     std::string(reinterpret_cast<char*>(value), static_cast<std::size_t>(size))});
    OPENSSL_free(value);
  }
  return parts;
}

Name with_value(Name name, std::string_view type, std::string_view value) {
  for (auto& part : name) {
    if (part.type == type) {
      part.value = value;
      return name;
    }
  }
  name.insert(name.begin(), NamePart{std::string(type), std::string(value)});
  return name;
}

}  // namespace reseal::sandbox
