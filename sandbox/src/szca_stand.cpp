// SPDX-License-Identifier: Apache-2.0
// SZCA's online hall: the operations of plugins/szca/contract/openapi.json.
#include <algorithm>
#include <array>

#include "credit_code.h"
#include "issuance.h"
#include "pem.h"
#include "reseal/china_numbers.h"
#include "stand.h"
#include "szca_desk.h"

namespace reseal::sandbox {

std::string_view szca_contract(std::string_view name);  // embedded by the build

namespace {

constexpr auto kUnknownCertificate = "查不到该证书。";
constexpr std::size_t kLargestUpload = std::size_t{14} << 20U;  // 10 MB in base64

class OnlineHall {
 public:
  explicit OnlineHall(const World& world)
      : world_(world), registry_(world), now_(portal_now(world)), desk_(world, now_) {}

  [[nodiscard]] PortalReply handle(const PortalRequest& asked, const Json& body) const {
    const auto id = asked.operation->id;
    if (id == "szcaCertificate") return certificate(asked.argument);
    if (id == "szcaPackages") return packages(asked.parameter("serial"));
    if (id == "submitApplication") return submit(body);
    if (id == "findApplication") return find(asked.parameter("reference"), asked.parameter("serial"));
    auto application = desk_.find(asked.argument);
    if (!application) return not_found("找不到申请单。");
    if (id == "application") return {200, application_view(*application)};
    if (id == "szcaIssued") return issued(*application);
    if (id == "uploadForm") return upload(*application, body);
    if (id == "startIdentityCheck") return start_identity_check(*application);
    if (id == "startPayment") return start_payment(*application);
    if (id == "enterBankCode") return enter_code(*application, text(body, "code"));
    if (id == "changeAccount") return change_account(*application, body.at("account"));
    if (id == "submitSzcaCsr") return submit_csr(*application, text(body, "csr"));
    return confirm(*application, text(body, "serial"));
  }

  void tick() const { (void)desk_.all(); }

 private:
  [[nodiscard]] std::optional<RegisteredCertificate> known(const std::string& serial) const {
    auto found = registry_.find(serial);
    return found && of_szca(found->issuer) ? found : std::nullopt;
  }

  [[nodiscard]] PortalReply certificate(const std::string& serial) const {
    const auto found = known(serial);
    if (!found) return not_found(kUnknownCertificate);
    const auto x509 = certificate_from_pem(found->pem);
    const auto name = desk_.class_of(*found);
    const bool review = name == "tender_after_expiry";
    const auto why_not = desk_.why_not_renewable(*found);
    Json open;
    for (const auto& application : desk_.matching("serial", serial)) {
      if (is_open_application(application)) open = application.at("number");
    }
    return {200,
            {{"serial", serial},
             {"status", status_at(*found, now_)},
             {"class", name},
             {"holder",
              {{"name", name_value(X509_get_subject_name(x509.get()), NID_organizationName)},
               {"number", credit_code_of(x509.get())}}},
             {"renewable", why_not.empty()},
             {"reason", why_not},
             {"printed_form", review},
             {"identity_check", review},
             {"review_days", review ? 3 : 0},
             {"verification", review},
             {"issuer_ends", to_iso(desk_.issuer_end())},
             {"open_application", open}}};
  }

  [[nodiscard]] PortalReply packages(const std::string& serial) const {
    const auto found = known(serial);
    if (!found) return not_found(kUnknownCertificate);
    auto list = Json::array();
    for (const auto& package : desk_.packages(*found)) {
      list.push_back({{"code", package.code},
                      {"years", package.years},
                      {"price", package.price},
                      {"valid_until", to_iso(package.valid_until)}});
    }
    return {200, {{"packages", list}, {"payment_methods", {"wechat", "company_transfer"}}}};
  }

  [[nodiscard]] PortalReply submit(const Json& body) const {
    const auto serial = text(body, "serial");
    const auto shown = certificate_from_pem(text(body, "certificate"));
    const auto found = known(serial);
    if (!shown || !found || to_pem(shown.get()) != found->pem) {
      return refusal(422, "not_eligible", "该证书不是深圳CA签发的。");
    }
    if (!Faults(world_.records()).find("forgets-idempotency", "submitApplication")) {
      const auto of_certificate = desk_.matching("serial", serial);
      if (!desk_.matching("reference", text(body, "reference")).empty() ||
          std::ranges::any_of(of_certificate, is_open_application)) {
        return refusal(409, "already_applied", "该证书已有申请单在办理中。");
      }
    }
    if (const auto why_not = desk_.why_not_renewable(*found); !why_not.empty()) {
      return refusal(422, "not_eligible", why_not);
    }
    if (const auto wrong = problem_of(body, *found, shown.get())) return *wrong;
    const auto packages = desk_.packages(*found);
    const auto package = std::ranges::find(packages, text(body, "package"), &SzcaPackage::code);
    if (package == packages.end()) return invalid("/package: 没有这个年限");
    return {201, application_view(desk_.open(body, *found, *package))};
  }

  [[nodiscard]] std::optional<PortalReply> problem_of(const Json& body, const RegisteredCertificate& found,
                                                      X509* shown) const {
    const auto& applicant = body.at("applicant");
    const auto name = name_value(X509_get_subject_name(shown), NID_organizationName);
    if (half_width(text(applicant, "name")) != half_width(name) || text(applicant, "number") != credit_code_of(shown)) {
      return refusal(422, "identity_mismatch", "机构信息与续期证书所有者信息不一致。");
    }
    for (const auto* person : {"handler", "legal_person"}) {
      if (!resident_id(text(body.at(person), "id_number"))) {
        return invalid("/" + std::string(person) + "/id_number: 身份证号码不正确");
      }
    }
    if ((desk_.class_of(found) == "tender_after_expiry") == body.at("account").is_null()) {
      return invalid("/account: 招投标类有效期外必须填写，其他业务不填写");
    }
    if (Faults(world_.records()).strike("real-name-failed", "submitApplication")) {
      return refusal(422, "real_name_failed", "经办人手机号码实名电信认证不通过。");
    }
    return {};
  }

  [[nodiscard]] PortalReply find(const std::string& reference, const std::string& serial) const {
    if (reference.empty() == serial.empty()) return invalid("expected exactly one of reference and serial");
    auto list = Json::array();
    for (const auto& each :
         reference.empty() ? desk_.matching("serial", serial) : desk_.matching("reference", reference)) {
      list.push_back(application_view(each));
    }
    return {200, {{"applications", list}}};
  }

  [[nodiscard]] static PortalReply not_now(const Json& application) {
    return refusal(409, "conflict", "申请单状态为“" + text(application, "status") + "”，不能进行此操作。");
  }

  [[nodiscard]] PortalReply upload(Json& application, const Json& scan) const {
    if (text(application, "status") != "待提交资料") return not_now(application);
    desk_.take_form(application, scan);
    return {200, application_view(application)};
  }

  [[nodiscard]] PortalReply start_identity_check(Json& application) const {
    if (text(application, "status") != "待实名认证") return not_now(application);
    if (application.at("identity").at("state") != "open") desk_.start_identity_check(application);
    return {200, application_view(application)};
  }

  [[nodiscard]] PortalReply start_payment(Json& application) const {
    const auto state = text(application.at("payment"), "state");
    if (state == "paid") return refusal(409, "already_paid", "已缴费，请勿重复付款。");
    if (text(application, "status") != "待支付") return not_now(application);
    if (state != "open") desk_.start_payment(application);
    return {200, application_view(application)};
  }

  [[nodiscard]] PortalReply enter_code(Json& application, const std::string& code) const {
    if (text(application, "status") != "待金融认证") return not_now(application);
    const auto& verification = application.at("verification");
    if (verification.at("state") != "locked" && desk_.takes_code(application, code)) {
      return {200, application_view(application)};
    }
    const int left = verification.at("tries_left").get<int>();
    if (left == 0) return refusal(409, "code_locked", "随机码错误次数过多，请重新填写基本账户信息。");
    return refusal(409, "wrong_code", "随机码不正确，还可尝试 " + std::to_string(left) + " 次。");
  }

  [[nodiscard]] PortalReply change_account(Json& application, const Json& account) const {
    if (text(application, "status") != "待金融认证") return not_now(application);
    desk_.change_account(application, account);
    return {200, application_view(application)};
  }

  [[nodiscard]] PortalReply submit_csr(Json& application, const std::string& csr) const {
    if (text(application, "status") != "待下载") return not_now(application);
    if (const auto problem = csr_problem(registry_, csr); !problem.empty()) return invalid(problem);
    desk_.take_csr(application, csr);
    return {202, application_view(application)};
  }

  [[nodiscard]] PortalReply issued(const Json& application) const {
    if (application.at("certificate").is_null()) return not_found("证书尚未签发。");
    return {200,
            {{"certificate", application.at("certificate")},
             {"serial", application.at("new_serial")},
             {"chain", {to_pem(world_.certificate("szca").get()), to_pem(world_.certificate("china-root").get())}}}};
  }

  [[nodiscard]] PortalReply confirm(Json& application, const std::string& serial) const {
    if (text(application, "status") != "待更新" || application.at("new_serial") != serial) return not_now(application);
    desk_.confirm_update(application);
    return {200, application_view(application)};
  }

  const World& world_;
  Registry registry_;
  TimePoint now_;
  SzcaDesk desk_;
};

constexpr std::array kSzcaOperations{
    Operation{"szcaCertificate", "GET", "/certificates/{}", "", "CertificateStatus"},
    Operation{"szcaPackages", "GET", "/packages", "", "Packages"},
    Operation{"submitApplication", "POST", "/applications", "NewApplication", "Application", 201},
    Operation{"findApplication", "GET", "/applications", "", "Applications"},
    Operation{"application", "GET", "/applications/{}", "", "Application"},
    Operation{"uploadForm", "POST", "/applications/{}/form", "Scan", "Application", 200, kLargestUpload},
    Operation{"startIdentityCheck", "POST", "/applications/{}/identity-check", "Reference", "Application"},
    Operation{"startPayment", "POST", "/applications/{}/payments", "Reference", "Application"},
    Operation{"enterBankCode", "POST", "/applications/{}/verification", "BankCode", "Application"},
    Operation{"changeAccount", "POST", "/applications/{}/account", "NewAccount", "Application"},
    Operation{"submitSzcaCsr", "POST", "/applications/{}/csr", "Csr", "Application", 202},
    Operation{"szcaIssued", "GET", "/applications/{}/certificate", "", "Issued"},
    Operation{"confirmUpdate", "POST", "/applications/{}/installation", "Installation", "Application"},
};

class SzcaStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "szca"; }
  [[nodiscard]] std::string_view base_path() const override { return "/szca/v1"; }
  [[nodiscard]] std::string_view contract() const override { return szca_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kSzcaOperations; }
  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    return OnlineHall(world).handle(request, body);
  }
  void tick(const World& world) const override { OnlineHall(world).tick(); }
};

}  // namespace

const Stand& szca_stand() {
  static const SzcaStand stand;
  return stand;
}

}  // namespace reseal::sandbox
