// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <algorithm>
#include <stdexcept>

#include "support/past_step.h"

namespace reseal::szca::test {
namespace {

constexpr std::string_view kBase = "https://hall.test/szca/v1";

Json error(const std::string& code) { return {{"error", {{"code", code}, {"message", "the hall on " + code}}}}; }

void expect_step(const Step& step, const std::string& id) {
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
}

}  // namespace

FakeHall::FakeHall() : contract_(std::filesystem::path(SZCA_FOLDER) / "contract" / "openapi.json") {
  certificate = {{"serial", old_candidate().certificate.serial.hex},
                 {"status", "expired"},
                 {"holder", {{"name", "深圳市测试科技有限公司"}, {"number", kCode}}},
                 {"renewable", true},
                 {"reason", ""},
                 {"issuer_ends", nullptr},
                 {"open_application", nullptr}};
  set_class("tender_after_expiry");
  packages = {
      {"packages",
       {{{"code", "ZS-1"}, {"years", 1}, {"price", Money{28'000, "CNY"}}, {"valid_until", "2027-11-21T02:00:00Z"}},
        {{"code", "ZS-5"}, {"years", 5}, {"price", Money{140'000, "CNY"}}, {"valid_until", "2031-11-21T02:00:00Z"}}}},
      {"payment_methods", {"wechat", "company_transfer"}}};
}

void FakeHall::set_class(const std::string& certificate_class) {
  const bool after_expiry = certificate_class == "tender_after_expiry";
  certificate["class"] = certificate_class;
  for (const auto* flag : {"printed_form", "identity_check", "verification"}) certificate[flag] = after_expiry;
  certificate["review_days"] = after_expiry ? 3 : 0;
  if (!after_expiry) certificate["status"] = "active";
}

HttpResponse FakeHall::http(const HttpRequest& asked) {
  if (unreachable) throw TryLater("no route to the hall");
  sent.push_back(asked);
  EXPECT_EQ(asked.url.substr(0, kBase.size()), kBase);
  const auto [status, body] = answer(asked, asked.url.substr(kBase.size()));
  if (lose_reply.erase(asked.effect) > 0) throw TryLater("the reply was lost");
  HttpResponse response;
  response.status = status;
  response.headers = {{"content-type", "application/json"}};
  response.body = body.dump();
  return response;
}

std::pair<int, Json> FakeHall::answer(const HttpRequest& asked, const std::string& path) {
  if (asked.method == "POST") {
    const auto known = done_.find(asked.effect);
    if (known != done_.end()) {
      EXPECT_EQ(known->second.first, path + asked.body) << "one effect, two bodies: " << asked.effect;
      return known->second.second;
    }
    auto reply = post(asked, path);
    done_[asked.effect] = {path + asked.body, reply};
    return reply;
  }
  EXPECT_TRUE(asked.effect.empty()) << "only what changes something has an effect";
  if (path.starts_with("/certificates/")) return {200, certificate};
  if (path.starts_with("/packages?")) return {200, packages};
  if (path.starts_with("/applications?")) return {200, {{"applications", applications}}};
  if (applications.empty()) return {404, error("not_found")};
  if (!path.ends_with("/certificate")) return {200, application()};
  return {200, {{"certificate", "the new certificate"}, {"serial", new_facts().serial.hex}, {"chain", {"its issuer"}}}};
}

std::pair<int, Json> FakeHall::post(const HttpRequest& asked, const std::string& path) {
  const auto refused = refuse.find(asked.effect);
  if (refused != refuse.end()) return {422, error(refused->second)};
  const auto body = Json::parse(asked.body);
  const auto is = [&](const char* operation, const char* schema) {
    if (!path.ends_with(operation)) return false;
    contract_.require(schema, body, path);
    return true;
  };
  if (path == "/applications") return submit(body);
  if (is("/form", "Scan")) {
    application()["form_uploaded"] = true;
    after_papers();
  } else if (is("/identity-check", "Reference")) {
    auto& identity = application()["identity"];
    identity = {{"state", "open"},
                {"qr", "https://hall.test/face/" + std::to_string(identity.at("round").get<int>() + 1)},
                {"expires_at", to_iso(clock + std::chrono::minutes(30))},
                {"round", identity.at("round").get<int>() + 1}};
  } else if (is("/payments", "Reference")) {
    return start_payment();
  } else if (is("/verification", "BankCode")) {
    return enter_code(body);
  } else if (is("/account", "NewAccount")) {
    auto& verification = application()["verification"];
    code = std::to_string(std::stoi(code) + 1);
    verification["state"] = "sent";
    verification["tries_left"] = 3;
    verification["round"] = verification.at("round").get<int>() + 1;
    const auto number = body.at("account").at("number").get<std::string>();
    verification["account_tail"] = number.substr(number.size() - 4);
  } else if (is("/csr", "Csr")) {
    status("制证中");
  } else if (is("/installation", "Installation")) {
    status("已完成");
  } else {
    ADD_FAILURE() << "no such operation: " << path;
  }
  return {200, application()};
}

std::pair<int, Json> FakeHall::submit(const Json& body) {
  contract_.require("NewApplication", body, "/applications");
  const bool verification = certificate.at("verification").get<bool>() && body.at("payment_method") == "wechat";
  Json price;
  for (const auto& each : packages.at("packages")) {
    if (each.at("code") == body.at("package")) price = each.at("price");
  }
  applications.push_back(
      {{"number", "SQ000001"},
       {"reference", body.at("reference")},
       {"serial", body.at("serial")},
       {"status", "待提交资料"},
       {"submitted_at", to_iso(clock)},
       {"form_uploaded", false},
       {"identity", {{"state", "not_begun"}, {"qr", nullptr}, {"expires_at", nullptr}, {"round", 0}}},
       {"payment",
        {{"state", "not_begun"},
         {"method", body.at("payment_method")},
         {"amount", price},
         {"order_number", "WX20261121000001"},
         {"qr", nullptr},
         {"expires_at", nullptr},
         {"transfer_to", nullptr},
         {"paid_at", nullptr},
         {"transaction", nullptr},
         {"round", 0}}},
       {"review_due", nullptr},
       {"refusal", nullptr},
       {"verification",
        {{"state", verification ? "not_begun" : "not_needed"},
         {"account_tail", ""},
         {"sent_at", nullptr},
         {"tries_left", 0},
         {"round", 0}}},
       {"invoice_link", nullptr},
       {"new_serial", nullptr}});
  if (!certificate.at("printed_form").get<bool>()) after_papers();
  return {201, application()};
}

void FakeHall::after_papers() { status(certificate.at("identity_check").get<bool>() ? "待实名认证" : "待支付"); }

std::pair<int, Json> FakeHall::start_payment() {
  auto& payment = application()["payment"];
  if (payment.at("state") == "paid") return {409, error("already_paid")};
  const int round = payment.at("round").get<int>() + 1;
  payment["round"] = round;
  payment["state"] = "open";
  if (payment.at("method") == "wechat") {
    payment["qr"] = "weixin://wxpay/bizpayurl?pr=" + std::to_string(round);
    payment["expires_at"] = to_iso(clock + std::chrono::hours(2));
  } else {
    payment["transfer_to"] = {
        {"name", "深圳CA"}, {"bank", "建设银行"}, {"number", "44201501100052"}, {"remark", "A1B2"}};
  }
  return {200, application()};
}

std::pair<int, Json> FakeHall::enter_code(const Json& body) {
  auto& verification = application()["verification"];
  if (verification.at("state") == "locked") return {409, error("code_locked")};
  if (body.at("code") == code) {
    verification["state"] = "passed";
    status("待下载");
    return {200, application()};
  }
  const int left = verification.at("tries_left").get<int>() - 1;
  verification["tries_left"] = left;
  if (left == 0) verification["state"] = "locked";
  return {409, error(left == 0 ? "code_locked" : "wrong_code")};
}

void FakeHall::handler_passes() {
  application()["identity"]["state"] = "passed";
  status("待支付");
}

void FakeHall::customer_pays() {
  auto& payment = application()["payment"];
  payment["state"] = "paid";
  payment["paid_at"] = to_iso(clock);
  payment["transaction"] = "4200001234";
  const bool review = certificate.at("review_days").get<int>() > 0;
  if (review) application()["review_due"] = "2026-11-25T10:00:00Z";
  status(review ? "审核中" : "待下载");
}

void FakeHall::approve() {
  auto& verification = application()["verification"];
  if (verification.at("state") == "not_needed") return status("待下载");
  verification = {
      {"state", "sent"}, {"account_tail", "7890"}, {"sent_at", to_iso(clock)}, {"tries_left", 3}, {"round", 1}};
  status("待金融认证");
}

void FakeHall::refuse_it(const std::string& refund) {
  application()["refusal"] = {{"text", "公章不清晰。"}, {"refund", refund}};
  status("审核不通过");
}

int FakeHall::happened(const std::string& effect) const { return static_cast<int>(done_.count(effect)); }

Json FakeHall::body_of(const std::string& effect) const {
  for (const auto& each : sent) {
    if (each.effect == effect) return Json::parse(each.body);
  }
  return {};
}

Candidate old_candidate() {
  Candidate candidate;
  auto& facts = candidate.certificate;
  facts.issuer_common_name = "SZCA";
  facts.issuer = {{"2.5.4.3", "CN", "SZCA"}};
  facts.common_name = "深圳市测试科技有限公司";
  facts.subject = {{"2.5.4.10", "O", "深圳市测试科技有限公司"}, {"2.5.4.3", "CN", "深圳市测试科技有限公司"}};
  facts.holder_ids = {{"USCC", kCode, "1.2.86.11.7.1.4"}};
  facts.serial = {"62D7A1B200000001", "7122", "62 D7"};
  facts.not_before = time_from_iso("2025-10-01T02:00:00Z");
  facts.not_after = time_from_iso("2026-10-01T02:00:00Z");
  facts.key = {"RSA", 2048, "", "aa"};
  facts.pem = "the old certificate";
  candidate.revocation.status = RevocationFacts::Status::good;
  return candidate;
}

CertificateFacts new_facts() {
  auto facts = old_candidate().certificate;
  facts.serial = {"62D7A1B200000002", "7123", "62 D7"};
  facts.not_after = time_from_iso("2027-11-21T02:00:00Z");
  return facts;
}

const RuleResult& rule(const std::vector<RuleResult>& rules, const std::string& id) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& each) { return each.id == id; });
  if (found == rules.end()) throw std::runtime_error("there is no rule " + id);
  return *found;
}

Renewing::Renewing(const std::string& certificate_class, const std::string& transport)
    : plugin(PluginContext{SZCA_FOLDER, transport, {{"base_url", "https://hall.test/"}}}) {
  hall.set_class(certificate_class);
  order.id = "rsl-0123456789";
  order.now = hall.clock;
  order.opened_at = hall.clock;
  order.old = old_candidate();
}

Step Renewing::next() {
  order.now = hall.clock;
  return order.phase == Phase::ordering ? plugin.order(order, hall) : plugin.install(order, hall);
}

void Renewing::finish(const Step& step, const Json& result) { reseal::test::carried_out(order, step, result); }

Step Renewing::accept(const std::string& id, const Json& answer) {
  auto step = next();
  expect_step(step, id);
  EXPECT_TRUE(check_answer(form_of(step), answer).empty()) << id;
  finish(step, {{"accepted", true}, {"answer", answer}});
  return step;
}

Step Renewing::decline(const std::string& id) {
  auto step = next();
  expect_step(step, id);
  EXPECT_FALSE(form_of(step).decline.empty()) << id;
  finish(step, {{"accepted", false}});
  return step;
}

Step Renewing::waited(const std::string& id) {
  auto step = next();
  expect_step(step, id);
  finish(step, {{"waited", true}});
  return step;
}

Done Renewing::ordered() {
  const auto step = next();
  if (step.kind() != "done") throw std::runtime_error("not ordered yet: " + step.id);
  finish(step, Json::object());
  order.phase = Phase::installation;
  return std::get<Done>(step.action);
}

void Renewing::make_key() {
  const auto step = next();
  if (step.kind() != "make_key") throw std::runtime_error("no key to make: " + step.id);
  finish(step, {{"csr", "the request"}, {"spki_sha256", "bb"}, {"key_id", "01"}});
}

void Renewing::fill_in(const std::string& method, const std::string& invoice) {
  accept("confirm_certificate");
  if (hall.certificate.at("class") != "non_tender") accept("bids", {{"uploaded", "none"}});
  accept("years", {{"package", "ZS-1"}});
  accept("applicant", {{"name", "深圳市测试科技有限公司"}, {"number", kCode}});
  accept("people", people());
  Json billing{{"method", method}, {"invoice", invoice}};
  if (hall.certificate.at("verification").get<bool>()) billing.update(account());
  accept("billing", billing);
}

void Renewing::submit(const std::string& method) {
  fill_in(method);
  accept("confirm_application", {{"agreement", true}});
}

void Renewing::to_payment() {
  submit();
  accept("application_form", {{"scan", scan()}});
  accept("identity_qr");
  hall.handler_passes();
}

void Renewing::to_review() {
  to_payment();
  accept("pay", {{"outcome", "paid"}});
  hall.customer_pays();
}

void Renewing::to_verification() {
  to_review();
  waited("review");
  hall.approve();
}

Json people() {
  return {{"handler_name", "张三"},
          {"handler_id", "11010519491231002X"},
          {"handler_phone", "138 0013 8000"},
          {"handler_email", "zs@example.cn"},
          {"legal_name", "李四"},
          {"legal_id", "440524188001010014"},
          {"legal_phone", "13900139000"}};
}

Json account() {
  return {{"account_name", "深圳市测试科技有限公司"}, {"account_bank", kBank}, {"account_number", "4000021234567890"}};
}

Json scan() { return {{"name", "申请表.pdf"}, {"media_type", "application/pdf"}, {"base64", "JVBERi0xLjQ="}}; }

Json installed() { return {{"installed", true}, {"certificate", new_facts()}}; }

const Form& form_of(const Step& step) { return std::get<Ask>(step.action).form; }

const Text& ending(const Step& step) {
  if (const auto* done = std::get_if<Done>(&step.action)) return done->message;
  if (const auto* refuse = std::get_if<Refuse>(&step.action)) return refuse->message;
  return std::get<Fail>(step.action).message;
}

std::string reason_of(const Step& step) {
  if (const auto* refuse = std::get_if<Refuse>(&step.action)) return refuse->reason;
  if (const auto* fail = std::get_if<Fail>(&step.action)) return fail->reason;
  return {};
}

bool shows(const Form& form, const std::string& text_id) {
  return std::any_of(form.shown.begin(), form.shown.end(),
                     [&](const Shown& each) { return each.label.id == text_id || says(each.items, text_id); });
}

std::string shown(const Form& form, const std::string& text_id) {
  for (const auto& each : form.shown) {
    if (each.label.id == text_id) return each.value;
  }
  return {};
}

bool says(const std::vector<Text>& texts, const std::string& id) {
  return std::any_of(texts.begin(), texts.end(), [&](const Text& text) { return text.id == id; });
}

}  // namespace reseal::szca::test
