// SPDX-License-Identifier: Apache-2.0
// One connection to a SQLite file, set up so that what was committed survives power loss and is nobody else's to read.
#pragma once

#include <filesystem>
#include <string>

#include <Poco/Data/Session.h>

struct sqlite3;

namespace reseal::store {

/// Makes the file (mode 0600) when it is not there. WAL, synchronous=FULL, foreign keys, busy timeout.
Poco::Data::Session open_session(const std::filesystem::path& file);

/// Call inside a catch block: throws the reseal::Error that stands for the Poco exception under way.
[[noreturn]] void rethrow_as_error(const std::filesystem::path& file);

/// What is committed meanwhile may be lost with the power, but nothing committed before or after. For leases: those who
/// held them are gone then too.
class NotFlushed {
 public:
  explicit NotFlushed(Poco::Data::Session& session);
  ~NotFlushed();
  NotFlushed(const NotFlushed&) = delete;
  NotFlushed& operator=(const NotFlushed&) = delete;

 private:
  sqlite3* connection_;
};

/// Holds the write lock from the first statement on, so that what was read stays true until commit.
class Transaction {
 public:
  explicit Transaction(Poco::Data::Session& session);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  sqlite3* connection_;
  bool open_ = true;
};

}  // namespace reseal::store
