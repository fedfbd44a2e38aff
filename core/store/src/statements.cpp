// SPDX-License-Identifier: Apache-2.0
#include "statements.h"

#include <Poco/Data/SQLite/Utility.h>
#include <sqlite3.h>

#include "rows.h"

namespace reseal::store {
namespace {

std::optional<std::int64_t> to_number(const std::optional<TimePoint>& time) {
  if (!time) return std::nullopt;
  return to_millis(*time);
}

std::optional<TimePoint> to_time(const std::optional<std::int64_t>& millis) {
  if (!millis) return std::nullopt;
  return from_millis(*millis);
}

/// Columns 0 to 10 of kOrderColumns.
OrderRow order_at(const Prepared& row) {
  return {.id = row.text(0),
          .kind = row.text(1),
          .plugin = row.text(2),
          .certificate = row.text(3),
          .token_uri = row.text(4),
          .state = order_state_from(row.text(5)),
          .state_text = row.text(6),
          .due_at = to_time(row.maybe_number(7)),
          .deadline = to_time(row.maybe_number(8)),
          .opened_at = from_millis(row.number(9)),
          .version = row.number(10)};
}

std::string select_order(const char* more_columns, const char* rest) {
  return std::string("SELECT ") + kOrderColumns + more_columns + " FROM orders " + rest + " WHERE orders.id = ?";
}

/// Statements that are under way keep their locks: they end with the reading, also when what was read is nonsense.
class Reading {
 public:
  explicit Reading(Prepared& statement) : statement_(statement) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() { statement_.done(); }

 private:
  Prepared& statement_;
};

}  // namespace

Statements::Statements(Poco::Data::Session& session) : Statements(Poco::Data::SQLite::Utility::dbHandle(session)) {}

Statements::Statements(sqlite3* connection)
    : connection_(connection),
      find_order_(connection, select_order("", "")),
      find_head_(connection,
                 select_order(", COALESCE(hash, '')", "LEFT JOIN journal ON order_id = orders.id AND seq = version")),
      journal_(connection,
               "SELECT order_id, seq, at, kind, body, projection, previous_hash, hash FROM journal "
               "WHERE order_id = ? AND seq > ? ORDER BY seq"),
      tasks_(connection,
             "SELECT order_id, number, version, form, is_signal, is_open FROM tasks "
             "WHERE order_id = ? AND (is_open = 1 OR number = ?) ORDER BY number"),
      insert_(connection,
              "INSERT INTO journal (order_id, seq, at, kind, body, projection, previous_hash, hash) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      advance_(connection, "UPDATE orders SET version = ? WHERE id = ?"),
      update_(connection,
              "UPDATE orders SET state = ?, state_text = ?, due_at = ?, deadline = ?, version = ?, is_open = ? "
              "WHERE id = ?"),
      take_lease_(connection,
                  "UPDATE orders SET lease_owner = ?1, lease_until = ?2 "
                  "WHERE id = ?3 AND (lease_until IS NULL OR lease_until <= ?4 OR lease_owner = ?1)"),
      release_lease_(connection,
                     "UPDATE orders SET lease_owner = NULL, lease_until = NULL WHERE id = ? AND lease_owner = ?") {}

std::optional<OrderRow> Statements::find_order(const std::string& id) {
  const Reading reading(find_order_.bind(1, id));
  if (!find_order_.next()) return std::nullopt;
  return order_at(find_order_);
}

std::optional<Statements::Head> Statements::find_head(const std::string& order) {
  const Reading reading(find_head_.bind(1, order));
  if (!find_head_.next()) return std::nullopt;
  return Head{order_at(find_head_), find_head_.text(11)};
}

std::vector<StoredEntry> Statements::journal(const std::string& order, std::int64_t after) {
  const Reading reading(journal_.bind(1, order).bind(2, after));
  std::vector<StoredEntry> entries;
  while (journal_.next()) {
    entries.push_back({.order = journal_.text(0),
                       .seq = journal_.number(1),
                       .at = journal_.number(2),
                       .kind = journal_.text(3),
                       .body = journal_.text(4),
                       .projection = journal_.text(5),
                       .previous_hash = journal_.text(6),
                       .hash = journal_.text(7)});
  }
  return entries;
}

std::vector<TaskRow> Statements::tasks(const std::string& order, int number) {
  const Reading reading(tasks_.bind(1, order).bind(2, std::int64_t{number}));
  std::vector<TaskRow> tasks;
  while (tasks_.next()) {
    tasks.push_back({.id = tasks_.text(0) + "/" + std::to_string(tasks_.number(1)),
                     .order = tasks_.text(0),
                     .number = static_cast<int>(tasks_.number(1)),
                     .version = tasks_.number(2),
                     .form = Json::parse(tasks_.text(3)),
                     .is_signal = tasks_.number(4) != 0,
                     .open = tasks_.number(5) != 0});
  }
  return tasks;
}

void Statements::insert(const StoredEntry& entry) {
  insert_.bind(1, entry.order)
      .bind(2, entry.seq)
      .bind(3, entry.at)
      .bind(4, entry.kind)
      .bind(5, entry.body)
      .bind(6, entry.projection)
      .bind(7, entry.previous_hash)
      .bind(8, entry.hash)
      .run();
}

void Statements::update(const OrderRow& before, const OrderRow& after) {
  auto advanced = before;
  advanced.version = after.version;
  if (advanced == after) {
    advance_.bind(1, after.version).bind(2, after.id).run();
    return;
  }
  update_.bind(1, to_string(after.state))
      .bind(2, after.state_text)
      .bind(3, to_number(after.due_at))
      .bind(4, to_number(after.deadline))
      .bind(5, after.version)
      .bind(6, std::int64_t{is_closed(after.state) ? 0 : 1})
      .bind(7, after.id)
      .run();
}

bool Statements::take_lease(const std::string& order, const std::string& owner, TimePoint now, TimePoint until) {
  take_lease_.bind(1, owner).bind(2, to_millis(until)).bind(3, order).bind(4, to_millis(now)).run();
  return sqlite3_changes(connection_) == 1;
}

void Statements::release_lease(const std::string& order, const std::string& owner) {
  release_lease_.bind(1, order).bind(2, owner).run();
}

}  // namespace reseal::store
