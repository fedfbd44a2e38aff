// SPDX-License-Identifier: Apache-2.0
#include "writing.h"

#include <Poco/Data/SQLite/Utility.h>

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

}  // namespace

Writing::Writing(Poco::Data::Session& session) : Writing(Poco::Data::SQLite::Utility::dbHandle(session)) {}

Writing::Writing(sqlite3* connection)
    : find_(connection, std::string("SELECT ") + kOrderColumns +
                            ", COALESCE(hash, '') FROM orders "
                            "LEFT JOIN journal ON order_id = orders.id AND seq = version WHERE orders.id = ?"),
      insert_(connection,
              "INSERT INTO journal (order_id, seq, at, kind, body, projection, previous_hash, hash) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      advance_(connection, "UPDATE orders SET version = ? WHERE id = ?"),
      update_(connection,
              "UPDATE orders SET state = ?, state_text = ?, due_at = ?, deadline = ?, version = ?, is_open = ? "
              "WHERE id = ?") {}

std::optional<Writing::Found> Writing::find(const std::string& order) {
  find_.bind(1, order);
  if (!find_.next()) {
    find_.done();
    return std::nullopt;
  }
  Found found;
  found.row = {.id = find_.text(0),
               .kind = find_.text(1),
               .plugin = find_.text(2),
               .certificate = find_.text(3),
               .token_uri = find_.text(4),
               .state = OrderState::ready,
               .state_text = find_.text(6),
               .due_at = to_time(find_.maybe_number(7)),
               .deadline = to_time(find_.maybe_number(8)),
               .opened_at = from_millis(find_.number(9)),
               .version = find_.number(10)};
  found.hash = find_.text(11);
  const auto state = find_.text(5);
  find_.done();  // before anything that may throw
  found.row.state = order_state_from(state);
  return found;
}

void Writing::insert(const StoredEntry& entry) {
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

void Writing::update(const OrderRow& before, const OrderRow& after) {
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

}  // namespace reseal::store
