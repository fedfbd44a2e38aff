// SPDX-License-Identifier: Apache-2.0
#include "portal.h"

#include <algorithm>
#include <array>
#include <utility>

#include "reseal/failure.h"

namespace reseal::viettel {
namespace {

constexpr std::array<const char*, 6> kStatuses = {"requested", "approved", "refused", "issuing", "issued", "installed"};

std::string text_or_none(const Json& json) { return json.is_string() ? json.get<std::string>() : std::string(); }

void require_ours(const Json& json, const std::string& serial) {
  const auto theirs = json.at("serial").get<std::string>();
  if (theirs != serial) throw PortalNonsense("asked about certificate " + serial + ", answered about " + theirs);
}

Request request_of(const Json& json, const std::string& serial) {
  require_ours(json, serial);
  Request out;
  out.number = json.at("number").get<std::string>();
  if (out.number.empty()) throw PortalNonsense("a request without a number");
  out.reference = json.at("reference").get<std::string>();
  const auto* const status = std::find(kStatuses.begin(), kStatuses.end(), json.at("status").get<std::string>());
  out.status = static_cast<Request::Status>(status - kStatuses.begin());
  out.needs_code = json.at("mode") == "by_request";
  out.phone_tail = json.at("phone_tail").get<std::string>();
  out.code_tries_left = json.at("code_tries_left").get<int>();
  if (json.at("refusal").is_object()) out.refusal = json.at("refusal").at("text").get<std::string>();
  out.new_serial = text_or_none(json.at("new_serial"));
  return out;
}

std::string path_of(const std::string& number, const char* rest = "") {
  return "/requests/" + percent_encoded(number) + rest;
}

}  // namespace

Portal::Portal(Host& host, const PortalAccess& access, std::string serial)
    : client_(host, access.contract, access.base_url + "/viettel/v1"), serial_(std::move(serial)) {}

PortalAnswer<CertificateStatus> Portal::certificate_status() const {
  const auto reply = client_.get("/certificates/" + percent_encoded(serial_), "CertificateStatus");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  require_ours(reply.body, serial_);
  CertificateStatus out;
  out.status = reply.body.at("status").get<std::string>();
  if (const auto& ends = reply.body.at("contract_ends"); ends.is_string()) {
    try {
      out.contract_ends = time_from_iso(ends.get<std::string>());
    } catch (const MessageError& error) {
      throw PortalNonsense(std::string("contract_ends: ") + error.what());
    }
  }
  out.compensated_by = text_or_none(reply.body.at("compensated_by"));
  out.open_request = text_or_none(reply.body.at("open_request"));
  return {out, {}, {}};
}

std::vector<Request> Portal::requests() const {
  const auto reply = client_.get("/requests?serial=" + percent_encoded(serial_), "Requests");
  if (!reply.ok()) throw PortalNonsense("looking requests up: " + reply.code);
  std::vector<Request> out;
  for (const auto& each : reply.body.at("requests")) out.push_back(request_of(each, serial_));
  return out;
}

PortalAnswer<Request> Portal::ask(const std::string& reference, const CertificateFacts& certificate,
                                  const std::string& campaign, const std::string& phone,
                                  const std::string& effect) const {
  const Json body = {{"reference", reference},
                     {"serial", serial_},
                     {"certificate", certificate.pem},
                     {"campaign", campaign},
                     {"mode", phone.empty() ? "automatic" : "by_request"},
                     {"phone", phone}};
  return answer(client_.post("/requests", body, effect, "Request"));
}

PortalAnswer<Request> Portal::request(const std::string& number) const {
  return answer(client_.get(path_of(number), "Request"));
}

PortalAnswer<Request> Portal::send_message(const Request& request, const std::string& effect) const {
  return answer(
      client_.post(path_of(request.number, "/messages"), {{"reference", request.reference}}, effect, "Request"));
}

PortalAnswer<Request> Portal::submit_csr(const Request& request, const std::string& csr, const std::string& code,
                                         const std::string& effect) const {
  return answer(client_.post(path_of(request.number, "/csr"), {{"csr", csr}, {"code", code}}, effect, "Request"));
}

PortalAnswer<IssuedCertificate> Portal::certificate(const std::string& number) const {
  const auto reply = client_.get(path_of(number, "/certificate"), "Issued");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {IssuedCertificate{reply.body.at("certificate").get<std::string>(),
                            reply.body.at("chain").get<std::vector<std::string>>()},
          {},
          {}};
}

PortalAnswer<Request> Portal::confirm_installation(const std::string& number, const std::string& new_serial) const {
  return answer(
      client_.post(path_of(number, "/installation"), {{"serial", new_serial}}, "confirm_installation", "Request"));
}

PortalAnswer<Request> Portal::answer(const PortalReply& reply) const {
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {request_of(reply.body, serial_), {}, {}};
}

}  // namespace reseal::viettel
