// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

namespace reseal::store {
namespace {

using std::chrono::minutes;

struct Leases : StoreTest {
  Leases() { store->open_order(renewal("R1")); }
};

TEST_F(Leases, BelongToOneWorker) {
  EXPECT_TRUE(store->lease("R1", "cli", kStart + minutes(2)));
  EXPECT_FALSE(store->lease("R1", "daemon", kStart + minutes(2)));
  EXPECT_FALSE(store->lease("R1", "daemon", kStart + minutes(3)));
}

TEST_F(Leases, CanBeRenewedByTheirOwner) {
  EXPECT_TRUE(store->lease("R1", "cli", kStart + minutes(2)));
  EXPECT_TRUE(store->lease("R1", "cli", kStart + minutes(4)));
}

TEST_F(Leases, RunOutWhenTheirOwnerDies) {
  EXPECT_TRUE(store->lease("R1", "cli", kStart + minutes(2)));
  clock.advance(minutes(2));
  EXPECT_TRUE(store->lease("R1", "daemon", kStart + minutes(4)));
}

TEST_F(Leases, CanBeGivenBackByTheirOwnerOnly) {
  EXPECT_TRUE(store->lease("R1", "cli", kStart + minutes(2)));
  store->release("R1", "daemon");
  EXPECT_FALSE(store->lease("R1", "daemon", kStart + minutes(2)));
  store->release("R1", "cli");
  EXPECT_TRUE(store->lease("R1", "daemon", kStart + minutes(2)));
}

TEST_F(Leases, AreForOrdersThatAreThere) {
  EXPECT_EQ(error_of([&] { (void)store->lease("nobody", "cli", kStart); }).code(), ErrorCode::order_not_found);
}

struct DueOrders : StoreTest {
  void make(const std::string& id, OrderState state, std::optional<TimePoint> due_at) {
    store->open_order(renewal(id, "certificate of " + id));
    Projection projection;
    projection.state = state;
    projection.due_at = due_at;
    store->append(id, "step", {}, projection);
  }
  std::vector<std::string> due(TimePoint now) {
    std::vector<std::string> ids;
    for (const auto& row : store->due_orders(now)) ids.push_back(row.id);
    return ids;
  }
};

TEST_F(DueOrders, AreThoseThatWaitedLongEnoughAndThoseThatAreReady) {
  make("later", OrderState::waiting, kStart + minutes(5));
  make("soon", OrderState::waiting, kStart + minutes(1));
  make("for-a-signal", OrderState::waiting, std::nullopt);
  make("for-a-person", OrderState::needs_person, kStart);
  make("closed", OrderState::done, kStart);
  make("ready", OrderState::ready, std::nullopt);
  EXPECT_EQ(due(kStart), std::vector<std::string>{"ready"});
  EXPECT_EQ(due(kStart + minutes(1)), (std::vector<std::string>{"ready", "soon"}));
  EXPECT_EQ(due(kStart + minutes(9)), (std::vector<std::string>{"ready", "soon", "later"}));
}

TEST_F(DueOrders, AreNobodysLease) {
  make("R1", OrderState::ready, std::nullopt);
  ASSERT_TRUE(store->lease("R1", "cli", kStart + minutes(2)));
  EXPECT_TRUE(due(kStart).empty());
  EXPECT_EQ(due(kStart + minutes(2)), std::vector<std::string>{"R1"});
}

}  // namespace
}  // namespace reseal::store
