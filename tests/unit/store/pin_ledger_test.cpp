// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

namespace reseal::store {
namespace {

const token::TokenIdentity kToken{.serial = "0A1B", .label = "Cty ABC", .manufacturer = "FEITIAN", .model = "ePass"};

using PinLedgerOnDisk = StoreTest;

TEST_F(PinLedgerOnDisk, CountsTriesAndForgetsThemAfterASuccess) {
  EXPECT_EQ(store->spent(kToken), 0);
  store->spend(kToken);
  store->spend(kToken);
  EXPECT_EQ(store->spent(kToken), 2);
  store->take_back(kToken);
  EXPECT_EQ(store->spent(kToken), 1);
  store->reset(kToken);
  EXPECT_EQ(store->spent(kToken), 0);
}

TEST_F(PinLedgerOnDisk, NeverCountsBelowZero) {
  store->take_back(kToken);
  EXPECT_EQ(store->spent(kToken), 0);
  store->take_back(kToken);
  EXPECT_EQ(store->spent(kToken), 0);
}

TEST_F(PinLedgerOnDisk, RemembersAfterARestart) {
  store->spend(kToken);
  reopen();
  EXPECT_EQ(store->spent(kToken), 1);
}

TEST_F(PinLedgerOnDisk, KnowsATokenWhoseLabelWasChanged) {
  store->spend(kToken);
  auto relabelled = kToken;
  relabelled.label = "Cty XYZ";
  EXPECT_EQ(store->spent(relabelled), 1);
  auto other = kToken;
  other.serial = "0A1C";
  EXPECT_EQ(store->spent(other), 0);
}

using Facts = StoreTest;

TEST_F(Facts, AreRememberedAndReplaced) {
  EXPECT_FALSE(store->recall("has_private_key/aa"));
  store->remember("has_private_key/aa", true);
  store->remember("has_private_key/aa", {{"seen", 2}});
  reopen();
  EXPECT_EQ(store->recall("has_private_key/aa"), Json({{"seen", 2}}));
}

}  // namespace
}  // namespace reseal::store
