// SPDX-License-Identifier: Apache-2.0
// The portal of sdk/template/registrar/contract/openapi.json: what a new registrar plugin registers at on its first
// day. It stands for no real agency.
#include <array>

#include "cms_check.h"
#include "pem.h"
#include "registration_desk.h"
#include "registry.h"
#include "reseal/base/error.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::sandbox {

std::string_view example_agency_contract(std::string_view name);  // embedded by the build

namespace {

constexpr std::array kExampleAgencyOperations{
    Operation{"exampleAgencySend", "POST", "/registrations", "NewRegistration", "Registration", 201},
    Operation{"exampleAgencyFind", "GET", "/registrations", "", "Registrations", 200},
    Operation{"exampleAgencyHolder", "GET", "/holders/{}", "", "Holder", 200},
};

class ExampleAgency {
 public:
  ExampleAgency(const World& world, const Stand& stand) : world_(world), desk_(world, stand) {}

  [[nodiscard]] PortalReply send(const Json& body) const {
    if (desk_.find_by_reference(text(body, "reference"))) {
      return refusal(409, "conflict", "This reference has a registration.");
    }
    const auto form = signed_form(text(body, "form"), text(body, "tax_code"));
    if (!form) return invalid("/form: expected the form, signed with the key of the certificate that it names");
    auto registration = desk_.save(
        {text(body, "reference"), text(body, "tax_code"), text(*form, "old_serial"), text(*form, "new_serial"), ""});
    desk_.send(registration, "exampleAgencySend");
    return {201, view(registration)};
  }

  [[nodiscard]] PortalReply found(const std::string& reference) const {
    auto list = Json::array();
    if (const auto registration = desk_.find_by_reference(reference)) list.push_back(view(*registration));
    return {200, {{"registrations", list}}};
  }

  [[nodiscard]] PortalReply holder(const std::string& tax_code) const {
    const auto serial = desk_.registered_serial(tax_code);
    if (!serial) return not_found("Nobody here has this tax code.");
    return {200, {{"serial", *serial}}};
  }

  void tick() const { static_cast<void>(desk_.all()); }

 private:
  /// The form, when it was signed with the key of the certificate that it registers.
  [[nodiscard]] std::optional<Json> signed_form(const std::string& base64, const std::string& tax_code) const {
    try {
      const auto cms = from_base64(base64);
      for (const auto& known : Registry(world_).all()) {
        const auto certificate = certificate_from_pem(known.pem);
        const auto content = signed_content(cms, std::nullopt, certificate.get());
        if (!content) continue;
        auto form = parse_json({reinterpret_cast<const char*>(content->data()), content->size()}, "the form");
        const bool right = text(form, "new_serial") == known.serial && text(form, "tax_code") == tax_code;
        return right ? std::optional(std::move(form)) : std::nullopt;
      }
    } catch (const Error&) {  // not base64
    } catch (const MessageError&) {
    } catch (const Json::exception&) {
    }
    return std::nullopt;
  }

  static Json view(const Json& registration) {
    const auto state = text(registration, "state");
    const bool decided = state == "accepted" || state == "refused";
    return {{"number", registration.at("number")},
            {"state", decided ? state : "received"},
            {"reason", registration.at("reason")},
            {"serial", registration.at("new_serial")},
            {"decided_at", decided ? text(registration, "decided_at") : ""}};
  }

  const World& world_;
  RegistrationDesk desk_;
};

class ExampleAgencyStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "example_agency"; }
  [[nodiscard]] std::string_view base_path() const override { return "/example-agency/v1"; }
  [[nodiscard]] std::string_view contract() const override { return example_agency_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kExampleAgencyOperations; }
  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    const ExampleAgency portal(world, *this);
    if (request.operation->id == "exampleAgencySend") return portal.send(body);
    if (request.operation->id == "exampleAgencyFind") return portal.found(request.parameter("reference"));
    return portal.holder(request.argument);
  }
  void tick(const World& world) const override { ExampleAgency(world, *this).tick(); }
};

}  // namespace

const Stand& example_agency_stand() {
  static const ExampleAgencyStand stand;
  return stand;
}

}  // namespace reseal::sandbox
