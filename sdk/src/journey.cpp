// SPDX-License-Identifier: Apache-2.0
#include "reseal/journey.h"

#include <algorithm>
#include <utility>

namespace reseal {
namespace {

const Json& nothing() {
  static const Json empty = Json::object();
  return empty;
}

bool flag(const Json& result, const char* name) {
  const auto found = result.find(name);
  return found != result.end() && found->is_boolean() && found->get<bool>();
}

Shown shown(Shown::Kind kind, Text label, std::string value) {
  Shown out;
  out.kind = kind;
  out.label = std::move(label);
  out.value = std::move(value);
  return out;
}

}  // namespace

const PastStep* Journey::last(std::string_view step_id) const {
  const auto found = std::find_if(order_.history.rbegin(), order_.history.rend(),
                                  [&](const PastStep& step) { return step.id == step_id; });
  return found == order_.history.rend() ? nullptr : &*found;
}

bool Journey::accepted(std::string_view step_id) const {
  const auto* step = last(step_id);
  return step != nullptr && step->result.is_object() && flag(step->result, "accepted");
}

bool Journey::declined(std::string_view step_id) const {
  const auto* step = last(step_id);
  return step != nullptr && step->result.is_object() && step->result.contains("accepted") &&
         !flag(step->result, "accepted");
}

bool Journey::signalled(std::string_view step_id) const {
  const auto* step = last(step_id);
  return step != nullptr && step->result.is_object() && step->result.contains("signal");
}

bool Journey::accepted_after(std::string_view step_id, std::initializer_list<std::string_view> others) const {
  if (!accepted(step_id)) return false;
  const auto* step = last(step_id);
  // Places in one vector: later pointers are later steps.
  return std::all_of(others.begin(), others.end(), [&](std::string_view other) {
    const auto* before = last(other);
    return before != nullptr && before < step;
  });
}

const Json& Journey::answer(std::string_view step_id) const {
  const auto* step = last(step_id);
  if (step == nullptr || !step->result.is_object()) return nothing();
  for (const char* name : {"answer", "signal"}) {
    const auto found = step->result.find(name);
    if (found != step->result.end() && found->is_object()) return *found;
  }
  return nothing();
}

std::string Journey::answer_text(std::string_view step_id, std::string_view field) const {
  const auto& entered = answer(step_id);
  const auto found = entered.find(std::string(field));
  if (found == entered.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::int64_t Journey::answer_integer(std::string_view step_id, std::string_view field) const {
  const auto& entered = answer(step_id);
  const auto found = entered.find(std::string(field));
  return found != entered.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::optional<CertificateFacts> Journey::new_certificate() const {
  if (order_.new_certificate) return order_.new_certificate;
  for (auto step = order_.history.rbegin(); step != order_.history.rend(); ++step) {
    if (step->result.is_object() && flag(step->result, "installed") && step->result.contains("certificate")) {
      return step->result.at("certificate").get<CertificateFacts>();
    }
  }
  return {};
}

const Json* Journey::remembered(std::string_view name) const {
  if (!order_.memory.is_object()) return nullptr;
  const auto found = order_.memory.find(std::string(name));
  return found == order_.memory.end() || found->is_null() ? nullptr : &*found;
}

std::string rejected_checks(const PastStep& step) {
  std::string checks;
  for (const auto& each : step.result.value("rejected", Json::array())) {
    checks += (checks.empty() ? "" : ", ") + each.value("check", std::string());
  }
  return checks;
}

Shown shown_value(Text label, std::string value, bool copy) {
  auto out = shown(Shown::Kind::value, std::move(label), std::move(value));
  out.copy = copy;
  return out;
}
Shown shown_note(Text text) { return shown(Shown::Kind::note, std::move(text), {}); }
Shown shown_warning(Text text) { return shown(Shown::Kind::warning, std::move(text), {}); }
Shown shown_steps(Text label, std::vector<Text> items) {
  auto out = shown(Shown::Kind::steps, std::move(label), {});
  out.items = std::move(items);
  return out;
}
Shown shown_link(Text label, std::string address) {
  return shown(Shown::Kind::link, std::move(label), std::move(address));
}
Shown shown_qr(Text label, std::string value) { return shown(Shown::Kind::qr, std::move(label), std::move(value)); }

Field text_field(std::string id, Text label, std::string initial, bool required) {
  Field field;
  field.id = std::move(id);
  field.label = std::move(label);
  field.required = required;
  if (!initial.empty()) field.initial = Json(std::move(initial));
  return field;
}

Field tick_field(std::string id, Text label) {
  Field field;
  field.id = std::move(id);
  field.type = Field::Type::boolean;
  field.label = std::move(label);
  field.required = true;
  field.must_be_true = true;
  return field;
}

}  // namespace reseal
