// SPDX-License-Identifier: Apache-2.0
// What an order at work runs again and again, prepared once. Every function runs its statements and knows no rule.
#pragma once

#include <Poco/Data/Session.h>

#include <optional>
#include <string>
#include <vector>

#include "chain.h"
#include "prepared.h"
#include "reseal/store/store.h"

namespace reseal::store {

class Statements {
 public:
  explicit Statements(Poco::Data::Session& session);

  std::optional<OrderRow> find_order(const std::string& id);
  struct Head {
    OrderRow row;
    std::string hash;  ///< of its last entry; empty when the journal lacks it
  };
  std::optional<Head> find_head(const std::string& order);
  std::vector<StoredEntry> journal(const std::string& order, std::int64_t after);
  /// The open tasks of an order, and the task of this number even when it is closed.
  std::vector<TaskRow> tasks(const std::string& order, int number);

  void insert(const StoredEntry& entry);
  /// Most entries change nothing but the version, and then no index has to be written.
  void update(const OrderRow& before, const OrderRow& after);

  /// False when somebody else has it.
  bool take_lease(const std::string& order, const std::string& owner, TimePoint now, TimePoint until);
  void release_lease(const std::string& order, const std::string& owner);

 private:
  explicit Statements(sqlite3* connection);

  sqlite3* connection_;
  Prepared find_order_;
  Prepared find_head_;
  Prepared journal_;
  Prepared tasks_;
  Prepared insert_;
  Prepared advance_;
  Prepared update_;
  Prepared take_lease_;
  Prepared release_lease_;
};

}  // namespace reseal::store
