// SPDX-License-Identifier: Apache-2.0
#include "fold.h"

#include <algorithm>
#include <charconv>

#include "reseal/base/error.h"

namespace reseal::store {
namespace {

[[noreturn]] void wrong_body(const std::string& kind, const std::string& problem) {
  throw Error(ErrorCode::internal, {{"problem", "journal entry '" + kind + "': " + problem}});
}

Json time_or_null(const std::optional<TimePoint>& time) {
  return time ? Json(time->time_since_epoch().count()) : Json(nullptr);
}

std::optional<TimePoint> time_from(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return TimePoint(std::chrono::milliseconds(json.get<std::int64_t>()));
}

int number_in(const Json& json) {
  if (json.is_number_integer()) return json.get<int>();
  if (!json.is_string()) return 0;
  const auto& id = json.get_ref<const std::string&>();
  int number = 0;
  const auto slash = id.rfind('/');
  const auto* begin = id.data() + (slash == std::string::npos ? 0 : slash + 1);
  std::from_chars(begin, id.data() + id.size(), number);
  return number;
}

TaskRow* find(Rows& rows, int number) {
  const auto found =
      std::find_if(rows.tasks.begin(), rows.tasks.end(), [&](const TaskRow& task) { return task.number == number; });
  return found == rows.tasks.end() ? nullptr : &*found;
}

void close_task(Rows& rows, int number) {
  if (auto* task = find(rows, number)) task->open = false;
}

void open_task(const Entry& entry, Rows& rows) {
  const int number = task_number(entry.kind, entry.body);
  auto* task = find(rows, number);
  if (task == nullptr) task = &rows.tasks.emplace_back();
  task->id = entry.order + "/" + std::to_string(number);
  task->order = entry.order;
  task->number = number;
  task->version = entry.body.at("version").get<std::int64_t>();
  task->form = entry.body.value("form", Json());
  task->is_signal = entry.body.value("signal", false);
  task->open = true;
}

void note_successor(const Json& body, const char* member, OrderRow& order) {
  if (!body.is_object() || !body.contains(member) || !body.at(member).is_object()) return;
  order.successor = body.at(member).value("sha256", "");
}

/// What a person owes after the order (Done::obligations), and what has been settled.
void note_owed(const Entry& entry, OrderRow& order) {
  if (entry.kind == "settled" && order.owed > 0) --order.owed;
  if (entry.body.is_object() && entry.body.contains("obligations")) {
    order.owed += static_cast<int>(entry.body.at("obligations").size());
  }
}

void apply_projection(const Json& change, OrderRow& order) {
  const auto text = [&](const char* key, std::string& target) {
    if (change.contains(key)) target = change.at(key).get<std::string>();
  };
  const auto time = [&](const char* key, std::optional<TimePoint>& target) {
    if (change.contains(key)) target = time_from(change.at(key));
  };
  text("kind", order.kind);
  text("plugin", order.plugin);
  text("certificate", order.certificate);
  text("token_uri", order.token_uri);
  text("holder", order.holder);
  text("state_text", order.state_text);
  time("due_at", order.due_at);
  time("deadline", order.deadline);
  if (change.contains("state")) order.state = order_state_from(change.at("state").get<std::string>());
}

}  // namespace

Json to_json(const Projection& projection) {
  Json json = Json::object();
  if (projection.state) json["state"] = to_string(*projection.state);
  if (projection.state_text) json["state_text"] = *projection.state_text;
  if (projection.due_at) json["due_at"] = time_or_null(*projection.due_at);
  if (projection.deadline) json["deadline"] = time_or_null(*projection.deadline);
  return json;
}

Json first_projection(const NewOrder& order) {
  Json json{{"kind", order.kind},
            {"plugin", order.plugin},
            {"certificate", order.certificate},
            {"token_uri", order.token_uri},
            {"state", to_string(OrderState::ready)},
            {"deadline", time_or_null(order.deadline)}};
  if (!order.holder.empty()) json["holder"] = order.holder;
  return json;
}

int task_number(const std::string& kind, const Json& body) {
  if (!body.is_object()) return 0;
  const auto from = [&](const char* key) { return body.contains(key) ? number_in(body.at(key)) : 0; };
  if (kind == "result") return from("number");
  if (kind == "task") return body.contains("number") ? from("number") : from("task");
  return kind == "answer" ? from("task") : 0;
}

Json complete_body(const std::string& kind, const Json& body, const Rows& rows) {
  if (kind != "task" && kind != "answer") return body;
  const int number = task_number(kind, body);
  if (number <= 0) wrong_body(kind, "no task number in it");
  const auto id = rows.order.id + "/" + std::to_string(number);
  const auto known =
      std::find_if(rows.tasks.begin(), rows.tasks.end(), [&](const TaskRow& task) { return task.number == number; });
  if (kind == "answer" && known == rows.tasks.end()) throw Error(ErrorCode::task_not_found, {{"task", id}});

  Json complete = body;
  complete["task"] = id;
  if (kind == "answer") return complete;
  const auto least = known == rows.tasks.end() ? 1 : known->version + 1;
  const bool given = complete.contains("version") && complete["version"].is_number_integer();
  complete["number"] = number;
  complete["version"] = given ? std::max(least, complete["version"].get<std::int64_t>()) : least;
  return complete;
}

void apply(const Entry& entry, Rows& rows) {
  if (entry.seq == 1) {
    rows.order.id = entry.order;
    rows.order.opened_at = entry.at;
    note_successor(entry.body, "new_certificate", rows.order);
  }
  if (entry.kind == "result" && entry.body.contains("result") && entry.body.at("result").is_object() &&
      entry.body.at("result").value("installed", false)) {
    note_successor(entry.body.at("result"), "certificate", rows.order);
  }
  const int number = task_number(entry.kind, entry.body);
  if (entry.kind == "task") {
    open_task(entry, rows);
  } else if (number > 0) {
    close_task(rows, number);
  } else if (entry.kind == "closed") {
    for (auto& task : rows.tasks) task.open = false;
    rows.order.due_at.reset();
    if (entry.body.contains("state")) {
      rows.order.state = order_state_from(entry.body.at("state").get<std::string>());
    }
  }
  note_owed(entry, rows.order);
  apply_projection(entry.projection, rows.order);
  rows.order.version = entry.seq;
}

}  // namespace reseal::store
