// SPDX-License-Identifier: Apache-2.0
#include "rows.h"

#include <Poco/Data/Statement.h>

#include "reseal/base/error.h"

namespace reseal::store {
namespace {

using namespace Poco::Data::Keywords;
using Poco::Int64;
using std::string;

string select_orders_where(const char* rest) { return string("SELECT ") + kOrderColumns + "FROM orders " + rest; }

std::optional<TimePoint> to_time(const MaybeTime& millis) {
  if (millis.isNull()) return std::nullopt;
  return from_millis(millis.value());
}

std::vector<OrderRow> to_rows(const std::vector<OrderColumns>& all) {
  std::vector<OrderRow> rows;
  rows.reserve(all.size());
  for (const auto& columns : all) rows.push_back(to_row(columns));
  return rows;
}

std::optional<OrderRow> first_of(const std::vector<OrderColumns>& all) {
  if (all.empty()) return std::nullopt;
  return to_row(all.front());
}

}  // namespace

Int64 to_millis(TimePoint time) { return time.time_since_epoch().count(); }
TimePoint from_millis(Int64 millis) { return TimePoint(std::chrono::milliseconds(millis)); }

MaybeTime to_column(const std::optional<TimePoint>& time) { return time ? MaybeTime(to_millis(*time)) : MaybeTime(); }

OrderRow to_row(const OrderColumns& columns) {
  return {.id = columns.get<0>(),
          .kind = columns.get<1>(),
          .plugin = columns.get<2>(),
          .certificate = columns.get<3>(),
          .token_uri = columns.get<4>(),
          .state = order_state_from(columns.get<5>()),
          .state_text = columns.get<6>(),
          .due_at = to_time(columns.get<7>()),
          .deadline = to_time(columns.get<8>()),
          .opened_at = from_millis(columns.get<9>()),
          .version = columns.get<10>()};
}

std::vector<OrderRow> select_orders(Poco::Data::Session& session) {
  std::vector<OrderColumns> found;
  session << select_orders_where("ORDER BY opened_at DESC, id"), into(found), now;
  return to_rows(found);
}

std::vector<OrderRow> select_due(Poco::Data::Session& session, TimePoint at) {
  std::vector<OrderColumns> found;
  session << select_orders_where(
      "WHERE is_open = 1 AND (state = 'ready' OR (state = 'waiting' AND due_at <= ?)) "
      "AND (lease_until IS NULL OR lease_until <= ?) ORDER BY COALESCE(due_at, opened_at), id"),
      into(found), bind(to_millis(at)), bind(to_millis(at)), now;
  return to_rows(found);
}

std::optional<OrderRow> select_rival(Poco::Data::Session& session, const OrderRow& order) {
  std::vector<OrderColumns> found;
  session << select_orders_where(
      "WHERE is_open = 1 AND certificate = ? AND kind = ? AND (kind = 'renewal' OR plugin = ?) AND id <> ?"),
      into(found), bind(order.certificate), bind(order.kind), bind(order.plugin), bind(order.id), now;
  return first_of(found);
}

void insert_order(Poco::Data::Session& session, const OrderRow& order) {
  session
      << "INSERT INTO orders (id, kind, plugin, certificate, token_uri, state, state_text, due_at, deadline, opened_at,"
         " version, is_open) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
      bind(order.id), bind(order.kind), bind(order.plugin), bind(order.certificate), bind(order.token_uri),
      bind(string(to_string(order.state))), bind(order.state_text), bind(to_column(order.due_at)),
      bind(to_column(order.deadline)), bind(to_millis(order.opened_at)), bind(Int64(order.version)), now;
}

Entry to_entry(const StoredEntry& stored) {
  return {.order = stored.order,
          .seq = stored.seq,
          .at = from_millis(stored.at),
          .kind = stored.kind,
          .body = Json::parse(stored.body),
          .previous_hash = stored.previous_hash,
          .hash = stored.hash,
          .projection = Json::parse(stored.projection)};
}

void replace_task(Poco::Data::Session& session, const TaskRow& task) {
  session << "INSERT INTO tasks (order_id, number, version, form, is_signal, is_open) VALUES (?, ?, ?, ?, ?, ?) "
             "ON CONFLICT (order_id, number) DO UPDATE SET version = excluded.version, form = excluded.form, "
             "is_signal = excluded.is_signal, is_open = excluded.is_open",
      bind(task.order), bind(task.number), bind(Int64(task.version)), bind(task.form.dump()),
      bind(task.is_signal ? 1 : 0), bind(task.open ? 1 : 0), now;
}

}  // namespace reseal::store
