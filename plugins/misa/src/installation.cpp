// SPDX-License-Identifier: Apache-2.0
// From MISA's approval to a certificate that is on the token and proven (guide, step 6). The portal's state says which
// of our messages have arrived, so nothing is sent twice.
#include <utility>

#include "reseal/failure.h"
#include "steps.h"

namespace reseal::misa {
namespace {

using Status = PlacedOrder::Status;

class Installation {
 public:
  explicit Installation(Question question)
      : order_(question.order), portal_(question.portal), contact_(std::move(question.contact)), journey_(order_) {}

  Step next() {
    const auto placed = portal_.find_order(order_.id);
    if (!placed) return fail("order_lost", "order_lost", {"misa.failed.order_lost", {{"order", order_.id}}}, contact_);
    return decide(*placed);
  }

 private:
  Step decide(const PlacedOrder& placed) {
    switch (placed.status) {
      case Status::refused:
        return refused_by_ca(placed, contact_);
      case Status::placed:
      case Status::contacted:
        return wait("approval_again", approval_wait(order_, placed, false, contact_));
      case Status::approved:
      case Status::accepted:
        return before_issue(placed);
      case Status::issuing:
        return issuing(placed);
      case Status::issued:
        return issued(placed);
      case Status::completed:
        break;
    }
    return completed(placed);
  }

  /// Goes on with what MISA answered to a message of ours; `from` is where it stood before.
  Step go_on(const PortalAnswer<PlacedOrder>& answer, const PlacedOrder& from) {
    if (!answer.value && answer.code != "conflict") {
      return fail("message_refused", "portal_contract", {"misa.failed.message_refused", {{"text", answer.message}}},
                  contact_);
    }
    const auto now = answer.value ? answer : portal_.order(from.number, order_.id);
    if (!now.value)
      return fail("order_lost", "order_lost", {"misa.failed.order_lost", {{"order", order_.id}}}, contact_);
    if (now.value->status == from.status)
      throw PortalNonsense("order " + from.number + " took a message and stood still");
    return decide(*now.value);
  }

  // MISA-T-13, MISA-T-24: check and accept, before the PIN.
  Step before_issue(const PlacedOrder& placed) {
    if (!placed.certificate_data) throw PortalNonsense("order " + placed.number + " is approved, without its data");
    const Json data = {{"subject", placed.certificate_data->subject},
                       {"holder", placed.certificate_data->holder},
                       {"valid_to", to_iso(placed.certificate_data->valid_to)}};
    const bool declined = journey_.declined("check_data");
    if (declined && !looked_again("check_data", "data_correction") && remembered_is("shown_data", data)) {
      return wait("data_correction", held_wait({"misa.held.data", {{"number", placed.number}}}, placed, contact_));
    }
    if (!journey_.accepted("check_data")) {
      return ask("check_data", check_data_form(order_, *placed.certificate_data, contact_), {{"shown_data", data}});
    }
    if (placed.status == Status::approved) return go_on(portal_.accept_data(placed.number, order_.id), placed);
    const auto* key = journey_.last("make_key");
    if (key == nullptr) {
      // MISA-T-22: a new-issue order, so always a new key pair. The host asks for the PIN (MISA-T-14).
      Step step;
      step.id = "make_key";
      step.action = MakeKey{order_.key_algorithm, order_.key_bits, {}};
      return step;
    }
    return go_on(portal_.submit_csr(placed.number, order_.id, key->result.at("csr").get<std::string>()), placed);
  }

  Step issuing(const PlacedOrder& placed) {
    Wait reason;
    reason.reason = {"misa.issuing.reason", {{"number", placed.number}}};
    reason.expectation = {"misa.issuing.expectation", {}};
    reason.contact = contact_.text;
    return wait("issuing", std::move(reason));
  }

  // MISA-T-15: the second check, after the PIN; no tick, no installation.
  Step issued(const PlacedOrder& placed) {
    if (const auto* installed = journey_.last("install")) return after_install(placed, *installed);
    if (journey_.declined("confirm_information") && !looked_again("confirm_information", "information_held")) {
      return wait("information_held",
                  held_wait({"misa.held.information", {{"number", placed.number}}}, placed, contact_));
    }
    if (!placed.certificate_data) throw PortalNonsense("order " + placed.number + " is issued, without its data");
    const auto certificate = portal_.certificate(placed.number);
    if (!certificate.value) throw PortalNonsense("order " + placed.number + " is issued, without its certificate");
    if (!journey_.accepted("confirm_information")) {
      return ask("confirm_information",
                 confirm_information_form(*placed.certificate_data, *certificate.value, contact_));
    }
    Step step;
    step.id = "install";
    step.action = Install{certificate.value->certificate, certificate.value->chain};
    return step;
  }

  Step after_install(const PlacedOrder& placed, const PastStep& installed) {
    const auto certificate = journey_.new_certificate();
    if (!installed.result.value("installed", false) || !certificate) return not_the_right_one(installed);
    return go_on(portal_.confirm_installation(placed.number, order_.id, certificate->serial.hex), placed);
  }

  // The host has written nothing. Asking again would hand out the same certificate: a person must speak to MISA.
  Step not_the_right_one(const PastStep& step) const {
    return fail("wrong_certificate", "wrong_certificate",
                {"misa.failed.wrong_certificate", {{"checks", rejected_checks(step)}}}, contact_);
  }

  // Completed at MISA: by us, or by MISA's own tool on another computer; then the certificate is looked for.
  Step completed(const PlacedOrder& placed) {
    Step step;
    if (const auto certificate = journey_.new_certificate()) {
      step.id = "renewed";
      step.action = renewed(order_, placed, *certificate,
                            {{"misa.done.keep_old", {{"serial", order_.old.certificate.serial.hex}}}});
      return step;
    }
    for (const auto* id : {"install", "find_certificate"}) {
      const auto* past = journey_.last(id);
      if (past != nullptr && !past->result.value("rejected", Json::array()).empty()) return not_the_right_one(*past);
    }
    if (journey_.last("find_certificate") != nullptr) {
      return fail("certificate_missing", "certificate_missing",
                  {"misa.failed.certificate_missing", {{"number", placed.number}}}, contact_);
    }
    step.id = "find_certificate";
    step.action = Adopt{{"misa.find.reason", {{"number", placed.number}}}};
    return step;
  }

  /// After saying no to `question`, the person asked in `held` to look again.
  bool looked_again(std::string_view question, std::string_view held) const {
    const auto* no = journey_.last(question);
    const auto* again = journey_.last(held);
    return again != nullptr && again > no && journey_.signalled(held);
  }

  bool remembered_is(std::string_view name, const Json& value) const {
    const auto* known = journey_.remembered(name);
    return known != nullptr && *known == value;
  }

  Step wait(std::string id, Wait action) const {
    Step step;
    step.id = std::move(id);
    step.action = std::move(action);
    return step;
  }

  const Order& order_;
  Portal portal_;
  Contact contact_;
  Journey journey_;
};

}  // namespace

Step next_installation_step(Question question) { return Installation(std::move(question)).next(); }

}  // namespace reseal::misa
