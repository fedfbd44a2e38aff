// SPDX-License-Identifier: Apache-2.0
#include "portal.h"

#include "reseal/failure.h"

namespace reseal::tax {
namespace {

Decision decision_of(const Json& json) {
  const auto text = [&](const char* name) { return json.at(name).get<std::string>(); };
  Decision out;
  out.service = text("service");
  out.notice = text("notice");
  out.error_code = text("error_code");
  out.error_text = text("error_text");
  out.correctable = json.at("correctable").get<bool>();
  const auto state = text("state");
  if (state == "refused") out.state = Decision::State::refused;
  if (state != "accepted") return out;
  out.state = Decision::State::accepted;
  out.serial = text("serial");
  if (out.serial.empty()) throw PortalNonsense("an acceptance without a serial");
  try {
    out.accepted_at = time_from_iso(text("decided_at"));
  } catch (const MessageError& error) {
    throw PortalNonsense(std::string("decided_at: ") + error.what());
  }
  return out;
}

Change change_of(const Json& json, const std::string& reference) {
  const auto theirs = json.at("reference").get<std::string>();
  if (theirs != reference) throw PortalNonsense("asked about change " + reference + ", answered about " + theirs);
  Change out;
  out.transaction_id = json.at("transaction_id").get<std::string>();
  for (const auto& each : json.at("decisions")) out.decisions.push_back(decision_of(each));
  return out;
}

}  // namespace

Portal::Portal(Host& host, const PortalContract& contract, const std::string& base_url)
    : client_(host, contract, base_url + "/tax/v1") {}

std::optional<Change> Portal::find_change(const std::string& reference) {
  const auto reply = client_.get("/changes?reference=" + percent_encoded(reference), "Changes");
  if (!reply.ok()) throw PortalNonsense("looking a change up: " + reply.code);
  const auto& found = reply.body.at("changes");
  if (found.empty()) return {};
  return change_of(found.front(), reference);
}

Sent Portal::send_change(const std::string& reference, const std::string& signed_form, const std::string& effect) {
  const auto reply = client_.post("/changes", {{"reference", reference}, {"form", signed_form}}, effect, "Change");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {change_of(reply.body, reference), {}, {}};
}

std::vector<std::string> Portal::registered_serials(const std::string& tax_code) {
  const auto reply = client_.get("/taxpayers/" + percent_encoded(tax_code), "Taxpayer");
  std::vector<std::string> out;
  if (!reply.ok()) return out;
  for (const auto& each : reply.body.at("services")) out.push_back(each.at("serial").get<std::string>());
  return out;
}

}  // namespace reseal::tax
