// SPDX-License-Identifier: Apache-2.0
// Vietnam Social Security: takes a signed form, answers by e-mail at the decision, and shows the decision on its portal
// a day later.
#include <array>
#include <chrono>

#include "outbox.h"
#include "pem.h"
#include "registration_desk.h"
#include "registry.h"
#include "reseal/base/error.h"
#include "reseal/crypto/xml_signature.h"

namespace reseal::sandbox {

std::string_view social_insurance_contract(std::string_view name);  // embedded by the build

namespace {

constexpr std::chrono::hours kPortalFollows{24};

constexpr std::array kOperations{
    Operation{"socialInsuranceCertificate", "GET", "/certificate", "", "Registered", 200},
    Operation{"socialInsuranceSendChange", "POST", "/changes", "NewChange", "Change", 201},
    Operation{"socialInsuranceFindChange", "GET", "/changes", "", "Changes", 200},
};

std::string text(const Json& object, std::string_view member) { return object.at(member).get<std::string>(); }

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

/// The text of the first element of this name within `part`. Enough for canonical XML of our own form, in which no
/// element is named twice but SERIAL.
std::string element(std::string_view part, const std::string& name) {
  const auto begin = part.find("<" + name + ">");
  const auto end = part.find("</" + name + ">");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  std::string value(part.substr(begin + name.size() + 2, end - begin - name.size() - 2));
  replace_all(value, "&lt;", "<");
  replace_all(value, "&gt;", ">");
  replace_all(value, "&#xD;", "\r");
  replace_all(value, "&amp;", "&");
  return value;
}

std::string raw_element(const std::string& form, const std::string& name) {
  const auto begin = form.find("<" + name + ">");
  const auto end = form.find("</" + name + ">");
  return begin == std::string::npos || end == std::string::npos || end < begin ? std::string()
                                                                               : form.substr(begin, end - begin);
}

/// A form that was verified, or why it was not taken.
struct ReadForm {
  NewRegistration registration;
  std::string problem;
};

ReadForm read_form(const World& world, const Json& body) {
  ReadForm read;
  const auto wrong = [&](const std::string& problem) {
    read.problem = problem;
    return read;
  };
  Bytes form;
  try {
    form = from_base64(text(body, "form"));
  } catch (const Error&) {
    return wrong("Tờ khai không phải base64.");
  }
  const auto at = std::chrono::floor<Seconds>(portal_now(world));
  const auto verified = crypto::xml_verify(form, {"", "Id", "/BHXH/CKYDTU_DVI"}, at);
  if (!verified.valid) {
    return wrong("Chữ ký số trên tờ khai không hợp lệ (" + std::string(crypto::to_string(verified.problem)) + ").");
  }
  // Only what was signed is read.
  const std::string signed_form(as_text(verified.signed_bytes));
  const auto signer = certificate_from_pem(verified.certificate->pem());
  const auto serial = serial_of(signer.get());
  auto& registration = read.registration;
  registration.reference = element(signed_form, "SO_THAM_CHIEU");
  registration.tax_code = element(signed_form, "MA_SO_THUE");
  registration.old_serial = element(raw_element(signed_form, "CKS_CU"), "SERIAL");
  registration.new_serial = element(raw_element(signed_form, "CKS_MOI"), "SERIAL");
  registration.new_certificate = to_pem(signer.get());
  registration.extra = {{"unit_code", element(signed_form, "MA_DVI")}, {"email", element(signed_form, "EMAIL")}};
  if (registration.reference != text(body, "reference")) return wrong("Số tham chiếu không khớp với tờ khai.");
  if (registration.new_serial != serial) return wrong("Tờ khai phải ký bằng chứng thư số mới.");
  const auto known = Registry(world).find(serial);
  if (!known || known->pem != registration.new_certificate || known->issuer == "other-ca" ||
      known->standing != "good") {
    return wrong("Chứng thư số không do tổ chức được cấp phép cấp, hoặc đã bị thu hồi.");
  }
  if (verified.term != crypto::XmlVerification::Term::in_force) return wrong("Chứng thư số không còn hiệu lực.");
  if (tax_code_of(X509_get_subject_name(signer.get())) != registration.tax_code) {
    return wrong("Mã số thuế không khớp với chứng thư số.");
  }
  if (element(signed_form, "CAM_KET") != "true") return wrong("Thiếu cam kết của đơn vị.");
  return read;
}

class SocialInsuranceStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "social_insurance"; }
  [[nodiscard]] std::string_view base_path() const override { return "/social-insurance/v1"; }
  [[nodiscard]] std::string_view contract() const override { return social_insurance_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kOperations; }

  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    const RegistrationDesk desk(world, *this);
    if (request.operation->id == "socialInsuranceCertificate") {
      const auto tax_code = request.parameter("tax_code");
      const auto serial = desk.registered_serial(tax_code);
      return {200, {{"tax_code", tax_code}, {"serial", serial ? Json(*serial) : Json()}}};
    }
    if (request.operation->id == "socialInsuranceFindChange") {
      auto found = Json::array();
      if (const auto known = desk.find_by_reference(request.parameter("reference")))
        found.push_back(view(world, *known));
      return {200, {{"changes", found}}};
    }
    return take(world, desk, body, std::string(request.operation->id));
  }

  void tick(const World& world) const override { static_cast<void>(RegistrationDesk(world, *this).all()); }

  void decided(const World& world, Json& registration) const override {
    const auto number = text(registration, "number");
    const bool accepted = registration.at("state") == "accepted";
    Mail mail;
    mail.id = "social-insurance-" + number;
    mail.to = text(registration.at("extra"), "email");
    mail.from_name = "BHXH Việt Nam (môi trường thử nghiệm)";
    mail.from = "bhxh@sandbox.invalid";
    mail.quoted_printable = true;
    mail.subject = "Kết quả giải quyết hồ sơ " + number + ": thay đổi thông tin chứng thư số";
    mail.body = "Kính gửi đơn vị " + text(registration.at("extra"), "unit_code") + ",\n\nHồ sơ số " + number +
                " về việc thay đổi chứng thư số, số sê-ri mới " + text(registration, "new_serial") + ", " +
                (accepted ? "đã được chấp nhận. Từ nay đơn vị ký hồ sơ điện tử bằng chứng thư số mới.\n"
                          : "bị từ chối. Lý do: " + text(registration, "reason") + "\n") +
                "\nTrân trọng,\nBảo hiểm xã hội Việt Nam (môi trường thử nghiệm)\n";
    Outbox(world.folder() / "outbox").mail(mail, time_from_iso(text(registration, "decided_at")));
  }

 private:
  static Json view(const World& world, const Json& registration) {
    const auto shown = [&] {
      if (registration.at("decided_at").is_null()) return false;
      return portal_now(world) >= time_from_iso(text(registration, "decided_at")) + kPortalFollows;
    }();
    const bool refused = shown && registration.at("state") == "refused";
    return {{"number", registration.at("number")},
            {"reference", registration.at("reference")},
            {"state", shown ? registration.at("state") : Json("received")},
            {"received_at", registration.at("sent_at")},
            {"decided_at", shown ? registration.at("decided_at") : Json()},
            {"serial", registration.at("new_serial")},
            {"reason", refused ? registration.at("reason") : Json("")},
            {"correctable", refused && registration.at("code") == "correctable"}};
  }

  [[nodiscard]] static PortalReply take(const World& world, const RegistrationDesk& desk, const Json& body,
                                        const std::string& operation) {
    if (desk.find_by_reference(text(body, "reference"))) {
      return refusal(409, "conflict", "Đã có hồ sơ với số tham chiếu này.");
    }
    const auto read = read_form(world, body);
    if (!read.problem.empty()) return refusal(422, "invalid", read.problem);
    if (desk.registered_serial(read.registration.tax_code) != read.registration.old_serial) {
      return refusal(422, "invalid", "Chứng thư số cũ không phải là chứng thư số đang đăng ký.");
    }
    auto registration = desk.save(read.registration);
    desk.send(registration, operation);
    return {201, view(world, registration)};
  }
};

}  // namespace

const Stand& social_insurance_stand() {
  static const SocialInsuranceStand stand;
  return stand;
}

}  // namespace reseal::sandbox
