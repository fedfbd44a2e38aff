// SPDX-License-Identifier: Apache-2.0
// The statements of every append, prepared once.
#pragma once

#include <Poco/Data/Session.h>

#include <optional>
#include <string>

#include "chain.h"
#include "prepared.h"
#include "reseal/store/store.h"

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
  /// Most entries change nothing but the version, and then no index has to be written.
  void update(const OrderRow& before, const OrderRow& after);

 private:
  explicit Writing(sqlite3* connection);

  Prepared find_;
  Prepared insert_;
  Prepared advance_;
  Prepared update_;
};

}  // namespace reseal::store
