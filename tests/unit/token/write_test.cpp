// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "reseal/crypto/signing.h"
#include "token_world.h"

namespace reseal::token {
namespace {

struct Writing : TokenWorld {
  test::TestCa ca = test::TestCa::root();
  Bytes old_spki = hsm.add_key(token, test::KeyKind::rsa_2048, {0x01}, "Khóa cũ");
  crypto::Certificate old = ca.issue(for_key(old_spki));
  void SetUp() override { hsm.add_certificate(token, old.der(), {0x01}, "Chứng thư cũ"); }
};

TEST_F(Writing, LeavesEveryOldObjectAsItWas) {  // GEN-01
  const auto before = lines(hsm.dump(token));
  auto holder = open_and_log_in();
  const HeldKey key = holder->make_key({}, {0x02}, "Khóa mới");
  holder->write_certificate(ca.issue(for_key(key.spki)), key.id, "Chứng thư mới");
  holder.reset();
  source.reset();
  const auto after = lines(hsm.dump(token));
  EXPECT_EQ(before.size(), 3U);
  EXPECT_EQ(after.size(), 6U);
  for (const std::string& object : before) EXPECT_NE(std::ranges::find(after, object), after.end()) << object;
}

TEST_F(Writing, DoesNothingWhenTheCertificateIsThereAlready) {
  auto holder = open_and_log_in();
  holder->write_certificate(old, {0x05}, "another label");
  EXPECT_EQ(holder->certificates().size(), 1U);
  EXPECT_EQ(shim.log().find("C_CreateObject"), std::string::npos);
}

TEST_F(Writing, ReadsBackWhatItWrote) {
  auto holder = open_and_log_in();
  const auto fresh = ca.issue();
  holder->write_certificate(fresh, {0x05}, "Nhãn");
  const auto held = holder->certificates();
  ASSERT_EQ(held.size(), 2U);
  const auto& written = held[0].certificate == fresh ? held[0] : held[1];
  EXPECT_EQ(written.certificate, fresh);
  EXPECT_EQ(written.id, (KeyId{0x05}));
  EXPECT_EQ(written.label, "Nhãn");
}

TEST_F(Writing, SaysThatTheTokenIsFullBeforeItTries) {
  auto holder = open_and_log_in();
  shim.rules("full");
  EXPECT_EQ(code_of([&] { return holder->write_certificate(ca.issue(), {5}, "l"), 0; }), ErrorCode::token_full);
  EXPECT_EQ(code_of([&] { return holder->make_key({}, {5}, "l"); }), ErrorCode::token_full);
  EXPECT_EQ(shim.log().find("C_CreateObject"), std::string::npos);
  EXPECT_EQ(shim.log().find("C_GenerateKeyPair"), std::string::npos);
}

TEST_F(Writing, SaysThatTheTokenIsFullWhenOnlyTheCallTells) {
  auto holder = open_and_log_in();
  shim.rules("fail C_CreateObject CKR_DEVICE_MEMORY\nfail C_GenerateKeyPair CKR_DEVICE_MEMORY");
  EXPECT_EQ(code_of([&] { return holder->write_certificate(ca.issue(), {5}, "l"), 0; }), ErrorCode::token_full);
  EXPECT_EQ(code_of([&] { return holder->make_key({}, {5}, "l"); }), ErrorCode::token_full);
}

struct Pulled : Writing {
  struct Operation {
    const char* name;
    std::function<void(KeyHolder&)> run;
  };
  std::vector<Operation> operations() {
    return {{"status", [](KeyHolder& h) { (void)h.status(); }},
            {"certificates", [](KeyHolder& h) { (void)h.certificates(); }},
            {"logged_in", [](KeyHolder& h) { (void)h.logged_in(); }},
            {"logout", [](KeyHolder& h) { h.logout(); }},
            {"find_key", [](KeyHolder& h) { (void)h.find_key({0x01}); }},
            {"find_key_of", [this](KeyHolder& h) { (void)h.find_key_of(old); }},
            {"make_key",
             [](KeyHolder& h) {
               (void)h.make_key({KeySpec::Algorithm::ec, 256}, {0x07}, "k");
             }},
            {"signing_key",
             [this](KeyHolder& h) {
               (void)h.signing_key({{0x01}, "", old_spki, true, false});
             }},
            {"write", [this](KeyHolder& h) { h.write_certificate(ca.issue(), {0x08}, "l"); }}};
  }
};

TEST_F(Pulled, IsNoticedByEveryOperationWhichWorksAgainWhenTheTokenIsBack) {
  auto holder = open_and_log_in();
  for (const Operation& operation : operations()) {
    shim.rules("pulled");
    EXPECT_EQ(code_of([&] { return operation.run(*holder), 0; }), ErrorCode::token_removed) << operation.name;
    shim.rules("");
    EXPECT_FALSE(holder->logged_in()) << operation.name;
    ASSERT_EQ(holder->login(Secret(token.pin)), LoginResult::ok) << operation.name;
    EXPECT_NO_THROW(operation.run(*holder)) << operation.name;
    ASSERT_EQ(holder->login(Secret(token.pin)), LoginResult::ok) << operation.name;
  }
}

TEST_F(Pulled, BetweenTwoCallsCostsTheLoginAndNothingElse) {
  auto holder = open_and_log_in();
  shim.rules("replug 1");
  EXPECT_FALSE(holder->logged_in());
  EXPECT_EQ(holder->certificates().size(), 1U);
}

TEST_F(Pulled, InTheMiddleOfACallIsNoticedToo) {
  auto holder = open_and_log_in();
  const auto key = holder->signing_key(*holder->find_key({0x01}));
  const std::vector<std::pair<const char*, std::function<void()>>> calls = {
      {"C_FindObjectsInit", [&] { (void)holder->certificates(); }},
      {"C_FindObjects", [&] { (void)holder->find_key({0x01}); }},
      {"C_GetAttributeValue", [&] { (void)holder->certificates(); }},
      {"C_SignInit", [&] { (void)crypto::sign_bytes(key, as_bytes("a")); }},
      {"C_Sign", [&] { (void)crypto::sign_bytes(key, as_bytes("a")); }},
      {"C_GenerateKeyPair",
       [&] {
         (void)holder->make_key({KeySpec::Algorithm::ec, 256}, {0x09}, "k");
       }},
      {"C_CreateObject", [&] { holder->write_certificate(ca.issue(), {0x09}, "l"); }}};
  for (const auto& [call, run] : calls) {
    for (const char* code : {"CKR_DEVICE_REMOVED", "CKR_SESSION_HANDLE_INVALID"}) {
      shim.rules(std::string("fail ") + call + " " + code);
      EXPECT_EQ(code_of([&] { return run(), 0; }), ErrorCode::token_removed) << call << " " << code;
      shim.rules("");
      ASSERT_EQ(holder->login(Secret(token.pin)), LoginResult::ok) << call;
    }
  }
}

TEST_F(Pulled, AndReplacedByAnotherTokenIsNeverTakenForTheSame) {  // MISA-T-27
  const auto other = hsm.add_token(token.label);
  auto holder = open_and_log_in();
  shim.rules("pulled " + token.serial);
  EXPECT_EQ(identity_of(other).serial, other.serial);
  EXPECT_EQ(code_of([&] { return holder->write_certificate(ca.issue(), {5}, "l"), 0; }), ErrorCode::token_removed);
  EXPECT_EQ(holder->login(Secret(token.pin)), LoginResult::token_gone);
}

}  // namespace
}  // namespace reseal::token
