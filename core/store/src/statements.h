// SPDX-License-Identifier: Apache-2.0
// Every statement on orders, tasks and the journal, prepared on first use. Every function runs its statements and knows
// no rule.
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
  std::vector<OrderRow> orders();            ///< newest first
  std::vector<OrderRow> due(TimePoint now);  ///< nobody's lease, longest due first
  std::vector<OrderRow> about(const std::string& certificate);
  /// An open order that stands in the way of another open one of this certificate and kind (and, for a registration,
  /// plugin).
  std::optional<OrderRow> rival(const OrderRow& order);
  /// Another open order of this plugin for the same holder, where such orders exclude each other.
  std::optional<OrderRow> of_holder(const OrderRow& order);
  std::vector<OrderRow> owing();  ///< oldest first
  std::vector<StoredEntry> journal(const std::string& order, std::int64_t after);
  std::vector<StoredEntry> entries(const std::string& order, const std::string& kind);
  /// The open tasks of an order, and the task of this number even when it is closed.
  std::vector<TaskRow> tasks(const std::string& order, int number);

  void insert(const OrderRow& order);
  void insert(const StoredEntry& entry);
  void replace(const TaskRow& task);
  /// Most entries change nothing but the version, and then no index has to be written.
  void update(const OrderRow& before, const OrderRow& after);

  /// False when somebody else has it.
  bool take_lease(const std::string& order, const std::string& owner, TimePoint now, TimePoint until);
  void release_lease(const std::string& order, const std::string& owner);

 private:
  explicit Statements(sqlite3* connection);

  std::vector<OrderRow> rows_of(Prepared& statement);

  sqlite3* connection_;
  Prepared find_order_;
  Prepared find_head_;
  Prepared orders_;
  Prepared due_;
  Prepared about_;
  Prepared rival_;
  Prepared of_holder_;
  Prepared owing_;
  Prepared insert_order_;
  Prepared replace_task_;
  Prepared journal_;
  Prepared entries_;
  Prepared tasks_;
  Prepared insert_;
  Prepared advance_;
  Prepared update_;
  Prepared take_lease_;
  Prepared release_lease_;
};

}  // namespace reseal::store
