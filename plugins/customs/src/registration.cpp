// SPDX-License-Identifier: Apache-2.0
// From signing in with the old key to the secrets of the new registration (the guide's three parts).
#include <algorithm>
#include <utility>

#include "steps.h"

namespace reseal::customs {
namespace {

bool is_citizen_number(const std::string& number) {
  return number.size() == 12 && std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
}

class Registering {
 public:
  explicit Registering(const Question& question)
      : question_(question), order_(question.order), portal_(question.portal), journey_(order_) {}

  Step next() {
    // Once on paper, always on paper: the portal is not asked again.
    if (journey_.last("paper") != nullptr) return next_paper_step(question_, {}, {});
    if (const auto* paper = journey_.remembered("paper")) {
      return next_paper_step(question_, paper->at("why").get<std::string>(), paper->at("text").get<std::string>());
    }
    const auto* tax_code = order_.new_certificate->holder_id("MST");
    if (tax_code == nullptr) return refuse("no_tax_code", "not_eligible", {"customs.refused.no_tax_code", {}});
    if (journey_.declined("start")) return declined("customs.declined.start");
    if (!journey_.accepted("start")) return ask("start", start_form(order_, question_.contact));
    if (journey_.answer_text("start", "old_key") == "lost") return on_paper(kNoOldKey, {});
    if (!entry_) entry_ = portal_.find_entry(order_.id);
    if (!entry_) {
      if (auto step = sign_in(tax_code->value)) return *step;
    }
    return fill_in();
  }

 private:
  Step declined(const char* text) const {
    return refuse("declined", "declined_by_user", {text, {}}, {{"customs.next.sign_with_old", {}}});
  }
  Step on_paper(const char* why, const std::string& portal_says) const {
    return next_paper_step(question_, why, portal_says);
  }

  // An answer, or a signature, that was given again is another message and needs another idempotency key.
  std::string numbered(const char* effect, std::string_view step_id) const {
    const auto times = std::ranges::count(order_.history, step_id, &PastStep::id);
    return times <= 1 ? effect : effect + ("_" + std::to_string(times));
  }
  bool later(std::string_view step_id, std::string_view than) const {
    const auto* step = journey_.last(step_id);
    const auto* other = journey_.last(than);
    return step != nullptr && (other == nullptr || step->number > other->number);
  }
  std::string signature_of(std::string_view step_id) const {
    return journey_.last(step_id)->result.at("signature").get<std::string>();
  }
  static Step sign(std::string id, Sign::Format format, Sign::Key key, const char* title, std::string document) {
    Sign action;
    action.format = format;
    action.key = key;
    action.title = {title, {}};
    action.document = std::move(document);
    Step step;
    step.id = std::move(id);
    step.action = std::move(action);
    return step;
  }

  // CUS-02: with the key that Customs knows.
  std::optional<Step> sign_in(const std::string& tax_code) {
    if (journey_.last("sign_in") == nullptr) {
      return sign("sign_in", Sign::Format::cms_detached, Sign::Key::old_key, "customs.sign.entry",
                  portal_.challenge(order_.id, "entry"));
    }
    auto answer = portal_.enter(order_.id, tax_code, signature_of("sign_in"));
    if (answer.code == "unknown_certificate") return on_paper(kUnknownCertificate, answer.message);
    if (!answer.value) return fail("entry_refused", {"customs.failed.entry", {{"text", answer.message}}});
    entry_ = std::move(answer.value);
    return {};
  }

  // Look first, act second: what Customs has of this order decides, not what we remember.
  Step fill_in() {
    const auto record = portal_.find_registration(order_.id);
    if (record && record->state == "accepted") return accepted(*record);
    if (record && record->state == "sent") return wait_for_result(*record);
    // After a refusal the form has to be filled in once more.
    if (record && record->state == "refused" && !later("declarant", "sign_record")) return refused(*record);
    return save(record);
  }

  Step fill_in_form(const Text& correction) const {
    return ask("declarant", declarant_form(order_, correction, question_.contact));
  }

  Step refused(const Registration& record) const {
    if (record.correctable) return fill_in_form({"customs.declarant.refused", {{"reason", record.reason}}});
    return refuse("refused", "refused_by_agency",
                  {"customs.refused.by_customs", {{"number", record.number}, {"reason", record.reason}}},
                  {{"customs.next.call_customs", {}}, {"customs.next.sign_with_old", {}}});
  }

  // OE2102, "Ghi" (CUS-03 to CUS-06). A record that was saved already from this very form is not saved again.
  Step save(const std::optional<Registration>& known) {
    if (journey_.declined("declarant")) return declined("customs.declined.start");
    if (!journey_.accepted("declarant")) return fill_in_form({});
    auto declarant = declarant_of(journey_);
    if (declarant.id_kind == "old_id_card") return fill_in_form({"customs.declarant.old_id_card", {}});
    if (declarant.id_kind == "citizen_id" && !is_citizen_number(declarant.id_number)) {
      return fill_in_form({"customs.declarant.not_a_citizen_number", {}});
    }
    if (known && known->state == "saved") return send(*known);
    NewRegistration fresh{order_.id, *entry_, today(order_), order_.new_certificate->pem, std::move(declarant)};
    const auto answer = portal_.save_registration(fresh, numbered("save_registration", "declarant"));
    if (answer.value) return send(*answer.value);
    if (answer.code == "already_updated") return on_paper(kAlreadyUpdated, answer.message);
    if (answer.code == "already_open") {
      return refuse("already_open", "other", {"customs.refused.already_open", {{"text", answer.message}}},
                    {{"customs.next.call_customs", {}}});
    }
    if (answer.code == "invalid") return fill_in_form({"customs.declarant.refused", {{"reason", answer.message}}});
    return fail("not_saved", {"customs.failed.save", {{"text", answer.message}}});
  }

  // OE4001: find, "Gửi", sign, "Ghi" (CUS-07, CUS-08, CUS-19 to CUS-23).
  Step send(const Registration& saved) {
    if (saved.serial != order_.new_certificate->serial.hex) {
      return fail("wrong_serial", {"customs.failed.serial", {{"serial", saved.serial}}});
    }
    if (!later("send", "declarant")) return ask("send", send_form(order_, saved, question_.contact));
    if (journey_.declined("send")) return declined("customs.declined.send");
    if (!later("sign_record", "send")) {
      return sign("sign_record", Sign::Format::cms_attached, Sign::Key::new_key, "customs.sign.record", saved.document);
    }
    const Json sending = {{"sender", journey_.answer_text("send", "sender")},
                          {"email", journey_.answer_text("send", "email")},
                          {"signature", signature_of("sign_record")}};
    const auto answer =
        portal_.send_registration(saved.number, order_.id, sending, numbered("send_registration", "sign_record"));
    if (answer.value) return wait_for_result(*answer.value);
    if (answer.code == "already_updated") return on_paper(kAlreadyUpdated, answer.message);
    return fail("not_sent", {"customs.failed.send", {{"text", answer.message}}});
  }

  // OE4002 (CUS-24). People decide: nobody promised a time.
  Step wait_for_result(const Registration& sent) const {
    Step step;
    step.id = "result";
    auto wait = result_wait(order_, sent, question_.contact);
    wait.poll_after = question_.pace;
    step.action = std::move(wait);
    step.remember = {{"record", sent.number}};
    return step;
  }

  // CUS-09, CUS-10, CUS-25: the secrets are given out against a signature of the new key, which proves it in use.
  Step accepted(const Registration& record) {
    if (journey_.last("new_password") == nullptr) return ask("new_password", password_form(question_.contact));
    if (journey_.last("sign_access") == nullptr) {
      return sign("sign_access", Sign::Format::cms_detached, Sign::Key::new_key, "customs.sign.access",
                  portal_.challenge(order_.id, "access"));
    }
    const auto signature = signature_of("sign_access");
    const auto access = portal_.open_access(record.number, signature);
    if (!access.value) return fail("no_access", {"customs.failed.access", {{"text", access.message}}});
    std::vector<KeptSecret> keep = {
        {"user_id", {"customs.secret.user_id", {}}, access.value->user_id},
        {"terminal_id", {"customs.secret.terminal_id", {}}, access.value->terminal_id},
        {"terminal_access_key", {"customs.secret.terminal_access_key", {}}, access.value->terminal_access_key}};
    std::vector<Text> next = {{"customs.done.from_when", {}}, {"customs.done.secrets_kept", {}}};
    if (journey_.accepted("new_password")) {
      const auto password = portal_.new_password(record.number, signature);
      if (!password.value) return fail("no_password", {"customs.failed.password", {{"text", password.message}}});
      keep.push_back({"connection_password", {"customs.secret.connection_password", {}}, *password.value});
      next.push_back({"customs.done.hand_password_over", {}});  // CUS-26
    }
    next.push_back({"customs.next.keep_old_key", {}});
    return done(record, std::move(next), std::move(keep));
  }

  static Step done(const Registration& record, std::vector<Text> next, std::vector<KeptSecret> keep) {
    Acceptance acceptance;
    acceptance.serial = record.serial;
    acceptance.accepted_at = *record.accepted_at;
    acceptance.reference = record.number;
    Done done;
    done.message = {"customs.done.message", {{"serial", record.serial}, {"number", record.number}}};
    done.next = std::move(next);
    done.evidence = {{"record", record.number},
                     {"sent_at", record.sent_at ? Json(to_iso(*record.sent_at)) : Json()},
                     {"accepted_at", to_iso(*record.accepted_at)}};
    done.acceptance = acceptance;
    Step step;
    step.id = "accepted";
    step.action = std::move(done);
    step.keep = std::move(keep);
    return step;
  }

  const Question& question_;
  const Order& order_;
  const Portal& portal_;
  Journey journey_;
  std::optional<std::string> entry_;
};

}  // namespace

Step next_registration_step(const Question& question) { return Registering(question).next(); }

}  // namespace reseal::customs
