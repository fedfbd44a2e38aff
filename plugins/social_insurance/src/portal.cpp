// SPDX-License-Identifier: Apache-2.0
#include "portal.h"

#include "reseal/failure.h"

namespace reseal::social_insurance {
namespace {

Time time_of(const Json& json, const char* name) {
  try {
    return time_from_iso(json.at(name).get<std::string>());
  } catch (const MessageError& error) {
    throw PortalNonsense(std::string(name) + ": " + error.what());
  }
}

Change change_of(const Json& json, const std::string& reference) {
  const auto theirs = json.at("reference").get<std::string>();
  if (theirs != reference) throw PortalNonsense("asked about " + reference + ", answered about " + theirs);
  Change out;
  out.number = json.at("number").get<std::string>();
  out.received_at = time_of(json, "received_at");
  out.serial = json.at("serial").get<std::string>();
  out.reason = json.at("reason").get<std::string>();
  out.correctable = json.at("correctable").get<bool>();
  const auto state = json.at("state").get<std::string>();
  if (state == "received") return out;
  out.state = state == "accepted" ? Change::State::accepted : Change::State::refused;
  if (json.at("decided_at").is_null()) throw PortalNonsense("a decision without its time: " + out.number);
  out.decided_at = time_of(json, "decided_at");
  return out;
}

}  // namespace

Portal::Portal(Host& host, const PortalContract& contract, const std::string& base_url)
    : client_(host, contract, base_url + "/social-insurance/v1") {}

std::optional<Change> Portal::find(const std::string& reference) {
  const auto reply = client_.get("/changes?reference=" + percent_encoded(reference), "Changes");
  if (!reply.ok()) throw PortalNonsense("looking a change up: " + reply.code);
  const auto& found = reply.body.at("changes");
  if (found.empty()) return {};
  return change_of(found.front(), reference);
}

Sent Portal::send(const std::string& reference, const std::string& form, const std::string& effect) {
  const auto reply = client_.post("/changes", {{"reference", reference}, {"form", form}}, effect, "Change");
  if (!reply.ok()) return {{}, reply.message};
  return {change_of(reply.body, reference), {}};
}

std::optional<std::string> Portal::registered(const std::string& tax_code) {
  const auto reply = client_.get("/certificate?tax_code=" + percent_encoded(tax_code), "Registered");
  if (!reply.ok()) throw PortalNonsense("asking for the registered certificate: " + reply.code);
  const auto& serial = reply.body.at("serial");
  if (serial.is_null()) return std::string();  // asked, and it knows none
  return serial.get<std::string>();
}

}  // namespace reseal::social_insurance
