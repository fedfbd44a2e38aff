// SPDX-License-Identifier: Apache-2.0
#include "reseal/crypto/signing.h"
#include "reseal/token/installation.h"
#include "token_world.h"

namespace reseal::token {
namespace {

struct Keys : TokenWorld {
  test::TestCa ca = test::TestCa::root();
};

struct EveryKind : Keys, testing::WithParamInterface<KeySpec> {};

TEST_P(EveryKind, IsMadeOnTheTokenAndSignsWhatItsCertificateVerifies) {
  auto holder = open_and_log_in();
  const KeyId id{0xca, 0xfe};
  const HeldKey made = holder->make_key(GetParam(), id, "Khóa mới");
  EXPECT_TRUE(made.sensitive);
  EXPECT_FALSE(made.extractable);
  EXPECT_EQ(made.id, id);
  EXPECT_EQ(made.label, "Khóa mới");

  const crypto::SigningKey key = holder->signing_key(made);
  const auto csr = crypto::read_csr(crypto::make_csr(key, {{"2.5.4.3", "CN", "CÔNG TY"}}));
  EXPECT_TRUE(csr.signature_valid);
  EXPECT_EQ(csr.spki, made.spki);

  const auto certificate = ca.issue(for_key(made.spki));
  holder->write_certificate(certificate, id, "Chứng thư mới");
  EXPECT_NO_THROW(prove(*holder, certificate));
  const auto cms = crypto::cms_sign(key, certificate, {}, as_bytes("tờ khai"), {});
  const crypto::TrustAnchors anchors{{ca.certificate()}, {}};
  EXPECT_TRUE(crypto::cms_verify(cms, as_bytes("tờ khai"), anchors, test::at("2026-11-21T00:00:00Z")).valid);
}

INSTANTIATE_TEST_SUITE_P(Keys, EveryKind,
                         testing::Values(KeySpec{KeySpec::Algorithm::rsa, 2048}, KeySpec{KeySpec::Algorithm::rsa, 3072},
                                         KeySpec{KeySpec::Algorithm::ec, 256}, KeySpec{KeySpec::Algorithm::ec, 384}),
                         [](const auto& kind) {
                           return (kind.param.algorithm == KeySpec::Algorithm::rsa ? "Rsa" : "Ec") +
                                  std::to_string(kind.param.bits);
                         });

TEST_F(Keys, AreRefusedWhenWeakByOrder) {
  auto holder = open_and_log_in();
  EXPECT_EQ(code_of([&] { return holder->make_key({KeySpec::Algorithm::rsa, 1024}, {1}, "k"); }), ErrorCode::key_weak);
  EXPECT_EQ(code_of([&] { return holder->make_key({KeySpec::Algorithm::ec, 192}, {1}, "k"); }), ErrorCode::key_weak);
}

TEST_F(Keys, AreRefusedWhenTheTokenWouldGiveThemAway) {
  shim.rules("weak-keys");
  auto holder = open_and_log_in();
  EXPECT_EQ(code_of([&] { return holder->make_key({}, {1}, "k"); }), ErrorCode::key_weak);
}

TEST_F(Keys, ThatWereMadeHereAreForSigningOnlyAndSayThatTheyCannotDecrypt) {
  auto holder = open_and_log_in();
  const auto made = holder->make_key({}, {7}, "k");
  try {
    (void)holder->decrypt(made, Bytes(256, 1));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::token_error);
    EXPECT_NE(error.params().at("problem").find("this key cannot decrypt (CKR_KEY_FUNCTION_NOT_PERMITTED)"),
              std::string::npos)
        << error.params().at("problem");
  }
}

TEST_F(Keys, SignPaddedBlocksWhereTheTokenSaysSo) {
  EXPECT_TRUE(open()->signs_padded_blocks());
  shim.rules("fail C_GetMechanismInfo CKR_MECHANISM_INVALID");
  EXPECT_FALSE(open()->signs_padded_blocks());
}

TEST_F(Keys, NeedALogin) {
  const Bytes spki = hsm.add_key(token, test::KeyKind::ec_p256, {1}, "k");
  auto holder = open();
  EXPECT_EQ(code_of([&] { return holder->make_key({}, {2}, "k"); }), ErrorCode::pin_needed);
  EXPECT_EQ(code_of([&] { return holder->signing_key(*holder->find_key({1})); }), ErrorCode::pin_needed);
}

TEST_F(Keys, AskForThePinAgainWhenTheLoginWasLost) {
  hsm.add_key(token, test::KeyKind::ec_p256, {1}, "k");
  auto holder = open_and_log_in();
  const auto key = holder->signing_key(*holder->find_key({1}));
  EXPECT_NO_THROW((void)crypto::sign_bytes(key, as_bytes("a")));
  holder->logout();
  EXPECT_EQ(code_of([&] { return crypto::sign_bytes(key, as_bytes("a")); }), ErrorCode::pin_needed);
  ASSERT_EQ(holder->login(Secret(token.pin)), LoginResult::ok);
  EXPECT_NO_THROW((void)crypto::sign_bytes(key, as_bytes("a")));
}

TEST_F(Keys, AreNotMadeTwiceWithOneId) {
  hsm.add_key(token, test::KeyKind::ec_p256, {1}, "k");
  auto holder = open_and_log_in();
  EXPECT_EQ(code_of([&] { return holder->make_key({}, {1}, "k"); }), ErrorCode::token_error);
}

TEST_F(Keys, AreFoundByIdWhenOnlyThePrivateHalfIsLeft) {
  const Bytes rsa = hsm.add_orphan_key(token, test::KeyKind::rsa_2048, {1}, "rsa");
  hsm.add_orphan_key(token, test::KeyKind::ec_p256, {2}, "ec");
  auto holder = open_and_log_in();
  EXPECT_EQ(holder->find_key({1})->spki, rsa);
  ASSERT_TRUE(holder->find_key({2}).has_value());
  EXPECT_FALSE(holder->find_key({3}).has_value());
}

TEST_F(Keys, AreFoundThroughTheirCertificateWhenOnlyThePrivateHalfIsLeft) {
  const Bytes spki = hsm.add_orphan_key(token, test::KeyKind::ec_p384, {2}, "ec");
  const auto certificate = ca.issue(for_key(spki));
  hsm.add_certificate(token, certificate.der(), {2}, "ec");
  auto holder = open_and_log_in();
  EXPECT_EQ(holder->find_key_of(certificate)->spki, spki);
  EXPECT_NO_THROW(prove(*holder, certificate));
  EXPECT_FALSE(holder->find_key_of(ca.issue()).has_value());
}

TEST_F(Keys, AreFoundThroughACertificateWithAnotherId) {
  const Bytes spki = hsm.add_key(token, test::KeyKind::rsa_2048, {1}, "k");
  const auto certificate = ca.issue(for_key(spki));
  hsm.add_certificate(token, certificate.der(), {9}, "c");
  EXPECT_EQ(open_and_log_in()->find_key_of(certificate)->id, (KeyId{1}));
}

TEST_F(Keys, AreToldApartWhenTwoCertificatesShareAnId) {
  const Bytes spki = hsm.add_key(token, test::KeyKind::ec_p256, {1}, "k");
  hsm.add_certificate(token, ca.issue(for_key(spki)).der(), {1}, "its own");
  hsm.add_certificate(token, ca.issue().der(), {1}, "another's");
  for (const HeldCertificate& held : open_and_log_in()->certificates()) {
    EXPECT_EQ(held.has_private_key, held.label == "its own") << held.label;
  }
}

TEST_F(Keys, SignWithTheOldOnesToo) {
  const Bytes spki = hsm.add_key(token, test::KeyKind::rsa_1024, {1}, "old");
  const auto old = ca.issue(for_key(spki));
  hsm.add_certificate(token, old.der(), {1}, "old");
  auto holder = open_and_log_in();
  EXPECT_NO_THROW(prove(*holder, old));
}

TEST_F(Keys, FailTheProofWhenTheTokenSignsNonsense) {
  const auto certificate = ca.issue(for_key(hsm.add_key(token, test::KeyKind::ec_p256, {1}, "k")));
  auto holder = open_and_log_in();
  EXPECT_NO_THROW(prove(*holder, certificate));
  shim.rules("garble");
  EXPECT_EQ(code_of([&] { return prove(*holder, certificate), 0; }), ErrorCode::crypto_failed);
}

TEST_F(Keys, FailTheProofOfACertificateWhoseKeyIsElsewhere) {
  auto holder = open_and_log_in();
  EXPECT_EQ(code_of([&] { return prove(*holder, ca.issue()), 0; }), ErrorCode::crypto_failed);
}

TEST_F(Keys, SignAgainAfterTheModuleLeftAFailedSignatureOpen) {
  hsm.add_key(token, test::KeyKind::ec_p256, {1}, "k");
  auto holder = open_and_log_in();
  const auto key = holder->signing_key(*holder->find_key({1}));
  shim.rules("fail C_Sign CKR_FUNCTION_FAILED");
  EXPECT_EQ(code_of([&] { return crypto::sign_bytes(key, as_bytes("a")); }), ErrorCode::token_error);
  shim.rules("");
  EXPECT_EQ(code_of([&] { return crypto::sign_bytes(key, as_bytes("a")); }), ErrorCode::token_error);
  ASSERT_EQ(holder->login(Secret(token.pin)), LoginResult::ok);
  EXPECT_NO_THROW((void)crypto::sign_bytes(key, as_bytes("a")));
}

TEST_F(Keys, OutliveNothing) {
  hsm.add_key(token, test::KeyKind::ec_p256, {1}, "k");
  auto holder = open_and_log_in();
  const auto key = holder->signing_key(*holder->find_key({1}));
  holder.reset();
  EXPECT_EQ(code_of([&] { return crypto::sign_bytes(key, as_bytes("a")); }), ErrorCode::token_error);
}

}  // namespace
}  // namespace reseal::token
