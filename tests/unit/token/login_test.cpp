// SPDX-License-Identifier: Apache-2.0
#include "memory_ledger.h"
#include "token_world.h"

namespace reseal::token {
namespace {

using Kind = PinGuard::Result::Kind;

struct Login : TokenWorld {
  test::MemoryLedger ledger;
  PinGuard guard{ledger, {}};
};

TEST_F(Login, OpensTheTokenWithTheRightPin) {
  auto holder = open();
  EXPECT_FALSE(holder->logged_in());
  EXPECT_EQ(guard.login(*holder, Secret(token.pin)).kind, Kind::ok);
  EXPECT_TRUE(holder->logged_in());
  EXPECT_EQ(ledger.total(), 0);
}

TEST_F(Login, CountsWrongPinsAndStopsBeforeTheLastOne) {
  shim.rules("wrong-pin-limit 3");
  auto holder = open();
  EXPECT_EQ(guard.login(*holder, Secret("000000")).tries_left, 2);
  EXPECT_TRUE(holder->status().pin_count_low);
  EXPECT_EQ(guard.login(*holder, Secret("000000")).tries_left, 1);
  EXPECT_TRUE(holder->status().pin_final_try);
  EXPECT_EQ(guard.login(*holder, Secret("000000")).kind, Kind::last_try_refused);
  EXPECT_FALSE(holder->status().pin_locked);
}

TEST_F(Login, StopsBeforeTheLastTryOfATokenThatSaysNothing) {
  shim.rules("wrong-pin-limit 3\nno-pin-flags\ngeneral-error-on-wrong-pin");
  auto holder = open();
  EXPECT_EQ(guard.login(*holder, Secret("000000")).kind, Kind::failed);
  EXPECT_EQ(guard.login(*holder, Secret("000000")).tries_left, 1);
  EXPECT_EQ(guard.login(*holder, Secret("000000")).kind, Kind::last_try_refused);
  PinGuard allowed(ledger, {.may_spend_last_try = true});
  EXPECT_EQ(allowed.login(*holder, Secret(token.pin)).kind, Kind::ok);
}

TEST_F(Login, SaysThatTheTokenIsLocked) {
  shim.rules("wrong-pin-limit 1\nno-pin-flags");
  auto holder = open();
  EXPECT_EQ(holder->login(Secret("000000")), LoginResult::wrong_pin);
  EXPECT_EQ(holder->login(Secret(token.pin)), LoginResult::locked);
}

TEST_F(Login, NeverTakesAlreadyLoggedInForTheRightPin) {
  auto holder = open_and_log_in();
  EXPECT_EQ(holder->login(Secret("000000")), LoginResult::wrong_pin);
  EXPECT_FALSE(holder->logged_in());
}

TEST_F(Login, TriesAgainWhenAnotherSessionOfThisProgramIsLoggedIn) {
  shim.rules("fail C_Login CKR_USER_ALREADY_LOGGED_IN once");
  EXPECT_EQ(open()->login(Secret("000000")), LoginResult::wrong_pin);
  shim.forget();
  EXPECT_EQ(open()->login(Secret(token.pin)), LoginResult::ok);
}

TEST_F(Login, KnowsWhichAnswersDidNotLookAtThePin) {
  auto holder = open();
  for (const char* code : {"CKR_SESSION_HANDLE_INVALID", "CKR_ARGUMENTS_BAD", "CKR_CRYPTOKI_NOT_INITIALIZED",
                           "CKR_USER_ANOTHER_ALREADY_LOGGED_IN", "CKR_USER_PIN_NOT_INITIALIZED"}) {
    shim.rules(std::string("fail C_Login ") + code);
    EXPECT_EQ(holder->login(Secret(token.pin)), LoginResult::not_tried) << code;
  }
  for (const char* code : {"CKR_GENERAL_ERROR", "CKR_FUNCTION_FAILED", "CKR_DEVICE_ERROR", "0x80000123"}) {
    shim.rules(std::string("fail C_Login ") + code);
    EXPECT_EQ(holder->login(Secret(token.pin)), LoginResult::unknown_failure) << code;
  }
  for (const char* code : {"CKR_PIN_LEN_RANGE", "CKR_PIN_INVALID"}) {
    shim.rules(std::string("fail C_Login ") + code);
    EXPECT_EQ(holder->login(Secret(token.pin)), LoginResult::wrong_pin) << code;
  }
  for (const char* code : {"CKR_TOKEN_NOT_PRESENT", "CKR_DEVICE_REMOVED"}) {
    shim.rules(std::string("fail C_Login ") + code);
    EXPECT_EQ(holder->login(Secret(token.pin)), LoginResult::token_gone) << code;
  }
}

TEST_F(Login, DoesNotAskTheTokenAboutAnEmptyPin) {
  EXPECT_EQ(open()->login(Secret()), LoginResult::not_tried);
  EXPECT_EQ(shim.log().find("C_Login"), std::string::npos);
}

TEST_F(Login, LetsThePinBeTypedAtTheReader) {
  shim.rules("protected-path " + token.pin);
  auto holder = open();
  EXPECT_TRUE(holder->status().protected_authentication_path);
  EXPECT_EQ(holder->login(Secret()), LoginResult::ok);
  EXPECT_EQ(holder->login(Secret("ignored")), LoginResult::ok);
}

TEST_F(Login, ConsumesThePin) {
  auto holder = open();
  Secret pin(token.pin);
  (void)holder->login(std::move(pin));
  EXPECT_TRUE(pin.empty());  // NOLINT(bugprone-use-after-move): the promise under test
}

}  // namespace
}  // namespace reseal::token
