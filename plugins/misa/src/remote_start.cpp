// SPDX-License-Identifier: Apache-2.0
#include "remote_start.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "reseal/readable.h"

namespace reseal::misa {
namespace {

constexpr std::string_view kOldestApp = "14.0";
constexpr const char* kVersionPattern = "[0-9]{1,6}(\\.[0-9]{1,6}){0,3}";

std::vector<int> numbers_of(std::string_view version) {
  std::vector<int> numbers(4);
  const auto* at = version.data();
  const auto* const end = at + version.size();
  for (auto& number : numbers) {
    at = std::from_chars(at, end, number).ptr;
    if (at == end) break;
    ++at;  // the dot
  }
  return numbers;
}

Field version_field() {
  auto field = text_field("app_version", {"misa.remote.app_version", {}}, {}, true);
  field.help = {"misa.remote.app_version_help", {}};
  field.pattern = kVersionPattern;
  field.pattern_hint = {"misa.remote.app_version_hint", {}};
  return field;
}

Field kind_field() {
  Field field;
  field.id = "kind";
  field.type = Field::Type::choice;
  field.label = {"misa.remote.kind", {}};
  field.help = {"misa.remote.kind_help", {}};
  field.required = true;
  for (const auto& rule : kKindRules) {
    Choice choice;
    choice.value = rule.name;
    choice.label = {"misa.remote.kind_" + std::string(rule.name), {}};
    field.choices.push_back(std::move(choice));
  }
  return field;
}

Form start_form(const Order& order, bool asks_kind, const Contact& contact) {
  auto out = form({"misa.remote.start.title", {}}, {"misa.remote.start.intro", {}}, contact);
  const auto& old = order.old.certificate;
  out.shown = {shown_value({"misa.remote.holder", {}}, old.common_name),
               shown_value({"misa.certificate.serial", {}}, old.serial.spaced),
               shown_value({"misa.certificate.issuer", {}}, old.issuer_common_name),
               shown_value({"misa.certificate.valid_to", {}}, moment(old.not_after)),
               has_expired(order) ? shown_warning(carried_over(order)) : shown_note(carried_over(order))};
  // A portal says with each package where it ends; without one, this is what the guide's rule comes to.
  for (const int months : {12, 24, 36}) {
    if (!asks_kind) break;
    auto end = add_months(term_begins(order.old, order.now), months);
    if (order.old.issuer_end) end = std::min(end, *order.old.issuer_end);
    out.shown.push_back(
        shown_note({"misa.remote.would_end", {{"months", std::to_string(months)}, {"date", day(end)}}}));
  }
  out.shown.push_back(
      shown_steps({"misa.remote.two_devices", {}}, {{"misa.remote.phone", {}}, {"misa.remote.computer", {}}}));
  out.shown.push_back(shown_note({"misa.remote.same_account", {}}));
  out.fields.push_back(version_field());
  if (asks_kind) out.fields.push_back(kind_field());
  out.accept = {"misa.remote.start.yes", {}};
  out.decline = {"misa.request.no", {}};
  return out;
}

Form update_form(const std::string& version, const Contact& contact) {
  auto out = form({"misa.remote.update.title", {}}, {"misa.remote.update.intro", {{"version", version}}}, contact);
  out.shown = {shown_warning({"misa.remote.update.means", {}}),
               shown_steps({"misa.remote.update.cure", {}},
                           {{"misa.remote.update.store", {}}, {"misa.remote.update.look", {}}})};
  out.fields = {version_field()};
  out.accept = {"misa.continue", {}};
  out.decline = {"misa.request.no", {}};
  return out;
}

}  // namespace

bool supports_renewal(std::string_view app_version) { return numbers_of(app_version) >= numbers_of(kOldestApp); }

std::string app_version_of(const Journey& journey) {
  return journey.answer_text(journey.accepted("update_app") ? "update_app" : "start", "app_version");
}

Kind stated_kind(const Journey& journey) { return kind_named(journey.answer_text("start", "kind")).value(); }

bool has_expired(const Order& order) { return order.now >= order.old.certificate.not_after; }

Time term_begins(const Candidate& old, Time now) { return std::max(now, old.certificate.not_after); }

Text carried_over(const Order& order) {
  const auto end = order.old.certificate.not_after;
  if (has_expired(order)) return {"misa.remote.nothing_carried", {{"date", day(end)}}};
  const auto days = std::chrono::floor<std::chrono::days>(end - order.now).count();
  return {"misa.remote.carried", {{"days", std::to_string(days)}, {"date", day(end)}}};
}

std::optional<Step> next_starting_step(const Order& order, bool asks_kind, const Contact& contact) {
  const Journey journey(order);
  for (const auto* id : {"start", "update_app"}) {
    if (journey.declined(id)) {
      return refuse("declined", "declined_by_user", {"misa.remote.declined_start", {}}, contact);
    }
  }
  if (!journey.accepted("start")) return ask("start", start_form(order, asks_kind, contact));
  const auto version = app_version_of(journey);
  if (!supports_renewal(version)) return ask("update_app", update_form(version, contact));
  return {};
}

}  // namespace reseal::misa
