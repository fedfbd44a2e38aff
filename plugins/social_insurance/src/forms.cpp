// SPDX-License-Identifier: Apache-2.0
#include "forms.h"

#include <utility>

#include "reseal/journey.h"
#include "reseal/readable.h"

namespace reseal::social_insurance {
namespace {

std::string moment(Time time) { return local_text(time, kVietNamOffset, kVietnameseTime); }

Form form(const char* title, const char* intro, const Text& contact) {
  Form out;
  out.title = say(title);
  out.intro = say(intro);
  out.contact = contact;
  return out;
}

void show_certificates(Form& out, const Order& order) {
  const auto& fresh = order.new_certificate.value();
  out.shown.push_back(shown_value(say("holder"), fresh.common_name));
  if (const auto* tax_code = fresh.holder_id("MST")) out.shown.push_back(shown_value(say("tax_code"), tax_code->value));
  out.shown.push_back(shown_value(say("new_serial"), fresh.serial.hex));
  out.shown.push_back(shown_value(say("issuer"), fresh.issuer_common_name));
  out.shown.push_back(shown_value(say("valid_from"), moment(fresh.not_before)));
  out.shown.push_back(shown_value(say("valid_to"), moment(fresh.not_after)));
  out.shown.push_back(shown_value(say("old_serial"), order.old.certificate.serial.hex));
}

Field typed(const char* id, Field::Type type, const char* label) {
  Field field;
  field.id = id;
  field.type = type;
  field.label = say(label);
  return field;
}

// How it was decided: the same questions whether nothing came by e-mail or an e-mail could not be read for sure.
std::vector<Field> decision_fields(bool or_wait) {
  auto decision = typed("decision", Field::Type::choice, "decision");
  decision.choices = {{"accepted", say("decision.accepted"), {}, {}}, {"refused", say("decision.refused"), {}, {}}};
  if (or_wait) {
    decision.required = true;
    decision.choices.push_back({"wait", say("decision.wait"), {}, {}});
  }
  const auto day = typed("decided_on", Field::Type::date, "decided_on");
  auto hour = typed("decided_time", Field::Type::text, "decided_time");
  hour.pattern = "([01][0-9]|2[0-3]):[0-5][0-9]";
  hour.pattern_hint = say("decided_time.hint");
  auto reason = typed("reason", Field::Type::multiline, "reason");
  reason.maximum = 2000;
  return {decision, day, hour, reason};
}

void offer(Form& out, const Json& entered) {
  for (auto& field : out.fields) {
    const auto value = entered.find(field.id);
    if (value != entered.end() && !value->is_null() && field.type != Field::Type::boolean) field.initial = *value;
  }
}

}  // namespace

bool looks_like_unit_code(const std::string& code) {
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return code.size() == 7 && letter(code[0]) && letter(code[1]) && digit(code[2]) && digit(code[3]) && digit(code[4]) &&
         digit(code[5]) && letter(code[6]);
}

Text say(const std::string& id, std::map<std::string, std::string> params) {
  return {"social_insurance." + id, std::move(params)};
}

Form unit_form(const Order& order, const std::string& refused, const Json& entered, const Text& contact) {
  auto out = form("unit.title", "unit.intro", contact);
  if (!refused.empty()) out.shown.push_back(shown_warning({"social_insurance.unit.refused", {{"reason", refused}}}));
  show_certificates(out, order);
  out.shown.push_back(shown_note(say("until_then")));
  out.shown.push_back(shown_note(say("lead_time.unknown")));
  auto code = text_field("unit_code", say("unit_code"), {}, true);
  code.help = say("unit_code.help");
  code.pattern = "[A-Za-z0-9.-]{2,20}";
  code.pattern_hint = say("unit_code.hint");
  if (const auto* known = order.new_certificate.value().holder_id("BHXH")) code.initial = known->value;
  auto email = typed("email", Field::Type::email, "email");
  email.help = say("email.help");
  email.required = true;
  auto phone = typed("phone", Field::Type::phone, "phone");
  phone.required = true;
  out.fields = {code, email, phone, tick_field("responsible", say("responsible"))};
  offer(out, entered);
  out.accept = say("unit.accept");
  out.decline = say(refused.empty() ? "unit.decline" : "unit.give_up");
  return out;
}

Form confirm_form(const Order& order, const UnitData& unit, const Text& contact) {
  auto out = form("confirm.title", "confirm.intro", contact);
  if (!looks_like_unit_code(unit.unit_code)) {
    out.shown.push_back(shown_warning({"social_insurance.confirm.odd_code", {{"code", unit.unit_code}}}));
  }
  out.shown.push_back(shown_value(say("unit_code"), unit.unit_code));
  out.shown.push_back(shown_value(say("email"), unit.email));
  out.shown.push_back(shown_value(say("phone"), unit.phone));
  show_certificates(out, order);
  out.accept = say("confirm.accept");
  out.decline = say("confirm.decline");
  return out;
}

Form answer_form(const Change& change, const Text& contact) {
  auto out = form("answer.title", "answer.intro", contact);
  out.shown.push_back(shown_value(say("number"), change.number, true));
  auto mail = typed("mail", Field::Type::mail, "mail");
  mail.help = say("mail.help");
  out.fields = decision_fields(false);
  out.fields.insert(out.fields.begin(), mail);
  out.accept = say("answer.accept");
  return out;
}

Form read_form(const Change& change, const Json& answer, const Text& why, const Text& contact) {
  auto out = form("read.title", "read.intro", contact);
  out.shown.push_back(shown_warning(why));
  out.shown.push_back(shown_value(say("number"), change.number, true));
  const auto mail = answer.value("mail", Json::object()).value("mail", Json::object());
  out.fields = decision_fields(true);
  offer(out, answer);
  if (!mail.empty()) {
    out.shown.push_back(shown_value(say("mail.from"), mail.value("from", "")));
    out.shown.push_back(shown_value(say("mail.subject"), mail.value("subject", "")));
    out.shown.push_back(shown_value(say("mail.date"), mail.value("date", "")));
    Shown text;
    text.kind = Shown::Kind::document;
    text.label = say("mail.text");
    text.value = mail.value("text", "");
    text.media_type = "text/plain";
    out.shown.push_back(text);
  }
  out.accept = say("read.accept");
  return out;
}

Form no_answer_form(const Change& change, const Text& contact) {
  auto out = form("no_answer.title", "no_answer.intro", contact);
  out.shown.push_back(shown_value(say("number"), change.number, true));
  out.shown.push_back(shown_value(say("sent_at"), moment(change.received_at)));
  out.shown.push_back(shown_warning(contact));
  out.shown.push_back(shown_note(say("until_then")));
  out.accept = say("no_answer.accept");
  out.decline = say("no_answer.decline");
  return out;
}

}  // namespace reseal::social_insurance
