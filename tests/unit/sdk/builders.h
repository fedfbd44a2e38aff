// SPDX-License-Identifier: Apache-2.0
// One full value of every message struct: each member differs from its default, so that a round trip shows what is
// lost.
#pragma once

#include "reseal/certificate_facts.h"
#include "reseal/form.h"
#include "reseal/order.h"
#include "reseal/plugin.h"
#include "reseal/step.h"
#include "reseal/verdict.h"

namespace reseal::test {

inline Time a_time(int day = 1) { return std::chrono::sys_days(std::chrono::year(2026) / 11 / day); }

inline Text a_text() { return {"ca.text", {{"serial", "5401"}, {"tên", "Công ty"}}}; }

inline CertificateFacts a_certificate() {
  CertificateFacts facts;
  facts.subject = {{"2.5.4.3", "CN", "CÔNG TY A"}, {"0.9.2342.19200300.100.1.1", "UID", "MST:0101243150"}};
  facts.issuer = {{"2.5.4.3", "CN", "A CA"}};
  facts.common_name = "CÔNG TY A";
  facts.issuer_common_name = "A CA";
  facts.holder_ids = {{"MST", "0101243150", "UID"}, {"CCCD", "001099000001", "UID"}};
  facts.serial = {"5401", "21505", "54 01"};
  facts.not_before = a_time(1);
  facts.not_after = a_time(30);
  facts.key = {"EC", 256, "P-256", "abcd"};
  facts.signature_algorithm = "sha256WithRSAEncryption";
  facts.sha256 = "ef01";
  facts.subject_key_id = "AA";
  facts.authority_key_id = "BB";
  facts.is_ca = true;
  facts.key_usage = {"digitalSignature"};
  facts.extended_key_usage = {"clientAuth"};
  facts.policies = {"1.2.3"};
  facts.ocsp_urls = {"http://ocsp"};
  facts.ca_issuer_urls = {"http://issuer"};
  facts.crl_urls = {"http://crl"};
  facts.weaknesses = {"sha1"};
  facts.pem = "-----BEGIN CERTIFICATE-----\n";
  return facts;
}

inline RevocationFacts a_revocation() {
  return {RevocationFacts::Status::revoked, "ocsp http://ocsp", a_time(2), a_time(3), "keyCompromise"};
}

inline Candidate a_candidate() {
  return {a_certificate(), a_revocation(), false, "pkcs11:token=A", a_time(29), "cloud"};
}

inline Verdict a_verdict() {
  return Verdict::of({{"window", RuleResult::Outcome::warning, a_text()}, {"issuer", RuleResult::Outcome::failed, {}}});
}

inline Quote a_quote() {
  return {{{"Y1", a_text(), 12, {1'200'000, "VND"}, a_time(9), {a_text()}}}, {a_text()}, true, 2, 3};
}

inline Printout a_printout() {
  return {"application",
          "zh",
          a_text(),
          "SQ-7",
          {{a_text(), {{a_text(), "公司"}, {{}, ""}}}, {{}, {}}},
          {a_text()},
          {a_text(), {"ca.seal", {}}}};
}

inline Form a_form() {
  Form form;
  form.title = a_text();
  form.intro = {"ca.intro", {}};
  form.shown = {{Shown::Kind::steps, a_text(), "v", "text/plain", true, {a_text(), {"ca.b", {}}}},
                {Shown::Kind::document, {}, "text", "", false, {}},
                {Shown::Kind::printout, a_text(), "", "", false, {}, a_printout()}};
  Field field;
  field.id = "package";
  field.type = Field::Type::choice;
  field.label = a_text();
  field.help = {"ca.help", {}};
  field.required = true;
  field.must_be_true = true;
  field.secret = true;
  field.keep = true;
  field.initial = Json(nullptr);
  field.choices = {{"a", a_text(), {"ca.detail", {}}, Money{5, "CNY"}}, {"b", {}, {}, {}}};
  field.searchable = true;
  field.media_types = {"application/pdf", "image/png"};
  field.max_pages = 3;
  field.pattern = "^a$";
  field.pattern_hint = a_text();
  field.minimum = -5;
  field.maximum = std::numeric_limits<std::int64_t>::max();
  form.fields = {field, Field{}};
  form.fields[1].id = "x";
  form.accept = a_text();
  form.decline = a_text();
  form.contact = a_text();
  return form;
}

inline XmlPlace a_place() { return {"/F/D", "ID", "seal", "/F/S", true, true, true, false}; }

inline Acceptance an_acceptance() { return {"5401", a_time(2), a_time(3), "HQ-7", {"filing", "payment"}}; }

inline LeadTime a_lead_time() {
  return {24,
          2,
          a_text(),
          "CN",
          "customs",
          true,
          {{"filing", a_text(), 4, {}, a_text()}, {"payment", {"ca.payment", {}}, {}, 1, a_text()}}};
}

inline std::vector<Step> steps_of_every_kind() {
  const std::vector<Step::Action> actions = {
      Ask{a_form()},
      Sign{Sign::Format::xml, Sign::Key::new_key, a_text(), "QUJD", a_place()},
      Sign{Sign::Format::pdf, Sign::Key::old_key, a_text(), "", {}, a_printout()},
      MakeKey{"EC", 256, {{"2.5.4.3", "CN", "A"}}},
      Install{"PEM", {"PEM 2"}},
      Adopt{a_text()},
      Wait{a_text(), a_text(), Seconds(7), a_time(4), a_time(5), a_form(), a_text()},
      Done{a_text(), {a_text()}, {{"receipt", 1}}, an_acceptance(), {{"keep_paper", a_text()}}},
      Refuse{"expired", a_text(), {a_text()}},
      Fail{"other", a_text(), {}}};
  std::vector<Step> steps;
  for (const auto& action : actions) {
    steps.push_back({"step", action, {{"seen", nullptr}}, {{"access_key", a_text(), "TERMINAL-KEY-0001"}}});
  }
  return steps;
}

inline Order an_order() {
  Order order;
  order.id = "R7K4-Q2MX-9DTB";
  order.phase = Phase::installation;
  order.now = a_time(6);
  order.opened_at = a_time(5);
  order.old = a_candidate();
  order.new_certificate = a_certificate();
  order.key_algorithm = "EC";
  order.key_bits = 384;
  order.history = {{1, Phase::ordering, "choose", "ask", {{"accepted", true}}, a_time(5)},
                   {2, Phase::ordering, "review", "wait", {{"waited", true}}, a_time(6)},
                   {3, Phase::installation, "choose", "ask", {{"accepted", false}}, a_time(6)}};
  order.memory = {{"their_id", "7"}};
  order.unconfirmed = {"place_order"};
  return order;
}

}  // namespace reseal::test
