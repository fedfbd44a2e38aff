// SPDX-License-Identifier: Apache-2.0
#include "guided_text.h"

#include <algorithm>

#include "reseal/journey.h"

namespace reseal::guided {
namespace {

constexpr const char* kNoValue = "–";

// Fills every parameter of every text inside, wherever it stands.
void fill_texts(Json& part, const Values& values) {
  if (!part.is_structured()) return;
  if (part.is_object() && part.contains("id") && part.contains("params")) {
    for (auto& [name, value] : part.at("params").items()) {
      value = values.fill(value.get<std::string>()).value_or(kNoValue);
    }
    return;
  }
  for (auto& item : part) fill_texts(item, values);
}

Json filled_shown(const Json& all, const Values& values) {
  Json out = Json::array();
  for (auto shown : all) {
    if (shown.contains("when")) {
      if (!holds(shown.at("when"), values)) continue;
      shown.erase("when");
    }
    if (shown.contains("value")) {
      const auto value = values.fill(shown.at("value").get<std::string>());
      if (!value) continue;
      shown["value"] = *value;
    }
    out.push_back(std::move(shown));
  }
  return out;
}

Json filled_fields(const Json& all, const Values& values) {
  Json out = Json::array();
  for (auto field : all) {
    if (field.contains("initial") && field.at("initial").is_string()) {
      const auto initial = values.fill(field.at("initial").get<std::string>());
      if (initial) {
        field["initial"] = *initial;
      } else {
        field.erase("initial");
      }
    }
    out.push_back(std::move(field));
  }
  return out;
}

bool answer_is(const Json& condition, const Order& order) {
  const auto path = condition.at("answer").get<std::string>();
  const auto dot = path.find('.');
  const Journey journey(order);
  const auto& answer = journey.answer(path.substr(0, dot));
  const auto found = answer.find(path.substr(dot + 1));
  if (found == answer.end() || found->is_null()) return false;
  if (condition.contains("equals")) return *found == condition.at("equals");
  return *found != Json(false) && *found != Json("");
}

bool data_is(const Json& condition, const Values& values) {
  const auto* value = values.data(condition.at("data").get<std::string>());
  if (value == nullptr) return false;
  if (condition.contains("equals")) return *value == condition.at("equals");
  return *value != Json(false) && *value != Json("") && !(value->is_array() && value->empty());
}

}  // namespace

Text text_of(const Json& part, const char* member, const Values& values) {
  const auto found = part.find(member);
  if (found == part.end()) return {};
  auto text = *found;
  fill_texts(text, values);
  return text.get<Text>();
}

std::vector<Text> texts_of(const Json& part, const char* member, const Values& values) {
  const auto found = part.find(member);
  if (found == part.end()) return {};
  auto texts = *found;
  fill_texts(texts, values);
  return texts.get<std::vector<Text>>();
}

Form form_of(const Json& form, const Values& values) {
  auto filled = form;
  fill_texts(filled, values);
  filled["shown"] = filled_shown(filled.value("shown", Json::array()), values);
  filled["fields"] = filled_fields(filled.value("fields", Json::array()), values);
  return filled.get<Form>();
}

bool holds(const Json& condition, const Values& values) {
  const auto each = [&](const Json& part) { return holds(part, values); };
  if (condition.contains("not")) return !holds(condition.at("not"), values);
  if (condition.contains("all")) {
    return std::all_of(condition.at("all").begin(), condition.at("all").end(), each);
  }
  if (condition.contains("any")) {
    return std::any_of(condition.at("any").begin(), condition.at("any").end(), each);
  }
  if (condition.contains("data")) return data_is(condition, values);
  if (condition.contains("holder_id")) {
    return values.candidate().certificate.holder_id(condition.at("holder_id").get<std::string>()) != nullptr;
  }
  const auto* order = values.order();
  if (order == nullptr) return false;
  const Journey journey(*order);
  if (condition.contains("answered")) return journey.last(condition.at("answered").get<std::string>()) != nullptr;
  if (condition.contains("declined")) return journey.declined(condition.at("declined").get<std::string>());
  if (condition.contains("expired")) {
    return (order->now >= order->old.certificate.not_after) == condition.at("expired").get<bool>();
  }
  return condition.contains("answer") && answer_is(condition, *order);
}

}  // namespace reseal::guided
