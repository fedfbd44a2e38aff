// SPDX-License-Identifier: Apache-2.0
#include <Poco/Data/Statement.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "database.h"
#include "fold.h"
#include "migrations.h"
#include "reseal/base/crash_point.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "rows.h"
#include "statements.h"

namespace reseal::store {
namespace {

using namespace Poco::Data::Keywords;
using std::string;

[[noreturn]] void internal(const string& problem) { throw Error(ErrorCode::internal, {{"problem", problem}}); }

void require_one_line(const string& text) {
  if (text.empty() || text.find_first_of("\r\n") != string::npos) internal("an empty or broken name in the journal");
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::filesystem::path file, const Clock& clock)
      : file_(std::move(file)), clock_(clock), session_(open_session(file_)) {
    migrate(session_, known_migrations(), file_, clock_);
  }

  void open_order(const NewOrder& order) override {
    guarded([&] {
      require_one_line(order.id);
      Transaction transaction(session_);
      if (statements().find_order(order.id)) internal("there is an order " + order.id + " already");
      Rows rows;
      auto entry = Entry{.order = order.id,
                         .seq = 1,
                         .at = clock_.now(),
                         .kind = "opened",
                         .body = order.body,
                         .previous_hash = {},
                         .hash = {},
                         .projection = first_projection(order)};
      apply(entry, rows);
      refuse_rival(rows.order);
      statements().insert(rows.order);
      write(entry);
      commit(transaction);
    });
  }

  Entry append(const string& order, const std::vector<NewEntry>& entries,
               std::optional<std::int64_t> expected_version) override {
    if (entries.empty()) internal("nothing to write");
    return guarded([&] {
      Transaction transaction(session_);
      auto found = require_head(order);
      if (expected_version && *expected_version != found.row.version) {
        internal("order " + order + " is at version " + std::to_string(found.row.version) + ", not " +
                 std::to_string(*expected_version) + ": somebody else wrote meanwhile");
      }
      Entry entry;
      for (const auto& next : entries) entry = add(found, next.kind, next.body, next.projection);
      commit(transaction);
      return entry;
    });
  }

  Entry answer_task(const string& task, std::int64_t version, const Json& answer) override {
    return guarded([&] {
      Transaction transaction(session_);
      const auto row = select_task(task);
      if (!row) throw Error(ErrorCode::task_not_found, {{"task", task}});
      if (!row->open || row->version != version) {
        throw Error(ErrorCode::task_answered_already, {{"task", task}, {"order", row->order}});
      }
      auto found = require_head(row->order);
      Projection projection;
      if (!is_closed(found.row.state)) {
        projection.state = OrderState::ready;
        projection.due_at = std::optional<TimePoint>();
      }
      auto entry = add(found, "answer", {{"task", task}, {"version", version}, {"answer", answer}}, projection);
      commit(transaction);
      return entry;
    });
  }

  std::optional<OrderRow> find_order(const string& id) override {
    return guarded([&] { return statements().find_order(id); });
  }
  std::vector<OrderRow> orders() override {
    return guarded([&] { return statements().orders(); });
  }
  std::vector<OrderRow> owing_orders() override {
    return guarded([&] { return statements().owing(); });
  }
  std::vector<OrderRow> due_orders(TimePoint at) override {
    return guarded([&] { return statements().due(at); });
  }
  std::optional<OrderRow> open_order_for(const string& certificate) override {
    return guarded([&] {
      OrderRow wanted;
      wanted.kind = "renewal";
      wanted.certificate = certificate;
      return statements().rival(wanted);
    });
  }

  std::vector<Entry> journal(const string& order, std::int64_t after) override {
    return guarded([&] {
      std::vector<Entry> entries;
      for (const auto& stored : statements().journal(order, after)) entries.push_back(to_entry(stored));
      return entries;
    });
  }
  std::vector<OrderRow> orders_about(const string& certificate) override {
    return guarded([&] { return statements().about(certificate); });
  }
  std::vector<Entry> entries(const string& order, const string& kind) override {
    return guarded([&] {
      std::vector<Entry> found;
      for (const auto& stored : statements().entries(order, kind)) found.push_back(to_entry(stored));
      return found;
    });
  }
  std::vector<TaskRow> open_tasks(const string& order) override {
    return guarded([&] { return statements().tasks(order, 0); });
  }
  std::optional<TaskRow> find_task(const string& id) override {
    return guarded([&] { return select_task(id); });
  }

  bool lease(const string& order, const string& owner, TimePoint until) override {
    return guarded([&] {
      const NotFlushed quick(session_);
      Transaction transaction(session_);
      (void)require_order(order);
      const bool taken = statements().take_lease(order, owner, clock_.now(), until);
      transaction.commit();
      return taken;
    });
  }
  void release(const string& order, const string& owner) override {
    guarded([&] {
      const NotFlushed quick(session_);
      Transaction transaction(session_);
      statements().release_lease(order, owner);
      transaction.commit();
    });
  }

  std::optional<string> lease_owner(const string& order) override {
    return guarded([&] {
      std::vector<string> owners;
      session_ << "SELECT lease_owner FROM orders WHERE id = ? AND lease_owner IS NOT NULL AND lease_until > ?",
          into(owners), bind(order), bind(to_millis(clock_.now())), now;
      return owners.empty() ? std::nullopt : std::optional(owners.front());
    });
  }

  string verify_chain(const string& order) override {
    return guarded([&] {
      Transaction reading(session_);  // row and journal of the same moment
      const auto row = require_order(order);
      return first_break(statements().journal(order, 0), row.version);
    });
  }
  Rebuilt rebuild(const string& order) override {
    return guarded([&] {
      Rows rows;
      const auto entries = statements().journal(order, 0);
      if (entries.empty()) throw Error(ErrorCode::order_not_found, {{"order", order}});
      for (const auto& stored : entries) apply(to_entry(stored), rows);
      std::erase_if(rows.tasks, [](const TaskRow& task) { return !task.open; });
      std::sort(rows.tasks.begin(), rows.tasks.end(),
                [](const TaskRow& a, const TaskRow& b) { return a.number < b.number; });
      return rows;
    });
  }

  void remember(const string& key, const Json& value) override {
    guarded([&] {
      Transaction transaction(session_);
      session_
          << "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
          bind(key), bind(value.dump()), now;
      transaction.commit();
    });
  }
  std::optional<Json> recall(const string& key) override {
    return guarded([&]() -> std::optional<Json> {
      std::vector<string> found;
      session_ << "SELECT value FROM facts WHERE name = ?", into(found), bind(key), now;
      if (found.empty()) return std::nullopt;
      return Json::parse(found.front());
    });
  }

  std::map<string, Json> recall_under(const string& prefix) override {
    return guarded([&] {
      std::vector<string> names;
      std::vector<string> values;
      session_ << "SELECT name, value FROM facts WHERE substr(name, 1, length(?1)) = ?1", into(names), into(values),
          bind(prefix), now;
      std::map<string, Json> found;
      for (std::size_t i = 0; i < names.size(); ++i) found.emplace(names[i], Json::parse(values[i]));
      return found;
    });
  }

  int spent(const token::TokenIdentity& token) override {
    return guarded([&] {
      int tries = 0;
      session_ << "SELECT spent FROM pin_tries WHERE serial = ? AND manufacturer = ? AND model = ?", into(tries),
          bind(token.serial), bind(token.manufacturer), bind(token.model), now;
      return tries;
    });
  }
  void spend(const token::TokenIdentity& token) override {
    write_tries(token,
                "VALUES (?, ?, ?, 1) ON CONFLICT (serial, manufacturer, model) DO UPDATE "
                "SET spent = pin_tries.spent + 1");
  }
  void reset(const token::TokenIdentity& token) override {
    write_tries(token, "VALUES (?, ?, ?, 0) ON CONFLICT (serial, manufacturer, model) DO UPDATE SET spent = 0");
  }
  void take_back(const token::TokenIdentity& token) override {
    write_tries(token,
                "VALUES (?, ?, ?, 0) ON CONFLICT (serial, manufacturer, model) DO UPDATE "
                "SET spent = CASE WHEN pin_tries.spent > 0 THEN pin_tries.spent - 1 ELSE 0 END");
  }

 private:
  // One thread at a time on the one connection; whatever the database says becomes a reseal::Error.
  template <typename Work>
  auto guarded(Work work) -> decltype(work()) {
    const std::lock_guard lock(mutex_);
    try {
      return work();
    } catch (const Poco::Exception&) {
      statements_.reset();  // a statement that failed half way is not used again
      rethrow_as_error(file_);
    } catch (const Json::exception& e) {
      throw Error(ErrorCode::store_broken, {{"file", to_utf8(file_)}, {"problem", e.what()}});
    }
  }

  OrderRow require_order(const string& id) {
    auto row = statements().find_order(id);
    if (!row) throw Error(ErrorCode::order_not_found, {{"order", id}});
    return *std::move(row);
  }

  std::optional<TaskRow> select_task(const string& id) {
    const auto slash = id.rfind('/');
    const int number = task_number("task", {{"task", id}});
    if (slash == string::npos || number <= 0) return std::nullopt;
    for (auto& task : statements().tasks(id.substr(0, slash), number)) {
      if (task.id == id) return std::move(task);
    }
    return std::nullopt;
  }

  void refuse_rival(const OrderRow& row) {
    const auto rival = statements().rival(row);
    if (rival) throw Error(ErrorCode::order_open_already, {{"order", rival->id}, {"certificate", row.certificate}});
    if (row.holder.empty()) return;
    const auto before = statements().of_holder(row);
    if (before) throw Error(ErrorCode::order_open_for_holder, {{"order", before->id}, {"provider", row.plugin}});
  }

  // Within the caller's transaction. `found` is the order as it was, and then as it is.
  Entry add(Statements::Head& found, const string& kind, const Json& body, const Projection& projection) {
    require_one_line(kind);
    const OrderRow row = found.row;
    Rows rows{row, {}};
    const int number = task_number(kind, body);
    if (number > 0 || kind == "closed") rows.tasks = statements().tasks(row.id, number);
    auto entry = Entry{.order = row.id,
                       .seq = row.version + 1,
                       .at = clock_.now(),
                       .kind = kind,
                       .body = complete_body(kind, body, rows),
                       .previous_hash = found.hash,
                       .hash = {},
                       .projection = to_json(projection)};
    const auto tasks_before = rows.tasks;
    apply(entry, rows);
    if (is_closed(row.state) && !is_closed(rows.order.state)) refuse_rival(rows.order);
    write(entry);
    statements().update(row, rows.order);
    for (std::size_t i = 0; i < rows.tasks.size(); ++i) {
      if (i >= tasks_before.size() || !(rows.tasks[i] == tasks_before[i])) statements().replace(rows.tasks[i]);
    }
    found = {std::move(rows.order), entry.hash};
    return entry;
  }

  Statements::Head require_head(const string& order) {
    auto found = statements().find_head(order);
    if (!found) throw Error(ErrorCode::order_not_found, {{"order", order}});
    if (found->hash.empty()) {
      const auto problem = "order " + order + ": entry " + std::to_string(found->row.version) + " is missing";
      throw Error(ErrorCode::store_broken, {{"file", to_utf8(file_)}, {"problem", problem}});
    }
    return *std::move(found);
  }

  void write(Entry& entry) {
    StoredEntry stored{
        entry.order,         entry.seq, to_millis(entry.at), entry.kind, entry.body.dump(), entry.projection.dump(),
        entry.previous_hash, {}};
    stored.hash = hash_of(stored);
    entry.hash = stored.hash;
    statements().insert(stored);
  }

  static void commit(Transaction& transaction) {
    crash_point("journal.before_write");
    transaction.commit();
    crash_point("journal.after_write");
  }

  void write_tries(const token::TokenIdentity& token, const char* values) {
    guarded([&] {
      Transaction transaction(session_);
      session_ << string("INSERT INTO pin_tries (serial, manufacturer, model, spent) ") + values, bind(token.serial),
          bind(token.manufacturer), bind(token.model), now;
      crash_point("pin.before_write");
      transaction.commit();
      crash_point("pin.after_write");
    });
  }

  Statements& statements() {
    if (!statements_) statements_ = std::make_unique<Statements>(session_);
    return *statements_;
  }

  std::filesystem::path file_;
  const Clock& clock_;
  std::mutex mutex_;
  Poco::Data::Session session_;
  std::unique_ptr<Statements> statements_;  // after session_: gone before it
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, const Clock& clock) {
  try {
    return std::make_unique<SqliteStore>(file, clock);
  } catch (const Poco::Exception&) {
    rethrow_as_error(file);
  }
}

}  // namespace reseal::store
