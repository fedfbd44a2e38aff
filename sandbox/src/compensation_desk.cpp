// SPDX-License-Identifier: Apache-2.0
#include "compensation_desk.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "issuance.h"
#include "order_desk.h"
#include "pem.h"
#include "reseal/base/error.h"
#include "reseal/readable.h"

namespace reseal::sandbox {
namespace {

constexpr auto kCompensations = "compensations";
constexpr auto kNewIssuer = "viettel-ca-v3";

void expect_status(const Json& request, std::string_view status, std::string_view action) {
  if (text(request, "status") == status) return;
  throw Error(ErrorCode::usage, {{"problem", "request " + text(request, "number") + " is " + text(request, "status") +
                                                 ": cannot " + std::string(action)}});
}

bool is_due(const Json& request, std::string_view since, std::chrono::milliseconds delay, TimePoint now) {
  return now.time_since_epoch() >= std::chrono::milliseconds(request.at(since).get<std::int64_t>()) + delay;
}

// "2020-10-02" as people write it: "02/10/2020".
std::string written(const std::string& date) {
  return date.substr(8, 2) + "/" + date.substr(5, 2) + "/" + date.substr(0, 4);
}

std::string six_digits(unsigned number) {
  std::array<char, 8> digits{};
  std::snprintf(digits.data(), digits.size(), "%06u", number % 1'000'000U);
  return digits.data();
}

std::string new_code(std::string_view not_this) {
  unsigned number = 0;
  for (const auto byte : random_bytes(4)) number = number << 8U | byte;
  const auto code = six_digits(number);
  return code == not_this ? six_digits(number + 1) : code;
}

bool by_request(const Json& request) { return request.at("mode") == "by_request"; }

}  // namespace

bool is_under_way(const Json& request) {
  const auto status = text(request, "status");
  return status != "refused" && status != "installed";
}

Json compensation_view(const Json& request) {
  const auto phone = text(request, "phone");
  Json view{{"requested_at", to_iso(std::chrono::floor<Seconds>(TimePoint(
                                 std::chrono::milliseconds(request.at("requested_ms").get<std::int64_t>()))))},
            {"phone_tail", phone.empty() ? "" : phone.substr(phone.size() - 3)},
            {"code_tries_left", request.at("tries_left")}};
  for (const auto* same : {"number", "reference", "serial", "campaign", "mode", "status", "message_sent_at", "valid_to",
                           "new_serial", "refusal"}) {
    view[same] = request.at(same);
  }
  return view;
}

CompensationDesk::CompensationDesk(const World& world, TimePoint portal_now)
    : world_(world), registry_(world), faults_(world.records()), outbox_(world.folder() / "outbox"), now_(portal_now) {}

// VTL-E-01 to -05, as the CA itself applies them.
std::string CompensationDesk::why_not_eligible(const RegisteredCertificate& certificate) const {
  const auto& facts = world_.facts();
  if (!facts.contains("campaign")) return "Hiện không có chương trình cấp bù thời hạn.";
  const auto& campaign = facts.at("campaign");
  const auto issuer = text(campaign, "issuer");
  if (certificate.issuer != issuer) {
    const auto ca = world_.certificate(issuer);
    const auto year = [](const ASN1_TIME* time) { return local_date(time_of(time)).substr(0, 4); };
    return "Chứng thư số không do Viettel-CA thời hạn " + year(X509_get0_notBefore(ca.get())) + "-" +
           year(X509_get0_notAfter(ca.get())) + " cấp.";
  }
  const auto status = status_at(certificate, now_);
  if (status == "revoked") return "Chứng thư số đã bị thu hồi.";
  if (status == "suspended") return "Chứng thư số đang bị tạm dừng.";
  if (status == "expired") return "Chứng thư số đã hết hạn.";
  // As they are written: looking would decide them, and deciding asks here.
  for (const auto& request : world_.records().all(kCompensations)) {
    if (request.at("serial") == certificate.serial && request.at("status") == "installed") {
      return "Chứng thư số đã được cấp bù bằng chứng thư số " + text(request, "new_serial") + ".";
    }
  }
  const auto x509 = certificate_from_pem(certificate.pem);
  const auto expires_on = text(campaign, "expires_on");
  if (local_date(time_of(X509_get0_notAfter(x509.get()))) != expires_on) {
    return "Chứng thư số không hết hạn đúng ngày " + written(expires_on) + ".";
  }
  const auto issued_before = text(campaign, "issued_before");
  if (local_date(time_of(X509_get0_notBefore(x509.get()))) >= issued_before) {
    return "Chứng thư số không được cấp trước ngày " + written(issued_before) + ".";
  }
  if (!certificate.contract_ends) {
    return "Không có dữ liệu hợp đồng của chứng thư số. Vui lòng gọi tổng đài 18008000 nhánh 1.";
  }
  const auto beyond = text(campaign, "contract_beyond");
  if (local_date(*certificate.contract_ends) <= beyond) {
    return "Hợp đồng ký kết với Viettel không vượt quá ngày " + written(beyond) + ".";
  }
  return {};
}

Json CompensationDesk::open(const NewCompensation& asked) const {
  Json request{{"number", next_number(world_.records(), "YC")},
               {"reference", asked.reference},
               {"serial", asked.serial},
               {"campaign", asked.campaign},
               {"mode", asked.automatic ? "automatic" : "by_request"},
               {"phone", asked.phone},
               {"requested_ms", now_.time_since_epoch().count()},
               {"messages", 0},
               {"message_sent_at", nullptr},
               {"code", ""},
               {"tries_left", 0},
               {"valid_to", nullptr},
               {"csr", nullptr},
               {"csr_ms", 0},
               {"certificate", nullptr},
               {"new_serial", nullptr},
               {"refusal", nullptr},
               {"events", Json::array()}};
  move(request, "requested");
  if (asked.automatic) {
    approve(request);
  } else {
    write(request);
  }
  return request;
}

void CompensationDesk::approve(Json& request) const {
  expect_status(request, "requested", "approve it");
  if (const auto fault = faults_.strike("refusal", "*")) {
    refuse(request, "", fault->value);
    return;
  }
  const auto certificate = certificate_of(request);
  // It may have been suspended, say, since it was asked for.
  if (const auto why_not = why_not_eligible(certificate); !why_not.empty()) {
    refuse(request, "not_eligible", why_not);
    return;
  }
  // The new certificate makes up for the contract's rest, but its CA ends some day too.
  const auto issuer_ends = time_of(X509_get0_notAfter(world_.certificate(kNewIssuer).get()));
  request["valid_to"] = to_iso(std::min(*certificate.contract_ends, issuer_ends));
  move(request, "approved");
  if (by_request(request)) send_message(request);
  write(request);
}

void CompensationDesk::refuse(Json& request, std::string_view code, std::string_view reason) const {
  expect_status(request, "requested", "refuse it");
  request["refusal"] = {{"code", code.empty() ? "other" : code},
                        {"text", reason.empty() ? "Thông tin không hợp lệ." : reason}};
  move(request, "refused");
  if (by_request(request)) send_message(request);
  write(request);
}

void CompensationDesk::send_message(Json& request) const {
  const auto number = text(request, "number");
  const auto serial = text(request, "serial");
  const int count = request.at("messages").get<int>() + 1;
  auto message = "Viettel-CA: Yeu cau cap bu CTS so " + number + " (serial ..." +
                 serial.substr(serial.size() - std::min<std::size_t>(8, serial.size())) + ") ";
  if (request.at("refusal").is_null()) {
    const auto code = new_code(text(request, "code"));
    request["code"] = code;
    request["tries_left"] = kCodeTries;
    const bool wrong = faults_.strike("sms-wrong-code", "*").has_value();
    message +=
        "da duoc chap thuan. Ma xac nhan: " + (wrong ? six_digits(static_cast<unsigned>(std::stoi(code)) + 1) : code) +
        ". Tong dai 18008000 nhanh 1.";
  } else {
    message += "khong duoc chap thuan: " + without_marks(text(request.at("refusal"), "text"));
  }
  request["messages"] = count;
  request["message_sent_at"] = to_iso(std::chrono::floor<Seconds>(now_));
  if (!faults_.strike("sms-lost", "*")) {
    outbox_.sms(number + "-message-" + std::to_string(count), text(request, "phone"), message);
  }
  write(request);
}

bool CompensationDesk::takes_code(Json& request, std::string_view code) const {
  const int left = request.at("tries_left").get<int>();
  if (left == 0) return false;
  if (text(request, "code") == code) return true;
  request["tries_left"] = left - 1;
  write(request);
  return false;
}

void CompensationDesk::take_csr(Json& request, std::string_view csr) const {
  expect_status(request, "approved", "take its CSR");
  request["csr"] = csr;
  request["csr_ms"] = now_.time_since_epoch().count();
  move(request, "issuing");
  write(request);
}

void CompensationDesk::issue(Json& request) const {
  expect_status(request, "issuing", "issue its certificate");
  const auto old = certificate_of(request);
  const auto old_x509 = certificate_from_pem(old.pem);
  const auto now = std::chrono::floor<Seconds>(now_);
  const auto certificate = issue_requested(world_, {.operation = "compensationCertificate",
                                                    .issuer = kNewIssuer,
                                                    .csr = text(request, "csr"),
                                                    .subject = read_name(X509_get_subject_name(old_x509.get())),
                                                    .from = now,
                                                    .to = time_from_iso(text(request, "valid_to")),
                                                    .old_serial = old.serial,
                                                    .contract_ends = old.contract_ends,
                                                    .now = now});
  request["new_serial"] = serial_of(certificate.get());
  request["certificate"] = to_pem(certificate.get());
  move(request, "issued");
  write(request);
}

void CompensationDesk::confirm_installation(Json& request) const {
  expect_status(request, "issued", "confirm its installation");
  move(request, "installed");
  write(request);
}

std::optional<Json> CompensationDesk::find(const std::string& number) const {
  auto found = world_.records().get(kCompensations, number);
  if (found) advance(*found);
  return found;
}

std::vector<Json> CompensationDesk::all() const {
  auto requests = world_.records().all(kCompensations);
  for (auto& request : requests) advance(request);
  std::ranges::reverse(requests);
  return requests;
}

std::vector<Json> CompensationDesk::matching(std::string_view member, std::string_view value) const {
  auto requests = all();
  std::erase_if(requests, [&](const Json& request) { return request.at(member) != value; });
  return requests;
}

void CompensationDesk::advance(Json& request) const {
  const auto habits = read_habits(world_.records());
  if (habits.on_command) return;
  if (text(request, "status") == "requested" && is_due(request, "requested_ms", habits.approve, now_)) approve(request);
  if (text(request, "status") == "issuing" && is_due(request, "csr_ms", habits.issue, now_)) issue(request);
}

RegisteredCertificate CompensationDesk::certificate_of(const Json& request) const {
  const auto found = registry_.find(text(request, "serial"));
  if (!found) throw Error(ErrorCode::internal, {{"problem", "the request's certificate is not in the registry"}});
  return *found;
}

void CompensationDesk::move(Json& request, std::string_view status) const {
  request["status"] = status;
  request["events"].push_back({{"at", to_iso(std::chrono::floor<Seconds>(now_))}, {"what", status}});
}

void CompensationDesk::write(const Json& request) const {
  world_.records().put(kCompensations, text(request, "number"), request);
}

}  // namespace reseal::sandbox
