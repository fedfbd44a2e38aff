// SPDX-License-Identifier: Apache-2.0
#include "reseal/token/installation.h"

#include "token_world.h"

namespace reseal::token {
namespace {

using test::at;
using test::CertificateSpec;

CertificateSpec of_term(std::string_view begin, std::string_view end, const std::string& serial = {}) {
  CertificateSpec spec;
  spec.not_before = at(begin);
  spec.not_after = at(end);
  spec.serial = serial;
  return spec;
}

struct Installing : testing::Test {
  test::TestCa root = test::TestCa::root();
  test::TestCa ca = root.sub_ca("Test-CA SHA2");
  crypto::TrustAnchors anchors{{root.certificate()}, {ca.certificate()}};
  Time now = at("2026-11-21T07:00:00Z");
  crypto::Certificate old = ca.issue(of_term("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", "5404FFFE01"));
  test::TestKey key = test::TestKey::ec();
  CertificateSpec good = of_term("2026-11-20T00:00:00Z", "2027-12-31T00:00:00Z", "5404FFFE02");
  void SetUp() override { good.spki = key.spki(); }

  InstallationCheck check(const crypto::Certificate& issued) {
    return check_issued(issued, old, key.spki(), anchors, now);
  }
  /// The names of the checks that failed, in order.
  std::string failed(const CertificateSpec& spec) {
    std::string names;
    for (const CheckResult& result : check(ca.issue(spec)).checks) {
      EXPECT_FALSE(result.evidence.empty()) << result.check;
      if (!result.passed) names += result.check + " ";
    }
    return names;
  }
};

TEST_F(Installing, TakesTheCertificateThatWasOrdered) {
  const auto result = check(ca.issue(good));
  EXPECT_TRUE(result.passed());
  EXPECT_EQ(result.checks.size(), 8U);
  EXPECT_TRUE(result.differences.empty());
}

TEST_F(Installing, RefusesAnotherKey) {
  good.spki = test::TestKey::ec().spki();
  EXPECT_EQ(failed(good), "public_key ");
}

TEST_F(Installing, RefusesAnotherHolder) {
  good.subject = {{"CN", "CÔNG TY KHÁC"}, {"UID", "MST:0309999999"}, {"C", "VN"}};
  EXPECT_EQ(failed(good), "holder ");
}

TEST_F(Installing, ShowsWhatElseDiffersAboutTheHolderAndDoesNotRefuse) {
  good.subject = {{"CN", "CÔNG TY TNHH ĐỔI TÊN"}, {"UID", "MST:0101243150"}, {"L", "ĐÀ NẴNG"}, {"C", "VN"}};
  const auto result = check(ca.issue(good));
  EXPECT_TRUE(result.passed());
  EXPECT_FALSE(result.differences.empty());
}

TEST_F(Installing, RefusesTheOldSerialAlsoWithLeadingZeros) {
  good.serial = "005404FFFE01";
  EXPECT_EQ(failed(good), "serial ");
}

TEST_F(Installing, RefusesDatesThatCannotBeRight) {
  good.not_after = at("2026-12-30T00:00:00Z");
  EXPECT_EQ(failed(good), "dates ") << "ends before the old one";
  good.not_after = at("2027-12-31T00:00:00Z");
  good.not_before = now + std::chrono::minutes(9);
  EXPECT_EQ(failed(good), "") << "clocks differ a little";
  good.not_before = now + std::chrono::minutes(11);
  EXPECT_NE(failed(good).find("dates"), std::string::npos) << "in the future";
}

TEST_F(Installing, RefusesAnExpiredCertificate) {
  now = at("2028-02-01T00:00:00Z");
  EXPECT_NE(failed(good).find("dates"), std::string::npos);
}

TEST_F(Installing, RefusesAnIssuerThatNobodyTrusts) {
  const auto stranger = test::TestCa::root("Stranger").sub_ca("Test-CA SHA2");
  const auto result = check(stranger.issue(good));
  EXPECT_FALSE(result.passed());
  EXPECT_FALSE(result.checks[1].passed);
  EXPECT_EQ(result.checks[1].check, "chain");
}

TEST_F(Installing, TakesANewGenerationOfTheCaAndSaysSo) {
  const auto next = root.sub_ca("Test-CA G2");
  anchors.intermediates.push_back(next.certificate());
  const auto result = check(next.issue(good));
  EXPECT_TRUE(result.passed());
  EXPECT_NE(result.checks[5].evidence.find("Test-CA G2"), std::string::npos);
}

TEST_F(Installing, RefusesAWeakKeyAndAWeakSignature) {
  key = test::TestKey::rsa(1024);
  good.spki = key.spki();
  EXPECT_EQ(failed(good), "key_strength ");
  key = test::TestKey::rsa(2048);
  good.spki = key.spki();
  good.digest = "SHA1";
  EXPECT_EQ(failed(good), "key_strength ");
}

TEST_F(Installing, RefusesACertificateThatMayNotSign) {
  good.extensions = {{"keyUsage", "critical,keyEncipherment"}};
  EXPECT_EQ(failed(good), "usage ");
}

TEST_F(Installing, ReturnsEveryFailedCheckNotOnlyTheFirst) {
  good.spki = test::TestKey::rsa(1024).spki();
  good.serial = "5404FFFE01";
  good.extensions = {{"keyUsage", "critical,keyEncipherment"}};
  EXPECT_EQ(failed(good), "public_key serial key_strength usage ");
}

struct Adopting : TokenWorld {
  test::TestCa root = test::TestCa::root();
  crypto::TrustAnchors anchors{{root.certificate()}, {}};
  Time now = at("2026-11-21T07:00:00Z");

  crypto::Certificate put(const std::string& label, std::uint8_t id, CertificateSpec spec, bool with_key = true) {
    if (with_key) spec.spki = hsm.add_key(token, test::KeyKind::ec_p256, {id}, label);
    auto certificate = root.issue(spec);
    hsm.add_certificate(token, certificate.der(), {id}, label);
    return certificate;
  }
};

TEST_F(Adopting, FindsWhatAnotherProgramInstalledNewestFirst) {
  const auto old = put("old", 1, of_term("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"));
  put("first", 2, of_term("2026-11-01T00:00:00Z", "2027-12-31T00:00:00Z"));
  put("second", 3, of_term("2026-11-20T00:00:00Z", "2027-12-31T00:00:00Z"));
  put("no key", 4, of_term("2026-11-20T00:00:00Z", "2027-12-31T00:00:00Z"), false);
  put("shorter", 5, of_term("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"));
  auto stranger = of_term("2026-11-20T00:00:00Z", "2027-12-31T00:00:00Z");
  stranger.subject = {{"CN", "CÔNG TY KHÁC"}, {"UID", "MST:0309999999"}};
  put("other holder", 6, stranger);
  auto holder = open_and_log_in();
  std::string labels;
  for (const HeldCertificate& held : find_successors(*holder, old, anchors, now)) labels += held.label + ";";
  EXPECT_EQ(labels, "second;first;");
}

}  // namespace
}  // namespace reseal::token
