// SPDX-License-Identifier: Apache-2.0
#include "remote_forms.h"

#include <algorithm>
#include <utility>

#include "remote_start.h"
#include "reseal/readable.h"

namespace reseal::misa {
namespace {

// Sent within one message of the host, beside the order's history; a photograph of one page is far smaller.
constexpr std::int64_t kLargestUpload = std::int64_t{2} * 1024 * 1024;

Text kind_text(Kind kind) { return {"misa.remote.kind_" + std::string(rule_of(kind).name), {}}; }

void warn_if_refused(Form& form, const char* id, const std::string& refused) {
  if (!refused.empty()) form.shown.push_back(shown_warning({id, {{"text", refused}}}));
}

Text named(const std::string& kind_of_code, const char* what, Text::Params params = {}) {
  return {"misa.remote.codes." + kind_of_code + what, std::move(params)};
}

Printout::Row row(const char* label, std::string value) { return {{label, {}}, std::move(value)}; }

}  // namespace

Form remote_package_form(const Order& order, const PriceList& prices, const std::optional<Time>& issuer_ends,
                         const std::string& refused, const Contact& contact) {
  auto out = form({"misa.package.title", {}}, {"misa.remote.package.intro", {}}, contact);
  warn_if_refused(out, "misa.information.refused", refused);
  const auto begins = term_begins(order.old, order.now);
  out.shown.push_back(has_expired(order) ? shown_warning(carried_over(order)) : shown_note(carried_over(order)));
  out.fields = {package_field(out, prices, issuer_ends, order.old, begins)};
  for (const auto& each : prices.packages) {
    auto expected = add_months(begins, each.term_months);
    if (const auto cut = cut_short_by(each.term_months, issuer_ends, order.old, begins)) expected = *cut;
    if (each.valid_until + std::chrono::days(1) < expected) {  // MISA-R-02: what is left must not get lost
      out.shown.push_back(shown_warning({"misa.remote.package.loses_time",
                                         {{"months", std::to_string(each.term_months)},
                                          {"end", day(each.valid_until)},
                                          {"expected", day(expected)}}}));
    }
  }
  keep_answers(out, order, "choose_package");
  out.accept = {"misa.remote.package.accept", {}};
  return out;
}

Form codes_form(const Order& order, const RemotePage& page, const std::string& refused, const Contact& contact) {
  auto out = form({"misa.remote.codes.title", {}}, {"misa.remote.codes.intro", {}}, contact);
  warn_if_refused(out, "misa.remote.codes.refused", refused);
  for (const auto& each : page.codes) {
    out.shown.push_back(
        shown_note(named(each.kind, "_applied", {{"code", each.code}, {"percent", std::to_string(each.percent)}})));
  }
  for (const auto* kind : {"discount", "referral"}) {
    auto code = text_field(std::string(kind) + "_code", named(kind, "_code"));
    code.maximum = 40;
    Field apply;
    apply.id = "apply_" + std::string(kind);
    apply.type = Field::Type::boolean;
    apply.label = named(kind, "_apply");
    apply.help = {"misa.remote.codes.apply_help", {}};
    out.fields.push_back(std::move(code));
    out.fields.push_back(std::move(apply));
  }
  keep_answers(out, order, "codes");
  out.accept = {"misa.continue", {}};
  return out;
}

Form not_applied_form(const std::vector<TypedCode>& codes, const Contact& contact) {
  auto out = form({"misa.remote.not_applied.title", {}}, {"misa.remote.not_applied.intro", {}}, contact);
  for (const auto& each : codes) {
    Field field;
    field.id = each.kind;
    field.type = Field::Type::choice;
    field.label = named(each.kind, "_not_applied", {{"code", each.code}});
    field.required = true;
    for (const auto* value : {"apply", "leave_out"}) {
      Choice choice;
      choice.value = value;
      choice.label = {std::string("misa.remote.not_applied.") + value, {}};
      field.choices.push_back(std::move(choice));
    }
    out.fields.push_back(std::move(field));
  }
  out.accept = {"misa.continue", {}};
  return out;
}

Form subject_form(const Order& order, Kind kind, const RemoteData& data, const std::string& refused,
                  const Contact& contact) {
  auto out = form({"misa.remote.subject.title", {}}, {"misa.remote.inherited", {}}, contact);
  warn_if_refused(out, "misa.remote.data_refused", refused);
  out.shown.push_back(shown_note(kind_text(kind)));
  out.fields = holder_fields(data.subject);
  keep_answers(out, order, "confirm_subject");
  out.accept = {"misa.remote.confirm", {}};
  return out;
}

Form invoice_form(const Order& order, const RemoteData& data, const Contact& contact) {
  auto out = form({"misa.remote.invoice.title", {}}, {"misa.remote.inherited", {}}, contact);
  auto email = text_field("email", {"misa.remote.invoice.email", {}}, data.invoice.email, true);
  email.type = Field::Type::email;
  out.fields = {text_field("name", {"misa.remote.invoice.name", {}}, data.invoice.name, true),
                text_field("tax_code", {"misa.holder.tax_code", {}}, data.invoice.tax_code),
                text_field("address", {"misa.holder.address", {}}, data.invoice.address), std::move(email)};
  keep_answers(out, order, "confirm_invoice");
  out.accept = {"misa.remote.confirm", {}};
  return out;
}

Form payment_data_form(const Order& order, const PriceList& prices, const RemoteData& data, const Contact& contact) {
  auto out = form({"misa.remote.payment.title", {}}, {"misa.remote.inherited", {}}, contact);
  auto method = payment_method_field(prices);
  const auto& offered = prices.payment_methods;
  if (std::find(offered.begin(), offered.end(), data.payment_method) != offered.end()) {
    method.initial = Json(data.payment_method);
  }
  out.fields = {std::move(method)};
  keep_answers(out, order, "confirm_payment");
  out.accept = {"misa.remote.confirm", {}};
  return out;
}

Money remote_total(const OfferedPackage& package, const std::vector<AppliedCode>& codes) {
  int percent = 0;
  for (const auto& each : codes) percent += each.percent;
  return {package.price.minor * std::max(0, 100 - percent) / 100, package.price.currency};
}

Form accept_order_form(const Order& order, const OfferedPackage& package, const std::vector<AppliedCode>& codes,
                       const std::vector<TypedCode>& left_out, const RemoteData& data, const Contact& contact) {
  auto out = form({"misa.remote.accept.title", {}}, {"misa.remote.accept.intro", {}}, contact);
  auto chosen = package_name(package);
  chosen.id = "misa.confirm_order.package";
  out.shown = {shown_note(std::move(chosen)), shown_value({"misa.confirm_order.price", {}}, money_text(package.price)),
               shown_value({"misa.confirm_order.ends", {}}, day(package.valid_until)), shown_note(carried_over(order))};
  for (const auto& each : codes) {
    out.shown.push_back(
        shown_note(named(each.kind, "_applied", {{"code", each.code}, {"percent", std::to_string(each.percent)}})));
  }
  for (const auto& each : left_out) {
    out.shown.push_back(shown_warning(named(each.kind, "_left_out", {{"code", each.code}})));
  }
  out.shown.push_back(shown_value({"misa.confirm_order.total", {}}, money_text(remote_total(package, codes))));
  out.shown.push_back(shown_note({"misa.confirm_order.pay_by_" + data.payment_method, {}}));
  show_holder(out, data.subject);
  out.shown.push_back(shown_value({"misa.remote.invoice.name", {}}, data.invoice.name));
  out.shown.push_back(shown_warning({"misa.remote.accept.obligation", {}}));
  out.accept = {"misa.remote.accept.yes", {}};
  out.decline = {"misa.confirm_order.no", {}};
  return out;
}

Form check_dossier_form(const RemoteOrder& placed, Application application, const Contact& contact) {
  auto out = form({"misa.remote.dossier.title", {}}, {"misa.remote.dossier.intro", {}}, contact);
  out.shown = {shown_value({"misa.order.number", {}}, placed.number, true), shown_note(kind_text(placed.kind))};
  show_holder(out, placed.data.subject);
  out.shown.push_back(shown_value({"misa.remote.permanent_address", {}}, placed.declared_address));
  out.shown.push_back(shown_value({"misa.confirm_order.ends", {}}, day(placed.valid_to)));
  // MISA-R-33: said before, for nobody consents to what was not said.
  out.shown.push_back(application == Application::consent ? shown_warning({"misa.remote.dossier.consent", {}})
                                                          : shown_note({"misa.remote.dossier.form_next", {}}));
  out.accept = {"misa.remote.confirm", {}};
  out.decline = {"misa.remote.dossier.wrong", {}};
  return out;
}

Form application_way_form(bool old_key_signs, const Contact& contact) {
  auto out = form({"misa.remote.way.title", {}}, {"misa.remote.way.intro", {}}, contact);
  Field way;
  way.id = "way";
  way.type = Field::Type::choice;
  way.label = {"misa.remote.way.label", {}};
  way.required = true;
  for (const auto* value : {"old_key", "other_signature", "hand"}) {
    if (!old_key_signs && std::string_view(value) == "old_key") continue;
    Choice choice;
    choice.value = value;
    choice.label = {std::string("misa.remote.way.") + value, {}};
    choice.detail = {std::string("misa.remote.way.") + value + "_detail", {}};
    way.choices.push_back(std::move(choice));
  }
  out.fields = {std::move(way)};
  out.accept = {"misa.remote.way.accept", {}};
  return out;
}

Form application_details_form(const RemoteOrder& placed, const std::string& differing, const Contact& contact) {
  auto out = form({"misa.remote.details.title", {}}, {"misa.remote.details.intro", {}}, contact);
  if (!differing.empty()) {
    out.shown.push_back(shown_warning({"misa.remote.details.differs", {{"entered", differing}}}));
  }
  out.shown.push_back(shown_value({"misa.remote.details.declared", {}}, placed.declared_address, true));
  auto address = text_field("permanent_address", {"misa.remote.permanent_address", {}}, placed.declared_address, true);
  address.help = {"misa.remote.details.address_help", {}};
  out.fields = {std::move(address)};
  out.accept = {"misa.continue", {}};
  return out;
}

Printout application_printout(const Order& order, const RemoteOrder& placed, const std::string& permanent_address) {
  const auto& old = order.old.certificate;
  const auto& subject = placed.data.subject;
  Printout out;
  out.name = "don-gia-han-chung-thu-so";
  out.language = "vi";
  out.title = {"misa.application.title", {}};
  out.reference = placed.number;
  Printout::Section person{{"misa.application.subject", {}},
                           {row("misa.holder.name", subject.name), row("misa.holder.tax_code", subject.tax_code)}};
  if (!subject.representative.empty()) {
    person.rows.push_back(row("misa.holder.representative", subject.representative));
  }
  for (auto& each : {row("misa.remote.permanent_address", permanent_address), row("misa.holder.email", subject.email),
                     row("misa.holder.phone", subject.phone)}) {
    person.rows.push_back(each);
  }
  out.sections = {
      std::move(person),
      {{"misa.application.certificate", {}},
       {row("misa.certificate.serial", old.serial.hex), row("misa.certificate.issuer", old.issuer_common_name),
        row("misa.certificate.valid_to", moment(old.not_after)),
        row("misa.confirm_order.ends", day(placed.valid_to))}}};
  out.declarations = {{"misa.application.asks", {}}, {"misa.application.truth", {}}};
  out.places = {{"misa.application.sign_here", {}}};
  return out;
}

Form send_application_form(const RemoteOrder& placed, Printout printout, bool by_hand, const std::string& refused,
                           const Contact& contact) {
  const std::string base = by_hand ? "misa.remote.by_hand." : "misa.remote.other_signature.";
  auto out = form({base + "title", {}}, {base + "intro", {{"number", placed.number}}}, contact);
  warn_if_refused(out, "misa.remote.application_refused", refused);
  Shown paper;
  paper.kind = Shown::Kind::printout;
  paper.label = {"misa.application.title", {}};
  paper.printout = std::move(printout);
  out.shown.push_back(std::move(paper));
  out.shown.push_back(shown_steps({"misa.guided.do_this", {}}, {{base + "1", {}}, {base + "2", {}}, {base + "3", {}}}));
  if (by_hand) out.shown.push_back(shown_warning({"misa.remote.keep_paper", {{"number", placed.number}}}));
  Field file;
  file.id = "application";
  file.type = Field::Type::file;
  file.label = {base + "file", {}};
  file.required = true;
  file.media_types = by_hand ? std::vector<std::string>{"image/jpeg", "image/png", "application/pdf"}
                             : std::vector<std::string>{"application/pdf"};
  file.maximum = kLargestUpload;
  out.fields = {std::move(file)};
  out.accept = {"misa.remote.send", {}};
  return out;
}

}  // namespace reseal::misa
