// SPDX-License-Identifier: Apache-2.0
#include "portal.h"

#include "reseal/failure.h"

namespace reseal::customs {
namespace {

std::string text(const Json& json, const char* member) { return json.at(member).get<std::string>(); }

Time time_of(const Json& json, const char* member) {
  try {
    return time_from_iso(text(json, member));
  } catch (const MessageError& error) {
    throw PortalNonsense(std::string(member) + ": " + error.what());
  }
}

std::optional<Time> time_if_any(const Json& json, const char* member) {
  return json.at(member).is_null() ? std::nullopt : std::optional(time_of(json, member));
}

void require_ours(const Json& json, const std::string& reference) {
  if (json.at("reference") != reference) {
    throw PortalNonsense("asked about " + reference + ", answered about " + text(json, "reference"));
  }
}

Registration registration_of(const Json& json, const std::string& reference) {
  require_ours(json, reference);
  const auto& certificate = json.at("certificate");
  Registration out;
  out.number = text(json, "number");
  out.state = text(json, "state");
  out.document = text(json, "document");
  out.serial = text(certificate, "serial");
  out.issuer = text(certificate, "issuer");
  out.valid_from = time_of(certificate, "valid_from");
  out.valid_to = time_of(certificate, "valid_to");
  out.sent_at = time_if_any(json, "sent_at");
  out.accepted_at = time_if_any(json, "accepted_at");
  if (const auto& refusal = json.at("refusal"); !refusal.is_null()) {
    out.correctable = refusal.at("code") == "correctable";
    out.reason = text(refusal, "reason");
  }
  // Without the moment of acceptance nobody knows when the working day begins (CUS-01).
  if (out.state == "accepted" && !out.accepted_at) throw PortalNonsense("accepted, and it does not say when");
  return out;
}

template <typename Read>
auto answer_of(const PortalReply& reply, Read read) -> PortalAnswer<decltype(read(reply.body))> {
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {read(reply.body), {}, {}};
}

std::string record_path(const std::string& number, const char* rest) {
  return "/registrations/" + percent_encoded(number) + rest;
}

const Json& first_of(const PortalReply& reply, const char* list, const char* question) {
  static const Json none;
  if (!reply.ok()) throw PortalNonsense(std::string(question) + ": " + reply.code);
  const auto& found = reply.body.at(list);
  return found.empty() ? none : found.front();
}

}  // namespace

Portal::Portal(Host& host, const PortalContract& contract, const std::string& base_url)
    : client_(host, contract, base_url + "/customs/v1") {}

std::optional<std::string> Portal::registered_serial(const std::string& tax_code) const {
  const auto reply = client_.get("/declarants/" + percent_encoded(tax_code), "Declarant");
  if (reply.code == "not_found") return {};
  if (!reply.ok()) throw PortalNonsense("asking for the registered certificate: " + reply.code);
  return text(reply.body, "serial");
}

std::string Portal::challenge(const std::string& reference, const std::string& purpose) const {
  const auto reply =
      client_.get("/challenges?reference=" + percent_encoded(reference) + "&purpose=" + purpose, "Challenge");
  if (!reply.ok()) throw PortalNonsense("asking what to sign: " + reply.code);
  require_ours(reply.body, reference);
  return text(reply.body, "document");
}

std::optional<std::string> Portal::find_entry(const std::string& reference) const {
  const auto reply = client_.get("/entries?reference=" + percent_encoded(reference), "Entries");
  const auto& found = first_of(reply, "entries", "looking the entry up");
  if (found.is_null()) return {};
  require_ours(found, reference);
  return text(found, "entry");
}

PortalAnswer<std::string> Portal::enter(const std::string& reference, const std::string& tax_code,
                                        const std::string& signature) const {
  const Json body = {{"reference", reference}, {"tax_code", tax_code}, {"signature", signature}};
  return answer_of(client_.post("/entries", body, "enter", "Entry"), [&](const Json& json) {
    require_ours(json, reference);
    return text(json, "entry");
  });
}

std::optional<Registration> Portal::find_registration(const std::string& reference) const {
  const auto reply = client_.get("/registrations?reference=" + percent_encoded(reference), "Registrations");
  const auto& found = first_of(reply, "registrations", "looking the record up");
  if (found.is_null()) return {};
  return registration_of(found, reference);
}

PortalAnswer<Registration> Portal::save_registration(const NewRegistration& registration,
                                                     const std::string& effect) const {
  const Json body = {{"reference", registration.reference},
                     {"entry", registration.entry},
                     {"declarant",
                      {{"full_name", registration.declarant.full_name},
                       {"id_kind", registration.declarant.id_kind},
                       {"id_number", registration.declarant.id_number},
                       {"email", registration.declarant.email}}},
                     {"effective_date", registration.effective_date},
                     {"certificate", registration.certificate}};
  return answer_of(client_.post("/registrations", body, effect, "Registration"),
                   [&](const Json& json) { return registration_of(json, registration.reference); });
}

PortalAnswer<Registration> Portal::send_registration(const std::string& number, const std::string& reference,
                                                     const Json& sending, const std::string& effect) const {
  return answer_of(client_.post(record_path(number, "/sending"), sending, effect, "Registration"),
                   [&](const Json& json) { return registration_of(json, reference); });
}

PortalAnswer<ConnectionSecrets> Portal::open_access(const std::string& number, const std::string& signature) const {
  return answer_of(
      client_.post(record_path(number, "/access"), {{"signature", signature}}, "open_access", "Access"),
      [](const Json& json) {
        return ConnectionSecrets{text(json, "user_id"), text(json, "terminal_id"), text(json, "terminal_access_key")};
      });
}

PortalAnswer<std::string> Portal::new_password(const std::string& number, const std::string& signature) const {
  return answer_of(
      client_.post(record_path(number, "/password"), {{"signature", signature}}, "new_password", "NewPassword"),
      [](const Json& json) { return text(json, "password"); });
}

}  // namespace reseal::customs
