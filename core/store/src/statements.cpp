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

constexpr const char* kOrderColumns =
    "orders.id, orders.kind, plugin, certificate, successor, token_uri, state, state_text, due_at, deadline, "
    "opened_at, "
    "version, holder, owed";
constexpr int kAfterOrder = 14;
constexpr const char* kEntryColumns =
    "SELECT order_id, seq, at, kind, body, projection, previous_hash, hash FROM journal ";

/// From the columns of kOrderColumns.
OrderRow order_at(const Prepared& row) {
  return {.id = row.text(0),
          .kind = row.text(1),
          .plugin = row.text(2),
          .certificate = row.text(3),
          .successor = row.text(4),
          .token_uri = row.text(5),
          .holder = row.text(12),
          .owed = static_cast<int>(row.number(13)),
          .state = order_state_from(row.text(6)),
          .state_text = row.text(7),
          .due_at = to_time(row.maybe_number(8)),
          .deadline = to_time(row.maybe_number(9)),
          .opened_at = from_millis(row.number(10)),
          .version = row.number(11)};
}

StoredEntry entry_at(const Prepared& row) {
  return {.order = row.text(0),
          .seq = row.number(1),
          .at = row.number(2),
          .kind = row.text(3),
          .body = row.text(4),
          .projection = row.text(5),
          .previous_hash = row.text(6),
          .hash = row.text(7)};
}

std::string select_order(const char* more_columns, const char* rest) {
  return std::string("SELECT ") + kOrderColumns + more_columns + " FROM orders " + rest + " WHERE orders.id = ?";
}

std::string select_orders(const char* rest) { return std::string("SELECT ") + kOrderColumns + " FROM orders " + rest; }

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
      orders_(connection, select_orders("ORDER BY opened_at DESC, id")),
      due_(connection,
           select_orders("WHERE is_open = 1 AND (state = 'ready' OR (state = 'waiting' AND due_at <= ?1)) "
                         "AND (lease_until IS NULL OR lease_until <= ?1) ORDER BY COALESCE(due_at, opened_at), id")),
      about_(connection, select_orders("WHERE certificate = ?1 UNION ") + select_orders("WHERE successor = ?1 ") +
                             "AND successor <> '' ORDER BY opened_at DESC, 1"),
      rival_(connection, select_orders("WHERE is_open = 1 AND certificate = ? AND kind = ? "
                                       "AND (kind = 'renewal' OR plugin = ?) AND id <> ?")),
      of_holder_(connection, select_orders("WHERE is_open = 1 AND plugin = ? AND holder = ? AND holder <> '' "
                                           "AND id <> ?")),
      owing_(connection, select_orders("WHERE owed > 0 ORDER BY opened_at, id")),
      insert_order_(connection,
                    "INSERT INTO orders (id, kind, plugin, certificate, successor, token_uri, state, state_text, "
                    "due_at, deadline, opened_at, version, holder, is_open) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"),
      replace_task_(connection,
                    "INSERT INTO tasks (order_id, number, version, form, is_signal, is_open) VALUES (?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (order_id, number) DO UPDATE SET version = excluded.version, form = excluded.form, "
                    "is_signal = excluded.is_signal, is_open = excluded.is_open"),
      journal_(connection, std::string(kEntryColumns) + "WHERE order_id = ? AND seq > ? ORDER BY seq"),
      entries_(connection, std::string(kEntryColumns) + "WHERE order_id = ? AND kind = ? ORDER BY seq"),
      tasks_(connection,
             "SELECT order_id, number, version, form, is_signal, is_open FROM tasks "
             "WHERE order_id = ? AND (is_open = 1 OR number = ?) ORDER BY number"),
      insert_(connection,
              "INSERT INTO journal (order_id, seq, at, kind, body, projection, previous_hash, hash) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      advance_(connection, "UPDATE orders SET version = ? WHERE id = ?"),
      update_(connection,
              "UPDATE orders SET state = ?, state_text = ?, due_at = ?, deadline = ?, version = ?, is_open = ?, "
              "successor = ?, owed = ? WHERE id = ?"),
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
  return Head{order_at(find_head_), find_head_.text(kAfterOrder)};
}

std::vector<OrderRow> Statements::rows_of(Prepared& statement) {
  const Reading reading(statement);
  std::vector<OrderRow> rows;
  while (statement.next()) rows.push_back(order_at(statement));
  return rows;
}

std::vector<OrderRow> Statements::orders() { return rows_of(orders_); }
std::vector<OrderRow> Statements::due(TimePoint now) { return rows_of(due_.bind(1, to_millis(now))); }
std::vector<OrderRow> Statements::about(const std::string& certificate) { return rows_of(about_.bind(1, certificate)); }

std::optional<OrderRow> Statements::rival(const OrderRow& order) {
  const Reading reading(rival_.bind(1, order.certificate).bind(2, order.kind).bind(3, order.plugin).bind(4, order.id));
  if (!rival_.next()) return std::nullopt;
  return order_at(rival_);
}

std::optional<OrderRow> Statements::of_holder(const OrderRow& order) {
  const Reading reading(of_holder_.bind(1, order.plugin).bind(2, order.holder).bind(3, order.id));
  if (!of_holder_.next()) return std::nullopt;
  return order_at(of_holder_);
}

std::vector<OrderRow> Statements::owing() { return rows_of(owing_); }

std::vector<StoredEntry> Statements::journal(const std::string& order, std::int64_t after) {
  const Reading reading(journal_.bind(1, order).bind(2, after));
  std::vector<StoredEntry> entries;
  while (journal_.next()) entries.push_back(entry_at(journal_));
  return entries;
}

std::vector<StoredEntry> Statements::entries(const std::string& order, const std::string& kind) {
  const Reading reading(entries_.bind(1, order).bind(2, kind));
  std::vector<StoredEntry> entries;
  while (entries_.next()) entries.push_back(entry_at(entries_));
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

void Statements::insert(const OrderRow& order) {
  insert_order_.bind(1, order.id)
      .bind(2, order.kind)
      .bind(3, order.plugin)
      .bind(4, order.certificate)
      .bind(5, order.successor)
      .bind(6, order.token_uri)
      .bind(7, to_string(order.state))
      .bind(8, order.state_text)
      .bind(9, to_number(order.due_at))
      .bind(10, to_number(order.deadline))
      .bind(11, to_millis(order.opened_at))
      .bind(12, order.version)
      .bind(13, order.holder)
      .run();
}

void Statements::replace(const TaskRow& task) {
  const auto form = task.form.dump();
  replace_task_.bind(1, task.order)
      .bind(2, std::int64_t{task.number})
      .bind(3, task.version)
      .bind(4, form)
      .bind(5, std::int64_t{task.is_signal})
      .bind(6, std::int64_t{task.open})
      .run();
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
      .bind(7, after.successor)
      .bind(8, std::int64_t{after.owed})
      .bind(9, after.id)
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
