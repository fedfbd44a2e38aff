// SPDX-License-Identifier: Apache-2.0
#include "screens.h"

#include <algorithm>

#include "change_form.h"
#include "reseal/journey.h"
#include "reseal/readable.h"
#include "reseal/tax_code.h"

namespace reseal::tax {
namespace {

std::string tax_code_of(const CertificateFacts& certificate) {
  const auto* id = certificate.holder_id("MST");
  return id == nullptr ? std::string() : id->value;
}

// A form that is shown again begins with what was entered.
void keep_answers(Form& form, const Order& order) {
  const Journey journey(order);
  const auto& entered = journey.answer("change_form");
  for (auto& field : form.fields) {
    if (entered.contains(field.id)) field.initial = entered.at(field.id);
  }
}

Field typed(Field field, Field::Type type) {
  field.type = type;
  return field;
}

}  // namespace

Text service_name(const std::string& service) { return {"tax.service." + service, {}}; }

Form change_screen(const ChangeScreen& screen) {
  const auto& old = screen.order.old.certificate;
  const auto& renewed = *screen.order.new_certificate;
  Form form;
  form.title = {"tax.change.title", {}};
  form.intro = {"tax.change.intro", {}};
  form.contact = screen.contact;
  for (const auto& problem : screen.problems) form.shown.push_back(shown_warning(problem));
  const auto tax_code = tax_code_of(old);
  if (!tax_code.empty() && !is_tax_code(tax_code)) {
    form.shown.push_back(shown_warning({"tax.change.certificate_tax_code", {{"tax_code", tax_code}}}));
  }
  form.shown.push_back(shown_value({"tax.certificate.holder", {}}, renewed.common_name));
  form.shown.push_back(shown_value({"tax.certificate.old_serial", {}}, old.serial.hex));
  form.shown.push_back(shown_value({"tax.certificate.new_serial", {}}, renewed.serial.hex));
  form.shown.push_back(shown_note({"tax.certificate.serials_alike", {}}));
  form.shown.push_back(shown_value({"tax.certificate.issuer", {}}, renewed.issuer_common_name));
  form.shown.push_back(shown_value({"tax.certificate.valid_from", {}}, moment(renewed.not_before)));
  form.shown.push_back(shown_value({"tax.certificate.valid_to", {}}, moment(renewed.not_after)));
  form.shown.push_back(shown_note({"tax.change.signed_with_new", {}}));

  auto code = text_field("tax_code", {"tax.field.tax_code", {}}, tax_code, true);
  code.pattern = kTaxCodePattern;
  code.pattern_hint = {"tax.field.tax_code_hint", {}};
  auto office_code = text_field("tax_office_code", {"tax.field.tax_office_code", {}});
  office_code.pattern = "[0-9]{3,7}";
  office_code.pattern_hint = {"tax.field.tax_office_code_hint", {}};
  auto office = text_field("tax_office", {"tax.field.tax_office", {}}, {}, true);
  office.maximum = 250;
  auto name = text_field("name", {"tax.field.name", {}}, renewed.common_name, true);
  name.maximum = 400;
  auto email = typed(text_field("email", {"tax.field.email", {}}, {}, true), Field::Type::email);
  email.help = {"tax.field.email_help", {}};
  auto phone = text_field("phone", {"tax.field.phone", {}}, {}, true);
  phone.pattern = "\\+?[0-9]{9,12}";  // an office has a landline, which the type `phone` does not take
  phone.pattern_hint = {"tax.field.phone_hint", {}};
  form.fields = {std::move(code),        std::move(name),  std::move(office),
                 std::move(office_code), std::move(email), std::move(phone)};
  for (const std::string service : {kFiling, kPayment}) {
    if (std::find(screen.accepted.begin(), screen.accepted.end(), service) != screen.accepted.end()) {
      form.shown.push_back(shown_note({"tax.change.accepted_" + service, {}}));
      continue;
    }
    auto tick = typed(text_field(service, service_name(service)), Field::Type::boolean);
    tick.help = {"tax.service." + service + "_help", {}};
    tick.initial = Json(true);
    form.fields.push_back(std::move(tick));
  }
  keep_answers(form, screen.order);
  form.accept = {"tax.change.accept", {}};
  // What is accepted already stays so, whatever a person says now: then the form only asks what to do about the rest.
  if (screen.accepted.empty()) form.decline = {"tax.change.decline", {}};
  return form;
}

Text sign_title(const Order& order) { return {"tax.sign.title", {{"serial", order.new_certificate->serial.hex}}}; }

Wait notice_wait(const Change& change, Seconds pace, const Text& contact) {
  Wait wait;
  wait.reason = {"tax.notice.reason", {{"transaction", change.transaction_id}}};
  wait.expectation = {"tax.notice.expectation", {}};
  wait.poll_after = pace;
  wait.contact = contact;
  return wait;
}

Done registered_screen(const Order& order, const std::vector<Decision>& accepted,
                       const std::vector<std::string>& transactions) {
  const auto latest = std::max_element(accepted.begin(), accepted.end(),
                                       [](const auto& a, const auto& b) { return a.accepted_at < b.accepted_at; });
  Done done;
  done.message = {"tax.done.message", {{"serial", latest->serial}, {"time", moment(latest->accepted_at)}}};
  // TAX-03: the old one signs until the new one is in force.
  done.next = {{"tax.done.sign_with_old", {{"serial", order.old.certificate.serial.hex}}},
               {"tax.done.in_force", {}},
               {"tax.done.programs", {}}};
  Json decisions = Json::array();
  Acceptance acceptance;
  acceptance.serial = latest->serial;
  acceptance.accepted_at = latest->accepted_at;
  for (const auto& each : accepted) {
    acceptance.services.push_back(each.service);
    decisions.push_back({{"service", each.service},
                         {"serial", each.serial},
                         {"accepted_at", to_iso(each.accepted_at)},
                         {"notice", each.notice}});
  }
  for (const auto& each : transactions) acceptance.reference += (acceptance.reference.empty() ? "" : ", ") + each;
  done.evidence = {{"transactions", transactions}, {"decisions", decisions}};
  done.acceptance = std::move(acceptance);
  return done;
}

}  // namespace reseal::tax
