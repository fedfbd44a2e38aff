// SPDX-License-Identifier: Apache-2.0
#include "holder_certificate.h"

#include <algorithm>

#include "credit_code.h"
#include "outbox.h"
#include "pem.h"
#include "registry.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "szca_desk.h"
#include "tax_code.h"

namespace reseal::sandbox {
namespace {

// As the CAs lay it out (facts: domain-detail 1).
Name subject_of(const HolderPlan& plan) {
  if (!plan.subject.empty()) return parse_name(plan.subject);
  if (of_szca(plan.issuer)) {
    const auto company = plan.name.empty() ? "深圳市测试科技有限公司" : plan.name;
    return {{"C", "CN"}, {"L", "深圳市"}, {"O", company}, {"CN", company}};
  }
  const bool person = plan.kind == "individual" || plan.kind == "manager" || plan.kind == "employee";
  const std::string default_name = person ? "NGUYỄN VĂN THỬ" : "CÔNG TY TNHH THỬ NGHIỆM RESEAL";
  const NamePart country{"C", "VN"};
  const NamePart place{"L", "Hà Nội"};
  const NamePart name{"CN", plan.name.empty() ? default_name : plan.name};
  const NamePart citizen{"UID", "CCCD:0010" + random_digits(8)};
  if (plan.kind == "individual") {
    return {country, place, name, plan.tax_code.empty() ? citizen : NamePart{"UID", "CCCD:" + plan.tax_code}};
  }
  const NamePart holder{"UID", "MST:" + (plan.tax_code.empty() ? random_tax_code() : plan.tax_code)};
  if (person) {
    const NamePart post{"OU", plan.kind == "manager" ? "Giám đốc" : "Nhân viên"};
    return {country, place, {"O", "CÔNG TY TNHH THỬ NGHIỆM RESEAL"}, post, name, holder, citizen};
  }
  if (of_viettel(plan.issuer)) return {{"emailAddress", "ketoan@congty.example"}, holder, name, place, country};
  return {country, place, name, holder};
}

// When the certificate ends: as Viettel-CA's did, with the CA itself, or as the plan says.
Time end_of(const World& world, const HolderPlan& plan) {
  if (plan.not_after) return *plan.not_after;
  if (of_viettel(plan.issuer) && !plan.days_left) {
    return time_of(X509_get0_notAfter(world.certificate(plan.issuer).get()));
  }
  const std::chrono::duration<double, std::ratio<86400>> days_left(plan.days_left.value_or(20));
  return world.now_seconds() + std::chrono::round<Seconds>(days_left);
}

// A year's certificate, or one of two or three years: never one that begins only later. Viettel-CA's are of two.
Time begin_of(const World& world, const HolderPlan& plan, Time end) {
  if (plan.not_before) return *plan.not_before;
  return std::min(add_months(end, of_viettel(plan.issuer) ? -24 : -12), world.now_seconds());
}

// MISA-T-18: near expiry a salesperson tells the customer.
void tell_customer(const World& world, X509* certificate) {
  const auto serial = serial_of(certificate);
  const auto name = name_value(X509_get_subject_name(certificate), NID_commonName);
  const Outbox outbox(world.folder() / "outbox");
  const auto days =
      std::chrono::floor<std::chrono::days>(time_of(X509_get0_notAfter(certificate)) - world.now_seconds());
  const auto left = std::to_string(days.count());
  outbox.mail({serial + "-expiring", "ketoan@congty.example", "Chứng thư số của đơn vị sắp hết hạn",
               "Kính gửi " + name + ",\n\nChứng thư số có số sê-ri " + serial + " sẽ hết hạn sau " + left +
                   " ngày. Anh/chị vui lòng gia hạn để tiếp tục sử dụng.\n\nNhân viên kinh doanh MISA\n"},
              world.now_seconds());
  outbox.sms(
      serial + "-expiring", "0912345678",
      "MISA eSign: Chung thu so cua don vi se het han sau " + left + " ngay. Vui long gia han de tiep tuc su dung.");
}

}  // namespace

void check_issuer(const World& world, const std::string& issuer) {
  const auto issuers = world.issuers();
  if (std::ranges::find(issuers, issuer) == issuers.end()) {
    throw Error(ErrorCode::usage, {{"problem", "this world has no '" + issuer + "': say init --campaign or --china"}});
  }
}

CertificateHandle issue_to_holder(const World& world, const HolderPlan& plan, EVP_PKEY* key) {
  CertificatePlan wanted;
  wanted.subject = subject_of(plan);
  wanted.serial = new_serial(world.serial_head(plan.issuer));
  wanted.to = end_of(world, plan);
  wanted.from = begin_of(world, plan, wanted.to);
  wanted.addresses = world.addresses(plan.issuer);
  wanted.sha1 = plan.old_weak;
  if (of_szca(plan.issuer)) wanted.credit_code = plan.credit_code.empty() ? random_credit_code() : plan.credit_code;
  const auto issuer = world.issuer(plan.issuer);
  auto certificate = issue(wanted, key, &issuer);
  const auto lock = world.records().lock();
  const auto contract_ends = plan.contract_ends.value_or(add_months(wanted.to, 12));
  Registry(world).add(certificate.get(), plan.issuer, plan.contract_known ? std::optional(contract_ends) : std::nullopt,
                      plan.kind);
  if (of_szca(plan.issuer)) set_tender_class(world.records(), serial_of(certificate.get()), plan.tender);
  const auto left = wanted.to - world.now_seconds();
  if (of_misa(plan.issuer) && left > Seconds(0) && left <= std::chrono::days(30)) {
    tell_customer(world, certificate.get());
  }
  return certificate;
}

std::string secret_in(const std::filesystem::path& file, std::size_t digits) {
  if (std::filesystem::exists(file)) {
    auto secret = read_file(file, 300);
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
    return secret;
  }
  auto secret = random_digits(digits);
  replace_file(file, secret + "\n", true);
  return secret;
}

std::string random_digits(std::size_t count) {
  std::string digits;
  for (const auto byte : random_bytes(count)) digits += static_cast<char>('0' + byte % 10);
  return digits;
}

}  // namespace reseal::sandbox
