// SPDX-License-Identifier: Apache-2.0
// Customs' registration portal: the operations of plugins/customs/contract/openapi.json. The company signs in with the
// key that Customs knows, saves one record (OE2102), sends it signed with the new key (OE4001), and looks its result up
// (OE4002).
#include <array>

#include "cms_check.h"
#include "pem.h"
#include "registration_desk.h"
#include "registry.h"
#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/readable.h"
#include "stand.h"

namespace reseal::sandbox {

std::string_view customs_contract(std::string_view name);  // embedded by the build

namespace {

constexpr std::array kCustomsOperations{
    Operation{"customsChallenge", "GET", "/challenges", "", "Challenge", 200},
    Operation{"customsEnter", "POST", "/entries", "NewEntry", "Entry", 201},
    Operation{"customsFindEntry", "GET", "/entries", "", "Entries", 200},
    Operation{"customsSaveRegistration", "POST", "/registrations", "NewRegistration", "Registration", 201},
    Operation{"customsFindRegistration", "GET", "/registrations", "", "Registrations", 200},
    Operation{"customsSendRegistration", "POST", "/registrations/{}/sending", "Sending", "Registration", 200},
    Operation{"customsOpenAccess", "POST", "/registrations/{}/access", "AccessRequest", "Access", 200},
    Operation{"customsNewPassword", "POST", "/registrations/{}/password", "AccessRequest", "NewPassword", 200},
    Operation{"customsResult", "GET", "/registrations/{}", "", "Registration", 200},
    Operation{"customsDeclarant", "GET", "/declarants/{}", "", "Declarant", 200},
};

// As companies report it: the answer after which only paper helps.
constexpr auto kAlreadyUpdated = "Chữ ký số đã cập nhật, không thể cập nhật lại.";

std::optional<Bytes> decoded(const std::string& base64) {
  try {
    return from_base64(base64);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

PortalReply bad_signature() { return refusal(422, "bad_signature", "Chữ ký số không hợp lệ."); }

Json view(const Json& record) {
  const auto& extra = record.at("extra");
  const auto state = text(record, "state");
  return {{"number", record.at("number")},
          {"reference", record.at("reference")},
          {"tax_code", record.at("tax_code")},
          {"kind", extra.at("kind")},
          {"state", state},
          {"document", extra.at("document")},
          {"declarant", extra.at("declarant")},
          {"effective_date", extra.at("effective_date")},
          {"certificate", extra.at("certificate")},
          {"sent_at", record.at("sent_at")},
          {"accepted_at", state == "accepted" ? record.at("decided_at") : Json()},
          {"refusal", state == "refused" ? Json{{"code", text(record, "code") == "final" ? "final" : "correctable"},
                                                {"reason", record.at("reason")}}
                                         : Json()}};
}

// One request.
class Visit {
 public:
  Visit(const World& world, const Stand& stand) : world_(world), registry_(world), desk_(world, stand) {}

  [[nodiscard]] PortalReply answer(const PortalRequest& request, const Json& body) const {
    const auto id = request.operation->id;
    if (id == "customsChallenge") {
      const auto reference = request.parameter("reference");
      return {200, {{"reference", reference}, {"document", challenge(reference, request.parameter("purpose"))}}};
    }
    if (id == "customsEnter") return enter(body);
    if (id == "customsFindEntry") {
      const auto entry = world_.records().get("entries", request.parameter("reference"));
      return {200, {{"entries", entry ? Json::array({*entry}) : Json::array()}}};
    }
    if (id == "customsSaveRegistration") return save(body);
    if (id == "customsFindRegistration") {
      const auto found = desk_.find_by_reference(request.parameter("reference"));
      return {200, {{"registrations", found ? Json::array({view(*found)}) : Json::array()}}};
    }
    if (id == "customsDeclarant") {
      const auto serial = desk_.registered_serial(request.argument);
      if (!serial) return not_found("Không tìm thấy doanh nghiệp.");
      return {200, {{"tax_code", request.argument}, {"serial", *serial}}};
    }
    auto record = desk_.find(request.argument);
    if (!record) return not_found("Không tìm thấy bản ghi.");
    if (id == "customsResult") return {200, view(*record)};
    if (id == "customsSendRegistration") return send(*record, body, id);
    return give_secrets(*record, body, id);
  }

 private:
  // base64; made once for a reference and a purpose.
  [[nodiscard]] std::string challenge(const std::string& reference, const std::string& purpose) const {
    const auto key = purpose + ":" + reference;
    if (const auto known = world_.records().get("challenges", key)) return text(*known, "document");
    const auto words = "VNACCS " + purpose + " " + reference + " " + to_hex(random_bytes(16));
    auto document = to_base64(as_bytes(words));
    world_.records().put("challenges", key, {{"document", document}});
    return document;
  }

  [[nodiscard]] bool signed_by(const Json& body, const std::string& document, X509* signer) const {
    const auto signature = decoded(text(body, "signature"));
    return signature && signed_content(*signature, from_base64(document), signer).has_value();
  }

  [[nodiscard]] PortalReply enter(const Json& body) const {
    const auto reference = text(body, "reference");
    const auto serial = desk_.registered_serial(text(body, "tax_code"));
    const auto known = serial ? registry_.find(*serial) : std::nullopt;
    if (!known) {
      return refusal(403, "unknown_certificate", "Doanh nghiệp chưa đăng ký chữ ký số với cơ quan hải quan.");
    }
    if (!signed_by(body, challenge(reference, "entry"), certificate_from_pem(known->pem).get())) {
      return refusal(403, "unknown_certificate", "Chữ ký số không phải là chữ ký số đã đăng ký với cơ quan hải quan.");
    }
    const Json entry{{"entry", next_number(world_.records(), "TN")},
                     {"reference", reference},
                     {"tax_code", body.at("tax_code")},
                     {"serial", *serial}};
    world_.records().put("entries", reference, entry);
    return {201, entry};
  }

  [[nodiscard]] PortalReply save(const Json& body) const {
    const auto reference = text(body, "reference");
    const auto entry = world_.records().get("entries", reference);
    if (!entry || entry->at("entry") != body.at("entry")) {
      return refusal(403, "unknown_certificate", "Phiên làm việc không hợp lệ, vui lòng đăng nhập lại.");
    }
    const auto tax_code = text(*entry, "tax_code");
    const auto today = local_date(std::chrono::floor<Seconds>(portal_now(world_)));
    if (body.at("effective_date") != today) return invalid("Ngày hiệu lực phải là ngày hiện tại.");
    const auto& declarant = body.at("declarant");
    if (declarant.at("id_kind") == "citizen_id" && text(declarant, "id_number").size() != 12) {
      return invalid("Số căn cước phải có 12 chữ số.");
    }
    const auto certificate = certificate_from_pem(text(body, "certificate"));
    if (!certificate) return invalid("/certificate: expected a certificate in PEM");
    const auto serial = serial_of(certificate.get());
    const auto known = registry_.find(serial);
    if (!known || known->issuer == "other-ca" || known->pem != to_pem(certificate.get())) {
      return invalid("Chứng thư số không do tổ chức được cấp phép cấp.");
    }
    if (tax_code_of(X509_get_subject_name(certificate.get())) != tax_code) {
      return invalid("Mã số thuế trong chứng thư số không phải của doanh nghiệp.");
    }
    if (time_of(X509_get0_notAfter(certificate.get())) < portal_now(world_)) return invalid("Chứng thư số đã hết hạn.");
    // One record per company: what is saved or refused is written over, what Customs is looking at is not.
    std::optional<Json> mine;
    for (auto& record : desk_.all()) {
      if (record.at("tax_code") != tax_code) continue;
      if (record.at("state") == "sent") {
        return refusal(409, "already_open", "Bản ghi trước của doanh nghiệp đang chờ cơ quan hải quan xử lý.");
      }
      if (record.at("state") != "accepted") mine = std::move(record);
    }
    NewRegistration fresh{reference, tax_code, text(*entry, "serial"), serial, known->pem};
    fresh.extra = {{"kind", "changed_after_approval"},
                   {"declarant", declarant},
                   {"effective_date", today},
                   {"certificate",
                    {{"serial", serial},
                     {"issuer", name_value(X509_get_issuer_name(certificate.get()), NID_commonName)},
                     {"valid_from", to_iso(time_of(X509_get0_notBefore(certificate.get())))},
                     {"valid_to", to_iso(time_of(X509_get0_notAfter(certificate.get())))}}}};
    const Json signed_part{{"reference", reference},
                           {"tax_code", tax_code},
                           {"declarant", declarant},
                           {"certificate", fresh.extra.at("certificate")},
                           {"effective_date", today}};
    fresh.extra["document"] = to_base64(as_bytes(signed_part.dump()));
    if (!mine) return {201, view(desk_.save(fresh))};
    desk_.correct(*mine, fresh);
    return {201, view(*mine)};
  }

  [[nodiscard]] PortalReply send(Json& record, const Json& body, std::string_view operation) const {
    if (record.at("state") != "saved") return refusal(409, "conflict", "Bản ghi đã được gửi.");
    const auto signature = decoded(text(body, "signature"));
    const auto certificate = certificate_from_pem(text(record, "new_certificate"));
    const auto content = signature ? signed_content(*signature, std::nullopt, certificate.get()) : std::nullopt;
    if (!content || *content != from_base64(text(record.at("extra"), "document"))) return bad_signature();
    if (desk_.strikes_conflict(operation)) return refusal(409, "already_updated", kAlreadyUpdated);
    record["extra"]["sender"] = body.at("sender");
    record["extra"]["sender_email"] = body.at("email");
    desk_.send(record, operation);
    return {200, view(record)};
  }

  [[nodiscard]] PortalReply give_secrets(const Json& record, const Json& body, std::string_view operation) const {
    if (record.at("state") != "accepted") return refusal(409, "conflict", "Bản ghi chưa được phê duyệt.");
    const auto certificate = certificate_from_pem(text(record, "new_certificate"));
    if (!signed_by(body, challenge(text(record, "reference"), "access"), certificate.get())) return bad_signature();
    const auto number = text(record, "number");
    auto secrets = world_.records().get("secrets", number);
    if (!secrets) {
      const auto made = [](std::string_view head) { return std::string(head) + to_upper_hex(random_bytes(8)); };
      secrets = Json{{"user_id", made("U")},
                     {"terminal_id", made("T")},
                     {"terminal_access_key", made("")},
                     {"password", made("")}};
      world_.records().put("secrets", number, *secrets);
    }
    if (operation == "customsNewPassword") {
      return {200, {{"user_id", secrets->at("user_id")}, {"password", secrets->at("password")}}};
    }
    return {200,
            {{"user_id", secrets->at("user_id")},
             {"terminal_id", secrets->at("terminal_id")},
             {"terminal_access_key", secrets->at("terminal_access_key")}}};
  }

  const World& world_;
  Registry registry_;
  RegistrationDesk desk_;
};

class CustomsStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "customs"; }
  [[nodiscard]] std::string_view base_path() const override { return "/customs/v1"; }
  [[nodiscard]] std::string_view contract() const override { return customs_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kCustomsOperations; }
  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    return Visit(world, *this).answer(request, body);
  }
  void tick(const World& world) const override { (void)RegistrationDesk(world, *this).all(); }
};

}  // namespace

const Stand& customs_stand() {
  static const CustomsStand stand;
  return stand;
}

}  // namespace reseal::sandbox
