// SPDX-License-Identifier: Apache-2.0
#include "reseal/token/pin_guard.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "memory_ledger.h"
#include "reseal/base/error.h"

namespace reseal::token {
namespace {

using Kind = PinGuard::Result::Kind;

TokenStatus plugged_in(TokenIdentity identity) {
  TokenStatus status;
  status.identity = std::move(identity);
  return status;
}

// A token that answers each login as told, and remembers how many tries it was asked to make.
class ScriptedToken final : public KeyHolder {
 public:
  TokenStatus state = plugged_in({"0123456789ABCDEF", "Công ty", "Maker", "Model"});
  std::vector<LoginResult> answers;
  bool gone = false;
  bool breaks = false;
  int tries = 0;
  const test::MemoryLedger* ledger = nullptr;
  int spent_when_asked = -1;

  TokenStatus status() override {
    if (gone) throw Error(ErrorCode::token_removed);
    return state;
  }
  LoginResult login(Secret&&) override {
    if (ledger != nullptr) spent_when_asked = ledger->total();
    if (breaks) throw Error(ErrorCode::token_error);
    return answers.at(static_cast<std::size_t>(tries++));
  }
  std::vector<HeldCertificate> certificates() override { throw std::logic_error("not asked"); }
  bool logged_in() override { throw std::logic_error("not asked"); }
  void logout() override { throw std::logic_error("not asked"); }
  std::optional<HeldKey> find_key(const KeyId&) override { throw std::logic_error("not asked"); }
  std::optional<HeldKey> find_key_of(const crypto::Certificate&) override { throw std::logic_error("not asked"); }
  HeldKey make_key(const KeySpec&, const KeyId&, const std::string&) override { throw std::logic_error("not asked"); }
  crypto::SigningKey signing_key(const HeldKey&) override { throw std::logic_error("not asked"); }
  void write_certificate(const crypto::Certificate&, const KeyId&, const std::string&) override {
    throw std::logic_error("not asked");
  }
};

struct PinGuardTest : testing::Test {
  test::MemoryLedger ledger;
  ScriptedToken token;
  PinGuard guard{ledger, {}};

  PinGuard::Result try_once(PinGuard& with) { return with.login(token, Secret("123456")); }
};

TEST_F(PinGuardTest, WritesATryDownBeforeItIsMade) {
  token.answers = {LoginResult::wrong_pin};
  token.ledger = &ledger;
  (void)try_once(guard);
  EXPECT_EQ(token.spent_when_asked, 1);
}

TEST_F(PinGuardTest, NeverSpendsTheLastTryUnasked) {
  token.answers = {LoginResult::wrong_pin, LoginResult::wrong_pin, LoginResult::ok};
  EXPECT_EQ(try_once(guard).tries_left, 2);
  EXPECT_EQ(try_once(guard).tries_left, 1);
  const auto third = try_once(guard);
  EXPECT_EQ(third.kind, Kind::last_try_refused);
  EXPECT_EQ(third.tries_left, 1);
  EXPECT_EQ(token.tries, 2);
}

TEST_F(PinGuardTest, SpendsTheLastTryWhenThePersonSaysSo) {
  token.answers = {LoginResult::wrong_pin, LoginResult::wrong_pin, LoginResult::ok};
  (void)try_once(guard);
  (void)try_once(guard);
  PinGuard allowed(ledger, {.may_spend_last_try = true});
  EXPECT_EQ(try_once(allowed).kind, Kind::ok);
  EXPECT_EQ(ledger.spent(token.state.identity), 0);
}

TEST_F(PinGuardTest, RemembersWhatAnEarlierGuardSpent) {
  token.answers = {LoginResult::wrong_pin, LoginResult::wrong_pin};
  {
    PinGuard first(ledger, {});
    (void)try_once(first);
  }
  PinGuard second(ledger, {});
  EXPECT_EQ(second.outlook(token.state).tries_left, 2);
  EXPECT_EQ(try_once(second).tries_left, 1);
}

TEST_F(PinGuardTest, CountsAnUnknownFailureAsASpentTry) {
  token.answers = {LoginResult::unknown_failure};
  const auto result = try_once(guard);
  EXPECT_EQ(result.kind, Kind::failed);
  EXPECT_EQ(result.tries_left, 2);
}

TEST_F(PinGuardTest, CountsATryThatEndedInAnExceptionAsSpent) {
  token.breaks = true;
  EXPECT_THROW((void)try_once(guard), Error);
  EXPECT_EQ(ledger.spent(token.state.identity), 1);
}

TEST_F(PinGuardTest, TakesATryBackThatTheModuleNeverMade) {
  token.answers = {LoginResult::not_tried, LoginResult::token_gone};
  EXPECT_EQ(try_once(guard).kind, Kind::failed);
  EXPECT_EQ(try_once(guard).kind, Kind::token_gone);
  EXPECT_EQ(ledger.spent(token.state.identity), 0);
}

TEST_F(PinGuardTest, SpendsNothingOnATokenThatIsNotThere) {
  token.gone = true;
  EXPECT_EQ(try_once(guard).kind, Kind::token_gone);
  EXPECT_EQ(ledger.total(), 0);
  EXPECT_EQ(token.tries, 0);
}

TEST_F(PinGuardTest, BelievesATokenThatSaysItIsTheFinalTry) {
  token.state.pin_final_try = true;
  EXPECT_TRUE(guard.outlook(token.state).last_try);
  EXPECT_EQ(try_once(guard).kind, Kind::last_try_refused);
}

TEST_F(PinGuardTest, BelievesATokenThatSaysTheCountIsLow) {
  token.state.pin_count_low = true;
  EXPECT_EQ(guard.outlook(token.state).tries_left, 2);
}

TEST_F(PinGuardTest, DoesNotTryALockedToken) {
  token.state.pin_locked = true;
  PinGuard allowed(ledger, {.may_spend_last_try = true});
  EXPECT_EQ(try_once(allowed).kind, Kind::locked);
  EXPECT_EQ(token.tries, 0);
}

TEST_F(PinGuardTest, LeavesAWayOutWhenTheTokenGrantsMoreTriesThanWeKnow) {
  token.answers = {LoginResult::wrong_pin, LoginResult::wrong_pin, LoginResult::wrong_pin, LoginResult::ok};
  PinGuard allowed(ledger, {.may_spend_last_try = true});
  for (int i = 0; i < 3; ++i) (void)try_once(allowed);
  const auto outlook = allowed.outlook(token.state);
  EXPECT_EQ(outlook.tries_left, 0);
  EXPECT_TRUE(outlook.last_try);
  EXPECT_FALSE(outlook.locked);
  EXPECT_EQ(try_once(guard).kind, Kind::last_try_refused);
  EXPECT_EQ(try_once(allowed).kind, Kind::ok);
}

TEST_F(PinGuardTest, CountsEachTokenForItself) {
  token.answers = {LoginResult::wrong_pin};
  (void)try_once(guard);
  TokenStatus other = token.state;
  other.identity.serial = "another";
  EXPECT_EQ(guard.outlook(other).tries_left, 3);
}

}  // namespace
}  // namespace reseal::token
