// SPDX-License-Identifier: Apache-2.0
#include "prepared.h"

#include <Poco/Data/SQLite/Utility.h>
#include <sqlite3.h>

namespace reseal::store {

Prepared::Prepared(sqlite3* connection, std::string_view sql) : connection_(connection) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                           nullptr));
  statement_.reset(statement);
}

Prepared& Prepared::bind(int parameter, std::string_view text) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* const begin = text.data() == nullptr ? "" : text.data();
  check(sqlite3_bind_text64(statement_.get(), parameter, begin, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Prepared& Prepared::bind(int parameter, std::int64_t number) {
  check(sqlite3_bind_int64(statement_.get(), parameter, number));
  return *this;
}

Prepared& Prepared::bind(int parameter, std::optional<std::int64_t> number) {
  if (number) return bind(parameter, *number);
  check(sqlite3_bind_null(statement_.get(), parameter));
  return *this;
}

bool Prepared::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    // The reset first, so that a failed statement holds no lock; it keeps the error's text.
    sqlite3_reset(statement_.get());
    check(code);
  }
  return false;
}

void Prepared::run() {
  while (next()) continue;
  done();
}

void Prepared::done() { sqlite3_reset(statement_.get()); }

std::string Prepared::text(int column) const {
  const auto* const bytes = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

std::int64_t Prepared::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::optional<std::int64_t> Prepared::maybe_number(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return number(column);
}

void Prepared::check(int code) const {
  if (code != SQLITE_OK) Poco::Data::SQLite::Utility::throwException(connection_, code);
}

void Prepared::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

}  // namespace reseal::store
