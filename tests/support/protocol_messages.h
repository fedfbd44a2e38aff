// SPDX-License-Identifier: Apache-2.0
// What CMP and SCEP clients have signed, as small as the standards allow; written by hand, not by the room under test.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"

namespace reseal::test {

/// A DER element with a short length.
inline Bytes der(std::uint8_t tag, const std::vector<Bytes>& parts) {
  Bytes content;
  for (const auto& part : parts) content.insert(content.end(), part.begin(), part.end());
  Bytes element = {tag};
  if (content.size() >= 0x80) element.push_back(0x81);
  element.push_back(static_cast<std::uint8_t>(content.size()));
  element.insert(element.end(), content.begin(), content.end());
  return element;
}
inline Bytes der_text(std::uint8_t tag, std::string_view text) { return der(tag, {{text.begin(), text.end()}}); }

/// RFC 9810, 5.1.3: SEQUENCE { header, body }. The body's tag says the kind: 25 asks again (pollReq), 11 revokes (rr).
inline Bytes cmp_protected_part(int kind = 25) {
  const Bytes nobody = der(0xa4, {der(0x30, {})});
  const Bytes header = der(0x30, {{0x02, 0x01, 0x02}, nobody, nobody, der(0xa4, {der_text(0x04, "0123456789abcdef")})});
  const Bytes content = kind == 25 ? der(0x30, {der(0x30, {{0x02, 0x01, 0x00}})}) : der(0x30, {});
  return der(0x30, {header, der(static_cast<std::uint8_t>(0xa0 | kind), {content})});
}

struct ScepAttribute {
  Bytes oid;  ///< with tag and length
  Bytes value;
};
inline Bytes scep_oid(std::uint8_t last) {
  return {0x06, 0x0a, 0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x45, 0x01, 0x09, last};
}
inline Bytes pkcs9_oid(std::uint8_t last) { return {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, last}; }

/// RFC 8894, 3.2.1: SET OF Attribute, sorted as DER wants it.
inline Bytes scep_attributes(std::string_view message_type = "19", const std::vector<ScepAttribute>& more = {}) {
  auto attributes = more;
  attributes.push_back({pkcs9_oid(4), der_text(0x04, std::string(32, 'd'))});  // messageDigest
  if (!message_type.empty()) {
    attributes.push_back({scep_oid(2), der_text(0x13, message_type)});
    attributes.push_back({scep_oid(7), der_text(0x13, "transaction")});
  }
  std::vector<Bytes> encoded;
  for (const auto& [oid, value] : attributes) encoded.push_back(der(0x30, {oid, der(0x31, {value})}));
  std::sort(encoded.begin(), encoded.end());
  return der(0x31, encoded);
}

}  // namespace reseal::test
