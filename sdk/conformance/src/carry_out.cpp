// SPDX-License-Identifier: Apache-2.0
#include "carry_out.h"

#include <algorithm>

#include "person.h"
#include "placeholders.h"
#include "reseal/base64.h"
#include "reseal/failure.h"

namespace reseal::conformance {
namespace {

Json person_fills_in(const Step& step, const Form& form, const Json& given) {
  if (auto answer = fill_in(form, given)) return std::move(*answer);
  throw MessageError("the form of step '" + step.id + "' cannot be filled in: field '" + unanswerable(form, given) +
                     "' takes nothing that the kit knows; write an answer under steps." + step.id + ".answer");
}

Json signed_by(const Sign& sign, const CertificateFacts& signer) {
  static constexpr const char* kFormats[] = {"cms_detached", "cms_attached", "xml", "pdf"};
  const bool whole = sign.format == Sign::Format::xml || sign.format == Sign::Format::pdf;
  return {{"signature", whole && !sign.document.empty() ? sign.document : base64_encoded("signature of the world")},
          {"format", kFormats[static_cast<int>(sign.format)]},
          {"serial", signer.serial.hex},
          {"key_in", "pkcs11:token=world"}};
}

bool only_waited(const PastStep& step) { return step.kind == "wait" && step.result.value("waited", false); }

// Polls of one wait are one thing to a plugin, as they are in the engine's story.
void add_past(Order& order, PastStep step) {
  auto& history = order.history;
  if (!history.empty() && history.back().id == step.id && only_waited(history.back()) && only_waited(step)) {
    history.back() = std::move(step);
  } else {
    history.push_back(std::move(step));
  }
}

void merge_memory(Json& memory, const Json& remember) {
  if (!remember.is_object()) return;
  for (const auto& [name, value] : remember.items()) {
    if (value.is_null()) {
      memory.erase(name);
    } else {
      memory[name] = value;
    }
  }
}

Time after(const Wait& wait, Time now) {
  auto next = now + std::max(wait.poll_after, Seconds(1));
  if (wait.not_before) next = std::max(next, *wait.not_before);
  if (wait.deadline && *wait.deadline > now) next = std::min(next, *wait.deadline);
  return next;
}

}  // namespace

Json Hands::happening(const std::string& step) {
  const auto script = world_.steps.find(step);
  const auto time = came_[step]++;
  if (script == world_.steps.end()) return Json::object();
  return script->second[std::min(time, script->second.size() - 1)];
}

Json Hands::result_of(const Step& step, const Order& order, const Json& happening) const {
  if (const auto* ask = std::get_if<Ask>(&step.action)) {
    if (happening.contains("decline")) return {{"accepted", false}};
    return {{"accepted", true},
            {"answer", person_fills_in(step, ask->form, happening.value("answer", Json::object()))}};
  }
  if (const auto* wait = std::get_if<Wait>(&step.action)) {
    if (!happening.contains("signal")) return {{"waited", true}};
    if (!wait->signal)
      throw MessageError("the world ends the wait '" + step.id + "' early, which offers no form for that");
    return {{"signal", person_fills_in(step, *wait->signal, happening.at("signal"))}};
  }
  if (happening.contains("result")) return happening.at("result");
  if (const auto* sign = std::get_if<Sign>(&step.action)) {
    return signed_by(*sign, sign->key == HolderKey::old_key ? order.old.certificate : world_.new_certificate);
  }
  if (std::holds_alternative<MakeKey>(step.action)) {
    return {{"csr", "-----BEGIN CERTIFICATE REQUEST-----\n" + base64_encoded("request of " + order.id) +
                        "\n-----END CERTIFICATE REQUEST-----\n"},
            {"spki_sha256", world_.new_certificate.key.spki_sha256},
            {"key_id", "0102030405060708"}};
  }
  return {{"installed", true}, {"certificate", world_.new_certificate}};
}

void Hands::carry_out(const Step& step, Order& order, ScriptedPortal& portal) {
  const auto happens = filled(happening(step.id), portal.known(order.now));
  merge_memory(order.memory, step.remember);
  auto result = result_of(step, order, happens);
  if (result.value("installed", false)) order.new_certificate = result.at("certificate").get<CertificateFacts>();
  if (const auto* wait = std::get_if<Wait>(&step.action)) order.now = after(*wait, order.now);
  const auto number = order.history.empty() ? 1 : order.history.back().number + 1;
  add_past(order, {number, order.phase, step.id, std::string(step.kind()), std::move(result), order.now});
  portal.change(happens.value("set", Json::object()), order.now);
}

void Hands::double_last(Order& order) { order.history.push_back(order.history.back()); }

}  // namespace reseal::conformance
