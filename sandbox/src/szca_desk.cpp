// SPDX-License-Identifier: Apache-2.0
#include "szca_desk.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "credit_code.h"
#include "issuance.h"
#include "order_desk.h"
#include "pem.h"
#include "reseal/base/error.h"
#include "reseal/calendar/calendars.h"

namespace reseal::sandbox {
namespace {

constexpr auto kApplications = "applications";
constexpr auto kTransfers = "bank-transfers";
constexpr int kReviewDays = 3;
constexpr std::chrono::minutes kIdentityCode{30};
constexpr std::chrono::hours kPaymentCode{2};  // WeChat's own rule (facts: domain-detail 8)

void expect_state(const Json& application, std::string_view status, std::string_view action) {
  if (text(application, "status") == status) return;
  throw Error(ErrorCode::usage, {{"problem", "application " + text(application, "number") + " is " +
                                                 text(application, "status") + ": cannot " + std::string(action)}});
}

bool passed_since(const Json& part, const char* since, std::chrono::milliseconds delay, TimePoint now) {
  return now.time_since_epoch() >= std::chrono::milliseconds(part.at(since).get<std::int64_t>()) + delay;
}

std::string random_number(std::size_t digits) {
  std::string number;
  for (const auto byte : random_bytes(digits)) number += static_cast<char>('0' + byte % 10);
  return number;
}

bool takes_review(const Json& application) { return application.at("class") == "tender_after_expiry"; }

}  // namespace

bool is_open_application(const Json& application) {
  const auto status = text(application, "status");
  return status != "已完成" && status != "审核不通过";
}

Json application_view(const Json& application) {
  Json view;
  for (const auto* same : {"number", "reference", "serial", "status", "submitted_at", "form_uploaded", "review_due",
                           "refusal", "invoice_link", "new_serial"}) {
    view[same] = application.at(same);
  }
  const auto part = [&](const char* name, std::initializer_list<const char*> members) {
    for (const auto* member : members) view[name][member] = application.at(name).at(member);
  };
  part("identity", {"state", "qr", "expires_at", "round"});
  part("payment", {"state", "method", "amount", "order_number", "qr", "expires_at", "transfer_to", "paid_at",
                   "transaction", "round"});
  part("verification", {"state", "account_tail", "sent_at", "tries_left", "round"});
  return view;
}

void set_tender_class(const RecordStore& records, const std::string& serial, bool tender) {
  records.put("tender-classes", serial, {{"tender", tender}});
}

Json bank_statement(const RecordStore& records, const std::string& account) {
  auto transfers = records.all(kTransfers);
  std::erase_if(transfers, [&](const Json& transfer) { return transfer.at("account") != account; });
  std::ranges::reverse(transfers);
  return transfers;
}

SzcaDesk::SzcaDesk(const World& world, TimePoint portal_now)
    : world_(world), registry_(world), faults_(world.records()), outbox_(world.folder() / "outbox"), now_(portal_now) {}

std::string SzcaDesk::class_of(const RegisteredCertificate& certificate) const {
  const auto sold = world_.records().get("tender-classes", certificate.serial);
  if (sold && !sold->at("tender").get<bool>()) return "non_tender";
  const auto x509 = certificate_from_pem(certificate.pem);
  return time_of(X509_get0_notAfter(x509.get())) < now_ ? "tender_after_expiry" : "tender_in_validity";
}

Time SzcaDesk::issuer_end() const { return time_of(X509_get0_notAfter(world_.certificate("szca").get())); }

// 280 and 200 yuan a year (facts: domain-detail 2). What is left of the old term is not lost.
std::vector<SzcaPackage> SzcaDesk::packages(const RegisteredCertificate& certificate) const {
  const bool tender = class_of(certificate) != "non_tender";
  const auto x509 = certificate_from_pem(certificate.pem);
  const auto begins = std::max(seconds(), time_of(X509_get0_notAfter(x509.get())));
  std::vector<SzcaPackage> list;
  for (int years = 1; years <= 5; ++years) {
    list.push_back({(tender ? "ZB-" : "FZ-") + std::to_string(years),
                    years,
                    {(tender ? 28'000 : 20'000) * std::int64_t{years}, "CNY"},
                    std::min(add_months(begins, 12 * years), issuer_end())});
  }
  return list;
}

std::string SzcaDesk::why_not_renewable(const RegisteredCertificate& certificate) const {
  if (certificate.standing == "revoked") return "证书已被吊销。";
  if (certificate.standing == "suspended") return "证书已被冻结。";
  for (const auto& application : world_.records().all(kApplications)) {
    if (application.at("serial") == certificate.serial && application.at("status") == "已完成") {
      return "证书已续期，新证书序列号 " + text(application, "new_serial") + "。";
    }
  }
  return {};
}

Json SzcaDesk::open(const Json& asked, const RegisteredCertificate& certificate, const SzcaPackage& package) const {
  Json application{{"number", next_number(world_.records(), "SQ")},
                   {"class", class_of(certificate)},
                   {"submitted_at", to_iso(seconds())},
                   {"form_uploaded", false},
                   {"valid_to", to_iso(package.valid_until)},
                   {"review_due", nullptr},
                   {"refusal", nullptr},
                   {"invoice_link", nullptr},
                   {"new_serial", nullptr},
                   {"certificate", nullptr},
                   {"csr", ""},
                   {"csr_ms", 0},
                   {"events", Json::array()}};
  for (const auto* same :
       {"reference", "serial", "package", "applicant", "handler", "legal_person", "account", "invoice"}) {
    application[same] = asked.at(same);
  }
  const auto number = text(application, "number");
  const bool review = takes_review(application);
  application["identity"] = {{"state", review ? "not_begun" : "not_needed"},
                             {"qr", nullptr},
                             {"expires_at", nullptr},
                             {"opened_ms", 0},
                             {"round", 0}};
  application["payment"] = {{"state", "not_begun"},
                            {"method", asked.at("payment_method")},
                            {"amount", package.price},
                            {"order_number", "WX" + number},
                            {"qr", nullptr},
                            {"expires_at", nullptr},
                            {"opened_ms", 0},
                            {"forgotten", false},
                            {"transfer_to", nullptr},
                            {"paid_at", nullptr},
                            {"paid_ms", 0},
                            {"transaction", nullptr},
                            {"round", 0}};
  const bool verification = review && asked.at("payment_method") == "wechat";
  application["verification"] = {{"state", verification ? "not_begun" : "not_needed"},
                                 {"account_tail", ""},
                                 {"sent_at", nullptr},
                                 {"code", ""},
                                 {"last_wrong", ""},
                                 {"tries_left", 0},
                                 {"round", 0}};
  move(application, review ? "待提交资料" : "待支付");
  write(application);
  return application;
}

void SzcaDesk::take_form(Json& application, const Json& scan) const {
  application["form_uploaded"] = true;
  application["form"] = {{"name", scan.at("name")}, {"media_type", scan.at("media_type")}};
  move(application, "待实名认证");
  write(application);
}

void SzcaDesk::start_identity_check(Json& application) const {
  auto& identity = application["identity"];
  const int round = identity.at("round").get<int>() + 1;
  identity = {{"state", "open"},
              {"qr", "https://wx.sandbox.invalid/face?order=" + text(application, "number") +
                         "&round=" + std::to_string(round)},
              {"expires_at", to_iso(seconds() + kIdentityCode)},
              {"opened_ms", now_.time_since_epoch().count()},
              {"round", round}};
  write(application);
}

void SzcaDesk::pass_identity(Json& application) const {
  expect_state(application, "待实名认证", "pass its identity check");
  application["identity"]["state"] = "passed";
  move(application, "待支付");
  write(application);
}

void SzcaDesk::start_payment(Json& application) const {
  auto& payment = application["payment"];
  payment["state"] = "open";
  payment["opened_ms"] = now_.time_since_epoch().count();
  payment["round"] = payment.at("round").get<int>() + 1;
  if (payment.at("method") == "wechat") {
    payment["qr"] = "weixin://wxpay/bizpayurl?pr=" + random_number(9);
    payment["expires_at"] = to_iso(seconds() + kPaymentCode);
  } else {
    payment["transfer_to"] = {{"name", "深圳市电子商务安全证书管理有限公司（测试）"},
                              {"bank", "中国建设银行股份有限公司深圳市分行"},
                              {"number", "44201501100052500000"},
                              {"remark", "SZ" + text(application, "number")}};
  }
  write(application);
}

void SzcaDesk::pay(Json& application) const {
  expect_state(application, "待支付", "be paid");
  auto& payment = application["payment"];
  payment["state"] = "paid";
  payment["paid_at"] = to_iso(seconds());
  payment["paid_ms"] = now_.time_since_epoch().count();
  payment["transaction"] = "42000" + random_number(12);
  if (application.at("invoice") == "electronic") {
    application["invoice_link"] = "https://invoice.sandbox.invalid/" + text(application, "number");
    tell_invoice(application);
  }
  if (takes_review(application)) {
    static const auto calendar = calendar::Calendars().of("CN", "agency");
    const auto due = calendar.due(seconds(), calendar::WorkingDays{kReviewDays});
    application["review_due"] = due.time ? Json(to_iso(*due.time)) : Json();
    move(application, "审核中");
  } else {
    move(application, "待下载");
  }
  write(application);
}

// SZCA-21: to the handler's mobile and mailbox.
void SzcaDesk::tell_invoice(const Json& application) const {
  const auto& handler = application.at("handler");
  const auto id = text(application, "number") + "-invoice";
  const auto words =
      "【深圳CA】申请单 " + text(application, "number") + " 的电子发票：" + text(application, "invoice_link");
  outbox_.sms(id, text(handler, "phone"), words);
  outbox_.mail({id, text(handler, "email"), "电子发票", words + "\n", "深圳CA（测试环境）", "invoice@sandbox.invalid"},
               seconds());
}

void SzcaDesk::approve(Json& application) const {
  expect_state(application, "审核中", "be approved");
  if (const auto fault = faults_.strike("refusal", "*")) return refuse(application, fault->value);
  if (application.at("verification").at("state") == "not_needed") {
    move(application, "待下载");
  } else {
    move(application, "待金融认证");
    send_money(application);
  }
  write(application);
}

void SzcaDesk::refuse(Json& application, std::string_view reason) const {
  if (!is_open_application(application)) expect_state(application, "审核中", "be refused");
  application["refusal"] = {{"text", reason.empty() ? "申请资料不符合要求。" : reason}, {"refund", ""}};
  move(application, "审核不通过");
  write(application);
}

// SZCA-16: 0.01 yuan with a random code in its remark.
void SzcaDesk::send_money(Json& application) const {
  auto& verification = application["verification"];
  const auto account = text(application.at("account"), "number");
  const int round = verification.at("round").get<int>() + 1;
  auto code = random_number(6);
  if (code == text(verification, "code")) code.back() = code.back() == '9' ? '0' : static_cast<char>(code.back() + 1);
  verification = {{"state", "sent"},
                  {"account_tail", account.substr(account.size() - 4)},
                  {"sent_at", to_iso(seconds())},
                  {"code", code},
                  {"last_wrong", ""},
                  {"tries_left", kBankCodeTries},
                  {"round", round}};
  if (faults_.strike("bank-code-lost", "*")) return;
  world_.records().put(kTransfers, text(application, "number") + "-" + std::to_string(round),
                       {{"account", account},
                        {"amount", "0.01 CNY"},
                        {"from", "深圳市电子商务安全证书管理有限公司（测试）"},
                        {"remark", code},
                        {"at", to_iso(seconds())}});
}

// The very same wrong code again costs nothing: whoever asks twice after a lost reply has not guessed twice.
bool SzcaDesk::takes_code(Json& application, const std::string& code) const {
  auto& verification = application["verification"];
  if (text(verification, "code") == code) {
    verification["state"] = "passed";
    move(application, "待下载");
    write(application);
    return true;
  }
  if (text(verification, "last_wrong") != code) {
    const int left = verification.at("tries_left").get<int>() - 1;
    verification["last_wrong"] = code;
    verification["tries_left"] = left;
    if (left == 0) verification["state"] = "locked";
    write(application);
  }
  return false;
}

void SzcaDesk::change_account(Json& application, const Json& account) const {
  application["account"] = account;
  send_money(application);
  write(application);
}

void SzcaDesk::take_csr(Json& application, std::string_view csr) const {
  application["csr"] = csr;
  application["csr_ms"] = now_.time_since_epoch().count();
  move(application, "制证中");
  write(application);
}

void SzcaDesk::issue(Json& application) const {
  expect_state(application, "制证中", "have its certificate issued");
  const auto old = registry_.find(text(application, "serial"));
  if (!old) throw Error(ErrorCode::internal, {{"problem", "the application's certificate is not in the registry"}});
  const auto old_x509 = certificate_from_pem(old->pem);
  const auto certificate = issue_requested(world_, {.operation = "szcaIssued",
                                                    .issuer = "szca",
                                                    .csr = text(application, "csr"),
                                                    .subject = read_name(X509_get_subject_name(old_x509.get())),
                                                    .from = seconds(),
                                                    .to = time_from_iso(text(application, "valid_to")),
                                                    .old_serial = old->serial,
                                                    .contract_ends = std::nullopt,
                                                    .now = seconds(),
                                                    .credit_code = credit_code_of(old_x509.get())});
  application["new_serial"] = serial_of(certificate.get());
  application["certificate"] = to_pem(certificate.get());
  move(application, "待更新");
  write(application);
}

void SzcaDesk::confirm_update(Json& application) const {
  move(application, "已完成");
  write(application);
}

std::optional<Json> SzcaDesk::find(const std::string& number) const {
  auto found = world_.records().get(kApplications, number);
  if (found) advance(*found);
  return found;
}

std::vector<Json> SzcaDesk::all() const {
  auto applications = world_.records().all(kApplications);
  for (auto& application : applications) advance(application);
  std::ranges::reverse(applications);
  return applications;
}

std::vector<Json> SzcaDesk::matching(std::string_view member, std::string_view value) const {
  auto applications = all();
  std::erase_if(applications, [&](const Json& application) { return application.at(member) != value; });
  return applications;
}

void SzcaDesk::advance(Json& application) const {
  for (const auto* code : {"identity", "payment"}) {
    auto& part = application[code];
    if (part.at("state") == "open" && !part.at("expires_at").is_null() &&
        time_from_iso(text(part, "expires_at")) <= now_) {
      part["state"] = "expired";
      write(application);
    }
  }
  const auto habits = read_habits(world_.records());
  if (habits.on_command) return;
  if (application.at("identity").at("state") == "open" && !faults_.find("identity-unfinished", "*") &&
      passed_since(application.at("identity"), "opened_ms", habits.contact, now_)) {
    pass_identity(application);
  }
  auto& payment = application["payment"];
  if (payment.at("state") == "open" && !payment.at("forgotten").get<bool>() &&
      passed_since(payment, "opened_ms", habits.pay, now_)) {
    if (faults_.strike("payment-forgotten", "*")) {
      payment["forgotten"] = true;
      write(application);
    } else {
      pay(application);
    }
  }
  if (text(application, "status") == "审核中" && passed_since(payment, "paid_ms", habits.approve, now_)) {
    approve(application);
  }
  if (text(application, "status") == "制证中" && passed_since(application, "csr_ms", habits.issue, now_)) {
    issue(application);
  }
}

void SzcaDesk::move(Json& application, std::string_view status) const {
  application["status"] = status;
  application["events"].push_back({{"at", to_iso(seconds())}, {"what", status}});
}

void SzcaDesk::write(const Json& application) const {
  world_.records().put(kApplications, text(application, "number"), application);
}

}  // namespace reseal::sandbox
