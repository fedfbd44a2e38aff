// SPDX-License-Identifier: Apache-2.0
// What a service shows, and how much of it is believed.
#include "scripted_service.h"

namespace reseal::remote {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class CloudListing : public RemoteTest {
 public:
  std::string problem() {
    const auto listing = source()->list();
    EXPECT_THAT(listing.problems, SizeIs(1));
    return listing.problems.empty() ? "" : listing.problems.front().problem;
  }
};

TEST_F(CloudListing, ShowsAnAccountAsAHolderWithoutLogin) {
  const auto listing = source()->list();
  ASSERT_THAT(listing.tokens, SizeIs(1));
  EXPECT_THAT(listing.problems, SizeIs(0));
  EXPECT_TRUE(listing.tokens.front().identity.in_cloud());
  EXPECT_EQ(listing.tokens.front().identity.label, "MISA eSign");
  EXPECT_FALSE(listing.tokens.front().login_required);
}

TEST_F(CloudListing, ShowsTheCertificateWithItsKeyAndAUriOfItsOwn) {
  const auto account = source()->list().tokens.front().identity;
  const auto held = holder()->certificates();
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_EQ(held.front().certificate, certificate);
  EXPECT_TRUE(held.front().has_private_key);
  EXPECT_EQ(held.front().uri(account),
            "csc:service=misa_esign;user=ketoan%40congty.example;name=MISA%20eSign;id=C-1;type=cert");
}

TEST_F(CloudListing, AsksOnceForAListingAndTheCertificatesAfterIt) {
  auto all = source();
  const auto listing = all->list();
  EXPECT_THAT(all->open(listing.tokens.front().identity)->certificates(), SizeIs(1));
  EXPECT_EQ(times("credentials/list"), 1);
  EXPECT_EQ(times("credentials/info"), 1);
}

TEST_F(CloudListing, SeesACertificateThatCameLater) {
  auto mine = holder();
  EXPECT_THAT(mine->certificates(), SizeIs(1));
  instead["credentials/list"].push_back(json({{"credentialIDs", {"C-1", "C-2"}}}));
  EXPECT_THAT(mine->certificates(), SizeIs(2));
}

TEST_F(CloudListing, ComparesSerialsAsNumbers) {
  auto serial = certificate.facts().serial.hex;
  std::ranges::transform(serial, serial.begin(), [](unsigned char c) { return std::tolower(c); });
  info["cert"]["serialNumber"] = "00:" + serial;
  EXPECT_THAT(source()->list().problems, SizeIs(0));
}

TEST_F(CloudListing, ShowsADisabledKeyAsACertificateThatCannotSign) {
  info["key"]["status"] = "disabled";
  const auto held = holder()->certificates();
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_FALSE(held.front().has_private_key);
  EXPECT_FALSE(holder()->find_key_of(certificate).has_value());
}

TEST_F(CloudListing, TellsOfACredentialThatContradictsItselfAndShowsTheOthers) {
  auto other = info;
  other["cert"]["serialNumber"] = "0102";
  instead["credentials/list"].push_back(json({{"credentialIDs", {"C-1", "C-2"}}}));
  instead["credentials/info"].push_back(json(other));
  auto all = source();
  const auto listing = all->list();
  ASSERT_THAT(listing.problems, SizeIs(1));
  EXPECT_THAT(listing.problems.front().problem, HasSubstr("C-1"));
  ASSERT_THAT(listing.tokens, SizeIs(1));
  EXPECT_THAT(all->open(listing.tokens.front().identity)->certificates(), SizeIs(1));
}

TEST_F(CloudListing, DoesNotBelieveACertificateForAnotherKindOfKey) {
  info["key"]["algo"] = {"1.2.840.113549.1.1.1"};
  EXPECT_THAT(problem(), HasSubstr("another kind"));
}

TEST_F(CloudListing, DoesNotBelieveACertificateForAKeyOfAnotherLength) {
  info["key"]["len"] = 384;
  EXPECT_THAT(problem(), HasSubstr("another length"));
}

TEST_F(CloudListing, DoesNotBelieveWhatIsNoCertificate) {
  info["cert"]["certificates"] = {"AAAA"};
  EXPECT_THAT(problem(), HasSubstr("cannot be read"));
  info["cert"]["certificates"] = {{{"not", "text"}}};
  EXPECT_THAT(problem(), HasSubstr("cannot be read"));
}

TEST_F(CloudListing, KnowsNoOtherWaysToAgreeThanPinOtpAndThePhone) {
  info["auth"]["objects"] = {{{"id", "FINGERPRINT"}}};
  EXPECT_THAT(problem(), HasSubstr("neither PIN nor OTP"));
  info["auth"] = {{"mode", "oauth2code"}};
  EXPECT_THAT(problem(), HasSubstr("not known here"));
}

TEST_F(CloudListing, TellsThatAWebPageCameInsteadOfAnAnswer) {
  instead["credentials/list"].push_back({.headers = {{"Content-Type", "text/html"}}, .body = "<!DOCTYPE html>"});
  EXPECT_THAT(problem(), HasSubstr("base_url"));
}

TEST_F(CloudListing, SurvivesAnswersThatAreNoAnswers) {
  const Json answers[] = {{{"credentialIDs", "C-1"}},
                          {{"credentialIDs", {1, 2}}},
                          {{"credentialIDs", nullptr}},
                          Json::array({"C-1"}),
                          Json("C-1"),
                          {{"credentialIDs", std::vector<std::string>(1000, "C-1")}}};
  for (const auto& answer : answers) {
    instead["credentials/list"].push_back(json(answer));
    EXPECT_NE(problem(), "") << answer.dump().substr(0, 60);
  }
  instead["credentials/list"].push_back({.body = "{\"credentialIDs\": ["});
  EXPECT_NE(problem(), "");
  instead["credentials/list"].push_back({.body = std::string(100000, '[')});
  EXPECT_NE(problem(), "");
  instead["credentials/list"].push_back({.body = "{\"credentialIDs\":[\"" + std::string(2U << 20U, 'x') + "\"]}"});
  EXPECT_NE(problem(), "");
  instead["credentials/info"].push_back(json({{"key", 1}, {"cert", 2}, {"auth", 3}}));
  EXPECT_NE(problem(), "");
}

TEST_F(CloudListing, TellsOfAServiceThatCannotBeReached) {
  service.base_url = "https://127.0.0.1:1/csc/v2";
  EXPECT_THAT(problem(), HasSubstr("127.0.0.1:1"));
}

TEST_F(CloudListing, ShowsTheWordsOfAServiceWithoutTheirControlCharacters) {
  instead["credentials/list"].push_back(json({{"error", "access_denied"}, {"error_description", "\x1b[2Jgone"}}, 403));
  const auto told_of = problem();
  EXPECT_THAT(told_of, HasSubstr("access_denied"));
  EXPECT_EQ(told_of.find('\x1b'), std::string::npos);
}

TEST_F(CloudListing, SignsInAgainWhenTheTokenHasRunOut) {
  auto mine = holder();
  (void)mine->certificates();
  instead["credentials/list"].push_back(refusal("invalid_token", 401));
  EXPECT_THAT(mine->certificates(), SizeIs(1));
  EXPECT_EQ(times("oauth2/token"), 2);
}

TEST_F(CloudListing, SignsInAgainOnce) {
  auto mine = holder();
  (void)mine->certificates();
  for (int i = 0; i < 5; ++i) instead["credentials/list"].push_back(refusal("invalid_token", 401));
  EXPECT_THROW((void)mine->certificates(), Error);
  EXPECT_EQ(times("oauth2/token"), 2);
}

TEST_F(CloudListing, NeverSaysTheSecretOfTheProgramInAProblem) {
  instead["oauth2/token"].push_back(refusal("invalid_client", 401));
  const auto told_of = problem();
  EXPECT_THAT(told_of, HasSubstr("invalid_client"));
  EXPECT_EQ(told_of.find("cret"), std::string::npos);
}

TEST_F(CloudListing, FindsNoAccountThatIsNotConfigured) {
  try {
    (void)source()->open({"somebody@else.example", "MISA eSign", "misa_esign", std::string(token::kCloudModel)});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::token_missing);
  }
}

TEST(CloudIdentity, ComesBackFromItsUri) {
  const token::TokenIdentity account{"kế toán@a;b=c.example", "MISA eSign", "misa_esign",
                                     std::string(token::kCloudModel)};
  EXPECT_EQ(token::identity_from_uri(account.uri()), account);
}

TEST(CloudIdentity, IsThatOfNoToken) {
  const token::TokenIdentity account{"0123456789", "VNPT-CA", "misa_esign", std::string(token::kCloudModel)};
  auto token = account;
  token.model = std::string(token::kCloudModel).substr(0, 16);  // the longest that PKCS#11 has room for
  EXPECT_FALSE(token.in_cloud());
  EXPECT_FALSE(token.same_token(account));
  EXPECT_TRUE(token.uri().starts_with("pkcs11:"));
  // A token that claims more is cut to what PKCS#11 has.
  EXPECT_FALSE(token::identity_from_uri("pkcs11:serial=0123456789;model=remote%20signing%20%28CSC").in_cloud());
}

TEST(CloudIdentity, NamesItsServiceAndItsUser) {
  EXPECT_THROW((void)token::identity_from_uri("csc:service=misa_esign"), Error);
  EXPECT_THROW((void)token::identity_from_uri("csc:user=%4"), Error);
}

/// Fails when it is asked.
class Untouched final : public token::KeyHolderSource {
 public:
  Listing list() override { return {}; }
  std::unique_ptr<token::KeyHolder> open(const token::TokenIdentity& wanted) override {
    throw Error(ErrorCode::internal, {{"problem", "asked for " + wanted.uri()}});
  }
};

TEST_F(CloudListing, IsAskedForAccountsAndTheTokensForTokens) {
  const auto both = joined(std::make_unique<Untouched>(), source());
  EXPECT_THAT(both->list().tokens, SizeIs(1));
  EXPECT_NE(both->open(both->list().tokens.front().identity), nullptr);
  const auto the_other_way = joined(source(), std::make_unique<Untouched>());
  EXPECT_THROW((void)the_other_way->open(both->list().tokens.front().identity), Error);
}

}  // namespace
}  // namespace reseal::remote
