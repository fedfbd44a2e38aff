// SPDX-License-Identifier: Apache-2.0
// From 待下载 to a certificate that is on the UKey and proven (guide, step 11). The hall's state says which of our
// messages have arrived, so an update that was interrupted is gone on with (SZCA-34).
#include "forms.h"
#include "reseal/failure.h"

namespace reseal::szca {
namespace {

using Status = Application::Status;

// SZCA-19, SZCA-20, SZCA-21, SZCA-25
Done updated(const Renewal& now, const Application& application, const CertificateFacts& certificate) {
  const auto& old = now.order.old.certificate;
  Done done;
  done.message = {"szca.done.message", {{"serial", certificate.serial.hex}, {"date", day_text(certificate.not_after)}}};
  done.next = {{"szca.done.pin", {}}, {"szca.done.seal", {}}};
  if (Journey(now.order).answer_text("billing", "invoice") == "electronic") {
    done.next.push_back({"szca.ready.invoice", {}});
  }
  done.next.push_back({"szca.done.register", {}});
  done.next.push_back({"szca.done.keep_old", {{"serial", old.serial.hex}}});
  done.evidence = payment_evidence(application);
  done.evidence["application"] = application.number;
  done.evidence["serial"] = certificate.serial.hex;
  done.evidence["old_serial"] = old.serial.hex;
  done.evidence["valid_to"] = to_iso(certificate.not_after);
  return done;
}

class Updating {
 public:
  explicit Updating(const Renewal& now) : now_(now), journey_(now.order) {}

  Step next() {
    const auto application = now_.portal.find();
    return application ? decide(*application) : lost();
  }

 private:
  Step decide(const Application& application) {
    switch (application.status) {
      case Status::download:
        return download(application);
      case Status::issuing:
        return issuing(application);
      case Status::issued:
        return issued(application);
      case Status::done:
        return found_or_done(application);
      case Status::refused:
        return refused(now_, application);
      default:
        throw PortalNonsense("application " + application.number + " has gone back to " + application.words);
    }
  }

  /// Goes on with what the hall answered to a message of ours; `from` is where it stood before.
  Step go_on(const PortalAnswer<Application>& answer, const Application& from) {
    if (!answer.value && answer.code != "conflict") {
      return {"message_refused",
              Fail{"portal_contract", {"szca.failed.message_refused", {{"text", answer.message}}}, {now_.contact}}};
    }
    const auto current = answer.value ? answer : now_.portal.application(from.number);
    if (!current.value) return lost();
    if (current.value->status == from.status) {
      throw PortalNonsense("application " + from.number + " took a message and stood still");
    }
    return decide(*current.value);
  }

  // SZCA-17, SZCA-33: 点击开始更新; the host asks for the PIN.
  Step download(const Application& application) {
    if (!journey_.accepted("start_update")) {
      auto form = empty_form(now_, {"szca.update.title", {}}, {"szca.update.intro", {{"number", application.number}}});
      form.shown = {shown_note({"szca.update.plug_in", {}}), shown_note({"szca.update.same_pin", {}}),
                    shown_warning({"szca.update.do_not_interrupt", {}})};
      form.accept = {"szca.update.start", {}};
      return {"start_update", Ask{std::move(form)}};
    }
    const auto* key = journey_.last("make_key");
    if (key == nullptr) return {"make_key", MakeKey{now_.order.key_algorithm, now_.order.key_bits, {}}};
    return go_on(now_.portal.submit_csr(application.number, key->result.at("csr").get<std::string>()), application);
  }

  Step issuing(const Application& application) const {
    Wait wait;
    wait.reason = {"szca.issuing.reason", {{"number", application.number}, {"status", application.words}}};
    wait.expectation = {"szca.issuing.expectation", {}};
    wait.contact = now_.contact;
    return {"issuing", std::move(wait)};
  }

  Step issued(const Application& application) {
    if (const auto* past = journey_.last("install_certificate")) {
      const auto certificate = journey_.new_certificate();
      if (!past->result.value("installed", false) || !certificate) return not_the_right_one(*past);
      return go_on(now_.portal.confirm_update(application.number, certificate->serial.hex), application);
    }
    const auto answer = now_.portal.certificate(application.number);
    if (!answer.value) throw PortalNonsense("application " + application.number + " is issued, without certificate");
    return {"install_certificate", Install{answer.value->certificate, answer.value->chain}};
  }

  // By us, or by SZCA's own driver: then the certificate is looked for on the UKey.
  Step found_or_done(const Application& application) {
    if (const auto certificate = journey_.new_certificate()) {
      return {"updated", updated(now_, application, *certificate)};
    }
    const auto* looked = journey_.last("find_certificate");
    if (looked == nullptr) {
      return {"find_certificate", Adopt{{"szca.find.reason", {{"number", application.number}}}}};
    }
    if (!looked->result.value("rejected", Json::array()).empty()) return not_the_right_one(*looked);
    return {"certificate_missing", Fail{"certificate_missing",
                                        {"szca.failed.certificate_missing",
                                         {{"number", application.number}, {"serial", application.new_serial}}},
                                        {now_.contact}}};
  }

  Step not_the_right_one(const PastStep& step) const {
    return {"wrong_certificate", Fail{"wrong_certificate",
                                      {"szca.failed.wrong_certificate", {{"checks", rejected_checks(step)}}},
                                      {now_.contact}}};
  }

  Step lost() const {
    return {"application_lost",
            Fail{"order_lost", {"szca.failed.application_lost", {{"order", now_.order.id}}}, {now_.contact}}};
  }

  const Renewal& now_;
  Journey journey_;
};

}  // namespace

Step next_installation_step(const Renewal& now) { return Updating(now).next(); }

}  // namespace reseal::szca
