// SPDX-License-Identifier: Apache-2.0
#include "forms.h"

#include <algorithm>
#include <utility>

#include "reseal/failure.h"
#include "reseal/readable.h"

namespace reseal::misa {
namespace {

void show_data(Form& form, const CertificateData& data) {
  form.shown.push_back(shown_value({"misa.certificate.subject", {}}, data.subject));
  show_holder(form, data.holder);
  form.shown.push_back(shown_value({"misa.certificate.issuer", {}}, data.issuer));
  form.shown.push_back(shown_value({"misa.certificate.valid_from", {}}, moment(data.valid_from)));
  form.shown.push_back(shown_value({"misa.certificate.valid_to", {}}, moment(data.valid_to)));
}

std::string tax_code_of(const Candidate& old) {
  const auto* id = old.certificate.holder_id("MST");
  return id == nullptr ? std::string() : id->value;
}

}  // namespace

std::string day(Time time) { return local_text(time, kVietNamOffset, kVietnameseDate); }
std::string moment(Time time) { return local_text(time, kVietNamOffset, kVietnameseTime); }

Form form(Text title, Text intro, const Contact& contact) {
  Form out;
  out.title = std::move(title);
  out.intro = std::move(intro);
  out.contact = contact.text;
  return out;
}

Text portal_says(const std::string& message) { return {"misa.portal_says", {{"text", message}}}; }

void show_holder(Form& form, const Holder& holder) {
  const std::pair<const char*, const std::string&> rows[] = {
      {"misa.holder.name", holder.name},       {"misa.holder.tax_code", holder.tax_code},
      {"misa.holder.address", holder.address}, {"misa.holder.representative", holder.representative},
      {"misa.holder.email", holder.email},     {"misa.holder.phone", holder.phone}};
  for (const auto& [label, value] : rows) {
    if (!value.empty()) form.shown.push_back(shown_value({label, {}}, value));
  }
}

void show_payment(Form& form, const OrderAtMisa& placed) {
  form.shown.push_back(shown_value({"misa.order.amount", {}}, money_text(placed.payment.amount)));
  if (placed.payment.paid) {
    form.shown.push_back(shown_note({"misa.order.paid", {}}));
    return;
  }
  if (!placed.payment.instructions.empty()) {
    form.shown.push_back(shown_note({"misa.order.how_to_pay", {{"text", placed.payment.instructions}}}));
  }
  if (!placed.payment.qr.empty()) form.shown.push_back(shown_qr({"misa.order.qr", {}}, placed.payment.qr));
}

void keep_answers(Form& form, const Order& order, std::string_view step_id) {
  const Journey journey(order);
  const auto& entered = journey.answer(step_id);
  for (auto& field : form.fields) {
    if (entered.contains(field.id) && field.type != Field::Type::boolean) field.initial = entered.at(field.id);
  }
}

Step ask(std::string id, Form form, Json remember) {
  Step step;
  step.id = std::move(id);
  step.action = Ask{std::move(form)};
  step.remember = std::move(remember);
  return step;
}

Step refuse(std::string id, std::string reason, Text message, const Contact& contact) {
  Step step;
  step.id = std::move(id);
  step.action = Refuse{std::move(reason), std::move(message), {contact.text}};
  return step;
}

Step fail(std::string id, std::string reason, Text message, const Contact& contact) {
  Step step;
  step.id = std::move(id);
  step.action = Fail{std::move(reason), std::move(message), {contact.text}};
  return step;
}

Money total_of(const PriceList& prices, const OfferedPackage& package, std::int64_t extra_tokens) {
  return {package.price.minor + prices.extra_token_price.minor * extra_tokens, package.price.currency};
}

std::optional<Time> cut_short_by(int term_months, const std::optional<Time>& issuer_ends, const Candidate& old,
                                 Time from) {
  const auto term_end = add_months(from, term_months);
  std::optional<Time> earliest;
  for (const auto& end : {issuer_ends, old.issuer_end}) {
    if (end && *end < term_end && (!earliest || *end < *earliest)) earliest = end;
  }
  return earliest;
}

// The portal names its packages in three languages. A catalogue that knows "name.<language>" shows the reader's own.
Text package_name(const OfferedPackage& package) {
  Text text{"misa.package.name", {{"name", package.names.at("vi")}}};
  for (const auto& [language, name] : package.names) text.params["name." + language] = name;
  return text;
}

Field package_field(Form& form, const PriceList& prices, const std::optional<Time>& issuer_ends, const Candidate& old,
                    Time from) {
  Field package;
  package.id = "package";
  package.type = Field::Type::choice;
  package.label = {"misa.package.label", {}};
  package.required = true;
  for (const auto& each : prices.packages) {
    Choice choice;
    choice.value = each.code;
    choice.label = package_name(each);
    choice.price = each.price;
    const std::map<std::string, std::string> dates = {{"end", day(each.valid_until)},
                                                      {"months", std::to_string(each.term_months)}};
    choice.detail = {"misa.package.detail", dates};
    if (const auto cut = cut_short_by(each.term_months, issuer_ends, old, from)) {
      choice.detail = {"misa.package.detail_cut_short", dates};
      form.shown.push_back(shown_warning(
          {"misa.package.cut_short", {{"months", std::to_string(each.term_months)}, {"date", day(*cut)}}}));
    }
    package.choices.push_back(std::move(choice));
  }
  return package;
}

Field payment_method_field(const PriceList& prices) {
  Field method;
  method.id = "method";
  method.type = Field::Type::choice;
  method.label = {"misa.payment.label", {}};
  method.required = true;
  for (const auto& each : prices.payment_methods) {
    Choice choice;
    choice.value = each;
    choice.label = {"misa.payment." + each, {}};  // the contract closes this list
    method.choices.push_back(std::move(choice));
  }
  return method;
}

std::vector<Field> holder_fields(const Holder& holder) {
  auto email = text_field("email", {"misa.holder.email", {}}, holder.email, true);
  email.type = Field::Type::email;
  email.help = {"misa.information.email_help", {}};
  auto phone = text_field("phone", {"misa.holder.phone", {}}, holder.phone, true);
  phone.type = Field::Type::phone;
  return {text_field("name", {"misa.holder.name", {}}, holder.name, true),
          text_field("tax_code", {"misa.holder.tax_code", {}}, holder.tax_code, true),
          text_field("address", {"misa.holder.address", {}}, holder.address),
          text_field("representative", {"misa.holder.representative", {}}, holder.representative),
          std::move(email),
          std::move(phone)};
}

Form confirm_request_form(const Order& order, const Contact& contact) {
  auto out = form({"misa.request.title", {}}, {"misa.request.intro", {}}, contact);
  const auto& old = order.old.certificate;
  out.shown = {shown_value({"misa.certificate.holder", {}}, old.common_name),
               shown_value({"misa.holder.tax_code", {}}, tax_code_of(order.old)),
               shown_value({"misa.certificate.serial", {}}, old.serial.spaced),
               shown_value({"misa.certificate.issuer", {}}, old.issuer_common_name),
               shown_value({"misa.certificate.valid_to", {}}, moment(old.not_after)),
               shown_note({"misa.request.travels", {}}),
               shown_note({"misa.request.network", {}})};
  if (order.now >= old.not_after) {
    out.shown.push_back(shown_warning({"misa.request.expired", {{"date", day(old.not_after)}}}));
  }
  out.accept = {"misa.request.yes", {}};
  out.decline = {"misa.request.no", {}};
  return out;
}

Form choose_package_form(const Order& order, const PriceList& prices, const std::optional<Time>& issuer_ends,
                         const std::string& refused, const Contact& contact) {
  auto out = form({"misa.package.title", {}}, {"misa.package.intro", {}}, contact);
  if (!refused.empty()) out.shown.push_back(shown_warning({"misa.information.refused", {{"text", refused}}}));
  auto package = package_field(out, prices, issuer_ends, order.old, order.now);
  Field tokens;
  tokens.id = "extra_tokens";
  tokens.type = Field::Type::integer;
  tokens.label = {"misa.package.extra_tokens", {}};
  tokens.help = {"misa.package.extra_tokens_help", {{"price", money_text(prices.extra_token_price)}}};
  tokens.initial = Json(0);
  tokens.minimum = 0;
  tokens.maximum = 100;
  auto discount = text_field("discount_code", {"misa.package.discount_code", {}});
  auto salesperson = text_field("salesperson_code", {"misa.package.salesperson_code", {}});
  salesperson.help = {"misa.package.salesperson_help", {}};
  out.fields = {std::move(package), std::move(discount), std::move(salesperson), std::move(tokens)};
  keep_answers(out, order, "choose_package");
  out.accept = {"misa.package.accept", {}};
  return out;
}

Form information_form(const Order& order, const Holder& holder, const Contact& contact) {
  auto out = form({"misa.information.title", {}}, {"misa.information.intro", {}}, contact);
  out.shown.push_back(shown_note({"misa.information.new_issue", {}}));
  const auto tax_code = tax_code_of(order.old);
  if (!tax_code.empty() && holder.tax_code != tax_code) {
    out.shown.push_back(
        shown_warning({"misa.information.other_tax_code", {{"portal", holder.tax_code}, {"certificate", tax_code}}}));
  }
  out.fields = holder_fields(holder);
  out.fields.push_back(tick_field("terms", {"misa.information.terms", {}}));
  keep_answers(out, order, "information");
  out.accept = {"misa.continue", {}};
  return out;
}

Form payment_form(const Order& order, const PriceList& prices, const Contact& contact) {
  auto out = form({"misa.payment.title", {}}, {"misa.payment.intro", {}}, contact);
  out.fields = {payment_method_field(prices)};
  keep_answers(out, order, "payment");
  out.accept = {"misa.continue", {}};
  return out;
}

Form confirm_order_form(const Journey& journey, const PriceList& prices, const OfferedPackage& package,
                        const Holder& holder, const Contact& contact) {
  auto out = form({"misa.confirm_order.title", {}}, {"misa.confirm_order.intro", {}}, contact);
  const auto tokens = journey.answer_integer("choose_package", "extra_tokens");
  auto chosen = package_name(package);
  chosen.id = "misa.confirm_order.package";
  out.shown = {shown_note(std::move(chosen)), shown_value({"misa.confirm_order.price", {}}, money_text(package.price)),
               shown_value({"misa.confirm_order.ends", {}}, day(package.valid_until))};
  if (tokens > 0) {
    out.shown.push_back(shown_value({"misa.confirm_order.extra_tokens", {}},
                                    std::to_string(tokens) + " × " + money_text(prices.extra_token_price)));
  }
  for (const auto* code : {"discount_code", "salesperson_code"}) {
    const auto entered = journey.answer_text("choose_package", code);
    if (!entered.empty()) out.shown.push_back(shown_value({std::string("misa.package.") + code, {}}, entered));
  }
  out.shown.push_back(shown_value({"misa.confirm_order.total", {}}, money_text(total_of(prices, package, tokens))));
  if (!journey.answer_text("choose_package", "discount_code").empty()) {
    out.shown.push_back(shown_note({"misa.confirm_order.discount_later", {}}));
  }
  out.shown.push_back(shown_note({"misa.confirm_order.pay_by_" + journey.answer_text("payment", "method"), {}}));
  show_holder(out, holder);
  out.accept = {"misa.confirm_order.yes", {}};
  out.decline = {"misa.confirm_order.no", {}};
  return out;
}

Form order_placed_form(const Journey& journey, const OrderAtMisa& placed, std::vector<Text> then,
                       const Contact& contact) {
  auto out = form({"misa.placed.title", {}}, {"misa.placed.intro", {}}, contact);
  out.shown.push_back(shown_value({"misa.order.number", {}}, placed.number, true));
  if (const auto* agreed = journey.remembered("agreed_total")) {
    const auto total = agreed->get<Money>();
    if (placed.payment.amount.currency != total.currency || placed.payment.amount.minor > total.minor) {
      out.shown.push_back(shown_warning(
          {"misa.placed.costs_more", {{"agreed", money_text(total)}, {"asked", money_text(placed.payment.amount)}}}));
    }
  }
  show_payment(out, placed);
  out.shown.push_back(shown_steps({"misa.placed.then", {}}, std::move(then)));
  if (!placed.message.empty()) out.shown.push_back(shown_note(portal_says(placed.message)));
  out.accept = {"misa.continue", {}};
  return out;
}

Wait approval_wait(const Order& order, const PlacedOrder& placed, bool told_already, const Contact& contact) {
  return news_wait(order, placed,
                   {told_already                                      ? "misa.approval.not_yet"
                    : placed.status == PlacedOrder::Status::contacted ? "misa.approval.contacted"
                                                                      : "misa.approval.reason",
                    {{"number", placed.number}}},
                   contact);
}

Wait news_wait(const Order& order, const OrderAtMisa& placed, Text reason, const Contact& contact) {
  Wait wait;
  wait.reason = std::move(reason);
  wait.expectation = {"misa.approval.no_time_promised", {}};
  wait.contact = contact.text;
  // Awake before the old certificate ends, so that somebody is told while there is still something to sign with.
  if (order.now < order.old.certificate.not_after) wait.deadline = order.old.certificate.not_after;
  auto signal = form({"misa.approval.signal_title", {}}, {"misa.approval.signal_intro", {}}, contact);
  signal.shown.push_back(shown_value({"misa.order.number", {}}, placed.number, true));
  if (!placed.message.empty()) signal.shown.push_back(shown_note(portal_says(placed.message)));
  show_payment(signal, placed);
  Field channel;
  channel.id = "channel";
  channel.type = Field::Type::choice;
  channel.label = {"misa.approval.channel", {}};
  channel.required = true;
  for (const auto* value : {"email", "phone", "other"}) {
    Choice choice;
    choice.value = value;
    choice.label = {std::string("misa.approval.channel_") + value, {}};
    channel.choices.push_back(std::move(choice));
  }
  signal.fields = {std::move(channel)};
  signal.accept = {"misa.approval.signal_accept", {}};
  wait.signal = std::move(signal);
  return wait;
}

Form check_data_form(const Order& order, const CertificateData& data, const Contact& contact) {
  auto out = form({"misa.check.title", {}}, {"misa.check.intro", {}}, contact);
  show_data(out, data);
  const auto tax_code = tax_code_of(order.old);
  if (!tax_code.empty() && data.holder.tax_code != tax_code) {
    out.shown.push_back(shown_warning(
        {"misa.information.other_tax_code", {{"portal", data.holder.tax_code}, {"certificate", tax_code}}}));
  }
  out.shown.push_back(shown_note({"misa.check.same_token", {}}));
  out.shown.push_back(shown_note({"misa.check.pin_next", {}}));
  out.accept = {"misa.check.accept", {}};
  out.decline = {"misa.check.wrong", {}};
  return out;
}

Form confirm_information_form(const CertificateData& data, const IssuedCertificate& issued, const Contact& contact) {
  auto out = form({"misa.install.title", {}}, {"misa.install.intro", {}}, contact);
  show_data(out, data);
  if (!issued.serial.empty()) {
    out.shown.push_back(shown_value({"misa.certificate.new_serial", {}}, issued.serial, true));
  }
  out.shown.push_back(shown_note({"misa.install.beside", {}}));
  out.fields = {tick_field("correct", {"misa.install.correct", {}})};
  out.accept = {"misa.install.accept", {}};
  out.decline = {"misa.install.wrong", {}};
  return out;
}

Wait held_wait(Text reason, const PlacedOrder& placed, const Contact& contact) {
  Wait wait;
  wait.reason = std::move(reason);
  wait.expectation = {"misa.held.expectation", {}};
  wait.poll_after = Seconds(3600);
  wait.contact = contact.text;
  wait.signal = form({"misa.held.title", {}}, {"misa.held.intro", {{"number", placed.number}}}, contact);
  wait.signal->accept = {"misa.held.look_again", {}};
  return wait;
}

Done renewed(const Order& order, const OrderAtMisa& placed, const CertificateFacts& certificate,
             const std::vector<Text>& more) {
  const auto& old = order.old.certificate;
  Done done;
  done.message = {"misa.done.message",
                  {{"serial", certificate.serial.hex}, {"end", day(certificate.not_after)}, {"number", placed.number}}};
  const std::string until = day(old.not_after);
  const bool old_still_signs = order.now < old.not_after;
  done.next = {{old_still_signs ? "misa.done.register_before" : "misa.done.register_now", {{"date", until}}},
               {"misa.done.register_tax", {}},
               {"misa.done.register_customs", {}},
               {"misa.done.register_social_insurance", {}},
               {"misa.done.register_others", {}}};
  done.next.insert(done.next.end(), more.begin(), more.end());
  if (old_still_signs) done.next.push_back({"misa.done.use_old", {{"date", until}}});
  done.evidence = {{"order_number", placed.number},
                   {"serial", certificate.serial.hex},
                   {"old_serial", old.serial.hex},
                   {"valid_to", to_iso(certificate.not_after)}};
  return done;
}

Step refused_by_ca(const OrderAtMisa& placed, const Contact& contact) {
  return refuse(
      "refused_by_ca", "refused_by_ca",
      {"misa.refused.by_ca", {{"number", placed.number}, {"reason", placed.refusal_reason}, {"refund", placed.refund}}},
      contact);
}

}  // namespace reseal::misa
