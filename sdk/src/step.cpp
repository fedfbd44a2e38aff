// SPDX-License-Identifier: Apache-2.0
// {"id": "pay", "kind": "ask", "ask": {...}, "remember": {...}}: `kind` names the one member that holds the action.
#include "reseal/step.h"

#include <algorithm>
#include <iterator>

#include "shape.h"

namespace reseal {
namespace shape {
template <>
inline constexpr Names<Sign::Format, 4> kNames<Sign::Format>{{{Sign::Format::cms_detached, "cms_detached"},
                                                              {Sign::Format::cms_attached, "cms_attached"},
                                                              {Sign::Format::xml, "xml"},
                                                              {Sign::Format::pdf, "pdf"}}};
}  // namespace shape

namespace {

constexpr std::string_view kKinds[] = {"ask", "sign", "make_key", "install", "adopt", "wait", "done", "refuse", "fail"};
static_assert(std::size(kKinds) == std::variant_size_v<Step::Action>);

void write(Json& json, const Ask& ask) { json["form"] = ask.form; }
void read_action(const Json& json, Ask& ask) { shape::need(json, "form", ask.form); }

void write(Json& json, const Sign& sign) {
  json["format"] = shape::name_of(sign.format);
  json["key"] = shape::name_of(sign.key);
  if (!sign.document.empty() || !sign.printout) json["document"] = sign.document;
  shape::put(json, "title", sign.title);
  shape::put(json, "xml", sign.xml);
  shape::put(json, "printout", sign.printout);
}
void read_action(const Json& json, Sign& sign) {
  shape::need(json, "format", sign.format);
  shape::need(json, "key", sign.key);
  shape::may(json, "title", sign.title);
  shape::may(json, "xml", sign.xml);
  shape::may(json, "printout", sign.printout);
  if (sign.printout) {
    shape::may(json, "document", sign.document);
  } else {
    shape::need(json, "document", sign.document);
  }
}

void write(Json& json, const MakeKey& make) {
  json["algorithm"] = make.algorithm;
  json["bits"] = make.bits;
  if (!make.subject.empty()) json["subject"] = make.subject;
}
void read_action(const Json& json, MakeKey& make) {
  shape::need(json, "algorithm", make.algorithm);
  shape::need(json, "bits", make.bits);
  shape::may(json, "subject", make.subject);
}

void write(Json& json, const Install& install) {
  json["certificate"] = install.certificate;
  json["chain"] = install.chain;
}
void read_action(const Json& json, Install& install) {
  shape::need(json, "certificate", install.certificate);
  shape::may(json, "chain", install.chain);
}

void write(Json& json, const Adopt& adopt) { shape::put(json, "reason", adopt.reason); }
void read_action(const Json& json, Adopt& adopt) { shape::may(json, "reason", adopt.reason); }

void write(Json& json, const Wait& wait) {
  shape::put(json, "reason", wait.reason);
  shape::put(json, "expectation", wait.expectation);
  json["poll_after"] = wait.poll_after.count();
  shape::put(json, "not_before", wait.not_before);
  shape::put(json, "deadline", wait.deadline);
  shape::put(json, "signal", wait.signal);
  shape::put(json, "contact", wait.contact);
}
void read_action(const Json& json, Wait& wait) {
  shape::may(json, "reason", wait.reason);
  shape::may(json, "expectation", wait.expectation);
  shape::may(json, "poll_after", wait.poll_after);
  shape::may(json, "not_before", wait.not_before);
  shape::may(json, "deadline", wait.deadline);
  shape::may(json, "signal", wait.signal);
  shape::may(json, "contact", wait.contact);
}

void write(Json& json, const Done& done) {
  shape::put(json, "message", done.message);
  json["next"] = done.next;
  json["evidence"] = done.evidence;
  shape::put(json, "acceptance", done.acceptance);
  if (!done.obligations.empty()) json["obligations"] = done.obligations;
}
void read_action(const Json& json, Done& done) {
  shape::may(json, "message", done.message);
  shape::may(json, "next", done.next);
  shape::may(json, "evidence", done.evidence);
  shape::may(json, "acceptance", done.acceptance);
  shape::may(json, "obligations", done.obligations);
}

template <typename Ending>
void write_ending(Json& json, const Ending& ending) {
  json["reason"] = ending.reason;
  shape::put(json, "message", ending.message);
  json["next"] = ending.next;
}
template <typename Ending>
void read_ending(const Json& json, Ending& ending) {
  shape::need(json, "reason", ending.reason);
  if (std::find(std::begin(kReasons), std::end(kReasons), ending.reason) == std::end(kReasons)) {
    throw shape::ShapeError("/reason", "is not a reason of the closed list: " + shape::shortened(ending.reason));
  }
  shape::may(json, "message", ending.message);
  shape::may(json, "next", ending.next);
}
void write(Json& json, const Refuse& refuse) { write_ending(json, refuse); }
void read_action(const Json& json, Refuse& refuse) { read_ending(json, refuse); }
void write(Json& json, const Fail& fail) { write_ending(json, fail); }
void read_action(const Json& json, Fail& fail) { read_ending(json, fail); }

/// Reads the action whose place in the variant is that of its name in kKinds.
template <std::size_t I = 0>
Step::Action action_from(std::size_t index, const Json& json) {
  if constexpr (I < std::variant_size_v<Step::Action>) {
    if (index != I) return action_from<I + 1>(index, json);
    std::variant_alternative_t<I, Step::Action> action;
    try {
      shape::expect_object(json);
      read_action(json, action);
    } catch (const shape::ShapeError& error) {
      throw error.under(kKinds[I]);
    }
    return action;
  } else {
    return {};
  }
}

}  // namespace

void to_json(Json& json, const XmlPlace& place) {
  json = Json{{"signed_element", place.signed_element},
              {"id_attribute", place.id_attribute},
              {"new_id", place.new_id},
              {"signature_parent", place.signature_parent},
              {"exclusive", place.exclusive},
              {"key_value", place.key_value},
              {"certificate_order", place.certificate_order},
              {"xades", place.xades}};
}

void from_json(const Json& json, XmlPlace& place) {
  shape::expect_object(json);
  place = XmlPlace{};
  shape::may(json, "signed_element", place.signed_element);
  shape::may(json, "id_attribute", place.id_attribute);
  shape::may(json, "new_id", place.new_id);
  shape::need(json, "signature_parent", place.signature_parent);
  shape::may(json, "exclusive", place.exclusive);
  shape::may(json, "key_value", place.key_value);
  shape::may(json, "certificate_order", place.certificate_order);
  shape::may(json, "xades", place.xades);
}

void to_json(Json& json, const KeptSecret& secret) {
  json = Json{{"name", secret.name}, {"value", secret.value}};
  shape::put(json, "label", secret.label);
}

void from_json(const Json& json, KeptSecret& secret) {
  shape::expect_object(json);
  secret = KeptSecret{};
  shape::need(json, "name", secret.name);
  shape::may(json, "label", secret.label);
  shape::need(json, "value", secret.value);
}

void to_json(Json& json, const Obligation& obligation) {
  json = Json{{"id", obligation.id}};
  shape::put(json, "text", obligation.text);
}

void from_json(const Json& json, Obligation& obligation) {
  shape::expect_object(json);
  obligation = Obligation{};
  shape::need(json, "id", obligation.id);
  shape::may(json, "text", obligation.text);
}

void to_json(Json& json, const Acceptance& acceptance) {
  json = Json{{"serial", acceptance.serial},
              {"accepted_at", to_iso(acceptance.accepted_at)},
              {"reference", acceptance.reference},
              {"services", acceptance.services}};
  shape::put(json, "in_force_from", acceptance.in_force_from);
}

void from_json(const Json& json, Acceptance& acceptance) {
  shape::expect_object(json);
  acceptance = Acceptance{};
  shape::need(json, "serial", acceptance.serial);
  shape::need(json, "accepted_at", acceptance.accepted_at);
  shape::may(json, "in_force_from", acceptance.in_force_from);
  shape::may(json, "reference", acceptance.reference);
  shape::may(json, "services", acceptance.services);
}

std::string_view Step::kind() const { return kKinds[action.index()]; }

void to_json(Json& json, const Step& step) {
  Json action = Json::object();
  std::visit([&](const auto& each) { write(action, each); }, step.action);
  json = Json{{"id", step.id}, {"kind", step.kind()}, {"remember", step.remember}};
  json[std::string(step.kind())] = std::move(action);
  if (!step.keep.empty()) json["keep"] = step.keep;
}

void from_json(const Json& json, Step& step) {
  shape::expect_object(json);
  step = Step{};
  shape::need(json, "id", step.id);
  std::string kind;
  shape::need(json, "kind", kind);
  const auto* const found = std::find(std::begin(kKinds), std::end(kKinds), kind);
  if (found == std::end(kKinds)) throw shape::ShapeError("/kind", "is not a kind of step: " + shape::shortened(kind));
  const auto action = json.find(kind);
  if (action == json.end()) throw shape::ShapeError("/" + kind, "is missing");
  for (const std::string_view other : kKinds) {
    if (other != kind && json.contains(std::string(other))) {
      throw shape::ShapeError("/" + std::string(other), "does not belong to a step of the kind '" + kind + "'");
    }
  }
  step.action = action_from(static_cast<std::size_t>(found - std::begin(kKinds)), *action);
  shape::may(json, "remember", step.remember);
  if (!step.remember.is_object()) throw shape::ShapeError("/remember", "is not an object");
  shape::may(json, "keep", step.keep);
}

}  // namespace reseal
