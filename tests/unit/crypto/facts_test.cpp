// SPDX-License-Identifier: Apache-2.0
// The plain facts of certificates like those that Vietnamese CAs really issue (shapes only; nobody's data).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/crypto/certificate.h"
#include "support/test_ca.h"

namespace reseal::crypto {
namespace {

using test::at;
using test::CertificateSpec;
using test::TestCa;
using test::TestKey;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class Facts : public testing::Test {
 protected:
  TestCa root_ = TestCa::root();
  TestCa ca_ = root_.sub_ca("Viettel-CA SHA2");
  [[nodiscard]] CertificateFacts of(const CertificateSpec& spec) const { return ca_.issue(spec).facts(); }
};

TEST_F(Facts, KeepTheSubjectInCertificateOrder) {
  CertificateSpec spec;
  spec.subject = {{"emailAddress", "ke.toan@example.vn"},
                  {"UID", "MST:0101243150"},
                  {"CN", "Tổng  cục Thử nghiệm"},
                  {"L", "BÀ RỊA VŨNG TÀU"},
                  {"C", "VN"}};
  EXPECT_THAT(of(spec).subject,
              ElementsAre(NameAttribute{"1.2.840.113549.1.9.1", "emailAddress", "ke.toan@example.vn"},
                          NameAttribute{"0.9.2342.19200300.100.1.1", "UID", "MST:0101243150"},
                          NameAttribute{"2.5.4.3", "CN", "Tổng  cục Thử nghiệm"},
                          NameAttribute{"2.5.4.7", "L", "BÀ RỊA VŨNG TÀU"}, NameAttribute{"2.5.4.6", "C", "VN"}));
}

TEST_F(Facts, NeverSplitANameAtACommaOfItsValue) {
  CertificateSpec spec;
  spec.subject = {{"CN", "Nguyễn Văn A, A101… - 003848/HCM-CCHN"}};
  EXPECT_EQ(of(spec).common_name, "Nguyễn Văn A, A101… - 003848/HCM-CCHN");
}

TEST_F(Facts, ReadEveryAttributeOfAMultiValuedRdn) {
  CertificateSpec spec;
  spec.subject = {{"CN", "A"}, {"UID", "MST:0101243150", 0, true}, {"C", "VN"}};
  const auto subject = of(spec).subject;
  EXPECT_EQ(subject.size(), 3U);
  EXPECT_THAT(subject, Contains(NameAttribute{"0.9.2342.19200300.100.1.1", "UID", "MST:0101243150"}));
}

TEST_F(Facts, AreUtf8WhateverTheStringType) {
  CertificateSpec spec;
  spec.subject = {{"CN", std::string("\x00\x43\x1e\xd4", 4), 30},  // BMPString "CỔ"
                  {"O", "Soci\xe9t\xe9", 20},                      // T61String, Latin-1
                  {"OU", "Công ty", 20},                           // T61String with UTF-8 in it: seen in the field
                  {"1.2.3.4", "深圳", 12}};
  const auto facts = of(spec);
  EXPECT_EQ(facts.subject[0].value, "CỔ");
  EXPECT_EQ(facts.subject[1].value, "Société");
  EXPECT_EQ(facts.subject[2].value, "Công ty");
  EXPECT_EQ(facts.subject[3], (NameAttribute{"1.2.3.4", "1.2.3.4", "深圳"}));
}

TEST_F(Facts, OfASerialAreItsNumberInEveryPrintedForm) {
  CertificateSpec spec;
  spec.serial = "5404FFFEB7033FB39D5A6F2B1C0E7A44";
  const auto serial = of(spec).serial;
  EXPECT_EQ(serial.hex, "5404FFFEB7033FB39D5A6F2B1C0E7A44");
  EXPECT_EQ(serial.spaced, "54 04 FF FE B7 03 3F B3 9D 5A 6F 2B 1C 0E 7A 44");
  EXPECT_EQ(serial.decimal, "111681113028408966830692869046728030788");
  EXPECT_EQ(serial.decimal.size(), 39U);
}

TEST_F(Facts, OfASerialKeepTheLeadingZeroByteOfTheDer) {
  CertificateSpec spec;
  spec.serial = "9592BB8CEEAD5A24A6B8F71D7D323B5A";
  EXPECT_EQ(of(spec).serial.hex, "009592BB8CEEAD5A24A6B8F71D7D323B5A");
}

TEST_F(Facts, NameUsesAsTheStandardDoes) {
  CertificateSpec spec;
  spec.extensions = {{"extendedKeyUsage", "clientAuth,emailProtection,1.3.6.1.4.1.311.10.3.12"}};
  const auto facts = of(spec);
  EXPECT_THAT(facts.key_usage, ElementsAre("digitalSignature", "nonRepudiation", "keyEncipherment"));
  EXPECT_THAT(facts.extended_key_usage, ElementsAre("clientAuth", "emailProtection", "1.3.6.1.4.1.311.10.3.12"));
  EXPECT_FALSE(facts.is_ca);
  EXPECT_TRUE(ca_.certificate().facts().is_ca);
}

TEST_F(Facts, TellIssuersOfOneNameApartByKeyId) {
  const auto other = root_.sub_ca("Viettel-CA SHA2");
  const auto facts = of({});
  EXPECT_EQ(facts.authority_key_id, ca_.certificate().facts().subject_key_id);
  EXPECT_NE(facts.authority_key_id, other.certificate().facts().subject_key_id);
  EXPECT_EQ(facts.authority_key_id.size(), 40U);
  EXPECT_EQ(facts.issuer_common_name, "Viettel-CA SHA2");
}

TEST_F(Facts, FindAddressesBesideACrlIssuer) {
  CertificateSpec spec;
  spec.extensions = {
      {"authorityInfoAccess", "OCSP;URI:http://ocsp.example.vn,caIssuers;URI:https://example.vn/root.p7b"},
      {"crlDistributionPoints", "dp"}};
  spec.config =
      "[dp]\nfullname=URI:http://crl.example.vn/Viettel-CA-SHA2.crl\nCRLissuer=dirName:reversed\n"
      "[reversed]\nCN=Viettel-CA SHA2\nO=Reseal Test\nC=VN\n";
  const auto facts = of(spec);
  EXPECT_THAT(facts.ocsp_urls, ElementsAre("http://ocsp.example.vn"));
  EXPECT_THAT(facts.ca_issuer_urls, ElementsAre("https://example.vn/root.p7b"));
  EXPECT_THAT(facts.crl_urls, ElementsAre("http://crl.example.vn/Viettel-CA-SHA2.crl"));
}

TEST_F(Facts, OfAnFptCertificateWithCaUsesAndTheTaxCodeInO) {
  CertificateSpec spec;
  spec.subject = {{"CN", "CÔNG TY B"}, {"O", "MST:0100231226"}, {"L", "HÀ NỘI"}, {"C", "VN"}};
  spec.digest = "SHA1";
  spec.extensions = {{"keyUsage",
                      "critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment,keyAgreement,"
                      "keyCertSign,cRLSign"},
                     {"basicConstraints", "CA:FALSE"},
                     {"extendedKeyUsage",
                      "critical,serverAuth,clientAuth,codeSigning,emailProtection,timeStamping,OCSPSigning,"
                      "ipsecEndSystem,ipsecTunnel,ipsecUser"},
                     {"certificatePolicies", "1.3.6.1.4.1.30339.1.4.1.6"},
                     {"crlDistributionPoints", "critical,URI:http://crl.example.vn/get.crl"}};
  const auto facts = of(spec);
  EXPECT_FALSE(facts.is_ca);
  EXPECT_EQ(facts.key_usage.size(), 7U);
  EXPECT_EQ(facts.extended_key_usage.size(), 9U);
  EXPECT_THAT(facts.policies, ElementsAre("1.3.6.1.4.1.30339.1.4.1.6"));
  EXPECT_THAT(facts.holder_ids, ElementsAre(HolderId{"MST", "0100231226", "O"}));
  EXPECT_THAT(facts.weaknesses, ElementsAre("sha1"));
}

// SZCA-06; the OIDs of RSA and of SM2 certificates, with and without a prefix before the code.
TEST_F(Facts, OfAChineseCompanyReadItsCreditCodeFromTheExtension) {
  for (const auto& [oid, value] : {std::pair{"1.2.86.11.7.1.4", "ASN1:PRINTABLESTRING:91350100M000100Y43"},
                                   {"1.2.86.11.7.1.4", "ASN1:UTF8String:N91350100M000100Y43"},
                                   {"1.2.156.10260.4.1.4", "ASN1:OCTETSTRING:91350100M000100Y43"}}) {
    const auto facts = of({.subject = {{"CN", "深圳市测试有限公司"}, {"C", "CN"}}, .extensions = {{oid, value}}});
    ASSERT_EQ(facts.holder_ids.size(), 1U) << value;
    EXPECT_EQ(facts.holder_ids[0], (HolderId{"USCC", "91350100M000100Y43", oid})) << value;
  }
}

TEST_F(Facts, OfAChineseCompanyPassOverWhatIsNoCreditCode) {
  for (const auto* value :
       {"ASN1:UTF8String:91350100M000100Y44", "ASN1:UTF8String:", "ASN1:INT:7", "DER:0C", "DER:0101FF"}) {
    const auto facts = of({.subject = {{"CN", "深圳市测试有限公司"}}, .extensions = {{"1.2.86.11.7.1.4", value}}});
    EXPECT_TRUE(facts.holder_ids.empty()) << value;
  }
}

TEST_F(Facts, CallAnOldKeyAndAnOldDigestWeak) {
  CertificateSpec spec;
  spec.spki = TestKey::rsa(1024).spki();
  spec.digest = "SHA1";
  EXPECT_THAT(of(spec).weaknesses, ElementsAre("rsa-1024", "sha1"));
  EXPECT_EQ(of(spec).key.algorithm, "RSA");
  EXPECT_EQ(of(spec).key.bits, 1024);
  spec.spki = TestKey::ec("secp224r1").spki();
  spec.digest = "SHA256";
  EXPECT_THAT(of(spec).weaknesses, ElementsAre("ec-small"));
}

TEST_F(Facts, CallMd5Weak) {
  CertificateSpec spec;
  spec.subject = {{"CN", "MD5"}};
  spec.digest = "MD5";
  EXPECT_THAT(TestCa::root(spec, TestKey::rsa()).certificate().facts().weaknesses, ElementsAre("md5"));
}

TEST_F(Facts, OfACertificateOfTodayHaveNoWeakness) {
  CertificateSpec spec;
  spec.spki = TestKey::ec("P-384").spki();
  const auto facts = of(spec);
  EXPECT_THAT(facts.weaknesses, IsEmpty());
  EXPECT_EQ(facts.key.curve, "P-384");
  EXPECT_EQ(facts.key.bits, 384);
  EXPECT_EQ(facts.signature_algorithm, "ecdsa-with-SHA256");
}

TEST_F(Facts, KnowAnSm2Key) {  // neither RSA nor EC to the parser's short list: parsed the long way
  CertificateSpec spec;
  spec.spki = TestKey::ec("SM2").spki();
  const auto facts = of(spec);
  EXPECT_EQ(facts.key.algorithm, "SM2");
  EXPECT_EQ(facts.key.bits, 256);
}

TEST_F(Facts, KeepTimesToTheSecondInUtc) {
  CertificateSpec spec;
  spec.not_before = at("2019-07-16T16:59:59Z");  // 23:59:59 in Viet Nam
  spec.not_after = at("2051-10-02T02:42:20Z");   // GeneralizedTime
  EXPECT_EQ(of(spec).not_before, at("2019-07-16T16:59:59Z"));
  EXPECT_EQ(of(spec).not_after, at("2051-10-02T02:42:20Z"));
}

TEST_F(Facts, LeaveOutAnExtensionThatIsMalformed) {
  CertificateSpec spec;
  spec.extensions = {{"crlDistributionPoints", "DER:30:03:02:01"}, {"extendedKeyUsage", "DER:04:00"}};
  const auto facts = of(spec);
  EXPECT_THAT(facts.crl_urls, IsEmpty());
  EXPECT_THAT(facts.extended_key_usage, IsEmpty());
  EXPECT_FALSE(facts.key_usage.empty());
}

TEST(SerialNumbers, AreComparedAsNumbersHoweverTheyArePrinted) {
  CertificateSpec spec;
  spec.serial = "9592BB8CEEAD5A24A6B8F71D7D323B5A";
  const auto certificate = TestCa::root().issue(spec);  // facts() lives as long as its certificate
  const auto& serial = certificate.facts().serial;
  EXPECT_TRUE(same_serial(serial, "009592BB8CEEAD5A24A6B8F71D7D323B5A"));
  EXPECT_TRUE(same_serial(serial, "9592bb8ceead5a24a6b8f71d7d323b5a"));
  EXPECT_TRUE(same_serial(serial, "95 92 BB 8C EE AD 5A 24 A6 B8 F7 1D 7D 32 3B 5A"));
  EXPECT_TRUE(same_serial(serial, "00:95:92:bb:8c:ee:ad:5a:24:a6:b8:f7:1d:7d:32:3b:5a"));
  EXPECT_TRUE(same_serial(serial, "0x9592BB8CEEAD5A24A6B8F71D7D323B5A"));
  EXPECT_TRUE(same_serial(serial, serial.decimal));
  EXPECT_FALSE(same_serial(serial, "9592BB8CEEAD5A24A6B8F71D7D323B5B"));
  EXPECT_FALSE(same_serial(serial, "9592BB8C"));
  EXPECT_FALSE(same_serial(serial, ""));
  EXPECT_FALSE(same_serial(serial, "not a serial"));
  EXPECT_TRUE(same_serial(serial, serial));
}

TEST(SerialNumbers, OfOneCaDifferOnlyInTheTail) {
  SerialNumber before;
  before.hex = "5404FFFEB7033FB3AAAA";
  SerialNumber after = before;
  EXPECT_EQ(first_difference(before, after), 20U);
  after.hex[18] = 'B';
  EXPECT_EQ(first_difference(before, after), 18U);
}

TEST(HolderIds, OfAPersonOfAnOrganisationAreBothUidsInEitherOrder) {
  const NameAttribute tax{"", "UID", "MST:0101243150"};
  const NameAttribute person{"", "UID", "CCCD:001099012345"};
  EXPECT_THAT(holder_ids({tax, person}),
              ElementsAre(HolderId{"MST", "0101243150", "UID"}, HolderId{"CCCD", "001099012345", "UID"}));
  EXPECT_EQ(holder_ids({person, tax}).size(), 2U);
}

TEST(HolderIds, AreTrustedInTheOrderUidOOuSerialNumber) {
  EXPECT_THAT(holder_ids({{"", "serialNumber", "BHXH:TA0123A"}, {"", "O", "mst: 0100231226 "}, {"", "UID", "đkkd:1"}}),
              ElementsAre(HolderId{"ĐKKD", "1", "UID"}, HolderId{"MST", "0100231226", "O"},
                          HolderId{"BHXH", "TA0123A", "serialNumber"}));
}

TEST(HolderIds, AreOnlyTheKnownKinds) {
  EXPECT_THAT(
      holder_ids(
          {{"", "O", "Phòng: Kế toán"}, {"", "UID", "MST:"}, {"", "CN", "MST:0101243150"}, {"", "UID", "0101243150"}}),
      IsEmpty());
}

CertificateFacts person(std::vector<NameAttribute> subject) {
  CertificateFacts facts;
  for (const auto& one : subject) {
    if (one.key == "CN") facts.common_name = one.value;
  }
  facts.holder_ids = holder_ids(subject);
  facts.subject = std::move(subject);
  return facts;
}

TEST(Holders, AreTheSameByIdWhateverElseChanged) {
  const auto before = person({{"", "emailAddress", "a@b.vn"}, {"", "UID", "MST:0101243150"}, {"", "CN", "Công ty A"}});
  const auto after = person({{"", "CN", "CÔNG TY  A"}, {"", "O", "CÔNG TY A"}, {"", "UID", "MST:0101243150"}});
  const auto result = compare_holders(before, after);
  EXPECT_TRUE(result.same_holder);
  EXPECT_EQ(result.reason, "MST:0101243150");
  EXPECT_THAT(result.differences, ElementsAre("emailAddress: a@b.vn -> -", "O: - -> CÔNG TY A"));
}

TEST(Holders, AreNotTheSameWhenThePersonOfOneCompanyDiffers) {
  const auto before = person({{"", "UID", "MST:0101243150"}, {"", "UID", "CCCD:001099012345"}});
  const auto after = person({{"", "UID", "CCCD:001099054321"}, {"", "UID", "MST:0101243150"}});
  EXPECT_FALSE(compare_holders(before, after).same_holder);
}

TEST(Holders, AreTheSameWhenOneNumberIsWrittenInAnotherWay) {
  EXPECT_TRUE(compare_holders(person({{"", "UID", "MST:0100686209-199"}}), person({{"", "O", "MST:0100686209199"}}))
                  .same_holder);
  EXPECT_TRUE(compare_holders(person({{"", "UID", "CMND:001099012345"}}), person({{"", "UID", "CCCD:001099012345"}}))
                  .same_holder);
}

TEST(Holders, OfABranchAndItsHeadOfficeAreNotTheSame) {
  EXPECT_FALSE(compare_holders(person({{"", "UID", "MST:0100686209"}}), person({{"", "UID", "MST:0100686209-001"}}))
                   .same_holder);
}

TEST(Holders, WithoutAnyIdAreComparedByName) {
  EXPECT_TRUE(compare_holders(person({{"", "CN", "Nguyễn Văn A"}}), person({{"", "CN", "NGUYỄN  VĂN A"}})).same_holder);
  EXPECT_FALSE(compare_holders(person({{"", "CN", "Nguyễn Văn A"}}), person({{"", "CN", "Nguyen Van A"}})).same_holder);
  EXPECT_FALSE(compare_holders(person({}), person({})).same_holder);
  EXPECT_FALSE(compare_holders(person({{"", "CN", "A"}}), person({{"", "CN", "A"}, {"", "UID", "MST:1"}})).same_holder);
}

}  // namespace
}  // namespace reseal::crypto
