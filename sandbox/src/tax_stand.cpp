// SPDX-License-Identifier: Apache-2.0
// The tax portal of plugins/tax/contract/openapi.json: takes the signed change form in, and decides about filing and
// payment one by one. Each is a registration of its own at the desk; `extra` says which, and under which transaction.
#include <array>

#include "registration_desk.h"
#include "reseal/readable.h"
#include "reseal/tax_code.h"
#include "signed_form.h"

namespace reseal::sandbox {

std::string_view tax_contract(std::string_view name);  // embedded by the build

namespace {

constexpr std::array kTaxOperations{
    Operation{"taxSendChange", "POST", "/changes", "NewChange", "Change", 201},
    Operation{"taxFindChange", "GET", "/changes", "", "Changes", 200},
    Operation{"taxTaxpayer", "GET", "/taxpayers/{}", "", "Taxpayer", 200},
};

const crypto::XmlVerifyOptions kChangeForm{"/DKyThueDTu/DKyThue", "id", "/DKyThueDTu/CKyDTu"};

class TaxPortal {
 public:
  TaxPortal(const World& world, const Stand& stand) : world_(world), desk_(world, stand) {}

  PortalReply send(const Json& body) const {
    const auto form = read_signed_form(world_, text(body, "form"), kChangeForm);
    if (form.refused) return *form.refused;
    if (const auto problem = problem_of(form); !problem.empty()) return invalid(problem);
    const auto tax_code = form.one("tIN");
    for (const auto& known : desk_.all()) {
      if (known.at("tax_code") == tax_code && known.at("state") == "sent") {
        return refusal(409, "conflict", "Đang có giao dịch " + text(known.at("extra"), "transaction") + ".");
      }
    }
    if (desk_.strikes_conflict("taxSendChange")) return refusal(409, "conflict", "Đang có giao dịch khác.");
    const auto transaction = new_transaction();
    for (const auto& [element, service] : kServices) {
      if (form.one(element) != "true") continue;
      auto registration = desk_.save({text(body, "reference"),
                                      tax_code,
                                      form.one("serialCu"),
                                      form.one("serial"),
                                      form.signer.pem,
                                      {{"service", service},
                                       {"transaction", transaction},
                                       {"known_serial", serial_of(tax_code, service).value_or("")}}});
      desk_.send(registration, "taxSendChange");
    }
    return {201, changes(text(body, "reference")).front()};
  }

  /// None or one: the registrations of a reference are one change.
  [[nodiscard]] Json changes(const std::string& reference) const {
    auto found = Json::array();
    for (const auto& registration : desk_.all()) {
      if (registration.at("reference") != reference) continue;
      if (found.empty()) {
        found.push_back({{"transaction_id", registration.at("extra").at("transaction")},
                         {"reference", reference},
                         {"received_at", registration.at("sent_at")},
                         {"decisions", Json::array()}});
      }
      found.front().at("decisions").push_back(decision(registration));
    }
    return found;
  }

  [[nodiscard]] PortalReply taxpayer(const std::string& tax_code) const {
    auto services = Json::array();
    for (const auto& [element, service] : kServices) {
      const auto serial = serial_of(tax_code, service);
      if (serial && !serial->empty()) services.push_back({{"service", service}, {"serial", *serial}});
    }
    if (services.empty()) return not_found("Mã số thuế chưa đăng ký chứng thư số.");
    return {200, {{"tax_code", tax_code}, {"services", services}}};
  }

  void tick() const { static_cast<void>(desk_.all()); }

 private:
  static constexpr std::pair<const char*, const char*> kServices[] = {{"kkTDT", "filing"}, {"nopTDT", "payment"}};

  [[nodiscard]] std::string problem_of(const SignedForm& form) const {
    const auto tax_code = form.one("tIN");
    if (form.one("maDKy") != "217") return "Không phải tờ khai thay đổi chứng thư số.";
    if (!is_tax_code(tax_code)) return "Mã số thuế không đúng.";
    const auto* holder = form.signer.holder_id("MST");
    if (holder == nullptr || holder->value != tax_code) return "Mã số thuế không khớp với chứng thư số đã ký.";
    if (form.one("kkTDT") != "true" && form.one("nopTDT") != "true") return "Chưa chọn dịch vụ nào.";
    for (const auto& [element, service] : kServices) {
      if (form.one(element) == "true" && serial_of(tax_code, service) != form.one("serialCu")) {
        return "Số sê-ri cũ không phải chứng thư số đang đăng ký.";
      }
    }
    return claim_problem(form, form.one("serial"), form.one("fromDateCA"), form.one("toDateCA"), kVietnameseTime);
  }

  // What the service knows now: accepted last for it; else what it knew before it was first asked.
  [[nodiscard]] std::optional<std::string> serial_of(std::string_view tax_code, std::string_view service) const {
    std::optional<std::string> known;
    for (const auto& registration : desk_.all()) {
      if (registration.at("tax_code") != tax_code || registration.at("extra").at("service") != service) continue;
      if (!known) known = text(registration.at("extra"), "known_serial");
      if (registration.at("state") == "accepted") known = text(registration, "new_serial");
    }
    return known ? known : desk_.registered_serial(tax_code);
  }

  static Json decision(const Json& registration) {
    const auto state = text(registration, "state");
    const bool decided = state == "accepted" || state == "refused";
    return {{"service", registration.at("extra").at("service")},
            {"state", decided ? state : "pending"},
            {"serial", state == "accepted" ? text(registration, "new_serial") : ""},
            {"decided_at", decided ? text(registration, "decided_at") : ""},
            {"notice", decided ? "03/TB-TĐT " + text(registration, "number") : ""},
            {"error_code", registration.at("code")},
            {"error_text", registration.at("reason")},
            {"correctable", registration.at("code") == "correctable"}};
  }

  // As a T-VAN provider's: provider, business code, moment, number.
  [[nodiscard]] std::string new_transaction() const {
    const auto now = std::chrono::floor<Seconds>(portal_now(world_));
    return "00010-0003-" + local_text(now, kVietNamOffset, "%d%m%Y%H%M%S") + "-" + next_number(world_.records(), "GD");
  }

  const World& world_;
  RegistrationDesk desk_;
};

class TaxStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "tax"; }
  [[nodiscard]] std::string_view base_path() const override { return "/tax/v1"; }
  [[nodiscard]] std::string_view contract() const override { return tax_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kTaxOperations; }
  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    const TaxPortal portal(world, *this);
    if (request.operation->id == "taxSendChange") return portal.send(body);
    if (request.operation->id == "taxFindChange") {
      return {200, {{"changes", portal.changes(request.parameter("reference"))}}};
    }
    return portal.taxpayer(request.argument);
  }
  void tick(const World& world) const override { TaxPortal(world, *this).tick(); }
};

}  // namespace

const Stand& tax_stand() {
  static const TaxStand stand;
  return stand;
}

}  // namespace reseal::sandbox
