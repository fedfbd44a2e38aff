// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/candidates.h"

#include <gtest/gtest.h>

#include "workshop.h"

namespace reseal::workflow {
namespace {

class ATokenWithTwoCertificates : public testing::Test {
 protected:
  void SetUp() override {
    auto wish = Workshop::good_certificate();
    wish.subject = {{"C", "VN"}, {"CN", "NGUYỄN VĂN ĐẠT"}, {"UID", "CCCD:001080012345"}};
    const token::KeyId id = {7};
    other = shop.ca.issue(shop.token->add_key(id), wish);
    shop.token->add_certificate(shop.ca.root(), {8});
    shop.token->add_certificate(*other, id);
    holdings = find_holdings(shop.tokens, shop.ca.anchors(), kNow);
  }
  ErrorCode refusal(const std::string& name) const {
    try {
      (void)choose_holding(holdings, name);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::internal;
  }
  std::string chosen(const std::string& name) const {
    return choose_holding(holdings, name).candidate.certificate.sha256;
  }
  Workshop shop;
  std::optional<crypto::Certificate> other;
  Holdings holdings;
};

TEST_F(ATokenWithTwoCertificates, ShowsBothTheSoonestEndFirstAndNoCa) {
  ASSERT_EQ(holdings.certificates.size(), 2U);
  EXPECT_EQ(holdings.certificates[0].candidate.certificate.sha256, shop.old->facts().sha256);
  EXPECT_TRUE(holdings.certificates[0].path.valid) << holdings.certificates[0].path.problem;
  EXPECT_EQ(holdings.certificates[0].candidate.issuer_end, shop.ca.root().facts().not_after);
  EXPECT_EQ(holdings.certificates[0].candidate.revocation.status, RevocationFacts::Status::cannot_say);
  EXPECT_EQ(shop.token->logins, 0);
}

TEST_F(ATokenWithTwoCertificates, IsAnsweredByEverySpellingOfASerial) {
  const auto& serial = other->facts().serial;
  const auto wanted = other->facts().sha256;
  EXPECT_EQ(chosen(serial.hex), wanted);
  EXPECT_EQ(chosen(serial.decimal), wanted);
  EXPECT_EQ(chosen(serial.spaced), wanted);
  EXPECT_EQ(chosen("0" + serial.hex), wanted);
  EXPECT_EQ(chosen(serial.hex.substr(serial.hex.size() - 6)), wanted);
  EXPECT_EQ(chosen(wanted), wanted);
}

TEST_F(ATokenWithTwoCertificates, IsAnsweredByNameTaxCodeAndUri) {
  EXPECT_EQ(chosen("nguyen van dat"), other->facts().sha256);
  EXPECT_EQ(chosen("0101243150"), shop.old->facts().sha256);
  EXPECT_EQ(chosen("MST:0101243150"), shop.old->facts().sha256);
  EXPECT_EQ(chosen(holdings.certificates[1].held.uri(shop.token->identity)), other->facts().sha256);
}

TEST_F(ATokenWithTwoCertificates, SaysWhatIsAmbiguousAndWhatIsNotThere) {
  EXPECT_EQ(refusal(""), ErrorCode::certificate_ambiguous);  // no private key is visible before login
  EXPECT_EQ(refusal(shop.token->identity.uri()), ErrorCode::certificate_ambiguous);
  EXPECT_EQ(refusal("5404"), ErrorCode::certificate_missing);  // serials begin alike: a head says nothing
  EXPECT_EQ(refusal("nobody"), ErrorCode::certificate_missing);
}

TEST_F(ATokenWithTwoCertificates, IsAnsweredByNothingWhenOneAloneCanSign) {
  shop.token->private_keys_hidden = false;
  shop.token->keys.back().private_half = false;
  const auto seen = find_holdings(shop.tokens, shop.ca.anchors(), kNow);
  EXPECT_EQ(choose_holding(seen, "").candidate.certificate.sha256, shop.old->facts().sha256);
}

TEST_F(ATokenWithTwoCertificates, KnowsNothingOfRevocationWhenNobodyAnswers) {
  look_up_revocation(
      holdings.certificates[0], [](const auto&, const auto&, const auto&) { return std::nullopt; }, kNow);
  EXPECT_EQ(holdings.certificates[0].candidate.revocation.status, RevocationFacts::Status::cannot_say);
}

TEST(TwoTokensThatLookAlike, AreAProblemToShow) {
  Workshop shop;
  shop.tokens.add(shop.token);
  const auto holdings = find_holdings(shop.tokens, shop.ca.anchors(), kNow);
  EXPECT_TRUE(holdings.certificates.empty());
  EXPECT_FALSE(holdings.problems.empty());
}

}  // namespace
}  // namespace reseal::workflow
