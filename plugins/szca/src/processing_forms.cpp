// SPDX-License-Identifier: Apache-2.0
#include "processing_forms.h"

#include <algorithm>
#include <utility>

#include "forms.h"
#include "reseal/readable.h"

namespace reseal::szca {
namespace {

Form about(const Renewal& now, const Application& application, const char* title, const char* intro) {
  auto out = empty_form(now, {title, {}}, {intro, {}});
  out.shown = {shown_value({"szca.application.number", {}}, application.number, true),
               shown_value({"szca.application.status", {}}, application.words)};
  return out;
}

// SZCA-14: a code is valid for two hours; how long this one still is.
void show_qr(Form& form, const Renewal& now, const std::string& qr, const std::optional<Time>& expires_at) {
  form.shown.push_back(shown_qr({"szca.qr.scan", {}}, qr));
  if (!expires_at) return;
  const auto left = std::chrono::floor<std::chrono::minutes>(std::max(*expires_at - now.order.now, Seconds(0)));
  form.shown.push_back(
      shown_note({"szca.qr.valid", {{"until", moment_text(*expires_at)}, {"minutes", std::to_string(left.count())}}}));
}

// The host looks again when the code runs out.
std::optional<Time> still_to_come(const Renewal& now, const std::optional<Time>& time) {
  return time && *time > now.order.now ? time : std::nullopt;
}

void show_payment(Form& form, const Application& application) {
  form.shown.push_back(shown_value({"szca.payment.amount", {}}, money_text(application.payment.amount)));
  form.shown.push_back(shown_value({"szca.payment.order_number", {}}, application.payment.order_number, true));
}

}  // namespace

// SZCA-12
Form identity_form(const Renewal& now, const Application& application) {
  auto out = about(now, application, "szca.identity.title", "szca.identity.intro");
  show_qr(out, now, application.identity.qr, application.identity.expires_at);
  out.shown.push_back(
      shown_steps({"szca.identity.do_this", {}},
                  {{"szca.identity.scan", {}}, {"szca.identity.photos", {}}, {"szca.identity.liveness", {}}}));
  out.shown.push_back(shown_note({"szca.identity.no_copies", {}}));
  out.accept = {"szca.identity.next", {}};  // SZCA-13: 下一步
  return out;
}

Wait identity_wait(const Renewal& now, const Application& application) {
  Wait wait;
  wait.reason = {"szca.identity.waiting", {{"number", application.number}, {"status", application.words}}};
  wait.expectation = {"szca.identity.expectation", {}};
  wait.deadline = still_to_come(now, application.identity.expires_at);
  wait.contact = now.contact;
  wait.signal = empty_form(now, {"szca.identity.again_title", {}}, {"szca.identity.again_intro", {}});
  wait.signal->shown = {shown_qr({"szca.qr.scan", {}}, application.identity.qr)};
  wait.signal->accept = {"szca.identity.again", {}};
  return wait;
}

// SZCA-14, SZCA-28
Form payment_form(const Renewal& now, const Application& application) {
  const auto& payment = application.payment;
  const bool transfer = payment.method == "company_transfer";
  auto out = about(now, application, "szca.payment.title",
                   transfer ? "szca.payment.transfer_intro" : "szca.payment.wechat_intro");
  if (const auto* agreed = Journey(now.order).remembered("agreed")) {
    const auto price = agreed->get<Money>();
    if (payment.amount.minor > price.minor) {
      out.shown.push_back(shown_warning(
          {"szca.payment.costs_more", {{"agreed", money_text(price)}, {"asked", money_text(payment.amount)}}}));
    }
  }
  show_payment(out, application);
  if (transfer) {
    out.shown.push_back(shown_value({"szca.payment.to_name", {}}, payment.transfer_to.name, true));
    out.shown.push_back(shown_value({"szca.payment.to_bank", {}}, payment.transfer_to.bank, true));
    out.shown.push_back(shown_value({"szca.payment.to_number", {}}, payment.transfer_to.number, true));
    out.shown.push_back(shown_value({"szca.payment.remark", {}}, payment.remark, true));
    out.shown.push_back(shown_warning({"szca.payment.transfer_rules", {}}));
  } else {
    if (payment.round > 1) out.shown.push_back(shown_note({"szca.payment.new_code", {}}));
    show_qr(out, now, payment.qr, payment.expires_at);
  }
  out.shown.push_back(shown_note({"szca.payment.once", {}}));
  if (!transfer) {
    Field outcome;
    outcome.id = "outcome";
    outcome.type = Field::Type::choice;
    outcome.label = {"szca.payment.outcome", {}};
    outcome.required = true;
    outcome.initial = Json("paid");
    outcome.choices = {{"paid", {"szca.payment.paid", {}}, {}, {}}, {"new_code", {"szca.payment.ran_out", {}}, {}, {}}};
    out.fields = {std::move(outcome)};
  }
  out.accept = {transfer ? "szca.payment.paid" : "szca.continue", {}};
  out.decline = {"szca.not_now", {}};
  return out;
}

Wait payment_wait(const Renewal& now, const Application& application) {
  const bool transfer = application.payment.method == "company_transfer";
  Wait wait;
  wait.reason = {"szca.payment.waiting", {{"number", application.number}, {"status", application.words}}};
  wait.expectation = {transfer ? "szca.payment.transfer_expectation" : "szca.payment.wechat_expectation", {}};
  wait.deadline = still_to_come(now, application.payment.expires_at);
  wait.contact = now.contact;
  return wait;
}

Form payment_unseen_form(const Renewal& now, const Application& application) {
  auto out = about(now, application, "szca.unseen.title", "szca.unseen.intro");
  show_payment(out, application);
  out.shown.push_back(shown_warning({"szca.unseen.not_twice", {}}));
  Field outcome;
  outcome.id = "outcome";
  outcome.type = Field::Type::choice;
  outcome.label = {"szca.unseen.question", {}};
  outcome.required = true;
  outcome.choices = {{"paid", {"szca.unseen.paid", {}}, {}, {}}, {"not_paid", {"szca.unseen.not_paid", {}}, {}, {}}};
  auto transaction = text_field("transaction", {"szca.payment.transaction", {}});
  transaction.help = {"szca.unseen.transaction_help", {}};
  transaction.maximum = 64;
  out.fields = {std::move(outcome), std::move(transaction)};
  return out;
}

// Paid, and the hall says 待支付: what speaks for the payment is shown to whoever calls the hotline (SZCA-31).
Wait payment_search(const Renewal& now, const Application& application) {
  const Journey journey(now.order);
  const auto* paid = journey.remembered("payment");
  auto transaction = paid != nullptr ? paid->value("transaction", std::string())
                                     : journey.answer_text("payment_unseen", "transaction");
  Wait wait;
  wait.reason = {"szca.unseen.waiting",
                 {{"number", application.number},
                  {"status", application.words},
                  {"amount", money_text(application.payment.amount)},
                  {"order_number", application.payment.order_number},
                  {"transaction", transaction.empty() ? "–" : transaction}}};
  wait.expectation = {"szca.unseen.expectation", {}};
  wait.contact = now.contact;
  return wait;
}

// SZCA-15, SZCA-21
Wait review_wait(const Renewal& now, const Application& application) {
  const bool invoice = Journey(now.order).answer_text("billing", "invoice") == "electronic";
  Wait wait;
  wait.reason = {invoice ? "szca.review.waiting_invoice" : "szca.review.waiting",
                 {{"number", application.number},
                  {"status", application.words},
                  {"amount", money_text(application.payment.amount)}}};
  wait.deadline = still_to_come(now, application.review_due);
  if (!application.review_due) {
    wait.expectation = {"szca.review.promise", {}};
  } else {
    wait.expectation = {wait.deadline ? "szca.review.due" : "szca.review.overdue",
                        {{"due", moment_text(*application.review_due)}}};
  }
  wait.contact = now.contact;
  return wait;
}

// SZCA-16; Q15: the user types the code in.
Form bank_code_form(const Renewal& now, const Application& application, const std::optional<Text>& warning) {
  auto out = about(now, application, "szca.bank_code.title", "szca.bank_code.intro");
  if (warning) out.shown.push_back(shown_warning(*warning));
  out.shown.push_back(shown_value({"szca.bank_code.account", {}}, "…" + application.verification.account_tail));
  out.shown.push_back(
      shown_steps({"szca.bank_code.do_this", {}},
                  {{"szca.bank_code.ask", {}}, {"szca.bank_code.look", {}}, {"szca.bank_code.type", {}}}));
  auto code = text_field("code", {"szca.bank_code.label", {}}, {}, true);
  code.pattern = "[0-9]{6}";
  code.pattern_hint = {"szca.bank_code.hint", {}};
  out.fields = {std::move(code)};
  out.accept = {"szca.bank_code.accept", {}};
  out.decline = {"szca.bank_code.no_money", {}};
  return out;
}

// SZCA-22, SZCA-37
Form account_form(const Renewal& now, const Application& application, const std::optional<Text>& warning) {
  auto out = about(now, application, "szca.account_again.title", "szca.account_again.intro");
  if (warning) out.shown.push_back(shown_warning(*warning));
  out.shown.push_back(shown_value({"szca.bank_code.account", {}}, "…" + application.verification.account_tail));
  out.shown.push_back(shown_note({"szca.account_again.new_code", {}}));
  const bool before = Journey(now.order).accepted("account_again");
  add_account_fields(out, now, before ? "account_again" : "billing");
  out.accept = {"szca.account_again.accept", {}};
  if (application.verification.state != "locked") out.decline = {"szca.account_again.back", {}};
  return out;
}

// SZCA-19, SZCA-32
Done ready_for_download(const Renewal& now, const Application& application) {
  Done done;
  done.message = {"szca.ready.message", {{"number", application.number}, {"status", application.words}}};
  done.next = {{"szca.ready.update", {}}};
  if (Journey(now.order).answer_text("billing", "invoice") == "electronic") {
    done.next.push_back({"szca.ready.invoice", {}});
  }
  done.evidence = payment_evidence(application);
  done.evidence["application"] = application.number;
  if (!application.invoice_link.empty()) done.evidence["invoice"] = application.invoice_link;
  return done;
}

}  // namespace reseal::szca
