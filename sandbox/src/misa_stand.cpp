// SPDX-License-Identifier: Apache-2.0
#include "misa_stand.h"

#include <algorithm>
#include <array>

#include "issuance.h"
#include "misa_views.h"
#include "pem.h"
#include "remote_counter.h"

namespace reseal::sandbox {

std::string_view misa_contract(std::string_view name);  // embedded by the build

namespace {

bool has_control_character(std::string_view value) {
  return std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Discounts known to the sandbox (README.md); per cent of the package's price.
int discount_percent(std::string_view code) {
  if (code.empty()) return 0;
  if (code == "GIAM10") return 10;
  if (code == "GIAM20") return 20;
  return -1;
}

}  // namespace

Portal::Portal(const World& world)
    : world_(world), registry_(world), faults_(world.records()), now_(portal_now(world)), desk_(world, now_) {}

PortalReply Portal::handle(const PortalRequest& request, const Json& body) const {
  const auto id = request.operation->id;
  if (request.operation->path.starts_with("/remote/")) return RemoteCounter(world_).handle(request, body);
  if (id == "certificateStatus") return certificate_status(request.argument);
  if (id == "packages") return packages(request.parameter("serial"));
  if (id == "requestRenewal") return request_renewal(body);
  if (id == "placeOrder") return place_order(body);
  if (id == "findRenewalRequest") {
    auto found = Json::array();
    if (const auto pointer = world_.records().get("references", "request:" + request.parameter("reference"))) {
      if (const auto opened = world_.records().get("requests", text(*pointer, "number")))
        found.push_back(request_view(*opened));
    }
    return {200, {{"requests", found}}};
  }
  if (id == "findOrder") {
    auto found = Json::array();
    if (const auto known = order_by_reference(request.parameter("reference"))) found.push_back(order_view(*known));
    return {200, {{"orders", found}}};
  }
  auto known = order(request.argument);
  if (!known) return not_found("Không tìm thấy đơn hàng.");
  if (id == "order") return {200, order_view(*known)};
  if (id == "acceptData") return accept_data(*known);
  if (id == "submitCsr") return submit_csr(*known, body);
  if (id == "certificate") return certificate_of(*known);
  return confirm_installation(*known, body);
}

void Portal::tick() const {
  for (auto& order : world_.records().all("orders")) {
    if (is_open(order)) desk_.advance(order);
  }
  (void)RemoteDesk(world_, now_).all();
}

PortalReply Portal::certificate_status(const std::string& serial) const {
  const auto certificate = registry_.find(serial);
  if (!certificate || !of_misa(certificate->issuer)) return not_found("Không tìm thấy chứng thư số.");
  const auto why_not = why_not_renewable(*certificate);
  const auto open = open_order_of(*certificate);
  const auto remote = RemoteCounter(world_).open_order_of(serial);
  return {200,
          {{"serial", serial},
           {"status", status_at(*certificate, now_)},
           {"renewable", why_not.empty()},
           {"reason", why_not},
           {"issuer_ends", to_iso(desk_.issuer_end())},
           {"open_order", open     ? Json(text(*open, "number"))
                          : remote ? Json(*remote)
                                   : Json()}}};
}

PortalReply Portal::packages(const std::string& serial) const {
  const auto certificate = registry_.find(serial);
  if (!certificate || !of_misa(certificate->issuer)) return not_found("Không tìm thấy chứng thư số.");
  const auto old = certificate_from_pem(certificate->pem);
  auto list = Json::array();
  for (const auto& package : renewal_packages()) {
    list.push_back({{"code", package.code},
                    {"name", {{"vi", package.vi}, {"en", package.en}, {"zh", package.zh}}},
                    {"term_months", package.months},
                    {"price", Money{package.price, "VND"}},
                    {"valid_until", to_iso(desk_.new_end(old.get(), package.months))}});
  }
  return {200,
          {{"packages", list},
           {"extra_token_price", Money{kExtraTokenPrice, "VND"}},
           {"payment_methods", {"bank_transfer", "vietqr", "card", "cash_to_salesperson"}}}};
}

PortalReply Portal::request_renewal(const Json& body) const {
  const auto serial = text(body, "serial");
  const auto shown = certificate_from_pem(text(body, "certificate"));
  if (!shown) return invalid("/certificate: expected a certificate in PEM");
  if (serial_of(shown.get()) != serial) return invalid("/serial: expected the serial of the certificate");
  const auto certificate = registry_.find(serial);
  if (!certificate || to_pem(shown.get()) != certificate->pem || !of_misa(certificate->issuer)) {
    return refusal(422, "not_eligible", "Chứng thư số không do MISA-CA cấp.");
  }
  if (const auto why_not = why_not_renewable(*certificate); !why_not.empty())
    return refusal(422, "not_eligible", why_not);
  const bool forgetful = faults_.find("forgets-idempotency", "requestRenewal").has_value();
  const auto reference = text(body, "reference");
  const auto pointer = world_.records().get("references", "request:" + reference);
  if (!forgetful) {
    if (pointer && world_.records().get("requests", text(*pointer, "number"))) {
      return refusal(409, "already_open", "Yêu cầu gia hạn này đã được mở.");
    }
    if (open_order_of(*certificate))
      return refusal(409, "already_open", "Chứng thư số này đang có một đơn hàng gia hạn.");
  }
  const auto* subject = X509_get_subject_name(shown.get());
  const Json record{{"number", next_number(world_.records(), "YC")},
                    {"reference", reference},
                    {"serial", serial},
                    {"holder",
                     {{"name", name_value(subject, NID_commonName)},
                      {"tax_code", tax_code_of(subject)},
                      {"address", name_value(subject, NID_localityName)},
                      {"representative", "Nguyễn Văn An"},
                      {"email", "ketoan@congty.example"},
                      {"phone", "0912345678"}}}};
  // Pointer first: one without its record is as none, but a record without its pointer could not be found again.
  if (!pointer || !world_.records().get("requests", text(*pointer, "number"))) {
    world_.records().put("references", "request:" + reference, {{"number", record.at("number")}});
  }
  world_.records().put("requests", text(record, "number"), record);
  return {201, request_view(record)};
}

PortalReply Portal::place_order(const Json& body) const {
  const auto request = world_.records().get("requests", text(body, "request_id"));
  if (!request) return invalid("/request_id: expected a renewal request that is open");
  const auto reference = text(body, "reference");
  auto certificate = registry_.find(text(*request, "serial"));
  const bool forgetful = faults_.find("forgets-idempotency", "placeOrder").has_value();
  const auto earlier = order_by_reference(reference);
  if (!forgetful) {
    if (earlier) return refusal(409, "already_ordered", "Đã có đơn hàng với mã tham chiếu này.");
    if (open_order_of(*certificate))
      return refusal(409, "already_ordered", "Chứng thư số này đang có một đơn hàng gia hạn.");
  }
  const auto& packages = renewal_packages();
  const auto package =
      std::ranges::find(packages, text(body, "package"), [](const auto& p) { return std::string(p.code); });
  if (package == packages.end()) return invalid("/package: expected a package of the price list");
  const int discount = discount_percent(text(body, "discount_code"));
  if (discount < 0) return invalid("/discount_code: mã giảm giá không đúng hoặc đã hết hạn");
  const auto& methods = std::array{"bank_transfer", "vietqr", "card", "cash_to_salesperson"};
  if (std::ranges::find(methods, text(body, "payment_method")) == methods.end()) {
    return invalid("/payment_method: expected one of the price list's methods");
  }
  if (text(body.at("holder"), "tax_code") != text(request->at("holder"), "tax_code")) {
    return invalid("/holder/tax_code: mã số thuế phải giống chứng thư số cũ");
  }
  for (const auto& [member, value] : body.at("holder").items()) {
    if (has_control_character(value.get<std::string>())) return invalid("/holder/" + member + ": expected one line");
  }
  const auto extra_tokens = body.at("extra_tokens").get<int>();
  const Json record{{"number", next_number(world_.records(), "GH")},
                    {"reference", reference},
                    {"request_id", body.at("request_id")},
                    {"serial", certificate->serial},
                    {"package", package->code},
                    {"term_months", package->months},
                    {"amount", package->price * (100 - discount) / 100 + extra_tokens * kExtraTokenPrice},
                    {"discount_code", body.at("discount_code")},
                    {"salesperson_code", body.at("salesperson_code")},
                    {"extra_tokens", extra_tokens},
                    {"holder", body.at("holder")},
                    {"payment_method", body.at("payment_method")},
                    {"placed_ms", now_.time_since_epoch().count()},
                    {"status", "placed"},
                    {"paid", false},
                    {"certificate_data", nullptr},
                    {"refusal", nullptr},
                    {"csr", nullptr},
                    {"new_serial", nullptr},
                    {"events", Json::array({{{"at", to_iso(std::chrono::floor<Seconds>(now_))}, {"what", "placed"}}})}};
  if (!earlier) world_.records().put("references", "order:" + reference, {{"number", record.at("number")}});
  certificate->order = text(record, "number");
  registry_.put(*certificate);
  desk_.write(record);
  return {201, order_view(record)};
}

PortalReply Portal::accept_data(Json& order) const {
  if (text(order, "status") != "approved")
    return refusal(409, "conflict", "Hồ sơ chưa được phê duyệt hoặc đã được chấp nhận.");
  order["status"] = "accepted";
  order["events"].push_back({{"at", to_iso(std::chrono::floor<Seconds>(now_))}, {"what", "accepted"}});
  desk_.write(order);
  return {200, order_view(order)};
}

PortalReply Portal::submit_csr(Json& order, const Json& body) const {
  if (text(order, "status") != "accepted")
    return refusal(409, "conflict", "Đơn hàng chưa sẵn sàng nhận yêu cầu cấp chứng thư số.");
  if (const auto problem = csr_problem(registry_, text(body, "csr")); !problem.empty()) return invalid(problem);
  order["csr"] = text(body, "csr");
  order["csr_ms"] = now_.time_since_epoch().count();
  order["status"] = "issuing";
  order["events"].push_back({{"at", to_iso(std::chrono::floor<Seconds>(now_))}, {"what", "csr"}});
  desk_.write(order);
  return {202, order_view(order)};
}

PortalReply Portal::certificate_of(const Json& order) const {
  const auto status = text(order, "status");
  if (status != "issued" && status != "completed") return not_found("Chứng thư số chưa được cấp.");
  return {200,
          {{"certificate", order.at("certificate")},
           {"serial", order.at("new_serial")},
           {"chain", {to_pem(world_.certificate("misa-ca").get()), to_pem(world_.certificate("root").get())}}}};
}

PortalReply Portal::confirm_installation(Json& order, const Json& body) const {
  if (text(order, "status") != "issued")
    return refusal(409, "conflict", "Chứng thư số chưa được cấp hoặc đã được cài đặt.");
  if (body.at("serial") != order.at("new_serial")) {
    return refusal(409, "conflict", "Số sê-ri không phải của chứng thư số đã cấp.");
  }
  order["status"] = "completed";
  order["events"].push_back({{"at", to_iso(std::chrono::floor<Seconds>(now_))}, {"what", "completed"}});
  desk_.write(order);
  return {200, order_view(order)};
}

std::optional<Json> Portal::order(const std::string& number) const {
  auto found = world_.records().get("orders", number);
  if (found) desk_.advance(*found);
  return found;
}

std::optional<Json> Portal::order_by_reference(const std::string& reference) const {
  const auto pointer = world_.records().get("references", "order:" + reference);
  return pointer ? order(text(*pointer, "number")) : std::nullopt;
}

std::optional<Json> Portal::open_order_of(const RegisteredCertificate& certificate) const {
  if (certificate.order.empty()) return std::nullopt;
  auto found = order(certificate.order);
  return found && is_open(*found) ? found : std::nullopt;
}

std::string Portal::why_not_renewable(const RegisteredCertificate& certificate) const {
  const auto standing = status_at(certificate, now_);
  if (standing == "revoked") return "Chứng thư số đã bị thu hồi.";
  if (standing == "suspended") return "Chứng thư số đang bị tạm dừng.";
  // MISA-R-05: a key that the CA holds is renewed after the end too.
  if (standing == "expired" && !CloudKeys(world_).find_by_serial(certificate.serial))
    return "Chứng thư số đã hết hạn: vui lòng đăng ký cấp mới.";
  return {};
}

namespace {

constexpr std::array kTokenOperations{
    Operation{"certificateStatus", "GET", "/certificates/{}", "", "CertificateStatus", 200},
    Operation{"packages", "GET", "/packages", "", "Packages", 200},
    Operation{"requestRenewal", "POST", "/renewal-requests", "RenewalRequest", "OrderPage", 201},
    Operation{"findRenewalRequest", "GET", "/renewal-requests", "", "OrderPages", 200},
    Operation{"placeOrder", "POST", "/orders", "NewOrder", "Order", 201},
    Operation{"findOrder", "GET", "/orders", "", "Orders", 200},
    Operation{"order", "GET", "/orders/{}", "", "Order", 200},
    Operation{"acceptData", "POST", "/orders/{}/acceptance", "Acceptance", "Order", 200},
    Operation{"submitCsr", "POST", "/orders/{}/csr", "Csr", "Order", 202},
    Operation{"certificate", "GET", "/orders/{}/certificate", "", "Issued", 200},
    Operation{"confirmInstallation", "POST", "/orders/{}/installation", "Installation", "Order", 200},
};

constexpr auto kMisaOperations = [] {
  std::array<Operation, kTokenOperations.size() + kRemoteOperations.size()> all{};
  std::ranges::copy(kRemoteOperations, std::ranges::copy(kTokenOperations, all.begin()).out);
  return all;
}();

class MisaStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "misa"; }
  [[nodiscard]] std::string_view base_path() const override { return "/misa/v1"; }
  [[nodiscard]] std::string_view contract() const override { return misa_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kMisaOperations; }
  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    return Portal(world).handle(request, body);
  }
  void tick(const World& world) const override { Portal(world).tick(); }
};

}  // namespace

const Stand& misa_stand() {
  static const MisaStand stand;
  return stand;
}

}  // namespace reseal::sandbox
