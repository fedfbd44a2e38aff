// SPDX-License-Identifier: Apache-2.0
#include "screens.h"

#include "declaration.h"
#include "reseal/journey.h"
#include "reseal/readable.h"
#include "reseal/tax_code.h"

namespace reseal::e_invoice {
namespace {

std::string moment(Time time) { return local_text(time, kVietNamOffset, kVietnameseTime); }

Field words(const char* id, std::string initial, bool required, std::int64_t longest) {
  auto field = text_field(id, {"e_invoice.field." + std::string(id), {}}, std::move(initial), required);
  field.maximum = longest;
  return field;
}

Field with_pattern(Field field, std::string_view pattern) {
  field.pattern = pattern;
  field.pattern_hint = {field.label.id + "_hint", {}};
  return field;
}

Field choice(const char* id, const std::vector<const char*>& values) {
  Field field;
  field.id = id;
  field.type = Field::Type::choice;
  field.label = {"e_invoice.field." + std::string(id), {}};
  field.required = true;
  field.initial = Json(values.front());
  for (const std::string value : values) {
    Choice one;
    one.value = value;
    one.label = {"e_invoice.field." + std::string(id) + "_" + value, {}};
    field.choices.push_back(std::move(one));
  }
  return field;
}

Field tick(const std::string& id, bool initial) {
  Field field;
  field.id = id;
  field.type = Field::Type::boolean;
  field.label = {"e_invoice.field." + id, {}};
  field.initial = Json(initial);
  return field;
}

}  // namespace

std::string field_of_kind(std::string kind) {
  for (auto& c : kind) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return kind;
}

Form declaration_screen(const Order& order, const std::vector<Text>& problems, const Text& contact) {
  const auto& old = order.old.certificate;
  const auto& renewed = *order.new_certificate;
  Form form;
  form.title = {"e_invoice.declare.title", {}};
  form.intro = {"e_invoice.declare.intro", {}};
  form.contact = contact;
  for (const auto& problem : problems) form.shown.push_back(shown_warning(problem));
  const auto* holder = old.holder_id("MST");
  const auto tax_code = holder == nullptr ? std::string() : holder->value;
  if (!tax_code.empty() && !is_tax_code(tax_code)) {
    form.shown.push_back(shown_warning({"e_invoice.declare.certificate_tax_code", {{"tax_code", tax_code}}}));
  }
  form.shown.push_back(shown_value({"e_invoice.certificate.old_serial", {}}, old.serial.hex));
  form.shown.push_back(shown_value({"e_invoice.certificate.new_serial", {}}, renewed.serial.hex));
  form.shown.push_back(shown_value({"e_invoice.certificate.issuer", {}}, renewed.issuer_common_name));
  form.shown.push_back(shown_value({"e_invoice.certificate.valid_from", {}}, moment(renewed.not_before)));
  form.shown.push_back(shown_value({"e_invoice.certificate.valid_to", {}}, moment(renewed.not_after)));
  form.shown.push_back(shown_note({"e_invoice.declare.in_force", {}}));

  auto email = words("email", {}, true, 50);
  email.type = Field::Type::email;
  form.fields = {with_pattern(words("tax_code", tax_code, true, 14), kTaxCodePattern),
                 words("name", renewed.common_name, true, 400),
                 words("tax_office", {}, true, 100),
                 with_pattern(words("tax_office_code", {}, false, 5), "[0-9]{3,5}"),
                 words("contact", {}, true, 50),
                 words("address", {}, true, 400),
                 std::move(email),
                 with_pattern(words("phone", {}, true, 20), "\\+?[0-9]{9,12}"),
                 words("place", {}, true, 50),
                 choice("action", {"add", "renew"}),
                 choice("invoice_form", {"with_code", "without_code"}),
                 choice("route", {"provider", "direct", "not_stated"}),
                 choice("data_method", {"full", "summary"})};
  for (const std::string kind : kInvoiceKinds) form.fields.push_back(tick(field_of_kind(kind), kind == "HDGTGT"));
  // Until its end the old one may still have to sign: it is stopped only afterwards.
  if (order.now >= old.not_after) form.fields.push_back(tick("stop_old", true));
  const Journey journey(order);
  const auto& entered = journey.answer("declaration");
  for (auto& field : form.fields) {
    if (entered.contains(field.id)) field.initial = entered.at(field.id);
  }
  form.accept = {"e_invoice.declare.accept", {}};
  form.decline = {"e_invoice.declare.decline", {}};
  return form;
}

Wait decision_wait(const Declaration& declaration, Seconds pace, const Text& contact) {
  Wait wait;
  wait.reason = {"e_invoice.decision.reason", {{"number", declaration.number}}};
  wait.expectation = {"e_invoice.decision.expectation", {}};
  wait.poll_after = pace;
  wait.contact = contact;
  return wait;
}

Done registered_screen(const Order& order, const Declaration& declaration) {
  const auto& old = order.old.certificate;
  Done done;
  done.message = {"e_invoice.done.message",
                  {{"serial", declaration.serial}, {"time", moment(declaration.accepted_at)}}};
  done.next = {{"e_invoice.done.program", {}}};
  if (order.now < old.not_after) {
    done.next.push_back({"e_invoice.done.stop_later", {{"serial", old.serial.hex}, {"date", moment(old.not_after)}}});
  }
  done.evidence = {{"number", declaration.number},
                   {"notice", declaration.notice},
                   {"serial", declaration.serial},
                   {"accepted_at", to_iso(declaration.accepted_at)}};
  Acceptance acceptance;
  acceptance.serial = declaration.serial;
  acceptance.accepted_at = declaration.accepted_at;
  acceptance.reference = declaration.notice.empty() ? declaration.number : declaration.notice;
  done.acceptance = std::move(acceptance);
  return done;
}

}  // namespace reseal::e_invoice
