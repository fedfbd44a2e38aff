// SPDX-License-Identifier: Apache-2.0
#include "portal.h"

#include "reseal/failure.h"

namespace reseal::e_invoice {
namespace {

Declaration declaration_of(const Json& json, const std::string& reference) {
  const auto text = [&](const char* name) { return json.at(name).get<std::string>(); };
  if (text("reference") != reference) {
    throw PortalNonsense("asked about declaration " + reference + ", answered about " + text("reference"));
  }
  Declaration out;
  out.number = text("number");
  out.notice = text("notice");
  out.error_code = text("error_code");
  out.error_text = text("error_text");
  out.correctable = json.at("correctable").get<bool>();
  if (text("state") == "refused") out.state = Declaration::State::refused;
  if (text("state") != "accepted") return out;
  out.state = Declaration::State::accepted;
  out.serial = text("serial");
  if (out.serial.empty()) throw PortalNonsense("an acceptance without a serial");
  try {
    out.accepted_at = time_from_iso(text("decided_at"));
  } catch (const MessageError& error) {
    throw PortalNonsense(std::string("decided_at: ") + error.what());
  }
  return out;
}

}  // namespace

Portal::Portal(Host& host, const PortalContract& contract, const std::string& base_url)
    : client_(host, contract, base_url + "/e-invoice/v1") {}

std::optional<Declaration> Portal::find_declaration(const std::string& reference) {
  const auto reply = client_.get("/declarations?reference=" + percent_encoded(reference), "Declarations");
  if (!reply.ok()) throw PortalNonsense("looking a declaration up: " + reply.code);
  const auto& found = reply.body.at("declarations");
  if (found.empty()) return {};
  return declaration_of(found.front(), reference);
}

Sent Portal::send_declaration(const std::string& reference, const std::string& signed_form, const std::string& effect) {
  const auto reply =
      client_.post("/declarations", {{"reference", reference}, {"form", signed_form}}, effect, "Declaration");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {declaration_of(reply.body, reference), {}, {}};
}

std::optional<std::string> Portal::newest_serial(const std::string& tax_code) {
  const auto reply = client_.get("/taxpayers/" + percent_encoded(tax_code), "Taxpayer");
  if (!reply.ok()) return {};
  return reply.body.at("serials").back().get<std::string>();
}

}  // namespace reseal::e_invoice
