// SPDX-License-Identifier: Apache-2.0
// From the submitted application to 待下载 (guide, steps 4 to 10): paper, WeChat, money, people, bank. The hall's state
// says which of our messages have arrived; what was answered here is counted, and each count is an effect of its own.
#include <algorithm>
#include <string>

#include "application_form.h"
#include "forms.h"
#include "processing_forms.h"
#include "reseal/failure.h"
#include "reseal/readable.h"

namespace reseal::szca {
namespace {

using Status = Application::Status;

class Processing {
 public:
  explicit Processing(const Renewal& now) : now_(now), journey_(now.order) {}

  Step decide(const Application& application) {
    auto step = step_for(application);
    step.remember["application"] = application.number;
    // The hall may forget it; we do not (SZCA-31).
    if (application.payment.state == "paid") step.remember["payment"] = payment_evidence(application);
    return step;
  }

 private:
  Step step_for(const Application& application) {
    switch (application.status) {
      case Status::papers:
        return papers(application);
      case Status::identity:
        return identity(application);
      case Status::payment:
        return payment(application);
      case Status::review:
        return {"review", review_wait(now_, application)};
      case Status::refused:
        return refused(now_, application);
      case Status::verification:
        return verification(application);
      case Status::download:
      case Status::issuing:
      case Status::issued:
      case Status::done:
        break;
    }
    return {"ready", ready_for_download(now_, application)};
  }

  /// How often the step was accepted so far.
  int count(std::string_view step) const {
    return static_cast<int>(
        std::count_if(now_.order.history.begin(), now_.order.history.end(),
                      [&](const PastStep& past) { return past.id == step && past.result.value("accepted", false); }));
  }

  static std::string numbered(const char* effect, int number) { return effect + ("_" + std::to_string(number)); }

  /// Goes on with what the hall made of a message of ours. What it did not take as things stand is looked up again.
  Step go_on(const PortalAnswer<Application>& answer, const Application& from) {
    const auto current = answer.value ? answer : now_.portal.application(from.number);
    if (!current.value) throw PortalNonsense("application " + from.number + ": " + current.message);
    const auto stands = [](const Application& each) {
      return each.words + each.identity.state + each.payment.state + each.verification.state +
             std::to_string(each.identity.round + each.payment.round + each.verification.round);
    };
    if (stands(*current.value) == stands(from)) {
      throw PortalNonsense("application " + from.number + " took a message and stood still: " + answer.message);
    }
    return decide(*current.value);
  }

  // SZCA-11
  Step papers(const Application& application) {
    if (!journey_.accepted("application_form")) return ask_for_scan(application, {});
    const auto& scan = journey_.answer("application_form").at("scan");
    const auto answer =
        now_.portal.upload_form(application.number, scan, numbered("upload_form", count("application_form")));
    if (answer.code == "invalid") {
      return ask_for_scan(application, Text{"szca.scan.not_taken", {{"text", answer.message}}});
    }
    return go_on(answer, application);
  }

  Step ask_for_scan(const Application& application, const std::optional<Text>& warning) const {
    return {"application_form", Ask{scan_form(now_, application, warning)}};
  }

  /// The person saw the code of this round and went on.
  bool went_on(std::string_view step, std::string_view name, int round) const {
    const auto* shown = journey_.remembered(name);
    return shown != nullptr && *shown == round && journey_.accepted(step);
  }

  // SZCA-12, SZCA-13
  Step identity(const Application& application) {
    const auto& check = application.identity;
    if (check.state != "open") {
      return go_on(
          now_.portal.start_identity_check(application.number, numbered("start_identity_check", check.round + 1)),
          application);
    }
    const auto* scanned = journey_.last("identity_qr");
    const auto* waited = journey_.last("identity_check");
    const bool again = waited != nullptr && waited > scanned && journey_.signalled("identity_check");
    if (again || !went_on("identity_qr", "identity_round", check.round)) {
      return {"identity_qr", Ask{identity_form(now_, application)}, {{"identity_round", check.round}}};
    }
    return {"identity_check", identity_wait(now_, application)};
  }

  // SZCA-14, SZCA-31. A second code is asked for only when the first has run out unpaid, for the same payment order.
  Step payment(const Application& application) {
    if (journey_.declined("pay")) {
      return {"not_paid",
              Refuse{"declined_by_user", {"szca.declined.payment", {{"number", application.number}}}, {now_.contact}}};
    }
    const auto& payment = application.payment;
    if (payment.state == "paid" || journey_.remembered("payment") != nullptr) {
      return {"payment_search", payment_search(now_, application)};
    }
    const bool said_paid =
        went_on("pay", "payment_round", payment.round) && journey_.answer_text("pay", "outcome") != "new_code";
    if (payment.state == "open") {
      if (said_paid) return {"payment", payment_wait(now_, application)};
      return {"pay", Ask{payment_form(now_, application)}, {{"payment_round", payment.round}}};
    }
    if (said_paid) {
      if (!went_on("payment_unseen", "unseen_round", payment.round)) {
        return {"payment_unseen", Ask{payment_unseen_form(now_, application)}, {{"unseen_round", payment.round}}};
      }
      if (journey_.answer_text("payment_unseen", "outcome") == "paid") {
        return {"payment_search", payment_search(now_, application)};
      }
    }
    return go_on(now_.portal.start_payment(application.number, numbered("start_payment", payment.round + 1)),
                 application);
  }

  // SZCA-16, SZCA-22, SZCA-37: the newest of what was answered about the bank counts.
  Step verification(const Application& application) {
    const auto* code = journey_.last("bank_code");
    const auto* account = journey_.last("account_again");
    const bool locked = application.verification.state == "locked";
    if (code != nullptr && (account == nullptr || code > account)) {
      if (journey_.declined("bank_code")) return ask_for_account(application, {});
      return enter_code(application);
    }
    if (account != nullptr && journey_.accepted("account_again")) return change_account(application);
    if (locked) return ask_for_account(application, Text{"szca.bank_code.locked", {}});
    return ask_for_code(application, {});
  }

  Step ask_for_code(const Application& application, const std::optional<Text>& warning) const {
    return {"bank_code", Ask{bank_code_form(now_, application, warning)}};
  }

  Step ask_for_account(const Application& application, const std::optional<Text>& warning) const {
    return {"account_again", Ask{account_form(now_, application, warning)}};
  }

  Step enter_code(const Application& application) {
    const auto answer = now_.portal.enter_code(application.number, journey_.answer_text("bank_code", "code"),
                                               numbered("enter_bank_code", count("bank_code")));
    if (answer.code != "wrong_code" && answer.code != "code_locked") return go_on(answer, application);
    const auto current = now_.portal.application(application.number);
    const auto& seen = current.value ? *current.value : application;
    if (seen.verification.state == "locked") return ask_for_account(seen, Text{"szca.bank_code.locked", {}});
    return ask_for_code(seen, Text{"szca.bank_code.wrong", {{"tries", std::to_string(seen.verification.tries_left)}}});
  }

  // Another 0.01 yuan, to where the person says; the code comes anew.
  Step change_account(const Application& application) {
    const auto answer = now_.portal.change_account(application.number, entered_account(journey_, "account_again"),
                                                   numbered("change_account", count("account_again")));
    if (answer.code == "invalid") {
      return ask_for_account(application, Text{"szca.hall_says", {{"text", answer.message}}});
    }
    if (!answer.value) return go_on(answer, application);
    return ask_for_code(*answer.value, {});
  }

  const Renewal& now_;
  Journey journey_;
};

}  // namespace

Step follow(const Renewal& now, const Application& application) { return Processing(now).decide(application); }

Step refused(const Renewal& now, const Application& application) {
  const auto& payment = application.payment;
  if (payment.state != "paid") {
    return {"refused_by_ca",
            Refuse{"refused_by_ca",
                   {"szca.refused.before_payment", {{"number", application.number}, {"text", application.refusal}}},
                   {now.contact}}};
  }
  return {"refused_after_payment",
          Refuse{"refused_by_ca",
                 {"szca.refused.after_payment",
                  {{"number", application.number},
                   {"text", application.refusal},
                   {"amount", money_text(payment.amount)},
                   {"paid_at", payment.paid_at ? moment_text(*payment.paid_at) : "–"},
                   {"order_number", payment.order_number},
                   {"transaction", payment.transaction.empty() ? "–" : payment.transaction}}},
                 {application.refund.empty() ? Text{"szca.refused.ask_for_refund", {}}
                                             : Text{"szca.refused.refund", {{"text", application.refund}}},
                  {"szca.refused.mend_and_apply", {}},
                  now.contact}}};
}

Json payment_evidence(const Application& application) {
  const auto& payment = application.payment;
  return {{"amount", money_text(payment.amount)},
          {"method", payment.method},
          {"paid_at", payment.paid_at ? Json(to_iso(*payment.paid_at)) : Json()},
          {"order_number", payment.order_number},
          {"transaction", payment.transaction}};
}

}  // namespace reseal::szca
