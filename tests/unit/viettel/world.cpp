// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <algorithm>
#include <stdexcept>

#include "support/past_step.h"

namespace reseal::viettel::test {
namespace {

constexpr std::string_view kBase = "https://portal.test/viettel/v1";

Json error(const std::string& code) { return {{"error", {{"code", code}, {"message", "portal words about " + code}}}}; }

}  // namespace

FakePortal::FakePortal() : contract_(std::filesystem::path(VIETTEL_FOLDER) / "contract" / "openapi.json") {
  certificate = {{"serial", old_candidate().certificate.serial.hex},
                 {"status", "active"},
                 {"contract_ends", "2021-07-16T02:00:00Z"},
                 {"compensated_by", nullptr},
                 {"open_request", nullptr}};
}

HttpResponse FakePortal::http(const HttpRequest& asked) {
  if (unreachable) throw TryLater("no route to the portal");
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

std::pair<int, Json> FakePortal::answer(const HttpRequest& asked, const std::string& path) {
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
  if (path.starts_with("/requests?serial=")) return {200, {{"requests", requests}}};
  if (requests.empty()) return {404, error("not_found")};
  if (!path.ends_with("/certificate")) return {200, request()};
  return {200, {{"certificate", "the new certificate"}, {"serial", new_facts().serial.hex}, {"chain", {"its issuer"}}}};
}

std::pair<int, Json> FakePortal::post(const HttpRequest& asked, const std::string& path) {
  const auto refused = refuse.find(asked.effect);
  if (refused != refuse.end()) return {refused->second == "invalid" ? 422 : 409, error(refused->second)};
  const auto body = Json::parse(asked.body);
  if (path == "/requests") {
    contract_.require("NewRequest", body, path);
    const bool automatic = body.at("mode") == "automatic";
    add_request(body.at("reference"), body.at("mode"), automatic ? automatic_answer : "requested");
    const auto phone = body.at("phone").get<std::string>();
    request()["phone_tail"] = automatic ? "" : phone.substr(phone.size() - 3);
    return {201, request()};
  }
  if (path.ends_with("/messages")) {
    contract_.require("Resend", body, path);
    if (messages_sent == 3 || request().at("status") == "requested") return {409, error("conflict")};
    ++messages_sent;
    code = std::to_string(std::stoi(code) + 1);
    request()["code_tries_left"] = 5;
    return {202, request()};
  }
  if (path.ends_with("/csr")) {
    contract_.require("Csr", body, path);
    return take_csr(body);
  }
  contract_.require("Installation", body, path);
  decide("installed");
  return {200, request()};
}

std::pair<int, Json> FakePortal::take_csr(const Json& body) {
  if (request().at("status") != "approved") return {409, error("conflict")};
  const bool by_request = request().at("mode") == "by_request";
  auto& tries = request()["code_tries_left"];
  if (by_request && tries == 0) return {409, error("code_locked")};
  if (by_request && body.at("code") != code) {
    tries = tries.get<int>() - 1;
    return {422, error("wrong_code")};
  }
  decide("issuing");
  return {202, request()};
}

int FakePortal::happened(const std::string& effect) const { return static_cast<int>(done_.count(effect)); }

Json FakePortal::body_of(const std::string& effect) const {
  for (const auto& each : sent) {
    if (each.effect == effect) return Json::parse(each.body);
  }
  return {};
}

Json& FakePortal::request() { return requests.at(0); }

void FakePortal::add_request(const std::string& reference, const std::string& mode, const std::string& status) {
  const Json added = {{"number", "YC00000" + std::to_string(requests.size() + 1)},
                      {"reference", reference},
                      {"serial", certificate.at("serial")},
                      {"campaign", "2020"},
                      {"mode", mode},
                      {"status", status},
                      {"requested_at", "2020-09-15T02:00:00Z"},
                      {"phone_tail", ""},
                      {"message_sent_at", nullptr},
                      {"code_tries_left", 5},
                      {"valid_to", nullptr},
                      {"new_serial", nullptr},
                      {"refusal", nullptr}};
  requests.insert(requests.begin(), added);
  decide(status);
}

void FakePortal::decide(const std::string& status) {
  request()["status"] = status;
  if (status == "refused") request()["refusal"] = {{"code", "contract"}, {"text", "hợp đồng không vượt 02/10/2020"}};
  if (status == "issued" || status == "installed") request()["new_serial"] = new_facts().serial.hex;
}

Candidate old_candidate() {
  Candidate candidate;
  auto& facts = candidate.certificate;
  facts.issuer_common_name = "Viettel-CA";
  facts.common_name = "CÔNG TY TNHH AN BÌNH";
  facts.serial = {"5404FFFEB7033FB30000000000000001", "1", "54 04"};
  facts.not_before = time_from_iso("2018-07-16T02:00:00Z");
  facts.not_after = time_from_iso("2020-10-02T02:42:20Z");
  facts.authority_key_id = kIssuer2015;
  facts.pem = "the old certificate";
  candidate.revocation.status = RevocationFacts::Status::good;
  candidate.revocation.source = "ocsp http://ocsp.viettel-ca.vn";
  return candidate;
}

CertificateFacts new_facts() {
  auto facts = old_candidate().certificate;
  facts.serial = {"5404FFFEB7033FB30000000000000002", "2", "54 04"};
  facts.not_after = time_from_iso("2021-07-16T02:00:00Z");
  return facts;
}

std::vector<Campaign> shipped_campaigns() {
  return load_campaigns(std::filesystem::path(VIETTEL_FOLDER) / "campaigns.json", Json::object());
}

const RuleResult& rule(const std::vector<RuleResult>& rules, const std::string& id) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& each) { return each.id == id; });
  if (found == rules.end()) throw std::runtime_error("there is no rule " + id);
  return *found;
}

Renewal::Renewal(const std::string& mode, const std::string& transport)
    : plugin(PluginContext{VIETTEL_FOLDER, transport, {{"base_url", "https://portal.test/"}, {"mode", mode}}}) {
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
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
  EXPECT_TRUE(check_answer(form_of(step), answer).empty()) << id;
  finish(step, {{"accepted", true}, {"answer", answer}});
  return step;
}

Step Renewal::decline(const std::string& id) {
  auto step = next();
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
  EXPECT_FALSE(form_of(step).decline.empty()) << id;
  finish(step, {{"accepted", false}});
  return step;
}

Step Renewal::signal(const std::string& id, const Json& answer) {
  auto step = next();
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
  const auto& form = std::get<Wait>(step.action).signal;
  EXPECT_TRUE(form && check_answer(*form, answer).empty()) << id;
  finish(step, {{"signal", answer}});
  return step;
}

void Renewal::ordered() {
  const auto step = next();
  if (step.kind() != "done") throw std::runtime_error("not ordered yet: " + step.id);
  finish(step, Json::object());
  order.phase = Phase::installation;
}

void Renewal::make_key() {
  const auto step = next();
  if (step.kind() != "make_key") throw std::runtime_error("no key to make: " + step.id);
  finish(step, {{"csr", "the request"}, {"spki_sha256", "bb"}, {"key_id", "01"}});
}

void Renewal::request() {
  accept("request", {{"phone", "0912 345 678"}});
  accept("confirm");
}

void Renewal::approved_by_request() {
  request();
  (void)next();
  portal.decide("approved");
  accept("code", {{"message", "came"}, {"code", portal.code}});
  ordered();
}

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
                     [&](const Shown& shown) { return shown.label.id == text_id || says(shown.items, text_id); });
}

bool says(const std::vector<Text>& texts, const std::string& id) {
  return std::any_of(texts.begin(), texts.end(), [&](const Text& text) { return text.id == id; });
}

}  // namespace reseal::viettel::test
