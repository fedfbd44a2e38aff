// SPDX-License-Identifier: Apache-2.0
#include "reseal/crypto/path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_ca.h"

namespace reseal::crypto {
namespace {

using test::at;
using test::CertificateSpec;
using test::TestCa;
using test::TestKey;
using testing::ElementsAre;
using testing::HasSubstr;

const Time kPathTime = at("2026-11-21T07:00:00Z");

class Path : public testing::Test {
 protected:
  TestCa root_ = TestCa::root();
  TestCa ca_ = root_.sub_ca("Viettel-CA");
  TrustAnchors anchors_{{root_.certificate()}, {ca_.certificate()}};
};

/// A CA of the name "Viettel-CA" in its own years; `key` to carry one over.
TestCa generation(const TestCa& root, const char* from, const char* to, std::vector<test::Extension> extensions = {},
                  std::optional<TestKey> key = {}) {
  CertificateSpec spec;
  spec.subject = {{"C", "VN"}, {"O", "Viettel Group"}, {"CN", "Viettel-CA"}};
  spec.not_before = at(from);
  spec.not_after = at(to);
  spec.extensions = std::move(extensions);
  return root.sub_ca(std::move(spec), std::move(key));
}

TEST_F(Path, LeadsFromTheLeafToATrustedRoot) {
  const auto leaf = ca_.issue();
  const auto result = verify_path(leaf, anchors_, kPathTime);
  EXPECT_TRUE(result.valid) << result.problem;
  EXPECT_THAT(result.chain, ElementsAre(leaf, ca_.certificate(), root_.certificate()));
}

TEST_F(Path, IsJudgedAtTheGivenTimeAndNoOther) {
  const auto leaf = ca_.issue();
  const auto late = verify_path(leaf, anchors_, at("2028-01-01T00:00:01Z"));
  EXPECT_FALSE(late.valid);
  EXPECT_EQ(late.problem, "certificate has expired");
  EXPECT_EQ(late.depth, 0);
  EXPECT_EQ(late.chain.size(), 3U);
  EXPECT_FALSE(verify_path(leaf, anchors_, at("2025-12-31T23:59:59Z")).valid);
}

TEST_F(Path, WithoutTheIssuerIsReportedAsFarAsItGoes) {
  const auto leaf = ca_.issue();
  const auto result = verify_path(leaf, {{root_.certificate()}, {}}, kPathTime);
  EXPECT_FALSE(result.valid);
  EXPECT_THAT(result.problem, HasSubstr("issuer certificate"));
  EXPECT_THAT(result.chain, ElementsAre(leaf));
}

TEST_F(Path, WithoutARootShowsTheIssuerItKnows) {
  const auto leaf = ca_.issue();
  const auto result = verify_path(leaf, {{}, {ca_.certificate()}}, kPathTime);
  EXPECT_FALSE(result.valid);
  EXPECT_THAT(result.chain, ElementsAre(leaf, ca_.certificate()));
}

TEST_F(Path, MayEndAtATrustedCaThatIsNoRoot) {
  EXPECT_TRUE(verify_path(ca_.issue(), {{ca_.certificate()}, {}}, kPathTime).valid);
}

TEST_F(Path, OfATrustedRootIsItself) {
  const auto result = verify_path(root_.certificate(), anchors_, kPathTime);
  EXPECT_TRUE(result.valid) << result.problem;
  EXPECT_THAT(result.chain, ElementsAre(root_.certificate()));
}

TEST_F(Path, GoesToTheIssuerWithTheRightKeyAmongSeveralOfOneName) {  // VTL-E-01: decided by key id
  const auto g2010 = generation(root_, "2010-10-20T00:00:00Z", "2035-10-20T00:00:00Z");
  const auto g2015 = generation(root_, "2015-10-02T02:32:20Z", "2035-10-02T02:42:20Z");
  const auto v3 = generation(root_, "2020-03-01T00:00:00Z", "2035-03-01T00:00:00Z");
  TrustAnchors anchors{{root_.certificate()}, {g2010.certificate(), g2015.certificate(), v3.certificate()}};
  for (const auto* ca : {&g2010, &g2015, &v3}) {
    const auto result = verify_path(ca->issue(), anchors, kPathTime);
    EXPECT_TRUE(result.valid) << result.problem;
    EXPECT_EQ(result.chain.at(1), ca->certificate());
  }
}

TEST_F(Path, WithoutKeyIdsGoesByTheSignature) {
  const std::vector<test::Extension> no_id = {{"subjectKeyIdentifier", ""}, {"authorityKeyIdentifier", ""}};
  const auto a = generation(root_, "2015-01-01T00:00:00Z", "2035-01-01T00:00:00Z", no_id);
  const auto b = generation(root_, "2015-01-01T00:00:00Z", "2036-01-01T00:00:00Z", no_id);
  TrustAnchors anchors{{root_.certificate()}, {a.certificate(), b.certificate()}};
  CertificateSpec spec;
  spec.extensions = no_id;
  const auto result = verify_path(a.issue(spec), anchors, kPathTime);
  EXPECT_TRUE(result.valid) << result.problem;
  EXPECT_EQ(result.chain.at(1), a.certificate());
}

TEST_F(Path, UsesTheIssuersRenewedCertificateOfTheSameKey) {
  const auto key = TestKey::ec();
  const auto old_one = generation(root_, "2015-01-01T00:00:00Z", "2026-06-01T00:00:00Z", {}, key);
  const auto new_one = generation(root_, "2024-01-01T00:00:00Z", "2029-01-01T00:00:00Z", {}, key);
  TrustAnchors anchors{{root_.certificate()}, {old_one.certificate(), new_one.certificate()}};
  const auto leaf = old_one.issue();
  EXPECT_EQ(verify_path(leaf, anchors, kPathTime).chain.at(1), new_one.certificate());
  EXPECT_TRUE(verify_path(leaf, anchors, kPathTime).valid);
  EXPECT_EQ(issuer_end(leaf, anchors), at("2029-01-01T00:00:00Z"));
}

TEST_F(Path, WithAForgedSignatureIsNotValid) {
  CertificateSpec spec;
  spec.subject = {{"C", "VN"}, {"O", "Reseal Test"}, {"CN", "Viettel-CA"}};
  spec.extensions = {{"authorityKeyIdentifier", ""}};
  const auto forger = TestCa::root(spec);
  const auto result = verify_path(forger.issue(spec), anchors_, kPathTime);
  EXPECT_FALSE(result.valid);
  EXPECT_EQ(result.depth, 0);
  EXPECT_FALSE(issuer_end(forger.issue(spec), anchors_).has_value());
}

TEST_F(Path, AcceptsOldKeysAndDigests) {
  CertificateSpec ca_spec;
  ca_spec.subject = {{"CN", "Old CA"}};
  ca_spec.digest = "SHA1";
  const auto old_root = TestCa::root(ca_spec, TestKey::rsa(1024));
  CertificateSpec spec;
  spec.spki = TestKey::rsa(1024).spki();
  spec.digest = "SHA1";
  EXPECT_TRUE(verify_path(old_root.issue(spec), {{old_root.certificate()}, {}}, kPathTime).valid);
}

TEST_F(Path, AcceptsAnFptLeafWithCaUsesAndACriticalCrlPoint) {
  CertificateSpec spec;
  spec.extensions = {{"keyUsage", "critical,digitalSignature,keyCertSign,cRLSign"},
                     {"basicConstraints", "CA:FALSE"},
                     {"extendedKeyUsage", "critical,clientAuth,codeSigning,timeStamping"},
                     {"crlDistributionPoints", "critical,URI:http://crl.example.vn/get.crl"}};
  const auto result = verify_path(ca_.issue(spec), anchors_, kPathTime);
  EXPECT_TRUE(result.valid) << result.problem;
}

TEST_F(Path, DoesNotLeadThroughAnEndEntityThatPlaysCa) {
  CertificateSpec spec;
  const auto key = TestKey::ec();
  spec.extensions = {{"keyUsage", "critical,digitalSignature,keyCertSign"}, {"basicConstraints", "CA:FALSE"}};
  const auto player = ca_.sub_ca(spec, key);
  const auto result =
      verify_path(player.issue(), {{root_.certificate()}, {ca_.certificate(), player.certificate()}}, kPathTime);
  EXPECT_FALSE(result.valid);
  EXPECT_EQ(result.depth, 1);
}

TEST_F(Path, RespectsThePathLength) {
  const auto below = ca_.sub_ca("Too deep");
  EXPECT_FALSE(
      verify_path(below.issue(), {{root_.certificate()}, {ca_.certificate(), below.certificate()}}, kPathTime).valid);
}

TEST_F(Path, RefusesAnUnknownCriticalExtension) {
  CertificateSpec spec;
  spec.extensions = {{"1.2.3.4.5", "critical,DER:05:00"}};
  EXPECT_EQ(verify_path(ca_.issue(spec), anchors_, kPathTime).problem, "unhandled critical extension");
}

TEST_F(Path, OfManyCertificatesIsJudgedAsForEachAlone) {
  PathVerifier verifier(anchors_);
  const auto good = ca_.issue();
  CertificateSpec spec;
  spec.not_after = at("2026-02-01T00:00:00Z");
  const auto expired = ca_.issue(spec);
  CertificateSpec forged_spec;
  forged_spec.subject = {{"C", "VN"}, {"O", "Reseal Test"}, {"CN", "Viettel-CA"}};
  const auto forged = TestCa::root(forged_spec).issue(CertificateSpec{.extensions = {{"authorityKeyIdentifier", ""}}});
  for (int round = 0; round < 2; ++round) {
    for (const auto& leaf : {good, expired, forged, ca_.certificate()}) {
      const auto alone = verify_path(leaf, anchors_, kPathTime);
      const auto together = verifier.verify(leaf, kPathTime);
      EXPECT_EQ(together.valid, alone.valid);
      EXPECT_EQ(together.problem, alone.problem);
      EXPECT_EQ(together.depth, alone.depth);
      EXPECT_EQ(together.chain, alone.chain);
      EXPECT_EQ(verifier.issuer_end(leaf), issuer_end(leaf, anchors_));  // after a verification, and alone
    }
  }
  EXPECT_FALSE(verifier.verify(good, at("2031-01-01T00:00:00Z")).valid);
}

TEST_F(Path, RespectsNameConstraintsOnEveryLeaf) {
  CertificateSpec spec;
  spec.subject = {{"C", "VN"}, {"CN", "Constrained"}};
  spec.extensions = {{"nameConstraints", "critical,permitted;dirName:allowed"}};
  spec.config = "[allowed]\nC=VN\n";
  const auto ca = root_.sub_ca(spec);
  PathVerifier verifier({{root_.certificate()}, {ca.certificate()}});
  CertificateSpec inside;
  inside.subject = {{"C", "VN"}, {"CN", "A"}};
  CertificateSpec outside;
  outside.subject = {{"C", "CN"}, {"CN", "B"}};
  EXPECT_TRUE(verifier.verify(ca.issue(inside), kPathTime).valid);
  EXPECT_FALSE(verifier.verify(ca.issue(outside), kPathTime).valid);
}

TEST_F(Path, EndsForATermWhereItsEarliestIssuerEnds) {  // facts: 2020-10-02T02:42:20Z, CA and certificate alike
  const auto ca = generation(root_, "2022-09-26T00:00:00Z", "2027-09-26T00:00:00Z");
  TrustAnchors anchors{{root_.certificate()}, {ca.certificate()}};
  EXPECT_EQ(issuer_end(ca.issue(), anchors), at("2027-09-26T00:00:00Z"));
  EXPECT_EQ(issuer_end(ca.issue(), {{}, {ca.certificate()}}), at("2027-09-26T00:00:00Z"));
  EXPECT_EQ(issuer_end(ca.issue(), {}), std::nullopt);
  EXPECT_EQ(issuer_end(root_.certificate(), anchors), std::nullopt);
}

}  // namespace
}  // namespace reseal::crypto
