// SPDX-License-Identifier: Apache-2.0
// A certificate as a value: which files it is read from, and which octets it hands on.
#include "reseal/crypto/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/base/error.h"
#include "support/test_ca.h"

namespace reseal::crypto {
namespace {

using test::TestCa;
using testing::ElementsAre;
using testing::HasSubstr;

template <typename Call>
std::string problem_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::certificate_malformed);
    return error.params().at("problem");
  }
  return "no error";
}

class CertificateFile : public testing::Test {
 protected:
  TestCa root_ = TestCa::root();
  TestCa ca_ = root_.sub_ca("Viettel-CA SHA2");
  Certificate leaf_ = ca_.issue();
};

TEST_F(CertificateFile, IsReadFromDerAndGivesTheSameOctetsBack) {
  const auto again = Certificate::from_der(leaf_.der());
  EXPECT_EQ(again, leaf_);
  EXPECT_EQ(again.der(), leaf_.der());
  EXPECT_NE(leaf_, ca_.certificate());
}

TEST_F(CertificateFile, IsReadFromItsOwnPem) {
  EXPECT_EQ(Certificate::from_pem(leaf_.pem()), leaf_);
  EXPECT_EQ(leaf_.facts().pem, leaf_.pem());
}

TEST_F(CertificateFile, MayHaveWindowsLineEndsAndWordsBeforeThePem) {
  std::string text = "Subject: CÔNG TY A\r\n";
  for (const char c : leaf_.pem()) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_THAT(Certificate::read_all(as_bytes(text)), ElementsAre(leaf_));
}

TEST_F(CertificateFile, MayHoldAWholeChainInPem) {
  const std::string text = leaf_.pem() + ca_.certificate().pem() + root_.certificate().pem();
  EXPECT_THAT(Certificate::read_all(as_bytes(text)), ElementsAre(leaf_, ca_.certificate(), root_.certificate()));
}

TEST_F(CertificateFile, MayBeAP7bAsTheNationalRootHandsItOut) {
  const auto file = test::p7b({ca_.certificate(), root_.certificate()});
  EXPECT_THAT(Certificate::read_all(file), testing::UnorderedElementsAre(ca_.certificate(), root_.certificate()));
}

TEST_F(CertificateFile, MayBeAP7bInPem) {
  const std::string text =
      "-----BEGIN PKCS7-----\n" + to_base64(test::p7b({ca_.certificate()})) + "\n-----END PKCS7-----\n";
  EXPECT_THAT(Certificate::read_all(as_bytes(text)), ElementsAre(ca_.certificate()));
}

TEST_F(CertificateFile, MayBeBareBase64AsSigningApisSendIt) {
  EXPECT_THAT(Certificate::read_all(as_bytes(to_base64(leaf_.der()))), ElementsAre(leaf_));
}

TEST_F(CertificateFile, WithBytesAfterTheCertificateIsRefused) {
  auto der = leaf_.der();
  der.push_back(0);
  EXPECT_THAT(problem_of([&] { Certificate::from_der(der); }), HasSubstr("after the end"));
}

TEST_F(CertificateFile, ThatIsNoneSaysWhatIsWrong) {
  EXPECT_THAT(problem_of([] { Certificate::from_der(Bytes{}); }), HasSubstr("not an X.509 certificate"));
  EXPECT_THAT(problem_of([] { Certificate::from_der(as_bytes("hello")); }), HasSubstr("not an X.509 certificate"));
  EXPECT_THAT(problem_of([] { Certificate::read_all(as_bytes("hello!")); }), HasSubstr("neither PEM"));
  EXPECT_THAT(problem_of([] { Certificate::read_all(Bytes{}); }), testing::Not("no error"));
  EXPECT_THAT(problem_of([] { Certificate::from_pem("-----BEGIN CERTIFICATE-----\nAAAA\n"); }), HasSubstr("PEM"));
  EXPECT_THAT(problem_of([&] { Certificate::from_der(ByteView(leaf_.der()).first(leaf_.der().size() / 2)); }),
              HasSubstr("not an X.509 certificate"));
}

TEST_F(CertificateFile, WithoutAnyCertificateInItIsRefused) {
  EXPECT_THAT(
      problem_of([] { Certificate::read_all(as_bytes("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")); }),
      HasSubstr("no certificate"));
  EXPECT_NE(problem_of([] { Certificate::read_all(test::p7b({})); }), "no error");
}

TEST_F(CertificateFile, GivesTokensTheirAttributesAsDer) {
  test::CertificateSpec spec;
  spec.serial = "009592BB8CEEAD5A24A6B8F71D7D323B5A";
  const auto certificate = ca_.issue(spec);
  EXPECT_EQ(to_upper_hex(certificate.serial_der()), "0211009592BB8CEEAD5A24A6B8F71D7D323B5A");
  EXPECT_EQ(certificate.issuer_der(), ca_.certificate().subject_der());
  EXPECT_EQ(certificate.subject_der().front(), 0x30);
  EXPECT_EQ(sha256_hex(certificate.spki()), certificate.facts().key.spki_sha256);
}

TEST_F(CertificateFile, KnowsWhetherItIsSelfIssued) {
  EXPECT_TRUE(root_.certificate().is_self_issued());
  EXPECT_FALSE(leaf_.is_self_issued());
}

}  // namespace
}  // namespace reseal::crypto
