// SPDX-License-Identifier: Apache-2.0
// Orders and their journal. The journal is the truth: append-only, hash-chained per order, never updated. The rows of
// orders and tasks are projections of it, made in the same transaction; rebuild() makes them again from the journal
// alone.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/base/clock.h"
#include "reseal/token/pin_guard.h"
#include "reseal/values.h"

namespace reseal::store {

/// Kinds of journal entries. `body` shapes are documented in core/store/README.md.
///  opened   {kind, plugin, plugin_version, transport, certificate, token, candidate, key, ...}; of a registration
///           also {renewal, new_certificate, lead_time}
///  step     {number, phase, step}           the plugin's answer to "what next?"
///  intent   {number, effect, name, ...}     before what cannot be undone
///  outcome  {number, effect, name, ...}     after it
///  result   {number, result}                the step's result, as the plugin will see it
///  retry    {number, why, attempt, at}      the same question will be asked again
///  task     {task, version, form, signal}   a person is asked
///  answer   {task, version, answer}         a person answered (secrets replaced); ends the step that asked
///  phase    {phase}                         ordering -> installation
///  note     {text}                          what a person should know later
///  closed   {state, reason, message, next, evidence, obligations}; of an accepted registration also {acceptance}
///  accepted {systems}                       of a renewal: every system has accepted its certificate
///  settled  {obligation}                    a person has done what was still owed after the end
struct Entry {
  std::string order;
  std::int64_t seq = 0;  ///< 1, 2, 3 ... per order
  TimePoint at;
  std::string kind;
  Json body;
  std::string previous_hash;  ///< of the entry before; empty for the first
  std::string hash;  ///< SHA-256 hex over previous_hash, order, seq, at, kind, body, projection (core/store/README.md)
  Json projection = Json::object();  ///< what the entry changed in the order's row; hashed with the body
  bool operator==(const Entry&) const = default;
};

enum class OrderState {
  ready,         // the engine can go on at once
  waiting,       // until due_at, or a signal
  needs_person,  // a task is open
  needs_token,   // the token is not there, or not the one
  needs_pin,
  needs_help,  // stuck: a person must look (contract broken, retries used up)
  installed,   // the new certificate is proven on the token; systems still have to accept it
  done,
  refused,
  failed,
  cancelled,
};
std::string_view to_string(OrderState state);
OrderState order_state_from(std::string_view text);
/// installed, done, refused, failed and cancelled orders take no more steps.
bool is_closed(OrderState state);

struct OrderRow {
  std::string id;
  std::string kind;  ///< "renewal", "registration"
  std::string plugin;
  std::string certificate;  ///< SHA-256 fingerprint of the old certificate
  std::string successor;    ///< ... of the new one: what a renewal came to, what a registration registers; else empty
  std::string token_uri;
  std::string holder;  ///< NewOrder::holder
  int owed = 0;        ///< obligations that are open
  OrderState state = OrderState::ready;
  std::string state_text;  ///< id of the last step
  std::optional<TimePoint> due_at;
  std::optional<TimePoint> deadline;
  TimePoint opened_at;
  std::int64_t version = 0;  ///< seq of its last entry
  bool operator==(const OrderRow&) const = default;
};

struct TaskRow {
  std::string id;  ///< "<order>/<number>"
  std::string order;
  int number = 0;  ///< of the step that asks
  std::int64_t version = 0;
  Json form;
  bool is_signal = false;  ///< it may be answered while the order waits; it need not be
  bool open = true;
  bool operator==(const TaskRow&) const = default;
};

/// What one append changes in the projections besides the entry itself.
struct Projection {
  std::optional<OrderState> state;
  std::optional<std::string> state_text;
  std::optional<std::optional<TimePoint>> due_at;
  std::optional<std::optional<TimePoint>> deadline;
};

/// An entry to be; its number, time and hashes come when it is written.
struct NewEntry {
  std::string kind;
  Json body;
  Projection projection;
};

struct NewOrder {
  std::string id;
  std::string kind = "renewal";
  std::string plugin;
  std::string certificate;
  std::string token_uri;
  std::string holder = {};  ///< not empty: no other open order of this plugin for the same holder
  std::optional<TimePoint> deadline;
  Json body;  ///< of the `opened` entry
};

class Store : public token::PinLedger {
 public:
  /// Throws Error(order_open_already) naming the open order for this certificate: of a renewal, any other open renewal
  /// of it; of a registration, one with the same plugin (a certificate is registered with many systems at once).
  /// Throws Error(order_open_for_holder) naming the open order of the same plugin and holder.
  virtual void open_order(const NewOrder& order) = 0;
  /// All of them or none: one transaction, durable on return. Returns the last as it was written. Tasks are opened and
  /// closed by `task`, `answer` and `closed` entries themselves; a `task` body gets its "task", "number" and "version"
  /// here. `expected_version`: refuses (Error(internal)) when somebody else wrote meanwhile.
  virtual Entry append(const std::string& order, const std::vector<NewEntry>& entries,
                       std::optional<std::int64_t> expected_version = {}) = 0;
  Entry append(const std::string& order, const std::string& kind, const Json& body, const Projection& projection,
               std::optional<std::int64_t> expected_version = {}) {
    return append(order, {NewEntry{kind, body, projection}}, expected_version);
  }
  /// Answers a task. Throws Error(task_not_found | task_answered_already). `version` is the task's, as the person saw
  /// it; a newer one counts as answered already (another form has taken its place). An order that is not closed becomes
  /// ready in the same transaction, so that an answer cannot be forgotten by a crash.
  virtual Entry answer_task(const std::string& task, std::int64_t version, const Json& answer) = 0;

  [[nodiscard]] virtual std::optional<OrderRow> find_order(const std::string& id) = 0;
  [[nodiscard]] virtual std::vector<OrderRow> orders() = 0;                   ///< newest first
  [[nodiscard]] virtual std::vector<OrderRow> owing_orders() = 0;             ///< something is owed, oldest first
  [[nodiscard]] virtual std::vector<OrderRow> due_orders(TimePoint now) = 0;  ///< nobody's lease, longest due first
  /// The open renewal of this certificate.
  [[nodiscard]] virtual std::optional<OrderRow> open_order_for(const std::string& certificate) = 0;
  /// All orders in which this certificate is the old or the new one, newest first.
  [[nodiscard]] virtual std::vector<OrderRow> orders_about(const std::string& certificate) = 0;
  /// The entries after the one with this seq, in their order.
  [[nodiscard]] virtual std::vector<Entry> journal(const std::string& order, std::int64_t after = 0) = 0;
  /// Those of one kind only: what is looked up often, without reading what is long.
  [[nodiscard]] virtual std::vector<Entry> entries(const std::string& order, const std::string& kind) = 0;
  [[nodiscard]] virtual std::vector<TaskRow> open_tasks(const std::string& order) = 0;
  [[nodiscard]] virtual std::optional<TaskRow> find_task(const std::string& id) = 0;

  /// Takes the order for this worker until `until`; false when another has it. Renewable by the same owner.
  [[nodiscard]] virtual bool lease(const std::string& order, const std::string& owner, TimePoint until) = 0;
  virtual void release(const std::string& order, const std::string& owner) = 0;
  /// Who has the order now; empty when nobody has, or the lease has run out.
  [[nodiscard]] virtual std::optional<std::string> lease_owner(const std::string& order) = 0;

  /// Recomputes every hash. Empty: the chain is whole; else what is wrong, with the seq.
  [[nodiscard]] virtual std::string verify_chain(const std::string& order) = 0;
  /// The rows as the journal alone gives them; equal to find_order and open_tasks, or the store is broken.
  struct Rebuilt {
    OrderRow order;
    std::vector<TaskRow> tasks;
  };
  [[nodiscard]] virtual Rebuilt rebuild(const std::string& order) = 0;

  /// Fingerprints of issued certificates and keys seen with login (core/token: has_private_key before login), small
  /// facts.
  virtual void remember(const std::string& key, const Json& value) = 0;
  [[nodiscard]] virtual std::optional<Json> recall(const std::string& key) = 0;
  /// Everything whose key begins so, by key.
  [[nodiscard]] virtual std::map<std::string, Json> recall_under(const std::string& prefix) = 0;
};

/// SQLite, WAL, synchronous=FULL, mode 0600; made and migrated when needed. Throws Error(store_newer | store_locked |
/// store_broken | disk_full | file_unwritable), as every function of the store may. May be used from many threads and
/// by many processes at once. Crash points: "journal.before_write", "journal.after_write", "pin.before_write",
/// "pin.after_write".
std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, const Clock& clock);

/// For doctor: throws what would keep the store from being opened and written now; one that is of an older version is
/// in order. Waits for another program's lock no longer than `patience`. Makes, migrates and writes nothing (but SQLite
/// takes in a write-ahead log that a killed program left). The file has to be there.
void examine_sqlite(const std::filesystem::path& file, std::chrono::milliseconds patience);

}  // namespace reseal::store
