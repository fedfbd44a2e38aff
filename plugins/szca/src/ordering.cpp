// SPDX-License-Identifier: Apache-2.0
// From the serial number to 申请提交 (guide, steps 2 and 3). Whose certificate it is, and whether a bid lies sealed
// with it, is settled before anything is sent.
#include <algorithm>

#include "forms.h"
#include "reseal/failure.h"

namespace reseal::szca {
namespace {

class Applying {
 public:
  explicit Applying(const Renewal& now) : now_(now), journey_(now.order) {}

  Step next() {
    for (const auto* step : {"confirm_certificate", "real_name", "confirm_application"}) {
      if (journey_.declined(step)) return no("declined", "declined_by_user", {"szca.declined", {}});
    }
    // Look first, act second: also when our memory of the application is gone.
    if (journey_.accepted("confirm_application")) {
      if (const auto sent = now_.portal.find()) return follow(now_, *sent);
    }
    const auto status = now_.portal.certificate_status();
    if (!status.value) {
      return no("not_eligible", "not_eligible", {"szca.refused.not_eligible", {{"text", status.message}}});
    }
    return before_anything_is_sent(*status.value);
  }

 private:
  Step no(const char* id, const char* reason, Text message) const {
    return {id, Refuse{reason, std::move(message), {now_.contact}}};
  }

  Step before_anything_is_sent(const CertificateStatus& status) {
    if (!status.open_application.empty()) return already_open(status.open_application);
    if (!status.renewable) {
      return no("not_eligible", "not_eligible", {"szca.refused.not_eligible", {{"text", status.reason}}});
    }
    if (!journey_.accepted("confirm_certificate")) {
      return {"confirm_certificate", Ask{certificate_form(now_, status)}};
    }
    if (status.certificate_class != "non_tender") {
      if (!journey_.accepted("bids")) return {"bids", Ask{bids_form(now_)}};
      if (journey_.answer_text("bids", "uploaded") == "some") {
        return {"sealed_bid",
                Refuse{"not_eligible",
                       {"szca.refused.sealed_bid", {}},
                       {{"szca.refused.after_opening", {}}, {"szca.refused.upload_again", {}}, now_.contact}}};
      }
    }
    return fill_in(status);
  }

  Step fill_in(const CertificateStatus& status) {
    const auto prices = now_.portal.packages();
    if (!prices.value || prices.value->packages.empty()) {
      return no("no_package", "not_eligible", {"szca.refused.no_package", {{"text", prices.message}}});
    }
    const auto* years = prices.value->find(journey_.answer_text("years", "package"));
    if (years == nullptr) return {"years", Ask{years_form(now_, *prices.value, status, {})}};
    if (!journey_.accepted("applicant")) return ask_applicant(status, {});
    if (const auto wrong = mismatch(owner(status), journey_.answer_text("applicant", "name"),
                                    journey_.answer_text("applicant", "number"))) {
      return ask_applicant(status, wrong);
    }
    const bool corrected = journey_.last("real_name") == nullptr || journey_.accepted_after("people", {"real_name"});
    if (!journey_.accepted("people") || !corrected) return {"people", Ask{people_form(now_)}};
    if (!journey_.accepted("billing")) return {"billing", Ask{billing_form(now_, *prices.value, status)}};
    const auto entered = entered_application(journey_, status.verification);
    if (!journey_.accepted_after("confirm_application", {"years", "applicant", "people", "billing"})) {
      return {"confirm_application",
              Ask{confirm_form(now_, *years, entered)},
              {{"agreed", years->price}, {"years", years->years}}};
    }
    return submit(status, *prices.value, entered);
  }

  // The certificate's own word comes first; where it has none, the hall's.
  Owner owner(const CertificateStatus& status) const {
    auto found = owner_of(now_.order.old.certificate);
    if (found.name.empty()) found.name = status.holder_name;
    if (found.number.empty()) found.number = status.holder_number;
    return found;
  }

  Step ask_applicant(const CertificateStatus& status, const std::optional<Text>& warning) const {
    return {"applicant", Ask{applicant_form(now_, owner(status), warning)}};
  }

  Step already_open(const std::string& number) const {
    return no("already_applied", "already_ordered", {"szca.refused.already_applied", {{"number", number}}});
  }

  // Each confirmation is a request of its own: an idempotency key is never used with another body.
  std::string effect() const {
    const auto confirmed = std::count_if(
        now_.order.history.begin(), now_.order.history.end(),
        [](const PastStep& step) { return step.id == "confirm_application" && step.result.value("accepted", false); });
    return "submit_application_" + std::to_string(confirmed);
  }

  Step submit(const CertificateStatus& status, const PriceList& prices, const NewApplication& entered) const {
    const auto answer = now_.portal.submit(entered, now_.order.old.certificate.pem, effect());
    if (answer.value) return follow(now_, *answer.value);
    const Text words{"szca.hall_says", {{"text", answer.message}}};
    if (answer.code == "already_applied" || answer.code == "conflict") {
      if (const auto sent = now_.portal.find()) return follow(now_, *sent);
      return already_open(status.open_application.empty() ? "–" : status.open_application);
    }
    if (answer.code == "identity_mismatch") return ask_applicant(status, words);
    if (answer.code == "real_name_failed") return {"real_name", Ask{real_name_form(now_, answer.message)}};
    if (answer.code == "invalid") return {"years", Ask{years_form(now_, prices, status, words)}};
    return no("not_eligible", "not_eligible", {"szca.refused.not_eligible", {{"text", answer.message}}});
  }

  const Renewal& now_;
  Journey journey_;
};

}  // namespace

Step next_ordering_step(const Renewal& now) { return Applying(now).next(); }

}  // namespace reseal::szca
