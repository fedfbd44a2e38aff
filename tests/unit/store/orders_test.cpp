// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

namespace reseal::store {
namespace {

using Orders = StoreTest;

TEST_F(Orders, BeginReadyWithWhatTheyAreAbout) {
  auto order = renewal("R1");
  order.deadline = kStart + std::chrono::hours(24);
  store->open_order(order);

  const auto row = store->find_order("R1");
  ASSERT_TRUE(row);
  OrderRow expected;
  expected.id = "R1";
  expected.kind = "renewal";
  expected.plugin = "misa";
  expected.certificate = "aa11";
  expected.token_uri = "pkcs11:serial=0A1B";
  expected.deadline = order.deadline;
  expected.opened_at = kStart;
  expected.version = 1;
  EXPECT_EQ(*row, expected);
}

TEST_F(Orders, SurviveAClosedProgram) {
  store->open_order(renewal("R1"));
  reopen();
  EXPECT_TRUE(store->find_order("R1"));
}

// Money: one open order per certificate.
TEST_F(Orders, AreOneRenewalPerCertificate) {
  store->open_order(renewal("R1"));
  const auto error = error_of([&] { store->open_order(renewal("R2")); });
  EXPECT_EQ(error.code(), ErrorCode::order_open_already);
  EXPECT_EQ(error.params().at("order"), "R1");
  EXPECT_EQ(error.params().at("certificate"), "aa11");
  EXPECT_FALSE(store->find_order("R2"));
}

TEST_F(Orders, OfTwoCertificatesDoNotDisturbEachOther) {
  store->open_order(renewal("R1", "aa11"));
  EXPECT_NO_THROW(store->open_order(renewal("R2", "bb22")));
}

TEST_F(Orders, MayBeOpenedAgainOnceTheFirstIsClosed) {
  store->open_order(renewal("R1"));
  store->append("R1", "closed", {{"state", "failed"}}, {});
  EXPECT_NO_THROW(store->open_order(renewal("R2")));
  EXPECT_EQ(store->open_order_for("aa11")->id, "R2");
}

TEST_F(Orders, CannotBeReopenedBesideAnother) {
  store->open_order(renewal("R1"));
  store->append("R1", "closed", {{"state", "failed"}}, {});
  store->open_order(renewal("R2"));
  const auto error = error_of([&] {
    store->append("R1", "note", {}, {.state = OrderState::ready, .state_text = {}, .due_at = {}, .deadline = {}});
  });
  EXPECT_EQ(error.code(), ErrorCode::order_open_already);
}

TEST_F(Orders, RegisterOneCertificateWithManySystemsButWithEachOnce) {
  store->open_order(renewal("R1"));
  store->open_order(registration("C1", "customs"));
  EXPECT_NO_THROW(store->open_order(registration("T1", "tax")));
  const auto error = error_of([&] { store->open_order(registration("C2", "customs")); });
  EXPECT_EQ(error.params().at("order"), "C1");
}

// SZCA-03: where a provider takes one order at a time from one holder.
TEST_F(Orders, OfOneHolderExcludeEachOtherWhereTheySaySo) {
  auto first = renewal("R1", "aa11");
  auto second = renewal("R2", "bb22");
  first.holder = second.holder = "USCC:91350100M000100Y43";
  store->open_order(first);
  const auto error = error_of([&] { store->open_order(second); });
  EXPECT_EQ(error.code(), ErrorCode::order_open_for_holder);
  EXPECT_EQ(error.params().at("order"), "R1");
  EXPECT_FALSE(store->find_order("R2"));
}

TEST_F(Orders, OfOneHolderMayFollowOneAnother) {
  auto first = renewal("R1", "aa11");
  auto second = renewal("R2", "bb22");
  first.holder = second.holder = "USCC:91350100M000100Y43";
  store->open_order(first);
  store->append("R1", "closed", {{"state", "installed"}}, {});
  EXPECT_NO_THROW(store->open_order(second));
}

TEST_F(Orders, OfOneHolderWithTwoProvidersDoNotDisturbEachOther) {
  auto first = renewal("R1", "aa11");
  auto second = renewal("R2", "bb22");
  first.holder = second.holder = "MST:0101243150";
  second.plugin = "viettel";
  store->open_order(first);
  EXPECT_NO_THROW(store->open_order(second));
}

TEST_F(Orders, KeepWhatIsOwedAfterTheirEndUntilItIsSettled) {  // MISA-R-18
  store->open_order(renewal("R1"));
  store->append("R1", "closed", {{"state", "installed"}, {"obligations", {{{"id", "keep_paper"}}, {{"id", "b"}}}}}, {});
  ASSERT_EQ(store->owing_orders().size(), 1U);
  EXPECT_EQ(store->owing_orders()[0].owed, 2);
  store->append("R1", "settled", {{"obligation", "keep_paper"}}, {});
  EXPECT_EQ(store->owing_orders().at(0).owed, 1);
  EXPECT_EQ(store->rebuild("R1").order, *store->find_order("R1"));
  store->append("R1", "settled", {{"obligation", "b"}}, {});
  EXPECT_TRUE(store->owing_orders().empty());
}

TEST_F(Orders, AreNotFoundByAWrongName) {
  EXPECT_FALSE(store->find_order("nobody"));
  EXPECT_FALSE(store->open_order_for("ff"));
  EXPECT_EQ(error_of([&] { store->append("nobody", "note", {}, {}); }).code(), ErrorCode::order_not_found);
  EXPECT_EQ(error_of([&] { (void)store->rebuild("nobody"); }).code(), ErrorCode::order_not_found);
  EXPECT_EQ(error_of([&] { (void)store->verify_chain("nobody"); }).code(), ErrorCode::order_not_found);
}

TEST_F(Orders, AreListedNewestFirst) {
  store->open_order(renewal("R1", "aa"));
  clock.advance(std::chrono::minutes(1));
  store->open_order(renewal("R2", "bb"));
  const auto rows = store->orders();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].id, "R2");
  EXPECT_EQ(rows[1].id, "R1");
}

TEST_F(Orders, ChangeOnlyWhatAProjectionNames) {
  store->open_order(renewal("R1"));
  Projection waiting;
  waiting.state = OrderState::waiting;
  waiting.state_text = "review";
  waiting.due_at = kStart + std::chrono::seconds(30);
  store->append("R1", "step", {{"number", 1}}, waiting);
  store->append("R1", "note", {{"text", "still there"}}, {});

  auto row = store->find_order("R1");
  EXPECT_EQ(row->state, OrderState::waiting);
  EXPECT_EQ(row->state_text, "review");
  EXPECT_EQ(row->due_at, kStart + std::chrono::seconds(30));
  EXPECT_EQ(row->version, 3);

  Projection no_due;
  no_due.due_at = std::optional<TimePoint>();
  store->append("R1", "note", {}, no_due);
  row = store->find_order("R1");
  EXPECT_FALSE(row->due_at);
  EXPECT_EQ(row->state, OrderState::waiting);
}

TEST_F(Orders, RefuseAWriterWhoHasNotSeenTheLastEntry) {
  store->open_order(renewal("R1"));
  const auto seen = store->find_order("R1")->version;
  store->append("R1", "note", {}, {}, seen);
  EXPECT_EQ(error_of([&] { store->append("R1", "note", {}, {}, seen); }).code(), ErrorCode::internal);
  EXPECT_EQ(store->journal("R1").size(), 2U);
}

TEST_F(Orders, TakeTheirStateFromTheClosingEntry) {
  store->open_order(renewal("R1"));
  Projection waiting;
  waiting.state = OrderState::waiting;
  waiting.due_at = kStart;
  store->append("R1", "step", {}, waiting);
  store->append("R1", "closed", {{"state", "refused"}, {"reason", "refused_by_ca"}}, {});
  const auto row = store->find_order("R1");
  EXPECT_EQ(row->state, OrderState::refused);
  EXPECT_FALSE(row->due_at);
  EXPECT_FALSE(store->open_order_for("aa11"));
}

TEST_F(Orders, LeaveNothingBehindWhenAnEntryIsRefused) {
  store->open_order(renewal("R1"));
  EXPECT_THROW(store->append("R1", "closed", {{"state", "no such state"}}, {}), Error);
  EXPECT_THROW(store->append("R1", "two\nlines", {}, {}), Error);
  EXPECT_THROW(store->append("R1", "note", {{"text", "\xff not UTF-8"}}, {}), Error);
  EXPECT_EQ(store->journal("R1").size(), 1U);
  EXPECT_EQ(store->verify_chain("R1"), "");
  EXPECT_NO_THROW(store->append("R1", "note", {}, {}));
}

TEST(OrderStates, HaveNamesThatCanBeReadBack) {
  for (int i = 0; i <= static_cast<int>(OrderState::cancelled); ++i) {
    const auto state = static_cast<OrderState>(i);
    EXPECT_EQ(order_state_from(to_string(state)), state);
  }
  EXPECT_THROW(order_state_from("asleep"), Error);
}

TEST(OrderStates, KnowWhichAreClosed) {
  EXPECT_FALSE(is_closed(OrderState::needs_help));
  EXPECT_TRUE(is_closed(OrderState::installed));
  EXPECT_TRUE(is_closed(OrderState::cancelled));
}

}  // namespace
}  // namespace reseal::store
