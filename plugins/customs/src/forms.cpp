// SPDX-License-Identifier: Apache-2.0
#include "forms.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "reseal/readable.h"

namespace reseal::customs {
namespace {

std::string moment(Time time) { return local_text(time, kVietNamOffset, kVietnameseTime); }

std::string tax_code_of(const CertificateFacts& certificate) {
  const auto* id = certificate.holder_id("MST");
  return id == nullptr ? std::string() : id->value;
}

Form form(const char* title, const char* intro, const Contact& contact) {
  Form out;
  out.title = {title, {}};
  out.intro = {intro, {}};
  out.contact = contact.text;
  return out;
}

void show(Form& form, const char* label, std::string value, bool copy = false) {
  if (!value.empty()) form.shown.push_back(shown_value({label, {}}, std::move(value), copy));
}

void show_company(Form& form, const Order& order, bool copy) {
  show(form, "customs.value.company", order.new_certificate->common_name, copy);
  show(form, "customs.value.tax_code", tax_code_of(*order.new_certificate), copy);
  show(form, "customs.value.old_serial", order.old.certificate.serial.hex, copy);
}

void show_new_certificate(Form& form, const CertificateFacts& certificate, bool copy) {
  show(form, "customs.value.new_serial", certificate.serial.hex, copy);
  show(form, "customs.value.issuer", certificate.issuer_common_name, copy);
  show(form, "customs.value.valid_from", moment(certificate.not_before), copy);
  show(form, "customs.value.valid_to", moment(certificate.not_after), copy);
}

Field needed(Field field) {
  field.required = true;
  return field;
}

Field email_field(const char* id, const char* label, std::string initial) {
  auto field = needed(text_field(id, {label, {}}, std::move(initial)));
  field.type = Field::Type::email;
  return field;
}

Field choice_field(const char* id, const char* label, const char* prefix, std::initializer_list<const char*> values) {
  Field field;
  field.id = id;
  field.type = Field::Type::choice;
  field.label = {label, {}};
  field.required = true;
  for (const auto* value : values) field.choices.push_back({value, {std::string(prefix) + value, {}}, {}, {}});
  return field;
}

}  // namespace

Step ask(std::string id, Form form, Json remember) {
  Step step;
  step.id = std::move(id);
  step.action = Ask{std::move(form)};
  step.remember = std::move(remember);
  return step;
}

Step refuse(std::string id, std::string reason, Text message, std::vector<Text> next) {
  Step step;
  step.id = std::move(id);
  step.action = Refuse{std::move(reason), std::move(message), std::move(next)};
  return step;
}

Step fail(std::string id, Text message) {
  Step step;
  step.id = std::move(id);
  step.action = Fail{"portal_contract", std::move(message), {{"customs.next.call_customs", {}}}};
  return step;
}

std::string today(const Order& order) { return local_text(order.now, kVietNamOffset, "%Y-%m-%d"); }

DeclarantData declarant_of(const Journey& journey) {
  const auto text = [&](const char* field) { return journey.answer_text("declarant", field); };
  auto number = text("id_number");
  std::erase(number, ' ');
  std::ranges::transform(number, number.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return {text("full_name"), text("id_kind"), number, text("email")};
}

Form start_form(const Order& order, const Contact& contact) {
  auto out = form("customs.start.title", "customs.start.intro", contact);
  show_company(out, order, false);
  show(out, "customs.value.new_serial", order.new_certificate->serial.hex);
  out.shown.push_back(shown_note({"customs.start.one_working_day", {}}));
  if (order.old.certificate.not_after <= order.now) out.shown.push_back(shown_note({"customs.start.old_expired", {}}));
  auto key = choice_field("old_key", "customs.start.old_key", "customs.start.old_key_", {"here", "lost"});
  key.initial = order.old.has_private_key ? "here" : "lost";
  out.fields = {key};
  out.accept = {"customs.start.accept", {}};
  out.decline = {"customs.start.decline", {}};
  return out;
}

Form declarant_form(const Order& order, const Text& correction, const Contact& contact) {
  auto out = form("customs.declarant.title", "customs.declarant.intro", contact);
  if (!correction.empty()) out.shown.push_back(shown_warning(correction));
  out.shown.push_back(shown_note({"customs.declarant.read", {}}));
  show_new_certificate(out, *order.new_certificate, false);
  show(out, "customs.value.effective_date", local_text(order.now, kVietNamOffset, kVietnameseDate));

  const Journey journey(order);
  const auto before = declarant_of(journey);
  auto kind = choice_field("id_kind", "customs.declarant.id_kind", "customs.declarant.id_kind_",
                           {"citizen_id", "passport", "old_id_card"});
  if (!before.id_kind.empty()) kind.initial = before.id_kind;
  auto number = needed(text_field("id_number", {"customs.declarant.id_number", {}}, before.id_number));
  number.pattern = "[A-Za-z0-9 ]{6,16}";
  number.pattern_hint = {"customs.declarant.id_number_hint", {}};
  out.fields = {needed(text_field("full_name", {"customs.declarant.full_name", {}}, before.full_name)), kind, number,
                email_field("email", "customs.declarant.email", before.email)};
  out.accept = {"customs.declarant.accept", {}};
  out.decline = {"customs.declarant.decline", {}};
  return out;
}

Form send_form(const Order& order, const Registration& saved, const Contact& contact) {
  auto out = form("customs.send.title", "customs.send.intro", contact);
  out.shown.push_back(shown_warning({"customs.send.saved_is_not_sent", {}}));
  show(out, "customs.value.record", saved.number);
  show(out, "customs.value.new_serial", saved.serial);
  show(out, "customs.value.issuer", saved.issuer);
  show(out, "customs.value.valid_from", moment(saved.valid_from));
  show(out, "customs.value.valid_to", moment(saved.valid_to));
  const auto declarant = declarant_of(Journey(order));
  out.fields = {needed(text_field("sender", {"customs.send.sender", {}}, declarant.full_name)),
                email_field("email", "customs.send.email", declarant.email)};
  out.accept = {"customs.send.accept", {}};
  out.decline = {"customs.send.decline", {}};
  return out;
}

Wait result_wait(const Order& order, const Registration& sent, const Contact& contact) {
  Wait wait;
  wait.reason = {"customs.result.waiting",
                 {{"number", sent.number}, {"sent", sent.sent_at ? moment(*sent.sent_at) : "–"}}};
  wait.expectation = {"customs.result.no_time_promised", {}};
  if (order.old.certificate.not_after > order.now) wait.deadline = order.old.certificate.not_after;
  Form signal;
  signal.title = {"customs.result.look_now", {}};
  wait.signal = signal;
  wait.contact = contact.text;
  return wait;
}

Form password_form(const Contact& contact) {
  auto out = form("customs.password.title", "customs.password.intro", contact);
  out.shown.push_back(shown_warning({"customs.password.software_needs_it", {}}));
  out.accept = {"customs.password.accept", {}};
  out.decline = {"customs.password.decline", {}};
  return out;
}

Form paper_form(const Order& order, const std::string& why, const std::string& portal_says, const Contact& contact) {
  auto out = form("customs.paper.title", "customs.paper.intro", contact);
  out.shown.push_back(shown_warning({"customs.paper.because_" + why, {}}));
  if (!portal_says.empty()) out.shown.push_back(shown_note({"customs.portal_says", {{"text", portal_says}}}));
  out.shown.push_back(shown_steps({"customs.paper.do_this", {}}, {{"customs.paper.step_1", {}},
                                                                  {"customs.paper.step_2", {}},
                                                                  {"customs.paper.step_3", {}},
                                                                  {"customs.paper.step_4", {}}}));
  show_company(out, order, true);
  show_new_certificate(out, *order.new_certificate, true);
  out.accept = {"customs.paper.accept", {}};
  out.decline = {"customs.paper.decline", {}};
  return out;
}

Wait paper_wait(const Order& order, const Contact& contact) {
  Wait wait;
  wait.reason = {"customs.paper.waiting", {}};
  wait.expectation = {"customs.result.no_time_promised", {}};
  wait.poll_after = std::chrono::hours(24);  // nothing to look at: only the letter ends it
  if (order.old.certificate.not_after > order.now) wait.deadline = order.old.certificate.not_after;
  Form signal;
  signal.title = {"customs.paper.letter_title", {}};
  signal.intro = {"customs.paper.letter_intro", {}};
  auto date = needed(text_field("decided_on", {"customs.paper.decided_on", {}}));
  date.type = Field::Type::date;
  auto time = needed(text_field("decided_time", {"customs.paper.decided_time", {}}));
  time.pattern = "([01][0-9]|2[0-3]):[0-5][0-9]";
  time.pattern_hint = {"customs.paper.decided_time_hint", {}};
  auto serial = needed(text_field("serial", {"customs.paper.serial", {}}, order.new_certificate->serial.hex));
  serial.pattern = "[0-9A-Fa-f :]{2,80}";
  serial.pattern_hint = {"customs.paper.serial_hint", {}};
  signal.fields = {choice_field("outcome", "customs.paper.outcome", "customs.paper.outcome_", {"accepted", "refused"}),
                   date,
                   time,
                   needed(text_field("letter", {"customs.paper.letter", {}})),
                   serial,
                   text_field("reason", {"customs.paper.reason", {}})};
  wait.signal = signal;
  wait.contact = contact.text;
  return wait;
}

}  // namespace reseal::customs
