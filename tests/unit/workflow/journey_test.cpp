// SPDX-License-Identifier: Apache-2.0
// A whole renewal, interrupted everywhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "workshop.h"

namespace reseal::workflow {
namespace {

using store::OrderState;

TEST(ARenewal, GoesFromChoosingToAProvenCertificateBesideTheOldOne) {  // GEN-01, MISA-T-16, MISA-T-25
  Workshop shop;
  const auto order = shop.open();
  const auto end = shop.carry_to_rest(order);
  EXPECT_EQ(end.order.state, OrderState::installed);
  ASSERT_TRUE(end.message);
  EXPECT_EQ(end.message->id, "memory.ready");
  ASSERT_EQ(end.next.size(), 1U);
  EXPECT_TRUE(shop.token->holds(*shop.old));
  ASSERT_EQ(shop.token->certificates.size(), 2U);
  const auto fold = shop.engine().fold(order);
  ASSERT_TRUE(fold.new_certificate);
  EXPECT_EQ(fold.new_certificate->sha256, shop.token->certificates.back().certificate.facts().sha256);
  EXPECT_GT(shop.token->signatures, 1);  // the request, and the proof
  EXPECT_EQ(shop.real_store->verify_chain(order), "");
}

TEST(ARenewal, AsksForThePinOnceWhereOneSessionServes) {
  Workshop shop;
  const auto end = shop.carry_to_rest(shop.open());
  EXPECT_EQ(end.order.state, OrderState::installed);
  ASSERT_EQ(shop.pin_requests.size(), 1U);
  EXPECT_EQ(shop.pin_requests[0].purpose.id, "engine.purpose.make_key");
}

/// What the outer world saw of one order, whatever happened to the program.
void expect_done_exactly_once(Workshop& shop, const std::string& order, const Situation& end, const std::string& at) {
  ASSERT_EQ(end.order.state, OrderState::installed) << at << " " << (end.error ? to_string(*end.error) : "");
  EXPECT_EQ(shop.token->keys_made, 1) << at;
  EXPECT_EQ(shop.token->certificates_written, 1) << at;
  EXPECT_EQ(shop.portal.orders.size(), 1U) << at;
  EXPECT_EQ(shop.portal.certificates.size(), 1U) << at;
  EXPECT_TRUE(shop.token->holds(*shop.old)) << at;
  EXPECT_EQ(shop.real_store->verify_chain(order), "") << at;
  const auto rebuilt = shop.real_store->rebuild(order);
  EXPECT_EQ(rebuilt.order, *shop.real_store->find_order(order)) << at;
  EXPECT_TRUE(rebuilt.tasks.empty()) << at;
}

class ARenewalKilledAtAWrite : public testing::TestWithParam<bool> {};

TEST_P(ARenewalKilledAtAWrite, EndsTheSameAfterARestartWhicheverWriteItWas) {
  const bool after_the_write = GetParam();
  int write = 1;
  for (bool died = true; died; ++write) {
    ASSERT_LT(write, 200);
    died = false;
    Workshop shop;
    const auto order = shop.open();
    shop.restart_dying(write, after_the_write);
    try {
      shop.carry_to_rest(order);
    } catch (const test::Killed&) {
      died = true;
    }
    shop.restart();
    const auto end = shop.carry_to_rest(order);
    expect_done_exactly_once(shop, order, end, "write " + std::to_string(write));
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(write, 20) << "every write was tried";
}
INSTANTIATE_TEST_SUITE_P(BeforeAndAfter, ARenewalKilledAtAWrite, testing::Bool(),
                         [](const auto& which) { return which.param ? "AfterTheWrite" : "BeforeTheWrite"; });

TEST(ALostReply, IsAnsweredByLookingTheOrderUpAndNothingIsOrderedTwice) {
  Workshop shop;
  shop.portal.lose_replies = 1;
  const auto order = shop.open();
  const auto end = shop.carry_to_rest(order);
  expect_done_exactly_once(shop, order, end, "");
  EXPECT_EQ(shop.portal.lookups, 1);
  EXPECT_EQ(shop.portal.posts, 2);  // one order, one request for the certificate
}

TEST(ALostReply, LeavesTheEffectUnconfirmedUntilALaterStepHasAResult) {
  Workshop shop;
  shop.portal.lose_replies = 1;
  const auto order = shop.open();
  auto now = shop.engine().advance(order);
  now = shop.engine().answer(now.tasks.at(0).id, now.tasks.at(0).version, {{"accepted", true}});
  EXPECT_EQ(now.order.state, OrderState::waiting);
  EXPECT_THAT(shop.engine().fold(order).unconfirmed, testing::ElementsAre("place_order"));
  shop.carry_to_rest(order);
  EXPECT_TRUE(shop.engine().fold(order).unconfirmed.empty());
}

TEST(AServerErrorAfterAnEffect, CountsAsAnUnknownEnd) {
  Workshop shop;
  shop.portal.answer_status = 504;
  const auto order = shop.open();
  auto now = shop.engine().advance(order);
  now = shop.engine().answer(now.tasks.at(0).id, now.tasks.at(0).version, {{"accepted", true}});
  EXPECT_EQ(now.order.state, OrderState::waiting);
  EXPECT_THAT(shop.engine().fold(order).unconfirmed, testing::ElementsAre("place_order"));
}

TEST(AnEffect, CarriesTheSameIdempotencyKeyEachTimeItIsAskedFor) {
  Workshop shop;
  shop.portal.lose_replies = 1;
  const auto order = shop.open();
  shop.plugin.on_order = [](const Order&, Host& host) -> Step {
    (void)host.http({"POST", "https://ca.example/o", {{"idempotency-key", "mine"}}, "{}", "place_order"});
    return {"ok", wait(), Json::object()};
  };
  shop.engine().advance(order);
  shop.clock.advance(std::chrono::minutes(1));
  shop.engine().advance(order);
  ASSERT_EQ(shop.portal.seen.size(), 2U);
  std::set<std::string> keys;
  for (const auto& request : shop.portal.seen) {
    EXPECT_FALSE(request.headers.contains("idempotency-key"));
    keys.insert(request.headers.at("Idempotency-Key"));
  }
  EXPECT_THAT(keys, testing::ElementsAre(idempotency_key(order, "place_order")));
  EXPECT_EQ(shop.count(order, "intent"), 2);
  EXPECT_EQ(shop.count(order, "outcome"), 1);
}

TEST(AnEffectWithoutAName, IsNeverSent) {
  Workshop shop;
  const auto order = shop.open();
  shop.plugin.on_order = [](const Order&, Host& host) -> Step {
    (void)host.http({"POST", "https://ca.example/o", {}, "{}", ""});
    return {"ok", wait(), Json::object()};
  };
  const auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::plugin_failed);
  EXPECT_EQ(shop.portal.posts, 0);
}

TEST(OneCertificate, HasOneOpenOrder) {
  Workshop shop;
  shop.open();
  try {
    shop.open();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::order_open_already);
  }
}

TEST(AProviderThatTakesOneOrderAtATime, GetsNoSecond) {  // GEN-14
  Workshop shop;
  shop.plugin.description().at_once = 1;
  shop.open();
  Candidate another = shop.candidate();
  another.certificate.sha256 = std::string(64, 'a');
  try {
    shop.engine().open_renewal(another, shop.token->identity, shop.plugin);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::order_open_for_holder);
  }
}

// SZCA-03: the second only after the first is paid, downloaded and updated; whose it is says the organisation's number.
TEST(AProviderThatTakesOneOrderOfAHolder, GetsNoSecondOfThatHolderAndOneOfAnother) {
  Workshop shop;
  shop.plugin.declared().one_order_per_holder = true;
  const auto holder = [&](const std::string& fingerprint, const std::string& tax_code) {
    Candidate one = shop.candidate();
    one.certificate.sha256 = std::string(64, fingerprint[0]);
    one.certificate.holder_ids = {{"CCCD", "001085012345", "UID"}, {"MST", tax_code, "UID"}};
    return one;
  };
  const auto open = [&](const Candidate& candidate) {
    return shop.engine().open_renewal(candidate, shop.token->identity, shop.plugin);
  };
  const auto first = open(holder("a", "0101243150"));
  try {
    open(holder("b", "0101243150"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::order_open_for_holder);
    EXPECT_EQ(error.params().at("order"), first);
  }
  EXPECT_NO_THROW(open(holder("c", "0312345678")));
}

TEST(WhatIsOwedAfterAnOrder, StaysOpenUntilAPersonSettlesIt) {  // MISA-R-18
  Workshop shop;
  const auto order = shop.open();
  shop.plugin.on_order = [](const Order&, Host&) -> Step {
    return {"ordered", Done{{}, {}, Json::object(), {}, {{"keep_paper", {"memory.keep_paper", {}}}}}, Json::object()};
  };
  shop.plugin.on_install = [](const Order&, Host&) -> Step { return {"stuck", Fail{"other", {}, {}}, Json::object()}; };
  auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::failed);
  EXPECT_THAT(now.owed, testing::ElementsAre(Obligation{"keep_paper", {"memory.keep_paper", {}}}));
  EXPECT_THROW(shop.engine().settle(order, "another"), Error);
  now = shop.engine().settle(order, "keep_paper");
  EXPECT_TRUE(now.owed.empty());
  EXPECT_EQ(now.order.state, OrderState::failed);
  EXPECT_THROW(shop.engine().settle(order, "keep_paper"), Error) << "nothing is settled twice";
}

TEST(TwoEngines, NeverWorkOnOneOrderAtTheSameTime) {
  Workshop shop;
  const auto order = shop.open();
  ASSERT_TRUE(shop.real_store->lease(order, "another", shop.clock.now() + std::chrono::minutes(1)));
  const auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::ready);
  EXPECT_EQ(shop.plugin.asked, 0);
  shop.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::needs_person);
}

TEST(AnOrderWhosePluginIsNotThere, SaysSoAndGoesOnWhenItIs) {
  Workshop shop;
  const auto order = shop.open();
  test::MemoryPlugin other("other");
  const auto lost = shop.engine().open_renewal(
      [&] {
        Candidate candidate = shop.candidate();
        candidate.certificate.sha256 = std::string(64, 'b');
        return candidate;
      }(),
      shop.token->identity, other);
  const auto now = shop.engine().advance(lost);
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::provider_missing);
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::needs_person);
}

TEST(Cancelling, SaysWhatStaysAtTheCaAndOnTheToken) {
  Workshop shop;
  const auto order = shop.open();
  auto now = shop.engine().advance(order);
  shop.engine().answer(now.tasks.at(0).id, now.tasks.at(0).version, {{"accepted", true}});
  now = shop.engine().cancel(order);
  EXPECT_EQ(now.order.state, OrderState::cancelled);
  ASSERT_GE(now.next.size(), 2U);
  EXPECT_EQ(now.next[0].id, "engine.cancelled.at_the_ca");
  EXPECT_EQ(now.next[0].params.at("effects"), "place_order");
  EXPECT_EQ(now.next[1].id, "memory.contact");
  EXPECT_THROW(shop.engine().cancel(order), Error);
  EXPECT_NO_THROW(shop.open());
}

TEST(CancellingBeforeAnythingWasSent, LeavesNothingBehind) {
  Workshop shop;
  const auto order = shop.open();
  shop.engine().advance(order);
  const auto now = shop.engine().cancel(order);
  EXPECT_TRUE(now.next.empty());
  EXPECT_TRUE(now.tasks.empty());
}

}  // namespace
}  // namespace reseal::workflow
