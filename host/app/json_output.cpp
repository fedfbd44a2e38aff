// SPDX-License-Identifier: Apache-2.0
#include "app/json_output.h"

#include <iostream>

#include "reseal/verdict.h"

namespace reseal::app {
namespace {

std::string iso(TimePoint time) { return to_iso(std::chrono::floor<std::chrono::seconds>(time)); }

Json texts(const std::vector<Text>& list, const Words& words) {
  auto out = Json::array();
  for (const auto& text : list) out.push_back(words.say(text));
  return out;
}

Json optional_bytes(std::optional<std::uint64_t> bytes) { return bytes ? Json(*bytes) : Json(); }

}  // namespace

Json token_json(const token::TokenStatus& status) {
  return {{"label", status.identity.label},
          {"serial", status.identity.serial},
          {"manufacturer", status.identity.manufacturer},
          {"model", status.identity.model},
          {"uri", status.identity.uri()},
          {"module", status.module},
          {"initialized", status.initialized},
          {"protected_authentication_path", status.protected_authentication_path},
          {"pin_count_low", status.pin_count_low},
          {"pin_final_try", status.pin_final_try},
          {"pin_locked", status.pin_locked},
          {"free_public_bytes", optional_bytes(status.free_public_bytes)},
          {"free_private_bytes", optional_bytes(status.free_private_bytes)}};
}

Json holding_json(const workflow::Holding& holding, Time now) {
  Json json = holding.candidate;
  const auto left = holding.candidate.certificate.not_after - now;
  json["days_left"] = std::chrono::floor<std::chrono::days>(left).count();
  json["uri"] = holding.held.uri(holding.token.identity);
  json["label"] = holding.held.label;
  json["token"] = token_json(holding.token);
  json["path"] = {{"valid", holding.path.valid}, {"problem", holding.path.problem}};
  return json;
}

Json order_json(const store::OrderRow& order) {
  Json json{{"id", order.id},           {"kind", order.kind},
            {"plugin", order.plugin},   {"certificate", order.certificate},
            {"token", order.token_uri}, {"state", std::string(store::to_string(order.state))},
            {"step", order.state_text}, {"opened_at", iso(order.opened_at)},
            {"due_at", nullptr},        {"deadline", nullptr}};
  if (order.due_at) json["due_at"] = iso(*order.due_at);
  if (order.deadline) json["deadline"] = iso(*order.deadline);
  return json;
}

Json entry_json(const store::Entry& entry) {
  return {{"seq", entry.seq},   {"at", iso(entry.at)}, {"kind", entry.kind},
          {"body", entry.body}, {"hash", entry.hash},  {"previous_hash", entry.previous_hash}};
}

Json situation_json(const workflow::Situation& situation, const Words& words) {
  auto json = order_json(situation.order);
  json["tasks"] = Json::array();
  for (const auto& task : situation.tasks) {
    json["tasks"].push_back(
        {{"id", task.id}, {"version", task.version}, {"optional", task.is_signal}, {"form", task.form}});
  }
  json["message"] = situation.message ? Json(words.say(*situation.message)) : Json();
  json["next"] = texts(situation.next, words);
  json["owed"] = Json::array();
  for (const auto& owed : situation.owed) json["owed"].push_back({{"id", owed.id}, {"text", words.say(owed.text)}});
  json["error"] = nullptr;
  if (situation.error) {
    const auto text = words.error(*situation.error, situation.error_params);
    json["error"] = {{"code", std::string(to_string(*situation.error))},
                     {"params", situation.error_params},
                     {"what", text.what},
                     {"kept", text.kept},
                     {"next", text.next}};
  }
  return json;
}

Json verdict_json(const Verdict& verdict, const Words& words) {
  Json json = verdict;
  for (std::size_t i = 0; i < verdict.rules.size(); ++i)
    json["rules"][i]["text"] = words.say(verdict.rules[i].evidence);
  return json;
}

Json quote_json(const Quote& quote, const Words& words) {
  Json json = quote;
  json["remarks"] = quote.remarks;  // the message leaves out what is empty; here every member is there
  json["packages"] = quote.packages;
  for (std::size_t i = 0; i < quote.packages.size(); ++i) {
    json["packages"][i]["remarks"] = quote.packages[i].remarks;
    json["packages"][i]["name_text"] = words.say(quote.packages[i].name);
    json["packages"][i]["remark_texts"] = texts(quote.packages[i].remarks, words);
  }
  json["remark_texts"] = texts(quote.remarks, words);
  return json;
}

void print_json(const Json& json) { std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n'; }

}  // namespace reseal::app
