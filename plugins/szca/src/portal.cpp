// SPDX-License-Identifier: Apache-2.0
#include "portal.h"

#include <algorithm>
#include <array>
#include <utility>

#include "reseal/failure.h"

namespace reseal::szca {
namespace {

// In the order of Application::Status; the contract closes the list.
constexpr std::array<const char*, 10> kWords = {"待提交资料", "待实名认证", "待支付", "审核中", "审核不通过",
                                                "待金融认证", "待下载",     "制证中", "待更新", "已完成"};

std::string text(const Json& json, const char* name) {
  const auto& value = json.at(name);
  return value.is_null() ? std::string() : value.get<std::string>();
}

std::optional<Time> time_at(const Json& json, const char* name) {
  const auto written = text(json, name);
  if (written.empty()) return {};
  try {
    return time_from_iso(written);
  } catch (const MessageError& error) {
    throw PortalNonsense(std::string(name) + ": " + error.what());
  }
}

// Nothing here costs ten million yuan; sums cannot overflow either.
Money amount_of(const Json& json) {
  auto money = json.get<Money>();
  if (money.minor > 1'000'000'000) throw PortalNonsense("an amount of " + std::to_string(money.minor) + " fen");
  return money;
}

CertificateStatus status_of(const Json& json) {
  const auto flag = [&](const char* name) { return json.at(name).get<bool>(); };
  CertificateStatus out;
  out.status = text(json, "status");
  out.certificate_class = text(json, "class");
  out.holder_name = text(json.at("holder"), "name");
  out.holder_number = text(json.at("holder"), "number");
  out.renewable = flag("renewable");
  out.reason = text(json, "reason");
  out.printed_form = flag("printed_form");
  out.identity_check = flag("identity_check");
  out.verification = flag("verification");
  out.review_days = json.at("review_days").get<int>();
  out.issuer_ends = time_at(json, "issuer_ends");
  out.open_application = text(json, "open_application");
  return out;
}

PriceList prices_of(const Json& json) {
  PriceList out;
  out.payment_methods = json.at("payment_methods").get<std::vector<std::string>>();
  for (const auto& each : json.at("packages")) {
    const auto until = time_at(each, "valid_until");
    if (!until) throw PortalNonsense("a package that never ends");
    out.packages.push_back({text(each, "code"), each.at("years").get<int>(), amount_of(each.at("price")), *until});
  }
  return out;
}

Json json_of(const Person& person) {
  return {{"name", person.name}, {"id_number", person.id_number}, {"phone", person.phone}};
}

Json json_of(const Account& account) {
  return {{"name", account.name}, {"bank", account.bank}, {"number", account.number}};
}

std::string path_of(const std::string& number, const char* rest) {
  return "/applications/" + percent_encoded(number) + rest;
}

}  // namespace

const OfferedYears* PriceList::find(const std::string& code) const {
  const auto found =
      std::find_if(packages.begin(), packages.end(), [&](const auto& each) { return each.code == code; });
  return found == packages.end() ? nullptr : &*found;
}

Portal::Portal(Host& host, const PortalAccess& access, std::string serial, std::string reference)
    : client_(host, access.contract, access.base_url + "/szca/v1"),
      serial_(std::move(serial)),
      reference_(std::move(reference)) {}

PortalAnswer<CertificateStatus> Portal::certificate_status() const {
  const auto reply = client_.get("/certificates/" + percent_encoded(serial_), "CertificateStatus");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  if (text(reply.body, "serial") != serial_) throw PortalNonsense("asked about " + serial_ + ", told of another");
  return {status_of(reply.body), {}, {}};
}

PortalAnswer<PriceList> Portal::packages() const {
  const auto reply = client_.get("/packages?serial=" + percent_encoded(serial_), "Packages");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {prices_of(reply.body), {}, {}};
}

std::optional<Application> Portal::find() const {
  const auto reply = client_.get("/applications?reference=" + percent_encoded(reference_), "Applications");
  if (!reply.ok()) throw PortalNonsense("looking an application up: " + reply.code);
  const auto& found = reply.body.at("applications");
  if (found.empty()) return {};
  return application_of(found.front());
}

PortalAnswer<Application> Portal::submit(const NewApplication& wanted, const std::string& certificate,
                                         const std::string& effect) const {
  auto handler = json_of(wanted.handler);
  handler["email"] = wanted.handler_email;
  return post("/applications",
              {{"reference", reference_},
               {"serial", serial_},
               {"certificate", certificate},
               {"package", wanted.package},
               {"applicant", {{"name", wanted.applicant_name}, {"number", wanted.applicant_number}}},
               {"handler", handler},
               {"legal_person", json_of(wanted.legal_person)},
               {"account", wanted.account ? json_of(*wanted.account) : Json()},
               {"payment_method", wanted.payment_method},
               {"invoice", wanted.invoice},
               {"agreement", true}},
              effect);
}

PortalAnswer<Application> Portal::application(const std::string& number) const {
  const auto reply = client_.get(path_of(number, ""), "Application");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {application_of(reply.body), {}, {}};
}

PortalAnswer<Application> Portal::upload_form(const std::string& number, const Json& scan,
                                              const std::string& effect) const {
  // The host adds what it found out about a file; the hall has use for these three.
  return post(path_of(number, "/form"),
              {{"name", scan.at("name")}, {"media_type", scan.at("media_type")}, {"base64", scan.at("base64")}},
              effect);
}

PortalAnswer<Application> Portal::start_identity_check(const std::string& number, const std::string& effect) const {
  return post(path_of(number, "/identity-check"), {{"reference", reference_}}, effect);
}

PortalAnswer<Application> Portal::start_payment(const std::string& number, const std::string& effect) const {
  return post(path_of(number, "/payments"), {{"reference", reference_}}, effect);
}

PortalAnswer<Application> Portal::enter_code(const std::string& number, const std::string& code,
                                             const std::string& effect) const {
  return post(path_of(number, "/verification"), {{"code", code}}, effect);
}

PortalAnswer<Application> Portal::change_account(const std::string& number, const Account& account,
                                                 const std::string& effect) const {
  return post(path_of(number, "/account"), {{"account", json_of(account)}}, effect);
}

PortalAnswer<Application> Portal::submit_csr(const std::string& number, const std::string& csr) const {
  return post(path_of(number, "/csr"), {{"csr", csr}}, "submit_csr");
}

PortalAnswer<IssuedCertificate> Portal::certificate(const std::string& number) const {
  const auto reply = client_.get(path_of(number, "/certificate"), "Issued");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {IssuedCertificate{text(reply.body, "certificate"), reply.body.at("chain").get<std::vector<std::string>>()},
          {},
          {}};
}

PortalAnswer<Application> Portal::confirm_update(const std::string& number, const std::string& new_serial) const {
  return post(path_of(number, "/installation"), {{"serial", new_serial}}, "confirm_update");
}

PortalAnswer<Application> Portal::post(const std::string& path, const Json& body, const std::string& effect) const {
  const auto reply = client_.post(path, body, effect, "Application");
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {application_of(reply.body), {}, {}};
}

Application Portal::application_of(const Json& json) const {
  if (text(json, "reference") != reference_ || text(json, "serial") != serial_) {
    throw PortalNonsense("asked about order " + reference_ + ", answered about " + text(json, "reference"));
  }
  Application out;
  out.number = text(json, "number");
  if (out.number.empty()) throw PortalNonsense("an application without a number");
  out.words = text(json, "status");
  out.status = static_cast<Application::Status>(std::find(kWords.begin(), kWords.end(), out.words) - kWords.begin());
  const auto& identity = json.at("identity");
  out.identity = {text(identity, "state"), text(identity, "qr"), time_at(identity, "expires_at"), identity.at("round")};
  const auto& payment = json.at("payment");
  out.payment.state = text(payment, "state");
  out.payment.method = text(payment, "method");
  out.payment.order_number = text(payment, "order_number");
  out.payment.qr = text(payment, "qr");
  out.payment.transaction = text(payment, "transaction");
  out.payment.amount = amount_of(payment.at("amount"));
  out.payment.expires_at = time_at(payment, "expires_at");
  out.payment.paid_at = time_at(payment, "paid_at");
  out.payment.round = payment.at("round");
  if (const auto& to = payment.at("transfer_to"); !to.is_null()) {
    out.payment.transfer_to = {text(to, "name"), text(to, "bank"), text(to, "number")};
    out.payment.remark = text(to, "remark");
  }
  const auto& verification = json.at("verification");
  out.verification = {text(verification, "state"), text(verification, "account_tail"), verification.at("tries_left"),
                      verification.at("round")};
  out.review_due = time_at(json, "review_due");
  if (const auto& refusal = json.at("refusal"); !refusal.is_null()) {
    out.refusal = text(refusal, "text");
    out.refund = text(refusal, "refund");
  }
  out.invoice_link = text(json, "invoice_link");
  out.new_serial = text(json, "new_serial");
  return out;
}

}  // namespace reseal::szca
