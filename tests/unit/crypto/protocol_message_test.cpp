// SPDX-License-Identifier: Apache-2.0
// Only what an enrolment protocol signs passes for it; whatever else a key could sign does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/crypto/protocol_message.h"
#include "support/protocol_messages.h"
#include "support/test_ca.h"

namespace reseal::crypto {
namespace {

using test::cmp_protected_part;
using test::scep_attributes;

/// RFC 8446, 4.4.3: what the client of TLS 1.3 signs.
Bytes tls_handshake() {
  Bytes bytes(64, 0x20);
  for (const char c : std::string_view("TLS 1.3, client CertificateVerify"))
    bytes.push_back(static_cast<unsigned char>(c));
  bytes.insert(bytes.end(), 33, 0);
  return bytes;
}

/// What a CSR's signature covers: the first member of the request.
Bytes request_info() {
  const auto pem = make_csr(test::TestKey::ec().signing_key(), {{"2.5.4.3", "CN", "Kế toán"}});
  const auto begin = pem.find('\n') + 1;
  const auto request = from_base64(pem.substr(begin, pem.find("-----END") - begin));
  const std::size_t size = request.at(4) < 0x80 ? request.at(4) + 2U : request.at(5) + 3U;
  return {request.begin() + 3, request.begin() + 3 + static_cast<std::ptrdiff_t>(size)};
}

std::vector<Bytes> other_things() {
  const auto text = [](std::string_view bytes) { return Bytes(bytes.begin(), bytes.end()); };
  const auto certificate = test::TestCa::root().certificate();
  return {{},
          text("Hợp đồng số 42"),
          text("<SignedInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"></SignedInfo>"),
          text("%PDF-1.7"),
          tls_handshake(),
          request_info(),
          certificate.der()};
}

TEST(ACmpRequest, IsKnownByItsKind) { EXPECT_EQ(cmp_request(cmp_protected_part()), "pollReq"); }

TEST(ACmpRequest, IsNoneWhenItRevokesOrAnswersOrWrapsAnother) {
  for (const int kind : {11, 12, 19, 20, 26}) EXPECT_EQ(cmp_request(cmp_protected_part(kind)), std::nullopt) << kind;
}

TEST(ACmpRequest, IsNoneWithAnythingBehindIt) {
  auto part = cmp_protected_part();
  part.push_back(0);
  EXPECT_EQ(cmp_request(part), std::nullopt);
  part = cmp_protected_part();
  part[1] = static_cast<std::uint8_t>(part[1] + 5);  // protection [0] { BIT STRING }
  part.insert(part.end(), {0xa0, 0x03, 0x03, 0x01, 0x00});
  EXPECT_EQ(cmp_request(part), std::nullopt);
}

TEST(ACmpRequest, IsNoneOfTheOtherThingsThatAKeySigns) {
  for (const auto& thing : other_things()) EXPECT_EQ(cmp_request(thing), std::nullopt) << to_hex(thing);
  EXPECT_EQ(cmp_request(scep_attributes()), std::nullopt);
}

TEST(AScepRequest, IsKnownByItsKind) {
  EXPECT_EQ(scep_request(scep_attributes("19")), "PKCSReq");
  EXPECT_EQ(scep_request(scep_attributes("17")), "RenewalReq");
  EXPECT_EQ(scep_request(scep_attributes("20")), "CertPoll");
}

TEST(AScepRequest, IsNoneWhenItIsAnAnswer) { EXPECT_EQ(scep_request(scep_attributes("3")), std::nullopt); }

TEST(AScepRequest, IsNoDocumentsSignature) {
  EXPECT_EQ(scep_request(scep_attributes("")), std::nullopt) << "without messageType";
  // ESS signing-certificate-v2 (RFC 5035), which every CAdES and PAdES signature has.
  const Bytes signing_certificate = {0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f};
  EXPECT_EQ(scep_request(scep_attributes("19", {{signing_certificate, test::der(0x30, {})}})), std::nullopt);
}

TEST(AScepRequest, IsNoneOfTheOtherThingsThatAKeySigns) {
  for (const auto& thing : other_things()) EXPECT_EQ(scep_request(thing), std::nullopt) << to_hex(thing);
  EXPECT_EQ(scep_request(cmp_protected_part()), std::nullopt);
}

}  // namespace
}  // namespace reseal::crypto
