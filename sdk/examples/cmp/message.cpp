// SPDX-License-Identifier: Apache-2.0
#include "message.h"

#include <openssl/asn1.h>

#include <stdexcept>
#include <string_view>

namespace example {
namespace {

constexpr char kSequence = 0x30;
constexpr char kBitString = 0x03;
constexpr char kProtection = static_cast<char>(0xa0);
constexpr char kExtraCerts = static_cast<char>(0xa1);

std::string element(char tag, const std::string& content) {
  std::string length;
  for (auto rest = content.size(); rest > 0; rest >>= 8U)
    length.insert(length.begin(), static_cast<char>(rest & 0xffU));
  if (content.size() < 0x80) {
    length.assign(1, static_cast<char>(content.size()));
  } else {
    length.insert(length.begin(), static_cast<char>(0x80U | length.size()));
  }
  return tag + length + content;
}

/// Takes the first element, with tag and length, off the front.
std::string take(std::string_view& der) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(der.data());
  const auto* at = begin;
  long length = 0;
  int tag = 0;
  int kind = 0;
  if ((ASN1_get_object(&at, &length, &tag, &kind, static_cast<long>(der.size())) & 0x80) != 0) {
    throw std::runtime_error("a CMP message that is no DER");
  }
  const auto size = static_cast<std::size_t>(at - begin + length);
  std::string taken(der.substr(0, size));
  der.remove_prefix(size);
  return taken;
}

}  // namespace

CmpMessage CmpMessage::of(const std::string& der) {
  std::string_view inside(der);
  const auto whole = take(inside);
  const auto* at = reinterpret_cast<const unsigned char*>(whole.data());
  long length = 0;
  int tag = 0;
  int kind = 0;
  ASN1_get_object(&at, &length, &tag, &kind, static_cast<long>(whole.size()));
  inside = {reinterpret_cast<const char*>(at), static_cast<std::size_t>(length)};
  const auto header = take(inside);
  const auto body = take(inside);
  CmpMessage message;
  message.protected_part = element(kSequence, header + body);
  while (!inside.empty()) {
    auto next = take(inside);
    if (next.front() == kExtraCerts) message.behind = std::move(next);
  }
  return message;
}

std::string CmpMessage::with(const std::string& signature) const {
  std::string_view part(protected_part);
  const auto* const begin = reinterpret_cast<const unsigned char*>(part.data());
  const auto* at = begin;
  long length = 0;
  int tag = 0;
  int kind = 0;
  ASN1_get_object(&at, &length, &tag, &kind, static_cast<long>(part.size()));
  part.remove_prefix(static_cast<std::size_t>(at - begin));
  const auto bits = element(kBitString, std::string(1, '\0') + signature);
  return element(kSequence, std::string(part) + element(kProtection, bits) + behind);
}

}  // namespace example
