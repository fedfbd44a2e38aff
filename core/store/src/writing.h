// SPDX-License-Identifier: Apache-2.0
// The statements of every append, prepared once.
#pragma once

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Nullable.h>

#include <string>
#include <vector>

#include "chain.h"
#include "reseal/store/store.h"

namespace reseal::store {

class Writing {
 public:
  explicit Writing(Poco::Data::Session& session);

  /// Hash of the entry `seq` of this order; empty when it is not there.
  std::string hash_at(const std::string& order, std::int64_t seq);
  void insert(const StoredEntry& entry);
  void update(const OrderRow& row);

 private:
  // Poco binds by reference: the values live beside the statements.
  std::string order_;
  Poco::Int64 seq_ = 0;
  std::vector<std::string> hashes_;
  StoredEntry entry_;
  Poco::Int64 entry_seq_ = 0;
  Poco::Int64 entry_at_ = 0;
  OrderRow row_;
  std::string state_;
  Poco::Nullable<Poco::Int64> due_at_;
  Poco::Nullable<Poco::Int64> deadline_;
  Poco::Int64 version_ = 0;
  int is_open_ = 0;
  Poco::Data::Statement select_hash_;
  Poco::Data::Statement insert_entry_;
  Poco::Data::Statement update_order_;
};

}  // namespace reseal::store
