// SPDX-License-Identifier: Apache-2.0
#include "registration.h"

#include <utility>

#include "declaration.h"
#include "reseal/base64.h"
#include "reseal/journey.h"
#include "reseal/readable.h"
#include "reseal/tax_code.h"
#include "screens.h"

namespace reseal::e_invoice {
namespace {

Step step(std::string id, Step::Action action) {
  Step out;
  out.id = std::move(id);
  out.action = std::move(action);
  return out;
}

DeclarationData entered_declaration(const Journey& journey) {
  const auto text = [&](const char* field) { return journey.answer_text("declaration", field); };
  DeclarationData data;
  data.tax_office = text("tax_office");
  data.tax_office_code = text("tax_office_code");
  data.tax_code = text("tax_code");
  data.name = text("name");
  data.contact = text("contact");
  data.address = text("address");
  data.email = text("email");
  data.phone = text("phone");
  data.place = text("place");
  data.with_code = text("invoice_form") == "with_code";
  data.route = text("route");
  data.full_data = text("data_method") == "full";
  for (const char* kind : kInvoiceKinds) {
    if (text(field_of_kind(kind).c_str()) == "true") data.kinds.emplace_back(kind);
  }
  data.action = text("action") == "renew" ? RowAction::renew : RowAction::add;
  data.stop_old = text("stop_old") == "true";
  return data;
}

// In memory: "attempt" (1 when absent); "asked_after", the number of the last step when this attempt began, so that
// only later answers count for it; "problems", why it is asked again.
class Registration {
 public:
  explicit Registration(Question question)
      : order_(question.order),
        portal_(std::move(question.portal)),
        contact_(std::move(question.contact)),
        pace_(question.pace),
        journey_(order_) {
    if (const auto* attempt = journey_.remembered("attempt")) attempt_ = attempt->get<int>();
    if (const auto* after = journey_.remembered("asked_after")) asked_after_ = after->get<int>();
  }

  Step next() {
    if (!order_.new_certificate) {
      return step("no_certificate", Fail{"certificate_missing", {"e_invoice.failed.no_certificate", {}}, {contact_}});
    }
    const auto* form = carried_out("declaration", asked_after_);
    if (form == nullptr) {
      const auto* problems = journey_.remembered("problems");
      return ask(problems == nullptr ? std::vector<Text>{} : problems->get<std::vector<Text>>());
    }
    if (journey_.declined("declaration")) {
      return step("declined",
                  Refuse{"declined_by_user", {"e_invoice.declined", {}}, {{"e_invoice.declined_next", {}}, contact_}});
    }
    const auto data = entered_declaration(journey_);
    const auto problems = problems_of(data);
    if (!problems.empty()) return ask(problems);
    const auto* sign = carried_out("sign_declaration", form->number);
    if (sign == nullptr) return step("sign_declaration", sign_step(data));
    if (const auto declaration = portal_.find_declaration(reference())) return follow(*declaration);
    return send(sign->result.at("signature").get<std::string>());
  }

 private:
  // The last time this step was carried out, if that was after the step with this number.
  const PastStep* carried_out(std::string_view id, int after) const {
    const auto* past = journey_.last(id);
    return past != nullptr && past->number > after ? past : nullptr;
  }

  Step ask(const std::vector<Text>& problems) const {
    return step("declaration", Ask{declaration_screen(order_, problems, contact_)});
  }

  // Another form is another attempt: it begins with the next answer.
  Step ask_again(const std::vector<Text>& problems) const {
    auto out = ask(problems);
    out.remember = {{"attempt", attempt_ + 1},
                    {"asked_after", order_.history.empty() ? 0 : order_.history.back().number},
                    {"problems", problems}};
    return out;
  }

  // What a person typed must be right; what the certificate says is the CA's word, and was warned of on the form.
  std::vector<Text> problems_of(const DeclarationData& data) const {
    std::vector<Text> problems;
    const auto* certified = order_.old.certificate.holder_id("MST");
    const bool as_certified = certified != nullptr && certified->value == data.tax_code;
    if (!as_certified && !is_tax_code(data.tax_code)) {
      problems.push_back({"e_invoice.declare.wrong_tax_code", {{"tax_code", data.tax_code}}});
    }
    if (data.kinds.empty()) problems.push_back({"e_invoice.declare.no_kind", {}});
    return problems;
  }

  Sign sign_step(const DeclarationData& data) const {
    Sign sign;
    sign.format = Sign::Format::xml;
    sign.key = Sign::Key::new_key;
    sign.title = {"e_invoice.sign.title", {{"serial", order_.new_certificate->serial.hex}}};
    const auto today = local_text(order_.now, kVietNamOffset, "%Y-%m-%d");
    sign.document = base64_encoded(declaration(data, order_.old.certificate, *order_.new_certificate, today));
    sign.xml = declaration_place();
    return sign;
  }

  std::string reference() const { return order_.id + "-" + std::to_string(attempt_); }

  Step send(const std::string& signed_form) {
    const auto effect =
        attempt_ == 1 ? std::string("send_declaration") : "send_declaration_" + std::to_string(attempt_);
    const auto sent = portal_.send_declaration(reference(), signed_form, effect);
    if (sent.declaration) return follow(*sent.declaration);
    const std::map<std::string, std::string> words = {{"text", sent.message}};
    if (sent.code == "invalid") return ask_again({{"e_invoice.refused.data", words}});
    if (sent.code == "conflict") {
      return step("conflict", Refuse{"already_ordered", {"e_invoice.refused.conflict", words}, after_refusal()});
    }
    if (sent.code == "certificate_refused") {
      return step("certificate_refused",
                  Refuse{"refused_by_agency", {"e_invoice.refused.certificate", words}, after_refusal()});
    }
    return step("not_taken", Fail{"other", {"e_invoice.failed.not_taken", words}, after_refusal()});
  }

  Step follow(const Declaration& declaration) const {
    using State = Declaration::State;
    if (declaration.state == State::received) return step("decision", decision_wait(declaration, pace_, contact_));
    if (declaration.state == State::accepted) return step("registered", registered_screen(order_, declaration));
    const Text refusal{"e_invoice.refused.declaration",
                       {{"code", declaration.error_code}, {"text", declaration.error_text}}};
    if (declaration.correctable) return ask_again({refusal});
    return step("refused_by_agency", Refuse{"refused_by_agency", refusal, after_refusal()});
  }

  std::vector<Text> after_refusal() const {
    return {{"e_invoice.refused.sign_with_old", {{"serial", order_.old.certificate.serial.hex}}}, contact_};
  }

  const Order& order_;
  Portal portal_;
  Text contact_;
  Seconds pace_;
  Journey journey_;
  int attempt_ = 1;
  int asked_after_ = 0;
};

}  // namespace

Step next_registration_step(Question question) { return Registration(std::move(question)).next(); }

}  // namespace reseal::e_invoice
