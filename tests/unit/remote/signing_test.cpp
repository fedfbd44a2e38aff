// SPDX-License-Identifier: Apache-2.0
// One signature: who is asked what, what is sent, and what comes back.
#include "scripted_service.h"

namespace reseal::remote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class CloudSignature : public RemoteTest {
 public:
  void ask_for_otp() {
    info["auth"]["objects"].push_back({{"id", "OTP"}, {"generator", "online"}, {"description", "678"}});
  }
  static Answer wrong_pin(int left) {
    return json({{"error", "invalid_pin"}, {"error_description", "no"}, {"remainingAttempts", left}}, 400);
  }
};

TEST_F(CloudSignature, IsMadeAfterAPersonAgreed) {
  EXPECT_TRUE(crypto::verify_bytes(certificate, as_bytes("document"), sign()));
  EXPECT_THAT(told, SizeIs(1));
}

TEST_F(CloudSignature, TellsThePersonWhatItIsFor) {
  auto mine = holder();
  mine->announce(Text{"purpose", {{"serial", "12"}}});
  (void)sign(*mine);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told.front().service, "MISA eSign");
  EXPECT_EQ(told.front().serial, certificate.facts().serial.hex);
  EXPECT_EQ(told.front().purpose, (Text{"purpose", {{"serial", "12"}}}));
  EXPECT_TRUE(told.front().pin);
  EXPECT_FALSE(told.front().otp);
}

TEST_F(CloudSignature, IsAgreedToOneByOne) {
  auto mine = holder();
  const auto signing = mine->signing_key(mine->find_key_of(certificate).value());
  (void)crypto::sign_bytes(signing, as_bytes("one"));
  (void)crypto::sign_bytes(signing, as_bytes("two"));
  EXPECT_THAT(told, SizeIs(2));
  EXPECT_EQ(times("credentials/authorize"), 2);
}

TEST_F(CloudSignature, IsAuthorisedForExactlyThisHash) {
  (void)sign();
  const auto hash = to_base64(crypto::sha256(as_bytes("document")));
  const auto asked_for = last("credentials/authorize");
  EXPECT_EQ(asked_for.at("hashes"), Json({hash}));
  EXPECT_EQ(asked_for.at("hashAlgorithmOID"), "2.16.840.1.101.3.4.2.1");
  EXPECT_EQ(asked_for.at("numSignatures"), 1);
  EXPECT_EQ(asked_for.at("authData"), Json::array({{{"id", "PIN"}, {"value", "1234"}}}));
  EXPECT_EQ(last("signatures/signHash").at("hashes"), Json({hash}));
  EXPECT_EQ(last("signatures/signHash").at("SAD"), "sad");
  EXPECT_EQ(last("signatures/signHash").at("signAlgo"), "1.2.840.10045.4.3.2");
}

TEST_F(CloudSignature, IsNotAskedForWhenNobodyCanAgree) {
  person = [](const AuthorizationRequest&) { return std::nullopt; };
  EXPECT_EQ(stopped(), ErrorCode::pin_needed);
  EXPECT_EQ(times("credentials/authorize"), 0);
}

TEST_F(CloudSignature, AsksForTheOneTimePasswordAfterItWasSent) {
  ask_for_otp();
  (void)sign();
  EXPECT_EQ(times("credentials/sendOTP"), 1);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_TRUE(told.front().otp);
  EXPECT_EQ(told.front().phone_tail, "678");
  EXPECT_EQ(last("credentials/authorize").at("authData").at(1), (Json{{"id", "OTP"}, {"value", "000111"}}));
}

TEST_F(CloudSignature, HasNoTextMessageSentThatNobodyWaitsFor) {
  ask_for_otp();
  person = [](const AuthorizationRequest&) { return std::nullopt; };
  EXPECT_EQ(stopped(), ErrorCode::pin_needed);
  EXPECT_EQ(times("credentials/sendOTP"), 0);
}

TEST_F(CloudSignature, SendsAnotherOneTimePasswordWhenOneWasWrong) {
  ask_for_otp();
  instead["credentials/authorize"].push_back(refusal("invalid_otp"));
  EXPECT_TRUE(crypto::verify_bytes(certificate, as_bytes("document"), sign()));
  EXPECT_EQ(times("credentials/sendOTP"), 2);
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_TRUE(told.back().otp_wrong_before);
}

TEST_F(CloudSignature, AsksForAOneTimePasswordThreeTimesAtMost) {
  ask_for_otp();
  for (int i = 0; i < 9; ++i) instead["credentials/authorize"].push_back(refusal("invalid_otp"));
  EXPECT_EQ(stopped(), ErrorCode::authorization_refused);
  EXPECT_THAT(told, SizeIs(3));
  EXPECT_EQ(times("signatures/signHash"), 0);
}

TEST_F(CloudSignature, TellsHowManyTriesTheServiceHasLeftForThePin) {
  instead["credentials/authorize"].push_back(wrong_pin(4));
  (void)sign();
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_TRUE(told.back().pin_wrong_before);
  EXPECT_EQ(told.back().pin_tries_left, 4);
}

TEST_F(CloudSignature, CountsWrongPinsItselfWhereTheServiceSaysNothing) {
  instead["credentials/authorize"].push_back(refusal("invalid_pin"));
  (void)sign();
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told.front().pin_tries_left, 3);
  EXPECT_EQ(told.back().pin_tries_left, 2);
  EXPECT_EQ(tries.spent({"C-1", {}, {}, {}}), 0) << "a right PIN sets the count back";
}

TEST_F(CloudSignature, CountsATryWhoseEndIsUnknownAsSpent) {
  instead["credentials/authorize"].push_back(json({{"error", "server_error"}}, 500));
  EXPECT_EQ(stopped(), ErrorCode::portal_unreachable);
  EXPECT_EQ(tries.spent({"C-1", {}, {}, {}}), 1);
}

TEST_F(CloudSignature, DoesNotSpendTheLastTryOfAPinUnasked) {
  person = [](const AuthorizationRequest&) { return AuthorizationAnswer{Secret("1234"), {}, false}; };
  for (int i = 0; i < 9; ++i) instead["credentials/authorize"].push_back(refusal("invalid_pin"));
  EXPECT_EQ(stopped(), ErrorCode::pin_last_try);
  EXPECT_EQ(times("credentials/authorize"), 2);
}

TEST_F(CloudSignature, StopsWhenThePinIsLocked) {
  instead["credentials/authorize"].push_back(wrong_pin(0));
  EXPECT_EQ(stopped(), ErrorCode::pin_locked);
  EXPECT_THAT(told, SizeIs(1));
}

TEST_F(CloudSignature, WaitsForThePhone) {
  info["auth"] = {{"mode", "implicit"}};
  instead["credentials/authorize"].push_back(json({{"handle", "H-1"}}));
  instead["credentials/authorizeCheck"].push_back(json({{"handle", "H-1"}}));
  EXPECT_TRUE(crypto::verify_bytes(certificate, as_bytes("document"), sign()));
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_TRUE(told.front().on_phone);
  EXPECT_FALSE(told.front().pin);
  EXPECT_FALSE(last("credentials/authorize").contains("authData"));
  EXPECT_EQ(times("credentials/authorizeCheck"), 2);
}

TEST_F(CloudSignature, IsNotMadeWhenThePersonRefusesOnThePhone) {
  info["auth"] = {{"mode", "implicit"}};
  instead["credentials/authorize"].push_back(json({{"handle", "H-1"}}));
  instead["credentials/authorizeCheck"].push_back(refusal("access_denied"));
  EXPECT_EQ(stopped(), ErrorCode::authorization_refused);
  EXPECT_EQ(times("signatures/signHash"), 0);
}

TEST_F(CloudSignature, IsNotMadeWhenNobodyAnswersThePhone) {
  info["auth"] = {{"mode", "implicit"}};
  service.phone_wait = std::chrono::seconds(10);
  for (int i = 0; i < 9; ++i) {
    instead["credentials/authorize"].push_back(json({{"handle", "H-1"}}));
    instead["credentials/authorizeCheck"].push_back(json({{"handle", "H-1"}}));
  }
  EXPECT_EQ(stopped(), ErrorCode::authorization_refused);
  EXPECT_EQ(times("credentials/authorizeCheck"), 5);
}

TEST_F(CloudSignature, IsThrownAwayWhenItIsNotOfThisKey) {
  const auto other =
      test::TestKey::ec().signer()({crypto::RawSign::Mechanism::ecdsa, crypto::sha256(as_bytes("document"))});
  instead["signatures/signHash"].push_back(json({{"signatures", {to_base64(other)}}}));
  EXPECT_EQ(stopped(), ErrorCode::portal_nonsense);
}

TEST_F(CloudSignature, IsThrownAwayWhenItIsOfAnotherHash) {
  const auto other = key.signer()({crypto::RawSign::Mechanism::ecdsa, crypto::sha256(as_bytes("another"))});
  instead["signatures/signHash"].push_back(json({{"signatures", {to_base64(other)}}}));
  EXPECT_EQ(stopped(), ErrorCode::portal_nonsense);
}

TEST_F(CloudSignature, SurvivesAnswersThatAreNoSignatures) {
  for (const auto& answer : {Json{{"signatures", Json::array()}}, Json{{"signatures", {"AAAA", "AAAA"}}},
                             Json{{"signatures", {"not base64!"}}}, Json{{"signatures", {nullptr}}}, Json::object(),
                             Json{{"signatures", {""}}}}) {
    instead["signatures/signHash"].push_back(json(answer));
    EXPECT_EQ(stopped(), ErrorCode::portal_nonsense) << answer.dump();
  }
  instead["credentials/authorize"].push_back(json({{"SAD", 7}}));
  EXPECT_EQ(stopped(), ErrorCode::portal_nonsense);
}

TEST_F(CloudSignature, IsAskedForAnewWhenItsAnswerWasLost) {
  instead["signatures/signHash"].push_back({.cut_after_headers = true});
  EXPECT_EQ(stopped(), ErrorCode::portal_unreachable);
  EXPECT_EQ(times("signatures/signHash"), 1) << "the authorisation is used up: nothing is sent twice";
  (void)sign();
  EXPECT_THAT(told, SizeIs(2));
}

TEST_F(CloudSignature, TellsWhatTheServiceSaysWhenItRefuses) {
  instead["signatures/signHash"].push_back(refusal("access_denied"));
  EXPECT_EQ(stopped(), ErrorCode::token_error);
  EXPECT_THAT(why, HasSubstr("access_denied"));
}

TEST_F(CloudSignature, OfAServiceThatSpeaksVersionOne) {
  service.paths = {{"credentials/authorize", "credentials/authorise"}};
  service.fields = {{"hashes", "hash"}};
  service.types = {{"numSignatures", "string"}, {"authData", "members"}};
  instead["signatures/signHash"].push_back(json({{"signatures", {"AAAA"}}}));  // it does not read 'hash'
  EXPECT_EQ(stopped(), ErrorCode::portal_nonsense);
  const auto asked_for = last("credentials/authorise");
  EXPECT_EQ(asked_for.at("numSignatures"), "1");
  EXPECT_EQ(asked_for.at("PIN"), "1234");
  EXPECT_TRUE(asked_for.contains("hash"));
  EXPECT_FALSE(asked_for.contains("hashes"));
  EXPECT_FALSE(asked_for.contains("authData"));
  EXPECT_TRUE(last("signatures/signHash").contains("hash"));
}

TEST_F(CloudSignature, OfAServiceWhoseModeTheDeploymentKnowsBetter) {
  service.mode = "implicit";
  (void)sign();
  EXPECT_TRUE(told.front().on_phone);
}

TEST_F(CloudSignature, OfAServiceWhoseMethodsAreElsewhereOnTheHost) {
  service.paths = {{"credentials/list", "/csc/v2/credentials/list"}};
  service.base_url = server.origin() + "/csc/v2";
  EXPECT_THAT(holder()->certificates(), SizeIs(1));
}

TEST_F(CloudSignature, IsRefusedInWordsWhereTheServiceCannotMakeIt) {
  try {
    (void)crypto::digest_of({crypto::RawSign::Mechanism::rsa_raw, Bytes(256)});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::crypto_failed);
    EXPECT_THAT(error.cause(), HasSubstr("PSS"));
  }
}

TEST_F(CloudSignature, ComesFromAKeyThatTheServiceMade) {
  auto mine = holder();
  EXPECT_THROW((void)mine->make_key({}, {1}, "label"), Error);
  EXPECT_NO_THROW(mine->write_certificate(certificate, {1}, "label")) << "it is there already";
  EXPECT_THROW(mine->write_certificate(ca.issue(), {1}, "label"), Error);
}

TEST(DigestOfASignature, IsFoundInADigestInfo) {
  const auto digest = crypto::sha256(as_bytes("x"));
  auto info = from_hex("3031300d060960864801650304020105000420");
  info.insert(info.end(), digest.begin(), digest.end());
  const auto found = crypto::digest_of({crypto::RawSign::Mechanism::rsa_pkcs1, info});
  EXPECT_EQ(found.hash_oid, "2.16.840.1.101.3.4.2.1");
  EXPECT_EQ(found.digest, digest);
}

TEST(DigestOfASignature, IsNotThatOfAHashThatIsBroken) {
  auto sha1 = from_hex("3021300906052b0e03021a05000414");
  sha1.resize(sha1.size() + 20);
  EXPECT_THROW((void)crypto::digest_of({crypto::RawSign::Mechanism::rsa_pkcs1, sha1}), Error);
  EXPECT_THROW((void)crypto::digest_of({crypto::RawSign::Mechanism::rsa_pkcs1, Bytes(51)}), Error);
  EXPECT_THROW((void)crypto::digest_of({crypto::RawSign::Mechanism::ecdsa, Bytes(20)}), Error);
}

TEST(SignatureOfAService, IsTakenAsTwoNumbersToo) {
  const auto key = test::TestKey::ec("P-384");
  const crypto::RawSign asked{crypto::RawSign::Mechanism::ecdsa, Bytes(48, 7)};
  const auto raw = key.signer()(asked);
  EXPECT_EQ(crypto::checked_signature(key.spki(), asked, raw), raw);
}

}  // namespace
}  // namespace reseal::remote
