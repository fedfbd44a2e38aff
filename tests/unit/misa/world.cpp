// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <algorithm>

#include "support/past_step.h"

namespace reseal::misa::test {
namespace {

constexpr const char* kBase = "https://portal.test/misa/v1";

Json package(const char* code, int months, std::int64_t price, const char* valid_until) {
  return {{"code", code},
          {"name", {{"vi", "Gói " + std::string(code)}, {"en", "Package " + std::string(code)}, {"zh", "套餐"}}},
          {"term_months", months},
          {"price", {{"minor", price}, {"currency", "VND"}}},
          {"valid_until", valid_until}};
}

}  // namespace

Json holder() {
  return {{"name", "CÔNG TY TNHH AN BÌNH"},    {"tax_code", "0101243150"},         {"address", "1 Tràng Tiền, Hà Nội"},
          {"representative", "Nguyễn Văn An"}, {"email", "ketoan@anbinh.example"}, {"phone", "0912345678"}};
}

Json portal_refusal(const std::string& code) {
  return {{"error", {{"code", code}, {"message", "portal words about " + code}}}};
}

FakePortal::FakePortal() {
  packages = {{"packages", Json::array({package("Y1", 12, 900000, "2027-11-21T16:59:59Z"),
                                        package("Y3", 36, 1900000, "2029-11-21T16:59:59Z")})},
              {"extra_token_price", {{"minor", 500000}, {"currency", "VND"}}},
              {"payment_methods", {"bank_transfer", "vietqr"}}};
  issued = {{"certificate", "-----BEGIN CERTIFICATE-----\nnew\n-----END CERTIFICATE-----\n"},
            {"chain", {"-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----\n"}},
            {"serial", new_facts().serial.hex}};
}

HttpResponse FakePortal::http(const HttpRequest& asked) {
  if (unreachable) throw TryLater("no route to the portal");
  sent.push_back(asked);
  EXPECT_EQ(asked.method == "GET", asked.effect.empty()) << "only what changes something has an effect";
  const std::string base = kBase;
  EXPECT_EQ(asked.url.substr(0, base.size()), base);
  int status = 200;
  const auto body = answer(asked, asked.url.substr(base.size()), status);
  if (lose_reply.erase(asked.effect) > 0) throw TryLater("the reply was lost");
  HttpResponse response;
  response.status = status;
  response.headers = {{"content-type", "application/json"}};
  response.body = body.dump();
  return response;
}

Json FakePortal::answer(const HttpRequest& asked, const std::string& path, int& status) {
  if (asked.method == "POST") return post(asked, path, status);
  if (path.starts_with("/remote/")) return remote_answer(path);
  if (path.starts_with("/certificates/")) return certificate;
  if (path.starts_with("/packages")) return packages;
  if (path.starts_with("/renewal-requests")) {
    return {{"requests", request.is_null() ? Json::array() : Json::array({request})}};
  }
  if (path.starts_with("/orders?")) return {{"orders", order.is_null() ? Json::array() : Json::array({order})}};
  if (path.ends_with("/certificate")) return issued;
  if (!order.is_null()) return order;
  status = 404;
  return portal_refusal("not_found");
}

Json FakePortal::post(const HttpRequest& asked, const std::string& path, int& status) {
  const auto refused = refuse.find(asked.effect);
  if (refused != refuse.end()) {
    status = refused->second == "invalid" || refused->second.ends_with("_refused") ? 422 : 409;
    return portal_refusal(refused->second);
  }
  const auto body = Json::parse(asked.body);
  status = 201;
  if (path.starts_with("/remote/")) return remote_post(body, path, status);
  if (path == "/renewal-requests") {
    request = {{"request_id", "R-1"}, {"reference", body.at("reference")}, {"holder", holder()}};
    return request;
  }
  if (path == "/orders") {
    order = {{"number", "DH-2026-7"},
             {"reference", body.at("reference")},
             {"status", "placed"},
             {"message", "Cảm ơn quý khách"},
             {"payment",
              {{"method", body.at("payment_method")},
               {"amount", {{"minor", 900000}, {"currency", "VND"}}},
               {"instructions", "Chuyển khoản, nội dung DH-2026-7"},
               {"qr", "00020101021238540010A000000727"},
               {"paid", false}}},
             {"certificate_data",
              {{"subject", "CN=CÔNG TY TNHH AN BÌNH, UID=MST:0101243150, C=VN"},
               {"holder", body.at("holder")},
               {"valid_from", "2026-11-22T02:00:00Z"},
               {"valid_to", "2027-11-21T16:59:59Z"},
               {"issuer", "MISA-CA"}}},
             {"refusal", nullptr}};
    return order;
  }
  status = 200;
  if (path.ends_with("/acceptance")) order["status"] = "accepted";
  if (path.ends_with("/csr")) order["status"] = "issuing";
  if (path.ends_with("/installation")) order["status"] = "completed";
  return order;
}

int FakePortal::reached(const std::string& effect) const {
  return static_cast<int>(
      std::count_if(sent.begin(), sent.end(), [&](const auto& each) { return each.effect == effect; }));
}

int FakePortal::sent_posts() const {
  return static_cast<int>(
      std::count_if(sent.begin(), sent.end(), [](const auto& each) { return each.method != "GET"; }));
}

Candidate old_candidate() {
  Candidate candidate;
  auto& facts = candidate.certificate;
  facts.subject = {{"0.9.2342.19200300.100.1.1", "UID", "MST:0101243150"},
                   {"2.5.4.3", "CN", "CÔNG TY TNHH AN BÌNH"},
                   {"2.5.4.6", "C", "VN"}};
  facts.issuer = {{"2.5.4.3", "CN", "MISA-CA"}};
  facts.common_name = "CÔNG TY TNHH AN BÌNH";
  facts.issuer_common_name = "MISA-CA";
  facts.holder_ids = {{"MST", "0101243150", "UID"}};
  facts.serial = {"54010E000000000000000000000000A1", "111", "54 01 0E 00"};
  facts.not_before = time_from_iso("2023-12-15T02:00:00Z");
  facts.not_after = time_from_iso("2026-12-15T02:00:00Z");
  facts.key = {"RSA", 2048, "", "aa"};
  facts.authority_key_id = "0A0B0C";
  facts.sha256 = "00";
  facts.pem = "-----BEGIN CERTIFICATE-----\nold\n-----END CERTIFICATE-----\n";
  candidate.revocation.status = RevocationFacts::Status::good;
  return candidate;
}

CertificateFacts new_facts() {
  auto facts = old_candidate().certificate;
  facts.serial = {"54010E000000000000000000000000B2", "222", "54 01 0E 00"};
  facts.not_before = time_from_iso("2026-11-22T02:00:00Z");
  facts.not_after = time_from_iso("2027-11-21T16:59:59Z");
  return facts;
}

Renewal::Renewal(const std::string& transport)
    : plugin(PluginContext{MISA_FOLDER, transport, {{"base_url", "https://portal.test"}}}) {
  order.id = "rsl-0123456789";
  order.now = portal.clock;
  order.opened_at = portal.clock;
  order.old = old_candidate();
}

Step Renewal::next() {
  return order.phase == Phase::ordering ? plugin.order(order, portal) : plugin.install(order, portal);
}

void Renewal::finish(const Step& step, const Json& result) { reseal::test::carried_out(order, step, result); }

Step Renewal::accept(const std::string& id, const Json& answer) {
  auto step = next();
  EXPECT_EQ(step.id, id);
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
  if (step.kind() == "ask") {
    EXPECT_TRUE(check_answer(form_of(step), answer).empty()) << id;
  }
  finish(step, {{"accepted", true}, {"answer", answer}});
  return step;
}

Step Renewal::decline(const std::string& id) {
  auto step = next();
  EXPECT_EQ(step.id, id);
  EXPECT_FALSE(form_of(step).decline.empty()) << id;
  finish(step, {{"accepted", false}});
  return step;
}

void Renewal::fill_in() {
  accept("confirm_request");
  accept("choose_package", {{"package", "Y1"}, {"extra_tokens", 0}});
  auto information = holder();
  information["terms"] = true;
  accept("information", information);
  accept("payment", {{"method", "vietqr"}});
}

void Renewal::order_placed() {
  fill_in();
  accept("confirm_order");
  accept("order_placed");
}

void Renewal::approved() {
  order_placed();
  portal.set_status("approved");
  finish(next(), Json::object());
  order.phase = Phase::installation;
}

void Renewal::until_issued() {
  approved();
  accept("check_data");
  finish(next(), {{"csr", "-----BEGIN CERTIFICATE REQUEST-----\n"}, {"spki_sha256", "bb"}, {"key_id", "01"}});
  (void)next();
  portal.set_status("issued");
}

Json installed() { return {{"installed", true}, {"certificate", new_facts()}}; }

const Form& form_of(const Step& step) { return std::get<Ask>(step.action).form; }

std::string shown_under(const Form& form, const std::string& label) {
  for (const auto& shown : form.shown) {
    if (shown.label.id == label) return shown.value;
  }
  return {};
}

bool shows(const Form& form, const std::string& text_id) {
  return std::any_of(form.shown.begin(), form.shown.end(),
                     [&](const Shown& shown) { return shown.label.id == text_id || says_next(shown.items, text_id); });
}

const Field* field_of(const Form& form, const std::string& id) {
  const auto found =
      std::find_if(form.fields.begin(), form.fields.end(), [&](const Field& field) { return field.id == id; });
  return found == form.fields.end() ? nullptr : &*found;
}

bool says_next(const std::vector<Text>& texts, const std::string& id) {
  return std::any_of(texts.begin(), texts.end(), [&](const Text& text) { return text.id == id; });
}

}  // namespace reseal::misa::test
