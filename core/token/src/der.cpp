// SPDX-License-Identifier: Apache-2.0
#include "der.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace reseal::token {
namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kBitString = 0x03;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kUncompressed = 0x04;

constexpr std::array<std::uint8_t, 13> kRsaEncryption = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                         0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};  // with its NULL
constexpr std::array<std::uint8_t, 9> kEcPublicKey = {0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};

Bytes wrap(std::uint8_t tag, std::initializer_list<ByteView> parts) {
  std::size_t size = 0;
  for (const ByteView part : parts) size += part.size();
  Bytes der{tag};
  if (size < 0x80) {
    der.push_back(static_cast<std::uint8_t>(size));
  } else {
    Bytes length;
    for (std::size_t rest = size; rest != 0; rest >>= 8U)
      length.insert(length.begin(), static_cast<std::uint8_t>(rest));
    der.push_back(static_cast<std::uint8_t>(0x80U | length.size()));
    der.insert(der.end(), length.begin(), length.end());
  }
  for (const ByteView part : parts) der.insert(der.end(), part.begin(), part.end());
  return der;
}

Bytes integer(ByteView unsigned_value) {
  const auto first = std::find_if(unsigned_value.begin(), unsigned_value.end(), [](std::uint8_t b) { return b != 0; });
  Bytes value(first, unsigned_value.end());
  if (value.empty() || (value.front() & 0x80U) != 0) value.insert(value.begin(), 0);
  return wrap(kInteger, {value});
}

constexpr std::array<std::uint8_t, 1> kNoUnusedBits = {0};

// The content of a DER element that fills `der` exactly; empty when it is not one.
ByteView content(std::uint8_t tag, ByteView der) {
  if (der.size() < 2 || der[0] != tag) return {};
  std::size_t length = der[1];
  std::size_t header = 2;
  if (length == 0x81 && der.size() > 2) {
    length = der[2];
    header = 3;
  } else if (length >= 0x80) {
    return {};
  }
  return der.size() == header + length ? der.subspan(header) : ByteView{};
}

}  // namespace

Bytes rsa_spki(ByteView modulus, ByteView public_exponent) {
  const Bytes algorithm = wrap(kSequence, {kRsaEncryption});
  const Bytes key = wrap(kSequence, {integer(modulus), integer(public_exponent)});
  return wrap(kSequence, {algorithm, wrap(kBitString, {kNoUnusedBits, key})});
}

Bytes ec_spki(ByteView parameters, ByteView point) {
  // A bare point starts with 0x04 as an OCTET STRING does; only the length inside tells them apart.
  ByteView bare = content(kOctetString, point);
  if (bare.empty()) bare = point;
  if (parameters.empty() || bare.empty() || bare.front() != kUncompressed || bare.size() % 2 == 0) return {};
  const Bytes algorithm = wrap(kSequence, {kEcPublicKey, parameters});
  return wrap(kSequence, {algorithm, wrap(kBitString, {kNoUnusedBits, bare})});
}

}  // namespace reseal::token
