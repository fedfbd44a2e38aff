// SPDX-License-Identifier: Apache-2.0
#include "writing.h"

namespace reseal::store {
namespace {

using namespace Poco::Data::Keywords;

}  // namespace

Writing::Writing(Poco::Data::Session& session)
    : select_order_(session), insert_entry_(session), update_order_(session) {
  select_order_ << std::string("SELECT ") + kOrderColumns +
                       ", COALESCE(hash, '') FROM orders "
                       "LEFT JOIN journal ON order_id = orders.id AND seq = version WHERE orders.id = ?",
      into(found_), into(hash_), use(order_);
  insert_entry_ << "INSERT INTO journal (order_id, seq, at, kind, body, projection, previous_hash, hash) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      use(entry_.order), use(entry_seq_), use(entry_at_), use(entry_.kind), use(entry_.body), use(entry_.projection),
      use(entry_.previous_hash), use(entry_.hash);
  update_order_ << "UPDATE orders SET state = ?, state_text = ?, due_at = ?, deadline = ?, version = ?, is_open = ? "
                   "WHERE id = ?",
      use(state_), use(row_.state_text), use(due_at_), use(deadline_), use(version_), use(is_open_), use(row_.id);
}

std::optional<Writing::Found> Writing::find(const std::string& order) {
  order_ = order;
  if (select_order_.execute() == 0) return std::nullopt;
  return Found{to_row(found_), hash_};
}

void Writing::insert(const StoredEntry& entry) {
  entry_ = entry;
  entry_seq_ = entry.seq;
  entry_at_ = entry.at;
  insert_entry_.execute();
}

void Writing::update(const OrderRow& row) {
  row_ = row;
  state_ = to_string(row.state);
  due_at_ = to_column(row.due_at);
  deadline_ = to_column(row.deadline);
  version_ = row.version;
  is_open_ = is_closed(row.state) ? 0 : 1;
  update_order_.execute();
}

}  // namespace reseal::store
