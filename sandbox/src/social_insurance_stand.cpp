// SPDX-License-Identifier: Apache-2.0
// Vietnam Social Security: takes a signed form, answers by e-mail at the decision, and shows the decision on its portal
// a day later.
#include <array>
#include <chrono>

#include "outbox.h"
#include "registration_desk.h"
#include "signed_form.h"

namespace reseal::sandbox {

std::string_view social_insurance_contract(std::string_view name);  // embedded by the build

namespace {

constexpr std::chrono::hours kPortalFollows{24};

constexpr std::array kSocialInsuranceOperations{
    Operation{"socialInsuranceCertificate", "GET", "/certificate", "", "Registered", 200},
    Operation{"socialInsuranceSendChange", "POST", "/changes", "NewChange", "Change", 201},
    Operation{"socialInsuranceFindChange", "GET", "/changes", "", "Changes", 200},
};

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
  const auto form = read_signed_form(world, text(body, "form"), {"", "Id", "/BHXH/CKYDTU_DVI"});
  if (form.refused) return wrong(text(form.refused->body.at("error"), "message"));
  const auto serials = form.all("SERIAL");
  if (serials.size() != 2) return wrong("Tờ khai phải có số sê-ri cũ và số sê-ri mới.");
  auto& registration = read.registration;
  registration.reference = form.one("SO_THAM_CHIEU");
  registration.tax_code = form.one("MA_SO_THUE");
  registration.old_serial = serials[0];
  registration.new_serial = serials[1];
  registration.new_certificate = form.signer.pem;
  registration.extra = {{"unit_code", form.one("MA_DVI")}, {"email", form.one("EMAIL")}};
  if (registration.reference != text(body, "reference")) return wrong("Số tham chiếu không khớp với tờ khai.");
  if (registration.new_serial != form.signer.serial.hex) return wrong("Tờ khai phải ký bằng chứng thư số mới.");
  const auto* holder = form.signer.holder_id("MST");
  if (holder == nullptr || holder->value != registration.tax_code) {
    return wrong("Mã số thuế không khớp với chứng thư số.");
  }
  if (form.one("CAM_KET") != "true") return wrong("Thiếu cam kết của đơn vị.");
  return read;
}

class SocialInsuranceStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "social_insurance"; }
  [[nodiscard]] std::string_view base_path() const override { return "/social-insurance/v1"; }
  [[nodiscard]] std::string_view contract() const override { return social_insurance_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kSocialInsuranceOperations; }

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
