// SPDX-License-Identifier: Apache-2.0
// The statements of every append, prepared once.
#pragma once

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

#include <optional>
#include <string>

#include "chain.h"
#include "reseal/store/store.h"
#include "rows.h"

namespace reseal::store {

class Writing {
 public:
  explicit Writing(Poco::Data::Session& session);

  struct Found {
    OrderRow row;
    std::string hash;  ///< of its last entry; empty when the journal lacks it
  };
  std::optional<Found> find(const std::string& order);
  void insert(const StoredEntry& entry);
  void update(const OrderRow& row);

 private:
  // Poco binds by reference: the values live beside the statements.
  std::string order_;
  OrderColumns found_;
  std::string hash_;
  StoredEntry entry_;
  Poco::Int64 entry_seq_ = 0;
  Poco::Int64 entry_at_ = 0;
  OrderRow row_;
  std::string state_;
  MaybeTime due_at_;
  MaybeTime deadline_;
  Poco::Int64 version_ = 0;
  int is_open_ = 0;
  Poco::Data::Statement select_order_;
  Poco::Data::Statement insert_entry_;
  Poco::Data::Statement update_order_;
};

}  // namespace reseal::store
