// SPDX-License-Identifier: Apache-2.0
// Viettel-CA's compensation portal: the operations of plugins/viettel/contract/openapi.json.
#include <algorithm>
#include <array>

#include "compensation_desk.h"
#include "issuance.h"
#include "pem.h"
#include "stand.h"

namespace reseal::sandbox {

std::string_view viettel_contract(std::string_view name);  // embedded by the build

namespace {

constexpr auto kNotViettels = "Không tìm thấy chứng thư số.";

Json list_view(const std::vector<Json>& requests) {
  auto list = Json::array();
  for (const auto& request : requests) list.push_back(compensation_view(request));
  return {{"requests", list}};
}

class CompensationPortal {
 public:
  explicit CompensationPortal(const World& world)
      : world_(world), registry_(world), now_(portal_now(world)), desk_(world, now_) {}

  [[nodiscard]] PortalReply handle(const PortalRequest& asked, const Json& body) const {
    const auto id = asked.operation->id;
    if (id == "viettelCertificate") return certificate(asked.argument);
    if (id == "requestCompensation") return request_compensation(body);
    if (id == "findCompensation") return find(asked.parameter("reference"), asked.parameter("serial"));
    auto request = desk_.find(asked.argument);
    if (!request) return not_found("Không tìm thấy yêu cầu cấp bù.");
    if (id == "compensation") return {200, compensation_view(*request)};
    if (id == "sendMessage") return send_message(*request, body);
    if (id == "submitCompensationCsr") return submit_csr(*request, body);
    if (id == "compensationCertificate") return certificate_of(*request);
    return confirm_installation(*request, body);
  }

  void tick() const { (void)desk_.all(); }

 private:
  [[nodiscard]] PortalReply certificate(const std::string& serial) const {
    const auto known = registry_.find(serial);
    if (!known || !of_viettel(known->issuer)) return not_found(kNotViettels);
    Json compensated_by;
    Json open_request;
    for (const auto& request : desk_.of_certificate(serial)) {
      if (text(request, "status") == "installed") compensated_by = request.at("new_serial");
      if (is_under_way(request)) open_request = request.at("number");
    }
    return {200,
            {{"serial", serial},
             {"status", status_at(*known, now_)},
             {"contract_ends", known->contract_ends ? Json(to_iso(*known->contract_ends)) : Json()},
             {"compensated_by", compensated_by},
             {"open_request", open_request}}};
  }

  [[nodiscard]] PortalReply request_compensation(const Json& body) const {
    const auto serial = text(body, "serial");
    const auto shown = certificate_from_pem(text(body, "certificate"));
    if (!shown) return invalid("/certificate: expected a certificate in PEM");
    if (serial_of(shown.get()) != serial) return invalid("/serial: expected the serial of the certificate");
    const bool automatic = body.at("mode") == "automatic";
    if (text(body, "phone").empty() != automatic) {
      return invalid("/phone: expected a telephone number by request, none in the automatic mode");
    }
    const auto known = registry_.find(serial);
    if (!known || to_pem(shown.get()) != known->pem || !of_viettel(known->issuer)) {
      return refusal(422, "not_eligible", "Chứng thư số không do Viettel-CA cấp.");
    }
    const auto reference = text(body, "reference");
    if (!Faults(world_.records()).find("forgets-idempotency", "requestCompensation")) {
      if (!desk_.of_reference(reference).empty()) {
        return refusal(409, "already_requested", "Đã có yêu cầu cấp bù với mã tham chiếu này.");
      }
      if (std::ranges::any_of(desk_.of_certificate(serial), is_under_way)) {
        return refusal(409, "already_requested", "Chứng thư số này đang có một yêu cầu cấp bù.");
      }
    }
    if (const auto why_not = desk_.why_not_eligible(*known); !why_not.empty()) {
      return refusal(422, "not_eligible", why_not);
    }
    const auto request = desk_.open({reference, serial, text(body, "campaign"), automatic, text(body, "phone")});
    return {201, compensation_view(request)};
  }

  [[nodiscard]] PortalReply find(const std::string& reference, const std::string& serial) const {
    if (reference.empty() == serial.empty()) return invalid("expected exactly one of reference and serial");
    return {200, list_view(reference.empty() ? desk_.of_certificate(serial) : desk_.of_reference(reference))};
  }

  [[nodiscard]] PortalReply send_message(Json& request, const Json& body) const {
    const auto status = text(request, "status");
    if (body.at("reference") != request.at("reference")) {
      return refusal(409, "conflict", "Mã tham chiếu không phải của yêu cầu này.");
    }
    if (text(request, "phone").empty() || (status != "approved" && status != "refused")) {
      return refusal(409, "conflict", "Yêu cầu này không có tin nhắn kết quả để gửi lại.");
    }
    if (request.at("messages").get<int>() > kMostResends) {
      return refusal(409, "conflict", "Đã gửi lại tin nhắn quá số lần cho phép. Vui lòng gọi 18008000 nhánh 1.");
    }
    desk_.send_message(request);
    return {202, compensation_view(request)};
  }

  [[nodiscard]] PortalReply submit_csr(Json& request, const Json& body) const {
    if (text(request, "status") != "approved") {
      return refusal(409, "conflict", "Yêu cầu chưa sẵn sàng nhận yêu cầu cấp chứng thư số.");
    }
    if (const auto problem = csr_problem(registry_, text(body, "csr")); !problem.empty()) return invalid(problem);
    const auto code = text(body, "code");
    const bool by_request = request.at("mode") == "by_request";
    if (code.empty() == by_request) {
      return invalid("/code: expected the code of the text message by request, none in the automatic mode");
    }
    if (by_request && !desk_.takes_code(request, code)) {
      const int left = request.at("tries_left").get<int>();
      if (left == 0) return refusal(409, "code_locked", "Mã xác nhận đã bị khóa. Vui lòng yêu cầu gửi lại tin nhắn.");
      return refusal(409, "wrong_code", "Mã xác nhận không đúng. Còn " + std::to_string(left) + " lần thử.");
    }
    desk_.take_csr(request, text(body, "csr"));
    return {202, compensation_view(request)};
  }

  [[nodiscard]] PortalReply certificate_of(const Json& request) const {
    if (request.at("certificate").is_null()) return not_found("Chứng thư số chưa được cấp.");
    return {200,
            {{"certificate", request.at("certificate")},
             {"serial", request.at("new_serial")},
             {"chain", {to_pem(world_.certificate("viettel-ca-v3").get()), to_pem(world_.certificate("root").get())}}}};
  }

  [[nodiscard]] PortalReply confirm_installation(Json& request, const Json& body) const {
    if (text(request, "status") != "issued") {
      return refusal(409, "conflict", "Chứng thư số chưa được cấp hoặc đã được cài đặt.");
    }
    if (body.at("serial") != request.at("new_serial")) {
      return refusal(409, "conflict", "Số sê-ri không phải của chứng thư số đã cấp.");
    }
    desk_.confirm_installation(request);
    return {200, compensation_view(request)};
  }

  const World& world_;
  Registry registry_;
  TimePoint now_;
  CompensationDesk desk_;
};

constexpr std::array kViettelOperations{
    Operation{"viettelCertificate", "GET", "/certificates/{}", "", "CertificateStatus", 200},
    Operation{"requestCompensation", "POST", "/requests", "NewRequest", "Request", 201},
    Operation{"findCompensation", "GET", "/requests", "", "Requests", 200},
    Operation{"compensation", "GET", "/requests/{}", "", "Request", 200},
    Operation{"sendMessage", "POST", "/requests/{}/messages", "Resend", "Request", 202},
    Operation{"submitCompensationCsr", "POST", "/requests/{}/csr", "Csr", "Request", 202},
    Operation{"compensationCertificate", "GET", "/requests/{}/certificate", "", "Issued", 200},
    Operation{"confirmCompensation", "POST", "/requests/{}/installation", "Installation", "Request", 200},
};

class ViettelStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "viettel"; }
  [[nodiscard]] std::string_view base_path() const override { return "/viettel/v1"; }
  [[nodiscard]] std::string_view contract() const override { return viettel_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kViettelOperations; }
  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    return CompensationPortal(world).handle(request, body);
  }
  void tick(const World& world) const override { CompensationPortal(world).tick(); }
};

}  // namespace

const Stand& viettel_stand() {
  static const ViettelStand stand;
  return stand;
}

}  // namespace reseal::sandbox
