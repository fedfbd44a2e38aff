// SPDX-License-Identifier: Apache-2.0
#include "remote_counter.h"

#include <algorithm>

#include "pem.h"

namespace reseal::sandbox {
namespace {

constexpr auto kPages = "remote-pages";

// Known to the sandbox (README.md); per cent of the package's price. -1: no such code.
int percent_off(std::string_view kind, std::string_view code) {
  if (kind == "discount") return code == "GIAM10" ? 10 : code == "GIAM20" ? 20 : -1;
  return code == "BANBE5" ? 5 : -1;
}

int percent_of(const Json& page) {
  int percent = 0;
  for (const auto& code : page.at("codes")) percent += code.at("percent").get<int>();
  return percent;
}

// A person without a tax code is known by the citizen number: "CCCD:001090000001".
std::string identity_of(const X509_NAME* name) {
  const auto code = tax_code_of(name);
  const auto uid = name_value(name, NID_userId);
  return code.empty() ? uid.substr(uid.find(':') + 1) : code;
}

Json page_view(const Json& page) {
  Json view = page;
  view.erase("serial");
  return view;
}

// What one reference led to, found through a pointer that is written first: a record without it would be lost.
std::optional<Json> behind(const RecordStore& records, const std::string& kind, const std::string& reference) {
  const auto pointer = records.get("references", kind + ":" + reference);
  return pointer ? records.get(kind, text(*pointer, "number")) : std::nullopt;
}

void point_to(const RecordStore& records, const std::string& kind, const std::string& reference,
              const std::string& number) {
  records.put("references", kind + ":" + reference, {{"number", number}});
}

std::string data_problem(const Json& data, const Json& page) {
  if (data.at("subject").at("tax_code") != page.at("subject").at("tax_code")) {
    return "/data/subject/tax_code: mã số phải giống chứng thư số cũ";
  }
  for (const auto* group : {"subject", "invoice"}) {
    for (const auto& [member, value] : data.at(group).items()) {
      const auto entered = value.get<std::string>();
      if (std::ranges::any_of(entered, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        return "/data/" + std::string(group) + "/" + member + ": expected one line";
      }
    }
  }
  const auto method = text(data, "payment_method");
  const auto& methods = std::array{"bank_transfer", "vietqr", "card", "cash_to_salesperson"};
  if (std::ranges::find(methods, method) == methods.end()) {
    return "/data/payment_method: expected one of the price list's methods";
  }
  return {};
}

}  // namespace

RemoteCounter::RemoteCounter(const World& world)
    : world_(world), registry_(world), faults_(world.records()), now_(portal_now(world)), desk_(world, now_) {}

PortalReply RemoteCounter::handle(const PortalRequest& request, const Json& body) const {
  const auto id = request.operation->id;
  const auto reference = request.parameter("reference");
  if (id == "openRemoteRenewal") return open(body);
  if (id == "findRemoteRenewal") {
    auto found = Json::array();
    if (const auto page = behind(world_.records(), kPages, reference)) found.push_back(page_view(*page));
    return {200, {{"renewals", found}}};
  }
  if (id == "applyRemoteCode") return apply_code(request.argument, body);
  if (id == "placeRemoteOrder") return place(body);
  if (id == "findRemoteOrder") {
    auto found = Json::array();
    if (const auto order = behind(world_.records(), "remote-orders", reference)) {
      found.push_back(remote_order_view(desk_.find(text(*order, "number")).value()));
    }
    return {200, {{"orders", found}}};
  }
  auto order = desk_.find(request.argument);
  if (!order) return not_found("Không tìm thấy đơn hàng.");
  return id == "correctRemoteOrder" ? correct(*order, body) : submit(*order, body);
}

std::optional<std::string> RemoteCounter::open_order_of(const std::string& serial) const {
  for (const auto& order : desk_.all()) {
    const bool ended = order.at("status") == "issued" || order.at("status") == "refused";
    if (order.at("serial") == serial && !ended) return text(order, "number");
  }
  return std::nullopt;
}

PortalReply RemoteCounter::open(const Json& body) const {
  const auto serial = text(body, "serial");
  const auto shown = certificate_from_pem(text(body, "certificate"));
  const auto known = registry_.find(serial);
  if (!shown || !known || to_pem(shown.get()) != known->pem || !CloudKeys(world_).find_by_serial(serial)) {
    return refusal(422, "not_eligible", "MISA eSign không giữ khóa của chứng thư số này.");
  }
  if (known->standing != "good") return refusal(422, "not_eligible", "Chứng thư số đã bị thu hồi hoặc tạm dừng.");
  const auto reference = text(body, "reference");
  if (!faults_.find("forgets-idempotency", "openRemoteRenewal")) {
    if (behind(world_.records(), kPages, reference)) {
      return refusal(409, "already_open", "Yêu cầu gia hạn này đã được mở.");
    }
    if (open_order_of(serial)) {
      return refusal(409, "already_open", "Chứng thư số này đang có một đơn hàng gia hạn.");
    }
  }
  const auto* name = X509_get_subject_name(shown.get());
  const auto holder = name_value(name, NID_commonName);
  const auto user = CloudKeys(world_).find_by_serial(serial)->user;
  const Json page{
      {"request_id", next_number(world_.records(), "GHT")},
      {"reference", reference},
      {"serial", serial},
      {"kind", known->kind},
      {"subject",
       {{"name", holder},
        {"tax_code", identity_of(name)},
        {"address", name_value(name, NID_localityName)},
        {"representative", known->kind == "organisation" ? "Nguyễn Văn An" : ""},
        {"email", user},
        {"phone", "0912345678"}}},
      {"invoice", {{"name", holder}, {"tax_code", identity_of(name)}, {"address", kDeclaredAddress}, {"email", user}}},
      {"payment_method", "bank_transfer"},
      {"codes", Json::array()}};
  point_to(world_.records(), kPages, reference, text(page, "request_id"));
  world_.records().put(kPages, text(page, "request_id"), page);
  return {201, page_view(page)};
}

PortalReply RemoteCounter::apply_code(const std::string& page_id, const Json& body) const {
  auto page = world_.records().get(kPages, page_id);
  if (!page) return not_found("Không tìm thấy yêu cầu gia hạn.");
  const int percent = percent_off(text(body, "kind"), text(body, "code"));
  if (percent < 0) return refusal(422, "code_refused", "Mã không đúng hoặc đã hết hạn");
  // One of each kind: another takes its place.
  Json codes = Json::array();
  for (const auto& applied : page->at("codes")) {
    if (applied.at("kind") != body.at("kind")) codes.push_back(applied);
  }
  codes.push_back({{"kind", body.at("kind")}, {"code", body.at("code")}, {"percent", percent}});
  (*page)["codes"] = codes;
  world_.records().put(kPages, page_id, *page);
  return {200, page_view(*page)};
}

PortalReply RemoteCounter::place(const Json& body) const {
  const auto page = world_.records().get(kPages, text(body, "request_id"));
  if (!page) return invalid("/request_id: expected a renewal that is open");
  const auto reference = text(body, "reference");
  if (!faults_.find("forgets-idempotency", "placeRemoteOrder")) {
    if (behind(world_.records(), "remote-orders", reference)) {
      return refusal(409, "already_ordered", "Đã có đơn hàng với mã tham chiếu này.");
    }
    if (open_order_of(text(*page, "serial"))) {
      return refusal(409, "already_ordered", "Chứng thư số này đang có một đơn hàng gia hạn.");
    }
  }
  const auto& packages = renewal_packages();
  const auto package =
      std::ranges::find(packages, text(body, "package"), [](const auto& each) { return std::string(each.code); });
  if (package == packages.end()) return invalid("/package: expected a package of the price list");
  if (const auto problem = data_problem(body.at("data"), *page); !problem.empty()) return invalid(problem);
  Json order{{"number", next_number(world_.records(), "GHT")},
             {"reference", reference},
             {"request_id", page->at("request_id")},
             {"serial", page->at("serial")},
             {"package", package->code},
             {"months", package->months},
             {"amount", package->price * (100 - percent_of(*page)) / 100},
             {"payment_method", body.at("data").at("payment_method")},
             {"data", body.at("data")}};
  point_to(world_.records(), "remote-orders", reference, text(order, "number"));
  desk_.place(order);
  return {201, remote_order_view(order)};
}

PortalReply RemoteCounter::correct(Json& order, const Json& body) const {
  if (order.at("status") != "placed") return refusal(409, "conflict", "Hồ sơ đã được gửi, không sửa được đơn hàng.");
  const auto page = world_.records().get(kPages, text(order, "request_id")).value();
  if (const auto problem = data_problem(body, page); !problem.empty()) return invalid(problem);
  order["data"] = body;
  order["payment_method"] = body.at("payment_method");
  desk_.write(order);
  return {200, remote_order_view(order)};
}

PortalReply RemoteCounter::submit(Json& order, const Json& body) const {
  if (order.at("status") != "placed") return refusal(409, "conflict", "Hồ sơ đã được gửi.");
  if (const auto problem = desk_.submit(order, body); !problem.empty()) {
    return refusal(422, "application_refused", problem);
  }
  return {202, remote_order_view(order)};
}

}  // namespace reseal::sandbox
