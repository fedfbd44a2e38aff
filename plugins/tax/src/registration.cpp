// SPDX-License-Identifier: Apache-2.0
#include "registration.h"

#include <algorithm>
#include <utility>

#include "change_form.h"
#include "reseal/base64.h"
#include "reseal/journey.h"
#include "reseal/readable.h"
#include "reseal/tax_code.h"
#include "screens.h"

namespace reseal::tax {
namespace {

Step step(std::string id, Step::Action action, Json remember = Json::object()) {
  Step out;
  out.id = std::move(id);
  out.action = std::move(action);
  out.remember = std::move(remember);
  return out;
}

// In memory: "attempt" (1 when absent); "asked_after", the number of the last step when this attempt began, so that
// only later answers count for it; "problems", why it is asked again; "accepted", the decisions of earlier attempts
// that count; "transactions" of those.
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
    if (const auto* accepted = journey_.remembered("accepted")) {
      for (const auto& each : *accepted) accepted_.push_back(remembered_decision(each));
    }
    if (const auto* known = journey_.remembered("transactions")) {
      transactions_ = known->get<std::vector<std::string>>();
    }
  }

  Step next() {
    if (!order_.new_certificate) {
      return step("no_certificate", Fail{"certificate_missing", {"tax.failed.no_certificate", {}}, {contact_}});
    }
    const auto* form = carried_out("change_form", asked_after_);
    if (form == nullptr) return ask(remembered_problems());
    if (journey_.declined("change_form")) {
      return step("declined", Refuse{"declined_by_user", {"tax.declined", {}}, {{"tax.declined_next", {}}, contact_}});
    }
    const auto data = entered();
    if (data.services.empty() && !accepted_.empty()) {
      return step("registered", registered_screen(order_, accepted_, transactions_));
    }
    const auto problems = problems_of(data);
    if (!problems.empty()) return ask(problems);
    const auto* sign = carried_out("sign_change", form->number);
    if (sign == nullptr) return step("sign_change", sign_step(data));
    if (const auto change = portal_.find_change(reference())) return follow(*change, data);
    return send(data, sign->result.at("signature").get<std::string>());
  }

 private:
  // The last time this step was carried out, if that was after the step with this number.
  const PastStep* carried_out(std::string_view id, int after) const {
    const auto* past = journey_.last(id);
    return past != nullptr && past->number > after ? past : nullptr;
  }

  std::vector<Text> remembered_problems() const {
    const auto* problems = journey_.remembered("problems");
    return problems == nullptr ? std::vector<Text>{} : problems->get<std::vector<Text>>();
  }

  Step ask(const std::vector<Text>& problems) const {
    std::vector<std::string> through;
    for (const auto& each : accepted_) through.push_back(each.service);
    return step("change_form", Ask{change_screen({order_, problems, through, contact_})});
  }

  // Another form is another attempt: it begins with the next answer.
  Step ask_again(std::vector<Text> problems) {
    const Json remember = {{"attempt", attempt_ + 1},
                           {"asked_after", order_.history.empty() ? 0 : order_.history.back().number},
                           {"problems", problems},
                           {"accepted", remembered_decisions()},
                           {"transactions", transactions_}};
    auto out = ask(problems);
    out.remember = remember;
    return out;
  }

  ChangeData entered() const {
    const auto text = [&](const char* field) { return journey_.answer_text("change_form", field); };
    ChangeData data{
        text("tax_office"), text("tax_office_code"), text("tax_code"), text("name"), text("email"), text("phone"), {}};
    for (const std::string service : {kFiling, kPayment}) {
      const bool through = std::any_of(accepted_.begin(), accepted_.end(),
                                       [&](const Decision& each) { return each.service == service; });
      if (!through && text(service.c_str()) == "true") data.services.push_back(service);
    }
    return data;
  }

  // What a person typed must be right; what the certificate says is the CA's word, and was warned of on the form.
  std::vector<Text> problems_of(const ChangeData& data) const {
    std::vector<Text> problems;
    const auto* certified = order_.old.certificate.holder_id("MST");
    const bool as_certified = certified != nullptr && certified->value == data.tax_code;
    if (!as_certified && !is_tax_code(data.tax_code)) {
      problems.push_back({"tax.change.wrong_tax_code", {{"tax_code", data.tax_code}}});
    }
    if (data.services.empty()) problems.push_back({"tax.change.no_service", {}});
    return problems;
  }

  Sign sign_step(const ChangeData& data) const {
    Sign sign;
    sign.format = Sign::Format::xml;
    sign.key = Sign::Key::new_key;
    sign.title = sign_title(order_);
    const auto today = local_text(order_.now, kVietNamOffset, "%Y-%m-%d");
    sign.document = base64_encoded(change_form(data, order_.old.certificate, *order_.new_certificate, today));
    sign.xml = change_form_place();
    return sign;
  }

  std::string reference() const { return order_.id + "-" + std::to_string(attempt_); }

  Step send(const ChangeData& data, const std::string& signed_form) {
    const auto effect = attempt_ == 1 ? std::string("send_change") : "send_change_" + std::to_string(attempt_);
    const auto sent = portal_.send_change(reference(), signed_form, effect);
    if (sent.change) return follow(*sent.change, data);
    const std::map<std::string, std::string> words = {{"text", sent.message}};
    if (sent.code == "invalid") return ask_again({{"tax.refused.data", words}});
    if (sent.code == "conflict") {
      return step("conflict", Refuse{"already_ordered", {"tax.refused.conflict", words}, next_after_refusal()});
    }
    if (sent.code == "certificate_refused") {
      return step("certificate_refused",
                  Refuse{"refused_by_agency", {"tax.refused.certificate", words}, next_after_refusal()});
    }
    return step("not_taken", Fail{"other", {"tax.failed.not_taken", words}, next_after_refusal()});
  }

  Step follow(const Change& change, const ChangeData& data) {
    std::vector<Text> refusals;
    bool final = false;
    bool pending = false;
    auto through = accepted_;
    for (const auto& service : data.services) {
      const auto found = std::find_if(change.decisions.begin(), change.decisions.end(),
                                      [&](const Decision& each) { return each.service == service; });
      if (found == change.decisions.end() || found->state == Decision::State::pending) {
        pending = true;
      } else if (found->state == Decision::State::accepted) {
        through.push_back(*found);
      } else {
        refusals.push_back({"tax.refused." + service, {{"code", found->error_code}, {"text", found->error_text}}});
        final = final || !found->correctable;
      }
    }
    if (pending) return step("notice", notice_wait(change, pace_, contact_));
    if (through.size() > accepted_.size()) transactions_.push_back(change.transaction_id);
    accepted_ = std::move(through);
    if (refusals.empty()) return step("registered", registered_screen(order_, accepted_, transactions_));
    // One service in, the other not: the order stays open, and the person decides about the rest (TAX-05).
    if (final && accepted_.empty()) {
      auto next = next_after_refusal();
      next.insert(next.begin(), refusals.begin() + 1, refusals.end());
      return step("refused_by_agency", Refuse{"refused_by_agency", refusals.front(), next});
    }
    return ask_again(refusals);
  }

  std::vector<Text> next_after_refusal() const {
    return {{"tax.refused.sign_with_old", {{"serial", order_.old.certificate.serial.hex}}}, contact_};
  }

  Json remembered_decisions() const {
    Json out = Json::array();
    for (const auto& each : accepted_) {
      out.push_back({{"service", each.service},
                     {"serial", each.serial},
                     {"accepted_at", to_iso(each.accepted_at)},
                     {"notice", each.notice}});
    }
    return out;
  }

  static Decision remembered_decision(const Json& json) {
    Decision out;
    out.state = Decision::State::accepted;
    out.service = json.at("service").get<std::string>();
    out.serial = json.at("serial").get<std::string>();
    out.accepted_at = time_from_iso(json.at("accepted_at").get<std::string>());
    out.notice = json.at("notice").get<std::string>();
    return out;
  }

  const Order& order_;
  Portal portal_;
  Text contact_;
  Seconds pace_;
  Journey journey_;
  int attempt_ = 1;
  int asked_after_ = 0;
  std::vector<Decision> accepted_;
  std::vector<std::string> transactions_;
};

}  // namespace

Step next_registration_step(Question question) { return Registration(std::move(question)).next(); }

}  // namespace reseal::tax
