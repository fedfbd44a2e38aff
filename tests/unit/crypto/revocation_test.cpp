// SPDX-License-Identifier: Apache-2.0
#include "reseal/crypto/revocation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/test_ca.h"

namespace reseal::crypto {
namespace {

using test::at;
using test::CertificateSpec;
using test::CrlSpec;
using test::OcspSpec;
using test::TestCa;
using test::TestKey;
using testing::ElementsAre;
using testing::HasSubstr;
using Status = RevocationFacts::Status;

const Time kRevocationTime = at("2026-11-21T08:00:00Z");

class Revocation : public testing::Test {
 protected:
  TestCa root_ = TestCa::root();
  TestCa ca_ = root_.sub_ca("Viettel-CA SHA2");
  Certificate leaf_ = ca_.issue({.extensions = {{"authorityInfoAccess", "OCSP;URI:http://ocsp.example.vn"},
                                                {"crlDistributionPoints", "URI:http://crl.example.vn/a.crl"}}});
  OcspRequest request_ = make_ocsp_request(leaf_, ca_.certificate());

  [[nodiscard]] RevocationFacts ocsp(const OcspSpec& spec) const {
    return read_ocsp_response(ca_.ocsp(leaf_, spec), request_, leaf_, ca_.certificate(), kRevocationTime);
  }
  [[nodiscard]] RevocationFacts crl(const CrlSpec& spec) const {
    return read_crl(ca_.crl(spec), leaf_, ca_.certificate(), kRevocationTime);
  }
};

TEST_F(Revocation, IsDeniedByAFreshSignedAnswer) {
  const auto facts = ocsp({.nonce = request_.nonce});
  EXPECT_EQ(facts.status, Status::good) << facts.reason;
  EXPECT_EQ(facts.source, "ocsp");
  EXPECT_TRUE(facts.produced_at.has_value());
}

TEST_F(Revocation, IsToldWithTimeAndReason) {
  const auto facts = ocsp({.status = OcspSpec::Status::revoked, .reason = 1, .revoked_at = at("2026-05-04T03:02:01Z")});
  EXPECT_EQ(facts.status, Status::revoked);
  EXPECT_EQ(facts.revoked_at, at("2026-05-04T03:02:01Z"));
  EXPECT_EQ(facts.reason, "keyCompromise");
}

TEST_F(Revocation, OnHoldIsASuspension) {
  EXPECT_EQ(ocsp({.status = OcspSpec::Status::revoked, .reason = 6}).status, Status::suspended);
  const auto facts = crl({.revoked = {{.certificate = leaf_, .reason = "certificateHold"}}});
  EXPECT_EQ(facts.status, Status::suspended);
  EXPECT_EQ(facts.reason, "certificateHold");
}

TEST_F(Revocation, UnknownToTheResponderCannotBeSaid) {
  const auto facts = ocsp({.status = OcspSpec::Status::unknown});
  EXPECT_EQ(facts.status, Status::cannot_say);
  EXPECT_THAT(facts.reason, HasSubstr("does not know"));
}

TEST_F(Revocation, TakesTheAnswerOfADelegatedResponder) {
  const auto key = TestKey::ec();
  const auto facts = ocsp({.responder = ca_.issue_responder(key), .responder_key = key});
  EXPECT_EQ(facts.status, Status::good) << facts.reason;
}

TEST_F(Revocation, RefusesResponderCertificatesThatAreNotForIt) {
  const auto key = TestKey::ec();
  const auto plain = ca_.issue({.subject = {{"CN", "A holder"}}, .spki = key.spki()});
  EXPECT_EQ(ocsp({.responder = plain, .responder_key = key}).status, Status::cannot_say);
  const auto stranger = TestCa::root("Stranger").issue_responder(key);
  EXPECT_THAT(ocsp({.responder = stranger, .responder_key = key}).reason, HasSubstr("may not speak"));
  CertificateSpec expired;
  expired.not_after = at("2026-11-01T00:00:00Z");
  EXPECT_EQ(ocsp({.responder = ca_.issue_responder(key, expired), .responder_key = key}).status, Status::cannot_say);
}

TEST_F(Revocation, RefusesAnAnswerSignedWithAnotherKey) {
  const auto other = root_.sub_ca("Viettel-CA SHA2");  // same name, other key
  const auto facts = read_ocsp_response(other.ocsp(leaf_), request_, leaf_, ca_.certificate(), kRevocationTime);
  EXPECT_EQ(facts.status, Status::cannot_say);
}

TEST_F(Revocation, RefusesAnOldAnswerByItsNonce) {
  EXPECT_THAT(ocsp({.nonce = Bytes(16, 7)}).reason, HasSubstr("nonce"));
}

TEST_F(Revocation, AllowsFiveMinutesOfClockDifference) {
  EXPECT_EQ(ocsp({.this_update = kRevocationTime + std::chrono::minutes(4)}).status, Status::good);
  EXPECT_THAT(ocsp({.this_update = kRevocationTime + std::chrono::minutes(6)}).reason, HasSubstr("not yet valid"));
  EXPECT_EQ(ocsp({.next_update = kRevocationTime - std::chrono::minutes(4)}).status, Status::good);
  EXPECT_THAT(ocsp({.next_update = kRevocationTime - std::chrono::minutes(6)}).reason, HasSubstr("expired"));
}

TEST_F(Revocation, BelievesAnAnswerWithoutAnEndForOneDay) {
  EXPECT_EQ(ocsp({.next_update = std::nullopt}).status, Status::good);
  EXPECT_THAT(ocsp({.this_update = kRevocationTime - std::chrono::hours(25), .next_update = std::nullopt}).reason,
              HasSubstr("too old"));
}

TEST_F(Revocation, RefusesAnAnswerAboutAnotherCertificate) {
  const auto answer = ca_.ocsp(ca_.issue());
  EXPECT_THAT(read_ocsp_response(answer, request_, leaf_, ca_.certificate(), kRevocationTime).reason,
              HasSubstr("another certificate"));
}

TEST_F(Revocation, FindsTheCertificateByWhateverDigestTheResponderUses) {
  EXPECT_EQ(ocsp({.certificate_id_digest = "SHA256"}).status, Status::good);
}

TEST_F(Revocation, OfMalformedBytesCannotBeSaid) {
  auto answer = ca_.ocsp(leaf_);
  for (std::size_t size = 0; size < answer.size(); size += 7) {
    EXPECT_EQ(
        read_ocsp_response(ByteView(answer).first(size), request_, leaf_, ca_.certificate(), kRevocationTime).status,
        Status::cannot_say);
  }
  const auto serial = from_hex(leaf_.facts().serial.hex);
  const auto place = std::search(answer.begin(), answer.end(), serial.begin(), serial.end());
  ASSERT_NE(place, answer.end());
  *place ^= 1U;
  EXPECT_EQ(read_ocsp_response(answer, request_, leaf_, ca_.certificate(), kRevocationTime).status, Status::cannot_say);
  EXPECT_THAT(read_ocsp_response(test::ocsp_error(3), request_, leaf_, ca_.certificate(), kRevocationTime).reason,
              HasSubstr("trylater"));
  EXPECT_EQ(read_crl(as_bytes("<html>"), leaf_, ca_.certificate(), kRevocationTime).status, Status::cannot_say);
  EXPECT_EQ(read_crl({}, leaf_, ca_.certificate(), kRevocationTime).status, Status::cannot_say);
}

TEST_F(Revocation, IsReadFromAList) {
  EXPECT_EQ(crl({}).status, Status::good);
  const auto facts = crl({.revoked = {{ca_.issue()}, {leaf_, at("2026-06-02T00:00:00Z"), "superseded"}}});
  EXPECT_EQ(facts.status, Status::revoked);
  EXPECT_EQ(facts.reason, "superseded");
  EXPECT_EQ(facts.revoked_at, at("2026-06-02T00:00:00Z"));
  EXPECT_EQ(crl({.revoked = {{leaf_}}}).reason, "unspecified");
}

TEST_F(Revocation, IsReadFromAListInPem) {
  const std::string pem = "-----BEGIN X509 CRL-----\n" + to_base64(ca_.crl()) + "\n-----END X509 CRL-----\n";
  EXPECT_EQ(read_crl(as_bytes(pem), leaf_, ca_.certificate(), kRevocationTime).status, Status::good);
}

TEST_F(Revocation, OnAnExpiredListIsStillProvenButGoodIsNot) {
  const Time past = at("2026-11-20T00:00:00Z");
  EXPECT_EQ(crl({.this_update = past, .next_update = past}).status, Status::cannot_say);
  EXPECT_EQ(crl({.revoked = {{leaf_}}, .this_update = past, .next_update = past}).status, Status::revoked);
  EXPECT_EQ(
      crl({.revoked = {{.certificate = leaf_, .reason = "certificateHold"}}, .this_update = past, .next_update = past})
          .status,
      Status::cannot_say);
}

TEST_F(Revocation, IsNotReadFromAListOfAnotherKey) {
  const auto other = root_.sub_ca("Viettel-CA SHA2");
  EXPECT_THAT(read_crl(other.crl({.revoked = {{leaf_}}}), leaf_, ca_.certificate(), kRevocationTime).reason,
              HasSubstr("signature"));
  EXPECT_THAT(read_crl(root_.crl(), leaf_, ca_.certificate(), kRevocationTime).reason, HasSubstr("another issuer"));
}

TEST_F(Revocation, IsNotDeniedByAListOfLimitedScope) {
  EXPECT_EQ(
      crl({.extensions = {{"issuingDistributionPoint", "critical,@idp"}}, .config = "[idp]\nonlyCA=TRUE\n"}).status,
      Status::cannot_say);
  EXPECT_EQ(crl({.extensions = {{"2.5.29.27", "critical,DER:02:01:01"}}}).status, Status::cannot_say);
  EXPECT_EQ(crl({.extensions = {{"issuingDistributionPoint", "critical,@idp"}},
                 .config = "[idp]\nfullname=URI:http://crl.example.vn/b.crl\n"})
                .status,
            Status::cannot_say);
  EXPECT_EQ(crl({.extensions = {{"issuingDistributionPoint", "critical,@idp"}},
                 .config = "[idp]\nfullname=URI:http://crl.example.vn/a.crl\nonlyuser=TRUE\n"})
                .status,
            Status::good);
}

TEST_F(Revocation, IsAskedOfOcspFirstAndThenOfTheList) {
  std::vector<std::string> asked;
  const auto facts =
      check_revocation(leaf_, ca_.certificate(), kRevocationTime,
                       [&](const std::string& url, const Bytes& body, const std::string& type) {
                         asked.push_back(url + " " + type + (body.empty() ? "" : " +body"));
                         return url.find("ocsp") != std::string::npos ? std::nullopt : std::optional(ca_.crl());
                       });
  EXPECT_THAT(asked,
              ElementsAre("http://ocsp.example.vn application/ocsp-request +body", "http://crl.example.vn/a.crl "));
  EXPECT_EQ(facts.status, Status::good);
  EXPECT_EQ(facts.source, "crl http://crl.example.vn/a.crl");
}

TEST_F(Revocation, IsNotAskedOfTheListWhenOcspCanSay) {
  int calls = 0;
  const auto facts =
      check_revocation(leaf_, ca_.certificate(), kRevocationTime, [&](const auto&, const auto&, const auto&) {
        ++calls;
        return std::optional(ca_.ocsp(leaf_));
      });
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(facts.source, "ocsp http://ocsp.example.vn");
}

TEST_F(Revocation, IsNeverDeniedWithoutAnAnswer) {
  const auto none = check_revocation(leaf_, ca_.certificate(), kRevocationTime,
                                     [](const auto&, const auto&, const auto&) { return std::optional<Bytes>(); });
  EXPECT_EQ(none.status, Status::cannot_say);
  EXPECT_THAT(none.reason, HasSubstr("ocsp http://ocsp.example.vn: no answer; crl"));
  const auto silent = ca_.issue({.extensions = {{"crlDistributionPoints", "URI:ldap://crl.example.vn/a"}}});
  const auto unaskable = check_revocation(silent, ca_.certificate(), kRevocationTime,
                                          [](const auto&, const auto&, const auto&) -> std::optional<Bytes> {
                                            ADD_FAILURE() << "asked";
                                            return std::nullopt;
                                          });
  EXPECT_EQ(unaskable.status, Status::cannot_say);
  EXPECT_EQ(unaskable.source, "");
}

}  // namespace
}  // namespace reseal::crypto
