// SPDX-License-Identifier: Apache-2.0
// From approval to a certificate that is on the token and proven (guide I.4 and II.4). The portal's state says which of
// our messages have arrived, so nothing is sent twice.
#include <utility>

#include "compensation.h"
#include "reseal/failure.h"

namespace reseal::viettel {
namespace {

using Status = Request::Status;

class Installation {
 public:
  explicit Installation(const Compensation& now) : now_(now), journey_(now.order) {}

  Step next() {
    const auto request = current_request(now_);
    return request ? decide(*request) : lost();
  }

 private:
  Step decide(const Request& request) {
    switch (request.status) {
      case Status::refused:
        return refused_by_ca(request, now_.contact);
      case Status::requested:
        return {"result", result_wait(now_.order, request, now_.contact)};
      case Status::approved:
        return approved(request);
      case Status::issuing:
        return issuing(request);
      case Status::issued:
        return issued(request);
      case Status::installed:
        break;
    }
    return installed(request);
  }

  Step approved(const Request& request) {
    const auto told = text_messages(now_.order);
    if (request.needs_code) {
      if (journey_.declined("install")) {
        return {"declined",
                Refuse{"declined_by_user", {"viettel.declined.install", {{"number", request.number}}}, {now_.contact}}};
      }
      if (!journey_.accepted("install")) return {"install", Ask{install_form(request, now_.contact)}};
      if (told.code.empty()) return ask_for_code(now_, request);
    }
    const auto* key = journey_.last("make_key");
    if (key == nullptr) return {"make_key", MakeKey{now_.order.key_algorithm, now_.order.key_bits, {}}};
    const auto csr = key->result.at("csr").get<std::string>();
    if (!request.needs_code) return go_on(now_.portal.submit_csr(request, csr, {}, "submit_csr"), request);
    // Each code is another body, so another effect.
    const auto answer = now_.portal.submit_csr(request, csr, told.code, "submit_csr_" + std::to_string(told.codes));
    if (answer.code == "wrong_code") return wrong_code(request);
    if (answer.code == "code_locked") return ask_for_code(now_, request, Text{"viettel.code.locked", {}});
    return go_on(answer, request);
  }

  Step wrong_code(const Request& request) {
    const auto current = now_.portal.request(request.number);
    const auto left = current.value ? current.value->code_tries_left : 0;
    return ask_for_code(now_, request, Text{"viettel.code.wrong", {{"tries", std::to_string(left)}}});
  }

  /// Goes on with what Viettel-CA answered to a message of ours; `from` is where it stood before.
  Step go_on(const PortalAnswer<Request>& answer, const Request& from) {
    const auto current = answer.value ? answer : now_.portal.request(from.number);
    if (!answer.value && answer.code != "conflict") {
      return {"message_refused",
              Fail{"portal_contract", {"viettel.failed.message_refused", {{"text", answer.message}}}, {now_.contact}}};
    }
    if (!current.value) return lost();
    if (current.value->status == from.status) {
      throw PortalNonsense("request " + from.number + " took a message and stood still");
    }
    return decide(*current.value);
  }

  Step issuing(const Request& request) const {
    Wait wait;
    wait.reason = {"viettel.issuing.reason", {{"number", request.number}}};
    wait.expectation = {"viettel.issuing.expectation", {}};
    wait.contact = now_.contact;
    return {"issuing", std::move(wait)};
  }

  // VTL-X-05: also when another computer made the key and ordered; the host finds the key on the token.
  Step issued(const Request& request) {
    if (const auto* past = journey_.last("install_certificate")) {
      const auto certificate = journey_.new_certificate();
      if (!past->result.value("installed", false) || !certificate) return not_the_right_one(*past);
      return go_on(now_.portal.confirm_installation(request.number, certificate->serial.hex), request);
    }
    const auto answer = now_.portal.certificate(request.number);
    if (!answer.value) throw PortalNonsense("request " + request.number + " is issued, without its certificate");
    return {"install_certificate", Install{answer.value->certificate, answer.value->chain}};
  }

  // By us, or by Viettel's own program: then the certificate is looked for on the token.
  Step installed(const Request& request) {
    if (const auto certificate = journey_.new_certificate()) {
      const auto* campaign = campaign_of(now_.order.old, now_.campaigns, now_.order.now);
      return {"compensated", compensated(now_.order, request, *certificate, campaign)};
    }
    const auto* looked = journey_.last("find_certificate");
    if (looked == nullptr) {
      return {"find_certificate", Adopt{{"viettel.find.reason", {{"number", request.number}}}}};
    }
    if (!looked->result.value("rejected", Json::array()).empty()) return not_the_right_one(*looked);
    return {"certificate_missing",
            Fail{"certificate_missing",
                 {"viettel.failed.certificate_missing", {{"number", request.number}, {"serial", request.new_serial}}},
                 {now_.contact}}};
  }

  Step not_the_right_one(const PastStep& step) const {
    return {"wrong_certificate", Fail{"wrong_certificate",
                                      {"viettel.failed.wrong_certificate", {{"checks", rejected_checks(step)}}},
                                      {now_.contact}}};
  }

  Step lost() const {
    return {"request_lost", Fail{"order_lost",
                                 {"viettel.failed.request_lost", {{"serial", now_.order.old.certificate.serial.hex}}},
                                 {now_.contact}}};
  }

  const Compensation& now_;
  Journey journey_;
};

}  // namespace

Step next_installation_step(const Compensation& now) { return Installation(now).next(); }

}  // namespace reseal::viettel
