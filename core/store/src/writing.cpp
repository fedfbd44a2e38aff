// SPDX-License-Identifier: Apache-2.0
#include "writing.h"

#include "rows.h"

namespace reseal::store {
namespace {

using namespace Poco::Data::Keywords;

Poco::Nullable<Poco::Int64> to_column(const std::optional<TimePoint>& time) {
  return time ? Poco::Nullable<Poco::Int64>(to_millis(*time)) : Poco::Nullable<Poco::Int64>();
}

}  // namespace

Writing::Writing(Poco::Data::Session& session) : select_hash_(session), insert_entry_(session), update_order_(session) {
  select_hash_ << "SELECT hash FROM journal WHERE order_id = ? AND seq = ?", into(hashes_), use(order_), use(seq_);
  insert_entry_ << "INSERT INTO journal (order_id, seq, at, kind, body, projection, previous_hash, hash) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      use(entry_.order), use(entry_seq_), use(entry_at_), use(entry_.kind), use(entry_.body), use(entry_.projection),
      use(entry_.previous_hash), use(entry_.hash);
  update_order_ << "UPDATE orders SET state = ?, state_text = ?, due_at = ?, deadline = ?, version = ?, is_open = ? "
                   "WHERE id = ?",
      use(state_), use(row_.state_text), use(due_at_), use(deadline_), use(version_), use(is_open_), use(row_.id);
}

std::string Writing::hash_at(const std::string& order, std::int64_t seq) {
  order_ = order;
  seq_ = seq;
  select_hash_.execute();
  return hashes_.empty() ? std::string() : hashes_.front();
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
