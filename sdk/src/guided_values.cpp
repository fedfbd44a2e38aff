// SPDX-License-Identifier: Apache-2.0
#include "guided_values.h"

#include <algorithm>

#include "reseal/journey.h"
#include "reseal/readable.h"

namespace reseal::guided {
namespace {

// Of a certificate, by a name that takes no argument; "new." before it means the new certificate.
const std::set<std::string, std::less<>> kFacts = {
    "serial.hex",      "serial.lower",   "serial.spaced",   "serial.decimal", "serial.tail",   "not_before.local",
    "not_before.date", "not_before.iso", "not_after.local", "not_after.date", "not_after.iso", "fingerprint"};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::optional<std::string> attribute(const std::vector<NameAttribute>& name, std::string_view key) {
  const auto found = std::find_if(name.begin(), name.end(),
                                  [&](const NameAttribute& part) { return part.key == key || part.oid == key; });
  if (found == name.end()) return {};
  return found->value;
}

std::string as_text(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// "field.part" of an e-mail, as the host read it (Field::Type::mail).
std::string mail_part(const Json& answer, const std::string& field, const std::string& part) {
  const auto mail = answer.find(field);
  if (mail == answer.end() || !mail->is_object()) return {};
  return mail->value("mail", Json::object()).value(part, std::string());
}

}  // namespace

std::vector<std::string> placeholders(std::string_view pattern) {
  std::vector<std::string> names;
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    const auto close = pattern.find('}', open);
    if (close == std::string_view::npos) break;
    names.emplace_back(pattern.substr(open + 1, close - open - 1));
  }
  return names;
}

std::string placeholder_problem(const std::string& name, const Json& data,
                                const std::map<std::string, std::set<std::string>, std::less<>>& fields) {
  if (name == "order.id" || name == "order.opened.local" || name == "today" || name == "issuer_end.date") return {};
  const std::string_view fact = std::string_view(name).starts_with("new.") ? std::string_view(name).substr(4) : name;
  if (kFacts.contains(fact)) return {};
  for (const std::string_view prefix : {"subject.", "issuer.", "holder."}) {
    if (fact.starts_with(prefix) && fact.size() > prefix.size()) return {};
  }
  if (name.starts_with("data.")) {
    return data.contains(name.substr(5)) ? "" : "'data' has no '" + name.substr(5) + "' for {" + name + "}";
  }
  if (name.starts_with("answer.")) {
    const auto rest = name.substr(7);
    const auto dot = rest.find('.');
    const auto step = fields.find(rest.substr(0, dot));
    if (step == fields.end()) return "there is no step '" + rest.substr(0, dot) + "'";
    if (dot == std::string::npos || !step->second.contains(rest.substr(dot + 1))) {
      return "the step '" + step->first + "' has no field '" + (dot == std::string::npos ? "" : rest.substr(dot + 1)) +
             "'";
    }
    return {};
  }
  return "there is no placeholder {" + name + "}";
}

Values::Values(const Json& document, const Json& settings, const Candidate& candidate)
    : document_(document), settings_(settings), candidate_(candidate) {
  const auto times = document.value("times", Json::object());
  utc_offset_ = utc_offset_of(times.value("utc_offset", "+00:00"));
  time_format_ = times.value("time", "%Y-%m-%d %H:%M:%S");
  date_format_ = times.value("date", "%Y-%m-%d");
}

Values::Values(const Json& document, const Json& settings, const Order& order) : Values(document, settings, order.old) {
  order_ = &order;
}

const Json* Values::data(const std::string& name) const {
  if (settings_.is_object()) {
    const auto setting = settings_.find(name);
    if (setting != settings_.end() && !setting->is_null()) return &*setting;
  }
  const auto data = document_.find("data");
  if (data == document_.end()) return nullptr;
  const auto found = data->find(name);
  return found == data->end() ? nullptr : &*found;
}

std::optional<std::string> Values::certificate_value(const CertificateFacts& facts, std::string_view name) const {
  if (name == "serial.hex") return facts.serial.hex;
  if (name == "serial.lower") return lower(facts.serial.hex);
  if (name == "serial.spaced") return facts.serial.spaced;
  if (name == "serial.decimal") return facts.serial.decimal;
  if (name == "serial.tail") {
    // Old and new share their first digits; only the tail tells them apart.
    const auto size = facts.serial.hex.size();
    return "…" + facts.serial.hex.substr(size > 8 ? size - 8 : 0);
  }
  if (name == "not_before.local") return local_text(facts.not_before, utc_offset_, time_format_);
  if (name == "not_before.date") return local_text(facts.not_before, utc_offset_, date_format_);
  if (name == "not_before.iso") return to_iso(facts.not_before);
  if (name == "not_after.local") return local_text(facts.not_after, utc_offset_, time_format_);
  if (name == "not_after.date") return local_text(facts.not_after, utc_offset_, date_format_);
  if (name == "not_after.iso") return to_iso(facts.not_after);
  if (name == "fingerprint") return facts.sha256;
  if (name.starts_with("subject.")) return attribute(facts.subject, name.substr(8));
  if (name.starts_with("issuer.")) return attribute(facts.issuer, name.substr(7));
  if (name == "holder.name") return facts.common_name;
  if (name.starts_with("holder.")) {
    const auto* id = facts.holder_id(name.substr(7));
    if (id != nullptr) return id->value;
  }
  return {};
}

std::optional<std::string> Values::find(const std::string& name) const {
  if (name.starts_with("data.")) {
    const auto* value = data(name.substr(5));
    if (value == nullptr || value->is_array() || as_text(*value).empty()) return {};
    return as_text(*value);
  }
  if (name == "issuer_end.date") {
    if (!candidate_.issuer_end) return {};
    return local_text(*candidate_.issuer_end, utc_offset_, date_format_);
  }
  if (order_ == nullptr) return certificate_value(candidate_.certificate, name);
  if (name == "order.id") return order_->id;
  if (name == "order.opened.local") return local_text(order_->opened_at, utc_offset_, time_format_);
  if (name == "today") return local_text(order_->now, utc_offset_, date_format_);
  const Journey journey(*order_);
  if (name.starts_with("answer.")) {
    const auto dot = name.find('.', 7);
    const auto step = name.substr(7, dot - 7);
    const auto field = name.substr(dot + 1);
    const auto part = field.find('.');
    auto entered = part == std::string::npos
                       ? journey.answer_text(step, field)
                       : mail_part(journey.answer(step), field.substr(0, part), field.substr(part + 1));
    if (entered.empty()) return {};
    return entered;
  }
  if (name.starts_with("new.")) {
    const auto renewed = journey.new_certificate();
    if (!renewed) return {};
    return certificate_value(*renewed, std::string_view(name).substr(4));
  }
  return certificate_value(candidate_.certificate, name);
}

std::optional<std::string> Values::fill(std::string_view pattern) const {
  std::string out;
  for (;;) {
    const auto open = pattern.find('{');
    const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) return out + std::string(pattern);
    const auto value = find(std::string(pattern.substr(open + 1, close - open - 1)));
    if (!value || value->empty()) return {};
    out.append(pattern.substr(0, open)).append(*value);
    pattern.remove_prefix(close + 1);
  }
}

std::vector<std::string> Values::list(const Json& items) const {
  std::vector<std::string> out;
  for (const auto& item : items) {
    const auto text = item.get<std::string>();
    const auto names = placeholders(text);
    const auto* value =
        names.size() == 1 && names.front().starts_with("data.") ? data(names.front().substr(5)) : nullptr;
    if (value == nullptr) {
      out.push_back(text);
    } else if (value->is_array()) {
      for (const auto& each : *value) out.push_back(as_text(each));
    } else {
      out.push_back(as_text(*value));
    }
  }
  return out;
}

}  // namespace reseal::guided
