// SPDX-License-Identifier: Apache-2.0
// A statement that SQLite parses once and runs any number of times. Poco::Data 1.11 prepares a statement anew at every
// execution, which costs more than the flush to the disk does; so what every append runs goes to SQLite itself, on the
// session's own connection.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace reseal::store {

/// Every function throws the Poco::Data::SQLite exception that stands for SQLite's error code.
class Prepared {
 public:
  Prepared(sqlite3* connection, std::string_view sql);

  /// Parameters are numbered from 1, as in SQLite. A text is not copied: it has to live until done().
  Prepared& bind(int parameter, std::string_view text);
  Prepared& bind(int parameter, std::int64_t number);
  Prepared& bind(int parameter, std::optional<std::int64_t> number);  ///< nothing: NULL

  /// The next row; false when there is no more.
  bool next();
  /// Runs a statement that returns no rows, and makes it ready for the next time.
  void run();
  /// Ends the reading of rows: a statement that is still under way keeps its locks.
  void done();

  /// Columns are numbered from 0, as in SQLite.
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_number(int column) const;

 private:
  void check(int code) const;

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  sqlite3* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace reseal::store
