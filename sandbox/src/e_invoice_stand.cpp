// SPDX-License-Identifier: Apache-2.0
// The e-invoice portal of plugins/e_invoice/contract/openapi.json: takes the signed declaration 01/ĐKTĐ-HĐĐT in and
// decides about it; the certificates that may sign invoices are a list, to which an accepted declaration adds.
#include <algorithm>
#include <array>

#include "registration_desk.h"
#include "registry.h"
#include "reseal/readable.h"
#include "reseal/tax_code.h"
#include "signed_form.h"

namespace reseal::sandbox {

std::string_view e_invoice_contract(std::string_view name);  // embedded by the build

namespace {

constexpr std::array kEInvoiceOperations{
    Operation{"eInvoiceSendDeclaration", "POST", "/declarations", "NewDeclaration", "Declaration", 201},
    Operation{"eInvoiceFindDeclaration", "GET", "/declarations", "", "Declarations", 200},
    Operation{"eInvoiceTaxpayer", "GET", "/taxpayers/{}", "", "Taxpayer", 200},
};

const crypto::XmlVerifyOptions kDeclaration{"/TKhai/DLTKhai", "Id", "/TKhai/DSCKS/NNT"};
constexpr std::string_view kStop = "3";

class EInvoicePortal {
 public:
  EInvoicePortal(const World& world, const Stand& stand) : world_(world), desk_(world, stand) {}

  PortalReply send(const Json& body) const {
    const auto form = read_signed_form(world_, text(body, "form"), kDeclaration);
    if (form.refused) return *form.refused;
    if (const auto problem = problem_of(form); !problem.empty()) return invalid(problem);
    const auto tax_code = form.one("MST");
    for (const auto& known : desk_.all()) {
      if (known.at("tax_code") == tax_code && known.at("state") == "sent") {
        return refusal(409, "conflict", "Đang có tờ khai " + text(known, "number") + ".");
      }
    }
    if (desk_.strikes_conflict("eInvoiceSendDeclaration")) return refusal(409, "conflict", "Đang có tờ khai khác.");
    // The forms of the rows begin with TTChung/HThuc, which is the form's own.
    const auto serials = form.all("Seri");
    const auto actions = form.all("HThuc");
    auto stopped = Json::array();
    for (std::size_t row = 0; row < serials.size(); ++row) {
      if (actions.at(row + 1) == kStop) stopped.push_back(serials[row]);
    }
    auto registration = desk_.save({text(body, "reference"),
                                    tax_code,
                                    desk_.registered_serial(tax_code).value_or(""),
                                    serials.front(),
                                    form.signer.pem,
                                    {{"stopped", stopped}, {"action", actions.at(1)}}});
    desk_.send(registration, "eInvoiceSendDeclaration");
    return {201, declarations(text(body, "reference")).front()};
  }

  [[nodiscard]] Json declarations(const std::string& reference) const {
    auto found = Json::array();
    if (const auto registration = desk_.find_by_reference(reference)) found.push_back(view(*registration));
    return found;
  }

  /// In the order in which they were accepted.
  [[nodiscard]] PortalReply taxpayer(const std::string& tax_code) const {
    std::vector<std::string> serials;
    if (const auto first = Registry(world_).first_of(tax_code)) serials.push_back(first->serial);
    for (const auto& registration : desk_.all()) {
      if (registration.at("tax_code") != tax_code || registration.at("state") != "accepted") continue;
      for (const auto& stopped : registration.at("extra").at("stopped")) std::erase(serials, stopped);
      serials.push_back(text(registration, "new_serial"));
    }
    if (serials.empty()) return not_found("Mã số thuế chưa đăng ký hóa đơn điện tử.");
    return {200, {{"tax_code", tax_code}, {"serials", serials}}};
  }

  void tick() const { static_cast<void>(desk_.all()); }

 private:
  // The first row is the signer's own certificate, added or renewed.
  [[nodiscard]] static std::string problem_of(const SignedForm& form) {
    const auto tax_code = form.one("MST");
    if (form.one("MSo") != "01/ĐKTĐ-HĐĐT") return "Không phải tờ khai 01/ĐKTĐ-HĐĐT.";
    if (!is_tax_code(tax_code)) return "Mã số thuế không đúng.";
    const auto* holder = form.signer.holder_id("MST");
    if (holder == nullptr || holder->value != tax_code) return "Mã số thuế không khớp với chứng thư số đã ký.";
    const auto actions = form.all("HThuc");
    if (form.all("Seri").empty() || actions.size() != form.all("Seri").size() + 1 || actions.at(1) == kStop) {
      return "Danh sách chứng thư số sử dụng không đúng.";
    }
    return claim_problem(form, form.one("Seri"), form.one("TNgay"), form.one("DNgay"), "%Y-%m-%dT%H:%M:%S");
  }

  static Json view(const Json& registration) {
    const auto state = text(registration, "state");
    const bool decided = state == "accepted" || state == "refused";
    return {{"number", registration.at("number")},
            {"reference", registration.at("reference")},
            {"received_at", registration.at("sent_at")},
            {"state", decided ? state : "received"},
            {"serial", state == "accepted" ? text(registration, "new_serial") : ""},
            {"decided_at", decided ? text(registration, "decided_at") : ""},
            {"notice", decided ? "01/TB-ĐKĐT " + text(registration, "number") : ""},
            {"error_code", registration.at("code")},
            {"error_text", registration.at("reason")},
            {"correctable", registration.at("code") == "correctable"}};
  }

  const World& world_;
  RegistrationDesk desk_;
};

class EInvoiceStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "e_invoice"; }
  [[nodiscard]] std::string_view base_path() const override { return "/e-invoice/v1"; }
  [[nodiscard]] std::string_view contract() const override { return e_invoice_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kEInvoiceOperations; }
  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    const EInvoicePortal portal(world, *this);
    if (request.operation->id == "eInvoiceSendDeclaration") return portal.send(body);
    if (request.operation->id == "eInvoiceFindDeclaration") {
      return {200, {{"declarations", portal.declarations(request.parameter("reference"))}}};
    }
    return portal.taxpayer(request.argument);
  }
  void tick(const World& world) const override { EInvoicePortal(world, *this).tick(); }
};

}  // namespace

const Stand& e_invoice_stand() {
  static const EInvoiceStand stand;
  return stand;
}

}  // namespace reseal::sandbox
