// SPDX-License-Identifier: Apache-2.0
#include "remote_portal.h"

#include <algorithm>
#include <array>

#include "reseal/failure.h"

namespace reseal::misa {
namespace {

constexpr std::array<const char*, 4> kRemoteStatuses = {"placed", "sent", "issued", "refused"};

// The contract closes the list of kinds.
Kind remote_kind_of(const Json& json) { return kind_named(json.at("kind").get<std::string>()).value(); }

RemotePage remote_page_of(const Json& json, const std::string& reference) {
  require_ours(json, reference);
  RemotePage out;
  out.request_id = json.at("request_id").get<std::string>();
  out.kind = remote_kind_of(json);
  out.inherited = {json.at("subject").get<Holder>(), json.at("invoice").get<Invoice>(),
                   json.at("payment_method").get<std::string>()};
  for (const auto& each : json.at("codes")) {
    out.codes.push_back(
        {each.at("kind").get<std::string>(), each.at("code").get<std::string>(), each.at("percent").get<int>()});
  }
  return out;
}

RemoteOrder remote_order_of(const Json& json, const std::string& reference) {
  RemoteOrder out;
  read_order(json, reference, out);
  const auto status = std::find(kRemoteStatuses.begin(), kRemoteStatuses.end(), json.at("status").get<std::string>());
  out.status = static_cast<RemoteOrder::Status>(status - kRemoteStatuses.begin());
  out.kind = remote_kind_of(json);
  out.data = json.at("data").get<RemoteData>();
  out.declared_address = json.at("declared_address").get<std::string>();
  out.valid_to = time_of(json, "valid_to");
  if (json.at("new_serial").is_string()) out.new_serial = json.at("new_serial").get<std::string>();
  if (out.status == RemoteOrder::Status::issued && out.new_serial.empty()) {
    throw PortalNonsense("order " + out.number + " is issued, without its serial");
  }
  return out;
}

PortalAnswer<RemoteOrder> remote_answer_of(const PortalReply& reply, const std::string& reference) {
  return answer_of(reply, [&](const Json& json) { return remote_order_of(json, reference); });
}

std::string remote_order_path(const std::string& number, const char* rest) {
  return "/remote/orders/" + percent_encoded(number) + rest;
}

}  // namespace

void to_json(Json& json, const Invoice& invoice) {
  json = {
      {"name", invoice.name}, {"tax_code", invoice.tax_code}, {"address", invoice.address}, {"email", invoice.email}};
}

void from_json(const Json& json, Invoice& invoice) {
  const auto text = [&](const char* name) { return json.at(name).get<std::string>(); };
  invoice = {text("name"), text("tax_code"), text("address"), text("email")};
}

void to_json(Json& json, const RemoteData& data) {
  json = {{"subject", data.subject}, {"invoice", data.invoice}, {"payment_method", data.payment_method}};
}

void from_json(const Json& json, RemoteData& data) {
  data = {json.at("subject").get<Holder>(), json.at("invoice").get<Invoice>(),
          json.at("payment_method").get<std::string>()};
}

bool RemotePage::has(const std::string& kind_of_code, const std::string& code) const {
  return std::any_of(codes.begin(), codes.end(),
                     [&](const AppliedCode& each) { return each.kind == kind_of_code && each.code == code; });
}

RemotePortal::RemotePortal(Host& host, const PortalContract& contract, const std::string& base_url)
    : client_(host, contract, base_url + "/misa/v1") {}

std::optional<RemotePage> RemotePortal::find_page(const std::string& reference) {
  const auto reply = client_.get("/remote/renewals?reference=" + percent_encoded(reference), "RemoteRenewals");
  if (!reply.ok()) throw PortalNonsense("looking a renewal up: " + reply.code);
  const auto& found = reply.body.at("renewals");
  if (found.empty()) return {};
  return remote_page_of(found.front(), reference);
}

PortalAnswer<RemotePage> RemotePortal::open_page(const std::string& reference, const CertificateFacts& certificate,
                                                 const std::string& app_version) {
  const Json body = {{"reference", reference},
                     {"serial", certificate.serial.hex},
                     {"certificate", certificate.pem},
                     {"app_version", app_version}};
  return answer_of(client_.post("/remote/renewals", body, "open_remote_renewal", "RemoteRenewal"),
                   [&](const Json& json) { return remote_page_of(json, reference); });
}

PortalAnswer<RemotePage> RemotePortal::apply_code(const std::string& request_id, const std::string& reference,
                                                  const std::string& kind, const std::string& code,
                                                  const std::string& effect) {
  return answer_of(client_.post("/remote/renewals/" + percent_encoded(request_id) + "/codes",
                                {{"kind", kind}, {"code", code}}, effect, "RemoteRenewal"),
                   [&](const Json& json) { return remote_page_of(json, reference); });
}

std::optional<RemoteOrder> RemotePortal::find_order(const std::string& reference) {
  const auto reply = client_.get("/remote/orders?reference=" + percent_encoded(reference), "RemoteOrders");
  if (!reply.ok()) throw PortalNonsense("looking an order up: " + reply.code);
  const auto& found = reply.body.at("orders");
  if (found.empty()) return {};
  return remote_order_of(found.front(), reference);
}

PortalAnswer<RemoteOrder> RemotePortal::place_order(const std::string& reference, const std::string& request_id,
                                                    const std::string& package, const RemoteData& data,
                                                    const std::string& effect) {
  const Json body = {
      {"reference", reference}, {"request_id", request_id}, {"package", package}, {"data", data}, {"accepted", true}};
  return remote_answer_of(client_.post("/remote/orders", body, effect, "RemoteOrder"), reference);
}

PortalAnswer<RemoteOrder> RemotePortal::correct_order(const std::string& number, const std::string& reference,
                                                      const RemoteData& data, const std::string& effect) {
  return remote_answer_of(client_.post(remote_order_path(number, "/data"), data, effect, "RemoteOrder"), reference);
}

PortalAnswer<RemoteOrder> RemotePortal::submit_dossier(const std::string& number, const std::string& reference,
                                                       const RemoteApplication& application,
                                                       const std::string& effect) {
  const Json body = {{"way", application.by_hand ? "hand" : "digital"},
                     {"permanent_address", application.permanent_address},
                     {"application", {{"media_type", application.media_type}, {"content", application.content}}}};
  return remote_answer_of(client_.post(remote_order_path(number, "/dossier"), body, effect, "RemoteOrder"), reference);
}

}  // namespace reseal::misa
