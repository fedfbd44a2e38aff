// SPDX-License-Identifier: Apache-2.0
#include "remote_world.h"

namespace reseal::misa::test {
namespace {

Json invoice() {
  return {{"name", "CÔNG TY TNHH AN BÌNH"},
          {"tax_code", "0101243150"},
          {"address", "1 Tràng Tiền, Hà Nội"},
          {"email", "hoadon@anbinh.example"}};
}

}  // namespace

Json FakePortal::remote_answer(const std::string& path) const {
  const auto list = [](const Json& found) { return found.is_null() ? Json::array() : Json::array({found}); };
  if (path.starts_with("/remote/renewals")) return {{"renewals", list(remote_page)}};
  return {{"orders", list(remote_order)}};
}

Json FakePortal::remote_post(const Json& body, const std::string& path, int& status) {
  if (path == "/remote/renewals") {
    remote_page = {
        {"request_id", "R-9"},  {"reference", body.at("reference")}, {"kind", kind},          {"subject", holder()},
        {"invoice", invoice()}, {"payment_method", "vietqr"},        {"codes", Json::array()}};
    return remote_page;
  }
  if (path.ends_with("/codes")) {
    status = 200;
    remote_page["codes"].push_back(
        {{"kind", body.at("kind")}, {"code", body.at("code")}, {"percent", body.at("kind") == "discount" ? 10 : 5}});
    return remote_page;
  }
  if (path == "/remote/orders") {
    remote_order = {{"number", "RS-7"},
                    {"reference", body.at("reference")},
                    {"status", "placed"},
                    {"message", "Cảm ơn quý khách"},
                    {"payment",
                     {{"method", body.at("data").at("payment_method")},
                      {"amount", {{"minor", 900000}, {"currency", "VND"}}},
                      {"instructions", "Chuyển khoản, nội dung RS-7"},
                      {"qr", ""},
                      {"paid", false}}},
                    {"kind", kind},
                    {"data", body.at("data")},
                    {"declared_address", kDeclaredAddress},
                    {"valid_to", "2027-12-15T02:00:00Z"},
                    {"new_serial", nullptr},
                    {"refusal", nullptr}};
    return remote_order;
  }
  status = 200;
  if (path.ends_with("/data")) remote_order["data"] = body;
  if (path.ends_with("/dossier")) {
    status = 202;
    remote_order["status"] = "sent";
  }
  return remote_order;
}

RemoteRenewal::RemoteRenewal(const std::string& transport, const std::string& kind, bool expired) : Renewal(transport) {
  portal.kind = kind;
  order.old.held_in = "cloud";
  portal.packages["packages"][0]["valid_until"] = "2027-12-15T02:00:00Z";
  portal.packages["packages"][1]["valid_until"] = "2029-12-15T02:00:00Z";
  if (expired) {
    portal.clock = order.old.certificate.not_after + std::chrono::days(40);
    order.now = portal.clock;
  }
}

void RemoteRenewal::start(const std::string& app_version) { accept("start", {{"app_version", app_version}}); }

void RemoteRenewal::confirm_three_groups(const Json& subject) {
  accept("confirm_subject", subject);
  accept("confirm_invoice", {{"name", "CÔNG TY TNHH AN BÌNH"},
                             {"tax_code", "0101243150"},
                             {"address", "1 Tràng Tiền, Hà Nội"},
                             {"email", "hoadon@anbinh.example"}});
  accept("confirm_payment", {{"method", "vietqr"}});
}

void RemoteRenewal::fill_in(const Json& codes) {
  start();
  accept("choose_package", {{"package", "Y1"}});
  accept("codes", codes);
  confirm_three_groups();
}

void RemoteRenewal::order_placed() {
  fill_in();
  accept("accept_order");
  accept("order_placed");
}

void RemoteRenewal::choose_way(const std::string& way) {
  order_placed();
  accept("check_dossier");
  accept("application_way", {{"way", way}});
  accept("application_details", {{"permanent_address", kDeclaredAddress}});
}

void RemoteRenewal::signed_by_host(const Step& step) { finish(step, {{"signature", "JVBERi0="}, {"format", "pdf"}}); }

void RemoteRenewal::verified_by_misa() {
  EXPECT_EQ(portal.remote_order.at("status"), "sent");
  portal.remote_order["status"] = "issued";
  portal.remote_order["new_serial"] = new_facts().serial.hex;
  const auto done = next();
  EXPECT_EQ(done.kind(), "done");
  finish(done, Json::object());
  order.phase = Phase::installation;
}

}  // namespace reseal::misa::test
