// SPDX-License-Identifier: Apache-2.0
// From the certificate to Viettel-CA's approval (guide I.2, I.3 and II.3).
#include <algorithm>
#include <utility>

#include "compensation.h"
#include "reseal/phone_number.h"
#include "viettel.h"

namespace reseal::viettel {
namespace {

using Status = Request::Status;

Step follow(const Compensation& now, const Request& request) {
  if (request.status == Status::refused) return refused_by_ca(request, now.contact);
  if (request.status == Status::installed) {  // VTL-E-05
    return {
        "already_compensated",
        Refuse{"already_ordered", {"viettel.refused.compensated", {{"serial", request.new_serial}}}, {now.contact}}};
  }
  const Json remember = {{"request", request.number}};
  if (request.status == Status::requested) {
    return {"result", result_wait(now.order, request, now.contact), remember};
  }
  if (request.status == Status::approved && request.needs_code && text_messages(now.order).code.empty()) {
    return ask_for_code(now, request);
  }
  const char* next = request.needs_code ? "viettel.approved.next_by_request" : "viettel.approved.next_automatic";
  return {"approved",
          Done{{"viettel.approved.message", {{"number", request.number}}}, {{next, {}}}, {{"request", request.number}}},
          remember};
}

// VTL-M-05: with a certificate that is not eligible there is nothing to send.
Step not_eligible(const Verdict& verdict, const Text& contact) {
  std::vector<Text> why;
  for (const auto& rule : verdict.rules) {
    if (rule.outcome == RuleResult::Outcome::failed) why.push_back(rule.evidence);
  }
  why.push_back(contact);
  return {"not_eligible", Refuse{"not_eligible", {"viettel.refused.not_eligible", {}}, std::move(why)}};
}

Step ask_request(const Compensation& now, const Verdict& verdict, std::optional<Text> warning,
                 const std::string& phone) {
  return {"request", Ask{request_form(now.order, verdict, now.contact, std::move(warning), phone)}};
}

// Each confirmation is a request of its own: an idempotency key is never used with another body.
std::string request_effect(const Order& order) {
  const auto confirmed = std::count_if(order.history.begin(), order.history.end(), [](const PastStep& step) {
    return step.id == "confirm" && step.result.value("accepted", false);
  });
  return confirmed < 2 ? "request_compensation" : "request_compensation_" + std::to_string(confirmed);
}

Step send_request(const Compensation& now, const Verdict& verdict, const Campaign& campaign, const std::string& phone) {
  const auto answer =
      now.portal.ask(now.order.id, now.order.old.certificate, campaign.id, phone, request_effect(now.order));
  if (answer.value) return follow(now, *answer.value);
  const Text::Params words{{"text", answer.message}};
  if (answer.code == "already_requested" || answer.code == "conflict") {
    if (const auto request = current_request(now)) return follow(now, *request);
    return {"already_requested",
            Refuse{"already_ordered", {"viettel.refused.already_requested", words}, {now.contact}}};
  }
  if (answer.code == "invalid" && !phone.empty()) {
    return ask_request(now, verdict, Text{"viettel.request.not_taken", words}, phone);
  }
  if (answer.code == "invalid") {
    return {"not_taken", Fail{"portal_contract", {"viettel.failed.message_refused", words}, {now.contact}}};
  }
  return {"refused", Refuse{answer.code == "not_eligible" ? "not_eligible" : "refused_by_ca",
                            {"viettel.refused.request", words},
                            {now.contact}}};
}

// VTL-M-04, VTL-M-06
Step fill_in(const Compensation& now, const Verdict& verdict, const Campaign& campaign) {
  const Journey journey(now.order);
  if (!journey.accepted("request")) return ask_request(now, verdict, {}, {});
  const auto phone = phone_number(journey.answer_text("request", "phone")).national;
  if (!journey.accepted_after("confirm", {"request"})) {
    return {"confirm", Ask{confirm_form(now.order, phone, now.contact)}};
  }
  return send_request(now, verdict, campaign, phone);
}

}  // namespace

Step next_ordering_step(const Compensation& now) {
  const Journey journey(now.order);
  if (journey.declined("request") || journey.declined("confirm")) {
    return {"declined", Refuse{"declined_by_user", {"viettel.declined.request", {}}, {now.contact}}};
  }
  if (const auto request = current_request(now)) return follow(now, *request);
  const auto* campaign = campaign_of(now.order.old, now.campaigns, now.order.now);
  const auto verdict = verdict_of(rules_of(now.order.old, now.campaigns, now.order.now), campaign, now.portal);
  if (campaign == nullptr || verdict.answer == Verdict::Answer::not_eligible) return not_eligible(verdict, now.contact);
  return now.by_request ? fill_in(now, verdict, *campaign) : send_request(now, verdict, *campaign, {});
}

std::optional<Request> current_request(const Compensation& now) {
  const Journey journey(now.order);
  const auto* known = journey.remembered("request");
  for (auto& each : now.portal.requests()) {
    if (each.status != Status::refused || each.reference == now.order.id || (known != nullptr && *known == each.number))
      return std::move(each);
  }
  return {};
}

Step refused_by_ca(const Request& request, const Text& contact) {
  return {"refused_by_ca", Refuse{"refused_by_ca",
                                  {"viettel.refused.by_ca", {{"number", request.number}, {"text", request.refusal}}},
                                  {contact}}};
}

Step ask_for_code(const Compensation& now, const Request& request, std::optional<Text> warning) {
  std::optional<Text> sent;
  if (const auto told = text_messages(now.order); told.resend_now) {
    const auto answer = now.portal.send_message(request, "send_message_" + std::to_string(told.resends));
    if (answer.value) {
      sent = Text{"viettel.code.sent_again", {{"phone", "…" + request.phone_tail}}};
    } else {
      warning = Text{"viettel.code.not_sent_again", {{"text", answer.message}}};
    }
  }
  return {"code", Ask{code_form(request, sent, warning, now.contact)}, {{"request", request.number}}};
}

}  // namespace reseal::viettel
