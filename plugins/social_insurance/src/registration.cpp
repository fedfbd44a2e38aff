// SPDX-License-Identifier: Apache-2.0
#include "registration.h"

#include <algorithm>
#include <utility>

#include "answer_mail.h"
#include "forms.h"
#include "reseal/base64.h"
#include "reseal/journey.h"
#include "reseal/phone_number.h"
#include "reseal/readable.h"

namespace reseal::social_insurance {
namespace {

/// A mail's own words as a reason: its beginning, cut between characters.
std::string beginning(std::string text) {
  constexpr std::size_t kMost = 600;
  if (text.size() <= kMost) return text;
  auto end = kMost;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

/// What the agency decided, by whatever way we learnt of it.
struct Outcome {
  Decision decision = Decision::unclear;
  Time decided_at;
  std::string reason;
  Json evidence = Json::object();
};

class Registration {
 public:
  explicit Registration(Question question)
      : question_(std::move(question)), order_(question_.order), journey_(order_), round_(round_of(journey_)) {}

  Step next() {
    if (journey_.declined(id("unit"))) return declined_form();
    if (!journey_.accepted(id("unit"))) return ask_unit(round_, refusal_before());
    if (journey_.declined(id("confirm"))) return refuse("declined", "declined_by_user", say("declined"));
    if (!journey_.accepted(id("confirm"))) return ask(id("confirm"), confirm_form(order_, unit(), question_.contact));
    const auto* signed_form = order_.result_of(id("sign_form"));
    if (signed_form == nullptr) return sign();
    // Look first, act second: a lost reply must not become a second dossier.
    if (const auto change = question_.portal.find(reference())) return follow(*change);
    const auto sent =
        question_.portal.send(reference(), signed_form->at("signature").get<std::string>(), id("send_change"));
    return sent.change ? follow(*sent.change) : ask_unit(round_ + 1, sent.refusal);
  }

 private:
  // A form that is corrected is another form: its steps, its effect and its reference carry the round's number.
  static int round_of(const Journey& journey) {
    const auto* round = journey.remembered("round");
    return round == nullptr ? 1 : round->get<int>();
  }
  static std::string in_round(const std::string& name, int round, char separator) {
    return round == 1 ? name : name + separator + std::to_string(round);
  }
  std::string id(const char* name) const { return in_round(name, round_, '_'); }
  std::string reference() const { return in_round(order_.id, round_, '-'); }

  std::string refusal_before() const {
    const auto* refusal = journey_.remembered("refusal");
    return refusal == nullptr ? std::string() : refusal->get<std::string>();
  }

  UnitData unit() const {
    const auto text = [&](const char* field) { return journey_.answer_text(id("unit"), field); };
    return {text("unit_code"), text("email"), phone_number(text("phone")).national};
  }

  static Step ask(std::string step_id, Form form, Json remember = Json::object()) {
    return {std::move(step_id), Ask{std::move(form)}, std::move(remember)};
  }

  Step refuse(std::string step_id, const char* reason, Text message) const {
    return {std::move(step_id), Refuse{reason, std::move(message), {say("until_then"), question_.contact}}};
  }

  Step ask_unit(int round, const std::string& refused) const {
    const auto& entered = journey_.answer(in_round("unit", round == 1 ? 1 : round - 1, '_'));
    Json remember = {{"round", round}};
    if (!refused.empty()) remember["refusal"] = refused;
    return ask(in_round("unit", round, '_'), unit_form(order_, refused, entered, question_.contact), remember);
  }

  Step declined_form() const {
    if (round_ == 1) return refuse("declined", "declined_by_user", say("declined"));
    return refuse("refused", "refused_by_agency", say("refused", {{"reason", refusal_before()}}));
  }

  Step sign() const {
    Sign sign;
    sign.format = Sign::Format::xml;
    sign.key = Sign::Key::new_key;
    sign.title = say("sign.title", {{"serial", order_.new_certificate.value().serial.hex}});
    sign.document = base64_encoded(change_form(order_, reference(), unit()));
    sign.xml = signature_place();
    return {id("sign_form"), sign};
  }

  Step follow(const Change& change) {
    if (change.state == Change::State::accepted) {
      return accepted(change, {Decision::accepted, *change.decided_at, {}, {{"decided_by", "portal"}}});
    }
    if (change.state == Change::State::refused) {
      if (change.correctable) return ask_unit(round_ + 1, change.reason);
      return refuse("refused", "refused_by_agency", say("refused", {{"reason", change.reason}}));
    }
    const auto outcome = learnt(change);
    if (outcome.decision == Decision::accepted) return accepted(change, outcome);
    // An e-mail does not say whether another form would be taken: the person may try, or stop.
    if (outcome.decision == Decision::refused) return ask_unit(round_ + 1, outcome.reason);
    if (const auto why = unread(change)) {
      return ask(id("read_answer"), read_form(change, journey_.answer(id("answer")), *why, question_.contact));
    }
    return wait_for_answer(change);
  }

  // ---- what a person gave: an e-mail, an entry, or a decision about an e-mail that says nothing for sure

  Outcome learnt(const Change& change) const {
    if (journey_.accepted_after(id("read_answer"), {id("answer")})) {
      auto outcome = entered(journey_.answer(id("read_answer")), change);
      if (outcome.decision != Decision::unclear) outcome.evidence.update(evidence_of(journey_.answer(id("answer"))));
      return outcome;
    }
    if (!journey_.signalled(id("answer"))) return {};
    const auto& answer = journey_.answer(id("answer"));
    if (!answer.value("decision", std::string()).empty()) return entered(answer, change);
    if (!answer.contains("mail")) return {};
    const auto read = read_mail(answer, change);
    if (read.decision == Decision::unclear) return {};
    auto evidence = evidence_of(answer);
    evidence["decided_by"] = "mail";
    return {read.decision, read.decided_at, beginning(answer.at("mail").at("mail").value("text", std::string())),
            evidence};
  }

  /// Why the person must say what the answer means; empty: nothing was given that could mean anything.
  std::optional<Text> unread(const Change& change) const {
    const auto last = [&](const char* name) { return journey_.last(id(name)); };
    if (journey_.accepted_after(id("read_answer"), {id("answer")})) {
      const auto decision = journey_.answer_text(id("read_answer"), "decision");
      if (decision == "wait") return {};
      return say("unclear.no_time");
    }
    if (last("answer") == nullptr || !journey_.signalled(id("answer"))) return {};
    const auto& answer = journey_.answer(id("answer"));
    if (!answer.value("decision", std::string()).empty()) return say("unclear.no_time");
    if (answer.contains("mail")) return read_mail(answer, change).why;
    return {};
  }

  ReadAnswer read_mail(const Json& answer, const Change& change) const {
    return read_answer(answer.at("mail").value("mail", Json::object()), change.number,
                       order_.new_certificate.value().serial.hex, change.received_at, order_.now);
  }

  /// Typed by a person. An acceptance without its day and hour, or outside the time since it was sent, is none.
  Outcome entered(const Json& answer, const Change& change) const {
    Outcome outcome;
    const auto decision = answer.value("decision", std::string());
    outcome.reason = answer.value("reason", std::string());
    outcome.evidence = {{"decided_by", "person"}};
    if (decision == "refused") outcome.decision = Decision::refused;
    if (decision != "accepted") return outcome;
    const auto day = answer.value("decided_on", std::string());
    const auto hour = answer.value("decided_time", std::string());
    if (day.empty() || hour.empty()) return outcome;
    outcome.decided_at = time_from_iso(day + "T" + hour + ":00+07:00");
    const bool possible =
        outcome.decided_at > change.received_at - std::chrono::minutes(1) && outcome.decided_at <= order_.now;
    if (possible) outcome.decision = Decision::accepted;
    return outcome;
  }

  static Json evidence_of(const Json& answer) {
    Json evidence = Json::object();
    const auto mail = answer.value("mail", Json::object()).value("mail", Json::object());
    for (const auto* part : {"from", "subject", "message_id", "date"}) {
      if (mail.contains(part)) evidence[std::string("mail_") + part] = mail.at(part);
    }
    return evidence;
  }

  // ---- endings and waits

  Step accepted(const Change& change, const Outcome& outcome) const {
    const auto& fresh = order_.new_certificate.value();
    Done done;
    done.message = say("done", {{"serial", fresh.serial.hex}, {"number", change.number}});
    done.next = {say("done.use_new", {{"serial", fresh.serial.hex}}),
                 say("done.keep_old", {{"serial", order_.old.certificate.serial.hex}})};
    done.evidence = outcome.evidence;
    done.evidence["dossier_number"] = change.number;
    done.evidence["sent_at"] = to_iso(change.received_at);
    Acceptance acceptance;
    acceptance.serial = change.serial;
    acceptance.accepted_at = outcome.decided_at;
    acceptance.reference = change.number;
    done.acceptance = acceptance;
    return {"accepted", done};
  }

  Step wait_for_answer(const Change& change) const {
    auto from = change.received_at;
    if (journey_.declined(id("no_answer"))) {
      return refuse("no_answer_at_all", "no_answer", say("gave_up", {{"number", change.number}}));
    }
    if (const auto* asked = journey_.last(id("no_answer"))) from = std::max(from, asked->at);
    const auto deadline = from + question_.no_answer;
    if (order_.now >= deadline) return ask(id("no_answer"), no_answer_form(change, question_.contact));
    Wait wait;
    wait.reason = say("wait.reason", {{"number", change.number}});
    wait.expectation = say("wait.expectation");
    wait.poll_after = question_.pace;
    wait.deadline = deadline;
    wait.signal = answer_form(change, question_.contact);
    wait.contact = question_.contact;
    return {id("answer"), wait};
  }

  Question question_;
  const Order& order_;
  Journey journey_;
  int round_;
};

}  // namespace

Step next_step(Question question) { return Registration(std::move(question)).next(); }

}  // namespace reseal::social_insurance
