// SPDX-License-Identifier: Apache-2.0
// Orders: list, one with its journal, answer, cancel, settle, audit.
#include "app/answers.h"
#include "app/commands/commands.h"
#include "app/describe.h"
#include "app/form_dialog.h"
#include "app/json_output.h"
#include "app/order_journey.h"
#include "app/upload.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

store::OrderRow find(Deployment& deployment, const std::string& order) {
  auto row = deployment.store().find_order(order);
  if (!row) throw Error(ErrorCode::order_not_found, {{"order", order}});
  return *row;
}

std::string minute(TimePoint time, const Words& words) {
  return words.time(std::chrono::floor<std::chrono::seconds>(time));
}

std::string member(const Json& body, const char* pointer) {
  const Json::json_pointer at(pointer);
  if (!body.contains(at)) return {};
  const auto& value = body.at(at);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// What the step says to people, in their language: a form's title, a wait's reason, an end's message.
std::string words_of_step(const Json& body, const Words& words) {
  for (const auto* pointer : {"/step/ask/form/title", "/step/wait/reason", "/step/adopt/reason", "/step/done/message",
                              "/step/refuse/message", "/step/fail/message", "/message", "/form/title"}) {
    const Json::json_pointer at(pointer);
    if (body.contains(at) && body.at(at).is_object()) return words.say(body.at(at).get<Text>());
  }
  return {};
}

// "package=ESIGN-GH-24, email=…"
std::string words_of_answer(const Json& answer, const Words& words) {
  if (!answer.value("accepted", true)) return words.say("cli.no");
  const auto fields = answer.value("answer", Json::object());  // items() keeps no temporary alive
  std::string said;
  for (const auto& [name, value] : fields.items()) {
    said += (said.empty() ? "" : ", ") + name + "=";
    said += value.is_string() ? value.get<std::string>() : value.is_object() ? value.value("name", "…") : value.dump();
  }
  return said.empty() ? words.say("cli.yes") : said;
}

// One line on what an entry says, from the members that entries of its kind have (core/store/README.md).
std::string gist(const store::Entry& entry, const Words& words) {
  const auto& body = entry.body;
  auto said = words_of_step(body, words);
  if (entry.kind == "step")
    return (said.empty() ? member(body, "/step/kind") : said) + " (" + member(body, "/step/id") + ")";
  if (entry.kind == "answer" && body.contains("answer")) return words_of_answer(body.at("answer"), words);
  if (entry.kind == "result" && body.contains("result")) {
    const auto& result = body.at("result");
    if (!result.is_object()) return {};
    if (result.contains("accepted")) return words_of_answer(result, words);
    for (const auto& [name, value] : result.items()) {
      if (value.is_boolean()) return name + "=" + value.dump();
    }
    return {};
  }
  if (entry.kind == "intent" || entry.kind == "outcome") {
    const auto effect = member(body, "/effect");
    const auto name = member(body, "/name");
    return effect + (name == effect ? "" : " " + name) + " " + member(body, "/key_id") + member(body, "/serial");
  }
  if (entry.kind == "retry") return member(body, "/cause");
  if (entry.kind == "closed") return member(body, "/state") + " " + (said.empty() ? member(body, "/reason") : said);
  if (entry.kind == "opened") return member(body, "/plugin") + " " + member(body, "/transport");
  if (!said.empty()) return said;
  return member(body, "/phase") + member(body, "/task") + member(body, "/text");
}

// "field=value" with the type that the form says.
Json typed_value(const Form& form, const std::string& name, const std::string& text) {
  for (const auto& field : form.fields) {
    if (field.id != name) continue;
    if (field.type == Field::Type::boolean) {
      if (text == "true" || text == "yes" || text == "1") return true;
      if (text == "false" || text == "no" || text == "0") return false;
    }
    if (field.type == Field::Type::file || field.type == Field::Type::mail) return read_upload(field, text);
    if (field.type == Field::Type::integer) {
      const auto number = Json::parse(text, nullptr, false);
      return number.is_number_integer() ? number : Json(text);
    }
  }
  return text;
}

}  // namespace

int list_orders(Deployment& deployment, bool all) {
  std::vector<store::OrderRow> rows;
  for (auto& row : deployment.store().orders()) {
    const bool matters = !store::is_closed(row.state) || row.state == store::OrderState::installed || row.owed > 0;
    if (all || matters) rows.push_back(std::move(row));
  }
  if (deployment.options().json) {
    auto json = Json::array();
    for (const auto& row : rows) json.push_back(order_json(row));
    print_json(json);
    return kDone;
  }
  const auto& words = deployment.words();
  Table table({words.say("cli.orders.id"), words.say("cli.orders.plugin"), words.say("cli.orders.state"),
               words.say("cli.orders.step"), words.say("cli.orders.opened"), words.say("cli.orders.due"),
               words.say("cli.orders.deadline")});
  for (const auto& row : rows) {
    table.row({{row.id, Style::bold},
               {row.plugin},
               {state_words(row.state, words) + (row.owed > 0 ? " ☐" : ""), state_style(row.state)},
               {row.state_text},
               {minute(row.opened_at, words)},
               {row.due_at ? minute(*row.due_at, words) : "–"},
               {row.deadline ? minute(*row.deadline, words) : "–"}});
  }
  if (table.empty()) {
    deployment.terminal().note(words.say("cli.orders.none"));
  } else {
    table.print(deployment.terminal());
  }
  return kDone;
}

int show_order(Deployment& deployment, const std::string& order, bool journal) {
  (void)find(deployment, order);
  const auto situation = deployment.engine().situation(order);
  const auto entries = deployment.store().journal(order);
  if (deployment.options().json) {
    auto json = situation_json_with_files(deployment, situation);
    json["journal"] = Json::array();
    for (const auto& entry : entries) json["journal"].push_back(entry_json(entry));
    print_json(json);
    return exit_code_for(situation.order.state, systems_left(deployment, situation.order).size());
  }
  const auto& words = deployment.words();
  if (journal) {
    Table table({"#", words.say("cli.journal.at"), words.say("cli.journal.kind"), words.say("cli.journal.what")});
    for (const auto& entry : entries) {
      table.row({{std::to_string(entry.seq), Style::dim},
                 {minute(entry.at, words)},
                 {words.say("cli.journal." + entry.kind), Style::bold},
                 {printable(gist(entry, words))}});
    }
    table.print(deployment.terminal());
  }
  show_situation(situation, words, deployment.terminal());
  for (const auto& task : situation.tasks) {
    const auto form = task.form.get<Form>();
    show_form(form, words, deployment.terminal(), write_shown_files(deployment, situation.order, form));
  }
  return exit_code_for(situation.order.state, systems_left(deployment, situation.order).size());
}

int answer(Deployment& deployment, const AnswerRequest& request) {
  (void)deployment.plugins();  // the form speaks with their texts
  auto task = deployment.store().find_task(request.task);
  if (!task) {
    const auto tasks = deployment.store().open_tasks(request.task);  // an order with one task will do
    if (tasks.size() != 1) throw Error(ErrorCode::task_not_found, {{"task", request.task}});
    task = tasks.front();
  }
  const auto form = task->form.get<Form>();
  std::optional<Json> given;
  if (request.decline) {
    given = Json{{"accepted", false}};
  } else if (request.fields.empty() && deployment.interactive()) {
    given = ask_form(form, deployment.words(), deployment.terminal(),
                     write_shown_files(deployment, find(deployment, task->order), form));
    if (!given) return kPersonMustAct;
  } else {
    auto values = initial_values(form);
    for (const auto& field : request.fields) {
      const auto equals = field.find('=');
      if (equals == std::string::npos)
        throw Error(ErrorCode::usage, {{"problem", "--field " + field + ": expected name=value"}});
      const auto name = field.substr(0, equals);
      values[name] = typed_value(form, name, field.substr(equals + 1));
    }
    given = Json{{"accepted", true}, {"answer", values}};
  }
  if (!deployment.options().dry_run) (void)deployment.engine().answer(task->id, task->version, *given);
  return carry_on(deployment, task->order, {}, request.patience);
}

int cancel(Deployment& deployment, const std::string& order) {
  (void)find(deployment, order);
  const bool dry = deployment.options().dry_run;
  const auto situation = dry ? deployment.engine().situation(order) : deployment.engine().cancel(order);
  if (deployment.options().json) {
    auto json = situation_json_with_files(deployment, situation);
    if (dry) json["dry_run"] = true;
    print_json(json);
  } else {
    show_situation(situation, deployment.words(), deployment.terminal());
    if (dry) deployment.terminal().note(deployment.words().say("cli.plan.nothing_done"));
  }
  return kDone;
}

int settle(Deployment& deployment, const std::string& order, const std::string& obligation) {
  (void)find(deployment, order);
  const bool dry = deployment.options().dry_run;
  const auto situation = dry ? deployment.engine().situation(order) : deployment.engine().settle(order, obligation);
  if (deployment.options().json) {
    print_json(situation_json(situation, deployment.words()));
  } else {
    show_situation(situation, deployment.words(), deployment.terminal());
    if (dry) deployment.terminal().note(deployment.words().say("cli.plan.nothing_done"));
  }
  return kDone;
}

int audit(Deployment& deployment, const std::string& order) {
  std::vector<store::OrderRow> rows;
  if (order.empty()) {
    rows = deployment.store().orders();
  } else {
    rows.push_back(find(deployment, order));
  }
  auto json = Json::array();
  bool whole = true;
  for (const auto& row : rows) {
    auto problem = deployment.store().verify_chain(row.id);
    if (problem.empty()) {
      const auto rebuilt = deployment.store().rebuild(row.id).order;
      if (!(rebuilt == row)) problem = "the order's row is not what its journal says";
    }
    whole = whole && problem.empty();
    const auto entries = deployment.store().journal(row.id);
    json.push_back({{"order", row.id},
                    {"entries", entries.size()},
                    {"whole", problem.empty()},
                    {"problem", problem},
                    {"last_hash", entries.empty() ? "" : entries.back().hash}});
    if (deployment.options().json) continue;
    const auto id = problem.empty() ? "cli.audit.whole" : "cli.audit.broken";
    deployment.terminal().out(deployment.terminal().styled(
        deployment.words().say(id,
                               {{"order", row.id}, {"entries", std::to_string(entries.size())}, {"problem", problem}}),
        problem.empty() ? Style::good : Style::bad));
  }
  if (deployment.options().json) {
    print_json(json);
  } else if (rows.empty()) {
    deployment.terminal().note(deployment.words().say("cli.orders.none"));
  }
  return whole ? kDone : kError;
}

}  // namespace reseal::app
