// SPDX-License-Identifier: Apache-2.0
#include "forms.h"

#include <utility>

#include "banks.h"
#include "reseal/china_numbers.h"
#include "reseal/readable.h"

namespace reseal::szca {
namespace {

Field typed_field(std::string id, const char* label, Field::Type type = Field::Type::text) {
  auto field = text_field(std::move(id), {label, {}}, {}, true);
  field.type = type;
  if (type == Field::Type::text) field.maximum = 200;
  return field;
}

Field choice_field(std::string id, const char* label, std::vector<Choice> choices) {
  auto field = typed_field(std::move(id), label, Field::Type::choice);
  field.initial.reset();
  field.choices = std::move(choices);
  return field;
}

// A form that is shown again begins with what was entered; a tick is given anew.
void keep_answers(Form& form, const Order& order, std::string_view step) {
  const Journey journey(order);
  const auto& entered = journey.answer(step);
  for (auto& field : form.fields) {
    if (entered.contains(field.id) && field.type != Field::Type::boolean) field.initial = entered.at(field.id);
  }
}

void show_person(Form& form, const char* title, const Person& person) {
  form.shown.push_back(shown_note({title, {}}));
  form.shown.push_back(shown_value({"szca.person.name", {}}, person.name));
  form.shown.push_back(shown_value({"szca.person.id_number", {}}, person.id_number));
  form.shown.push_back(shown_value({"szca.person.phone", {}}, person.phone));
}

}  // namespace

std::string day_text(Time time) { return local_text(time, kChinaOffset, "%Y-%m-%d"); }
std::string moment_text(Time time) { return local_text(time, kChinaOffset, "%Y-%m-%d %H:%M"); }

Form empty_form(const Renewal& now, Text title, Text intro) {
  Form out;
  out.title = std::move(title);
  out.intro = std::move(intro);
  out.contact = now.contact;
  return out;
}

// SZCA-02, SZCA-24
Form certificate_form(const Renewal& now, const CertificateStatus& status) {
  auto out = empty_form(now, {"szca.certificate.title", {}}, {"szca.certificate.intro", {}});
  const auto& old = now.order.old.certificate;
  out.shown = {shown_value({"szca.certificate.owner", {}}, status.holder_name),
               shown_value({"szca.certificate.owner_number", {}}, status.holder_number),
               shown_value({"szca.certificate.serial", {}}, old.serial.hex, true),
               shown_value({"szca.certificate.ends", {}}, moment_text(old.not_after)),
               shown_note({"szca.quote.class_" + status.certificate_class, {}}),
               shown_note({"szca.certificate.seal", {}})};
  if (status.printed_form) out.shown.push_back(shown_note({"szca.certificate.takes_paper", {}}));
  if (status.identity_check) out.shown.push_back(shown_note({"szca.certificate.takes_wechat", {}}));
  if (status.verification) out.shown.push_back(shown_note({"szca.certificate.takes_bank", {}}));
  out.accept = {"szca.certificate.yes", {}};
  out.decline = {"szca.not_now", {}};
  return out;
}

// Facts: domain-detail 0, finding 8. The encryption certificate changes with the renewal.
Form bids_form(const Renewal& now) {
  auto out = empty_form(now, {"szca.bids.title", {}}, {"szca.bids.intro", {}});
  out.shown = {shown_warning({"szca.bids.why", {}})};
  out.fields = {choice_field("uploaded", "szca.bids.question",
                             {{"none", {"szca.bids.none", {}}, {}, {}}, {"some", {"szca.bids.some", {}}, {}, {}}})};
  return out;
}

// SZCA-04
Form years_form(const Renewal& now, const PriceList& prices, const CertificateStatus& status,
                const std::optional<Text>& warning) {
  auto out = empty_form(now, {"szca.years.title", {}}, {"szca.years.intro", {}});
  if (warning) out.shown.push_back(shown_warning(*warning));
  auto package = choice_field("package", "szca.years.label", {});
  for (const auto& each : prices.packages) {
    Choice choice;
    choice.value = each.code;
    choice.label = {"szca.years.name", {{"years", std::to_string(each.years)}}};
    choice.price = each.price;
    choice.detail = {"szca.years.until", {{"date", day_text(each.valid_until)}}};
    package.choices.push_back(std::move(choice));
    if (status.issuer_ends && *status.issuer_ends < add_months(now.order.now, 12 * each.years)) {
      out.shown.push_back(shown_warning({"szca.years.cut_short", {{"date", day_text(*status.issuer_ends)}}}));
    }
  }
  out.fields = {std::move(package)};
  keep_answers(out, now.order, "years");
  return out;
}

// SZCA-05, SZCA-06
Form applicant_form(const Renewal& now, const Owner& owner, const std::optional<Text>& warning) {
  auto out = empty_form(now, {"szca.applicant.title", {}}, {"szca.applicant.intro", {}});
  if (warning) out.shown.push_back(shown_warning(*warning));
  auto name = typed_field("name", "szca.applicant.name");
  auto number = typed_field("number", "szca.applicant.number", Field::Type::credit_code);
  if (!owner.name.empty()) name.initial = owner.name;
  if (!owner.number.empty()) number.initial = owner.number;
  out.fields = {std::move(name), std::move(number)};
  keep_answers(out, now.order, "applicant");
  return out;
}

// SZCA-05, SZCA-07, SZCA-21
Form people_form(const Renewal& now) {
  auto out = empty_form(now, {"szca.people.title", {}}, {"szca.people.intro", {}});
  out.shown = {shown_note({"szca.people.real_name", {}})};
  auto email = typed_field("handler_email", "szca.people.handler_email", Field::Type::email);
  email.help = {"szca.people.email_help", {}};
  out.fields = {typed_field("handler_name", "szca.people.handler_name"),
                typed_field("handler_id", "szca.people.handler_id", Field::Type::resident_id),
                typed_field("handler_phone", "szca.people.handler_phone", Field::Type::phone_cn),
                std::move(email),
                typed_field("legal_name", "szca.people.legal_name"),
                typed_field("legal_id", "szca.people.legal_id", Field::Type::resident_id),
                typed_field("legal_phone", "szca.people.legal_phone", Field::Type::phone_cn)};
  keep_answers(out, now.order, "people");
  return out;
}

void add_account_fields(Form& form, const Renewal& now, std::string_view step) {
  auto number = typed_field("account_number", "szca.account.number");
  number.pattern = "[0-9]{8,32}";
  number.pattern_hint = {"szca.account.number_hint", {}};
  form.fields.push_back(typed_field("account_name", "szca.account.name"));
  form.fields.push_back(bank_field(now.banks));
  form.fields.push_back(std::move(number));
  keep_answers(form, now.order, step);
}

// SZCA-08, SZCA-09, SZCA-27, SZCA-28; Q14: a payment from the company's own account is its own proof.
Form billing_form(const Renewal& now, const PriceList& prices, const CertificateStatus& status) {
  auto out = empty_form(now, {"szca.billing.title", {}}, {"szca.billing.intro", {}});
  std::vector<Choice> methods;
  for (const auto& each : prices.payment_methods) {
    methods.push_back({each, {"szca.billing." + each, {}}, {"szca.billing." + each + "_detail", {}}, {}});
  }
  out.fields = {choice_field("method", "szca.billing.method", std::move(methods)),
                choice_field("invoice", "szca.billing.invoice",
                             {{"none", {"szca.billing.invoice_none", {}}, {}, {}},
                              {"electronic", {"szca.billing.invoice_electronic", {}}, {}, {}}})};
  if (status.verification) out.shown.push_back(shown_note({"szca.billing.account_why", {}}));
  keep_answers(out, now.order, "billing");
  if (status.verification) add_account_fields(out, now, "billing");
  return out;
}

// SZCA-10, SZCA-29
Form confirm_form(const Renewal& now, const OfferedYears& years, const NewApplication& entered) {
  auto out = empty_form(now, {"szca.confirm.title", {}}, {"szca.confirm.intro", {}});
  out.shown = {shown_value({"szca.applicant.name", {}}, entered.applicant_name),
               shown_value({"szca.applicant.number", {}}, entered.applicant_number)};
  show_person(out, "szca.people.handler", entered.handler);
  out.shown.push_back(shown_value({"szca.people.handler_email", {}}, entered.handler_email));
  show_person(out, "szca.people.legal_person", entered.legal_person);
  if (entered.account) {
    out.shown.push_back(shown_value({"szca.account.name", {}}, entered.account->name));
    out.shown.push_back(shown_value({"szca.account.bank", {}}, entered.account->bank));
    out.shown.push_back(shown_value({"szca.account.number", {}}, entered.account->number));
  }
  out.shown.push_back(shown_note({"szca.billing." + entered.payment_method + "_detail", {}}));
  out.shown.push_back(shown_note({"szca.billing.invoice_" + entered.invoice, {}}));
  out.shown.push_back(shown_note({"szca.years.name", {{"years", std::to_string(years.years)}}}));
  out.shown.push_back(shown_value({"szca.years.ends", {}}, day_text(years.valid_until)));
  out.shown.push_back(shown_value({"szca.payment.amount", {}}, money_text(years.price)));
  out.shown.push_back(shown_warning({"szca.confirm.money_first", {}}));
  out.fields = {tick_field("agreement", {"szca.confirm.agreement", {}})};
  out.accept = {"szca.confirm.submit", {}};
  out.decline = {"szca.confirm.back", {}};
  return out;
}

// SZCA-18, SZCA-35, SZCA-36
Form real_name_form(const Renewal& now, const std::string& hall_says) {
  auto out = empty_form(now, {"szca.real_name.title", {}}, {"szca.real_name.intro", {}});
  out.shown = {
      shown_warning({"szca.hall_says", {{"text", hall_says}}}),
      shown_steps({"szca.real_name.do_this", {}},
                  {{"szca.real_name.look", {}}, {"szca.real_name.compare", {}}, {"szca.real_name.correct", {}}})};
  out.accept = {"szca.real_name.again", {}};
  out.decline = {"szca.not_now", {}};
  return out;
}

Account entered_account(const Journey& journey, std::string_view step) {
  return {journey.answer_text(step, "account_name"), journey.answer_text(step, "account_bank"),
          journey.answer_text(step, "account_number")};
}

NewApplication entered_application(const Journey& journey, bool with_account) {
  const auto person = [&](const std::string& who) {
    const auto text = [&](const char* what) { return journey.answer_text("people", who + what); };
    return Person{text("_name"), resident_id(text("_id")).value_or(""), chinese_mobile(text("_phone")).value_or("")};
  };
  NewApplication out;
  out.package = journey.answer_text("years", "package");
  out.applicant_name = journey.answer_text("applicant", "name");
  out.applicant_number = credit_code(journey.answer_text("applicant", "number")).value_or("");
  out.handler = person("handler");
  out.handler_email = journey.answer_text("people", "handler_email");
  out.legal_person = person("legal");
  if (with_account) out.account = entered_account(journey, "billing");
  out.payment_method = journey.answer_text("billing", "method");
  out.invoice = journey.answer_text("billing", "invoice");
  return out;
}

}  // namespace reseal::szca
