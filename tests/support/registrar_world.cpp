// SPDX-License-Identifier: Apache-2.0
#include "support/registrar_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "reseal/plugin/http.h"
#include "support/past_step.h"

namespace reseal::test {
namespace {

const std::string kNow = "2026-11-20T01:00:00Z";  // Friday, 8 o'clock in Ha Noi

SandboxOptions at_that_time(SandboxOptions options) {
  options.init.insert(options.init.end(), {"--as-of", kNow});
  return options;
}

crypto::XmlSignOptions options_of(const XmlPlace& place, Time now) {
  crypto::XmlSignOptions options;
  options.signed_element = place.signed_element;
  options.id_attribute = place.id_attribute;
  options.new_id = place.new_id;
  options.signature_parent = place.signature_parent;
  options.key_value = place.key_value;
  options.subject_in_certificate_order = place.certificate_order;
  if (place.xades) options.xades = crypto::XmlSignOptions::Xades{now};
  return options;
}

void expect_id(const Step& step, const std::string& id) {
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
}

}  // namespace

RegistrarWorld::RegistrarWorld(TestKey new_key, SandboxOptions options)
    : sandbox(at_that_time(std::move(options))), key(std::move(new_key)), renewed_([this] {
        const auto token = sandbox.make_token({"--algorithm", "ec"});
        order.old.certificate = crypto::Certificate::from_pem(token.certificate).facts();
        return issue(key);
      }()) {
  order.id = "R7K4-Q2MX-9DTB";
  order.phase = Phase::registration;
  order.now = at(kNow);
  order.opened_at = order.now;
  order.old.revocation.status = RevocationFacts::Status::good;
  order.new_certificate = renewed_.facts();
}

crypto::Certificate RegistrarWorld::issue(const TestKey& holder_key, CertificateSpec spec) const {
  const auto attributes = [](const std::vector<NameAttribute>& name) {
    Name out;
    for (const auto& part : name) out.push_back({part.key, part.value});
    return out;
  };
  const auto ca = crypto::Certificate::from_pem(ca_pem());
  CertificateSpec root;
  root.subject = attributes(ca.facts().subject);
  const auto misa_ca = TestCa::root(root, TestKey::from_pem(read_file(sandbox.folder() / "keys" / "misa-ca.key")));
  spec.subject = attributes(order.old.certificate.subject);
  spec.spki = holder_key.spki();
  return misa_ca.issue(spec);
}

std::string RegistrarWorld::ca_pem() const { return read_file(sandbox.misa_ca()); }

HttpResponse RegistrarWorld::http(const HttpRequest& asked) {
  auto request = asked;
  if (!request.effect.empty()) {
    effects.push_back(request.effect);
    request.headers["Idempotency-Key"] = "test-" + order.id + "-" + request.effect;
  }
  plugin::HttpPolicy policy;
  policy.origins = {sandbox.portal()};
  policy.ca_file = sandbox.tls_ca();
  return plugin::http_exchange(request, policy);
}

void RegistrarWorld::finish(const Step& step, const Json& result) { reseal::test::carried_out(order, step, result); }

Step RegistrarWorld::accept(Registrar& registrar, const std::string& id, Json answer) {
  auto step = registrar.registration(order, *this);
  expect_id(step, id);
  const auto& form = std::get<Ask>(step.action).form;
  for (const auto& field : form.fields) {
    if (field.initial && !answer.contains(field.id) && *field.initial != Json("")) answer[field.id] = *field.initial;
  }
  for (const auto& problem : check_answer(form, answer)) {
    ADD_FAILURE() << id << "." << problem.field << ": " << problem.rule;
  }
  finish(step, {{"accepted", true}, {"answer", answer}});
  return step;
}

Step RegistrarWorld::decline(Registrar& registrar, const std::string& id) {
  auto step = registrar.registration(order, *this);
  expect_id(step, id);
  EXPECT_FALSE(std::get<Ask>(step.action).form.decline.empty()) << id;
  finish(step, {{"accepted", false}});
  return step;
}

std::string RegistrarWorld::document(const Step& step) {
  return std::string(as_text(from_base64(std::get<Sign>(step.action).document)));
}

std::string RegistrarWorld::signed_with(const Step& step, const TestKey& signer,
                                        const crypto::Certificate& certificate) const {
  const auto& sign = std::get<Sign>(step.action);
  const auto form = crypto::xml_sign(signer.signing_key(), certificate, from_base64(sign.document),
                                     options_of(sign.xml.value(), order.now));
  return std::string(as_text(form));
}

void RegistrarWorld::hand_in(Registrar& registrar, const std::string& id, const std::string& form) {
  const auto step = registrar.registration(order, *this);
  expect_id(step, id);
  finish(step, {{"signature", to_base64(as_bytes(form))}, {"format", "xml"}});
}

std::string RegistrarWorld::sign(Registrar& registrar, const std::string& id) {
  const auto step = registrar.registration(order, *this);
  expect_id(step, id);
  EXPECT_EQ(std::get<Sign>(step.action).key, Sign::Key::new_key);
  auto form = signed_with(step, key, renewed_);
  hand_in(registrar, id, form);
  return form;
}

void RegistrarWorld::signal(Registrar& registrar, const std::string& id, const Json& answer) {
  const auto step = registrar.registration(order, *this);
  expect_id(step, id);
  const auto& form = std::get<Wait>(step.action).signal;
  if (!form) throw std::runtime_error("the wait " + id + " takes no signal");
  EXPECT_TRUE(check_answer(*form, answer).empty()) << id;
  finish(step, {{"signal", answer}});
}

std::string outcome(const Step& step) {
  if (const auto* refuse = std::get_if<Refuse>(&step.action)) return "refuse " + refuse->reason;
  if (const auto* fail = std::get_if<Fail>(&step.action)) return "fail " + fail->reason;
  return std::string(step.kind());
}

bool shows(const Form& form, const std::string& text_id) {
  return std::ranges::any_of(form.shown, [&](const Shown& shown) { return shown.label.id == text_id; });
}

bool has_field(const Form& form, const std::string& id) {
  return std::ranges::any_of(form.fields, [&](const Field& field) { return field.id == id; });
}

}  // namespace reseal::test
