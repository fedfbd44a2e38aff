// SPDX-License-Identifier: Apache-2.0
#include "forms.h"

#include <utility>

namespace reseal::viettel {
namespace {

Form form(Text title, Text intro, const Text& contact) {
  Form out;
  out.title = std::move(title);
  out.intro = std::move(intro);
  out.contact = contact;
  return out;
}

void show_certificate(Form& form, const CertificateFacts& old) {
  form.shown.push_back(shown_value({"viettel.certificate.holder", {}}, old.common_name));
  form.shown.push_back(shown_value({"viettel.certificate.serial", {}}, old.serial.hex));
  form.shown.push_back(shown_value({"viettel.certificate.issuer", {}}, old.issuer_common_name));
  form.shown.push_back(shown_value({"viettel.certificate.valid_to", {}}, moment_text(old.not_after)));
}

Choice choice(const char* value, const char* label) { return {value, {label, {}}, {}, {}}; }

// VTL-M-08: the message with its code, or word that none came.
std::vector<Field> message_fields() {
  Field message;
  message.id = "message";
  message.type = Field::Type::choice;
  message.label = {"viettel.message.label", {}};
  message.required = true;
  message.initial = Json("came");
  message.choices = {choice("came", "viettel.message.came"), choice("send_again", "viettel.message.send_again")};
  auto code = text_field("code", {"viettel.message.code", {}});
  code.help = {"viettel.message.code_help", {}};
  code.pattern = "([0-9]{6})?";
  code.pattern_hint = {"viettel.message.code_hint", {}};
  return {std::move(message), std::move(code)};
}

}  // namespace

// VTL-M-03, VTL-M-04
Form request_form(const Order& order, const Verdict& verdict, const Text& contact, std::optional<Text> warning,
                  const std::string& phone) {
  auto out = form({"viettel.request.title", {}}, {"viettel.request.intro", {}}, contact);
  if (warning) out.shown.push_back(shown_warning(std::move(*warning)));
  show_certificate(out, order.old.certificate);
  const bool sure = verdict.answer == Verdict::Answer::eligible;
  out.shown.push_back(shown_note({sure ? "viettel.request.eligible" : "viettel.request.cannot_say", {}}));
  for (const auto& rule : verdict.rules) {
    const bool passed = rule.outcome == RuleResult::Outcome::passed;
    out.shown.push_back(passed ? shown_note(rule.evidence) : shown_warning(rule.evidence));
  }
  auto field = text_field("phone", {"viettel.request.phone", {}}, phone, true);
  field.help = {"viettel.request.phone_help", {}};
  field.type = Field::Type::phone;
  out.fields = {std::move(field)};
  out.accept = {"viettel.request.send", {}};
  out.decline = {"viettel.request.not_now", {}};
  return out;
}

// VTL-M-06
Form confirm_form(const Order& order, const std::string& phone, const Text& contact) {
  auto out = form({"viettel.confirm.title", {}}, {"viettel.confirm.intro", {}}, contact);
  show_certificate(out, order.old.certificate);
  out.shown.push_back(shown_value({"viettel.request.phone", {}}, phone));
  out.accept = {"viettel.agree", {}};
  out.decline = {"viettel.request.not_now", {}};
  return out;
}

Wait result_wait(const Order& order, const Request& request, const Text& contact) {
  Wait wait;
  const auto* last = order.last();
  const bool told = last != nullptr && last->id == "result" && last->result.contains("signal");
  wait.reason = {told ? "viettel.result.not_yet" : "viettel.result.acknowledged",  // VTL-M-07
                 {{"number", request.number}, {"phone", request.phone_tail.empty() ? "–" : "…" + request.phone_tail}}};
  wait.expectation = {"viettel.result.no_time_promised", {}};  // VTL-M-08
  wait.contact = contact;
  if (order.now < order.old.certificate.not_after) wait.deadline = order.old.certificate.not_after;
  if (!request.needs_code) return wait;
  wait.signal = form({"viettel.result.title", {}}, {"viettel.result.intro", {}}, contact);
  wait.signal->shown = {shown_value({"viettel.request.number", {}}, request.number, true)};
  wait.signal->fields = message_fields();
  wait.signal->accept = {"viettel.message.got_it", {}};
  return wait;
}

Form code_form(const Request& request, const std::optional<Text>& sent, const std::optional<Text>& warning,
               const Text& contact) {
  auto out = form({"viettel.code.title", {}}, {"viettel.code.intro", {{"number", request.number}}}, contact);
  if (warning) out.shown.push_back(shown_warning(*warning));
  if (sent) out.shown.push_back(shown_note(*sent));
  out.fields = message_fields();
  out.accept = {"viettel.message.got_it", {}};
  return out;
}

// VTL-M-09
Form install_form(const Request& request, const Text& contact) {
  auto out = form({"viettel.install.title", {}}, {"viettel.install.intro", {{"number", request.number}}}, contact);
  out.shown = {shown_note({"viettel.install.token", {}}), shown_note({"viettel.install.network", {}})};
  out.accept = {"viettel.agree", {}};
  out.decline = {"viettel.install.not_now", {}};
  return out;
}

// VTL-A-06, VTL-M-19; the deadlines of the systems are the registrars' to know (VTL-A-07, VTL-M-20).
Done compensated(const Order& order, const Request& request, const CertificateFacts& certificate,
                 const Campaign* campaign) {
  const auto& old = order.old.certificate;
  const auto& serial = certificate.serial.hex;
  Done done;
  done.message = {"viettel.done.message", {{"serial", serial}}};
  if (campaign != nullptr && !serial.starts_with(campaign->serial_prefix)) {
    done.next.push_back({"viettel.done.other_serial", {{"prefix", campaign->serial_prefix}}});
  }
  for (const auto* id : {"viettel.done.register", "viettel.done.register_customs", "viettel.done.register_tax",
                         "viettel.done.register_social_insurance", "viettel.done.register_others"}) {
    done.next.push_back({id, {}});
  }
  done.next.push_back({"viettel.done.keep_old", {{"serial", old.serial.hex}}});
  if (order.now < old.not_after) {
    done.next.push_back({"viettel.done.use_old", {{"date", moment_text(old.not_after)}}});
  }
  done.evidence = {{"request", request.number},
                   {"serial", serial},
                   {"old_serial", old.serial.hex},
                   {"valid_to", to_iso(certificate.not_after)}};
  return done;
}

TextMessages text_messages(const Order& order) {
  TextMessages out;
  for (const auto& step : order.history) {
    if (step.id != "result" && step.id != "code") continue;
    const auto told = step.result.value(step.kind == "wait" ? "signal" : "answer", Json::object());
    out.resend_now = told.value("message", std::string()) == "send_again";
    if (out.resend_now) {
      ++out.resends;
      out.code.clear();
    } else if (const auto code = told.value("code", std::string()); !code.empty()) {
      ++out.codes;
      out.code = code;
    }
  }
  return out;
}

}  // namespace reseal::viettel
