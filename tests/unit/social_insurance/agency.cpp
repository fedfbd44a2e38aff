// SPDX-License-Identifier: Apache-2.0
#include "agency.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "ca.h"
#include "distinguished_name.h"
#include "order_desk.h"
#include "pem.h"
#include "registry.h"
#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "reseal/crypto/xml_signature.h"
#include "reseal/failure.h"
#include "reseal/mail/mail.h"
#include "reseal/plugin/http.h"
#include "world.h"

namespace reseal::social_insurance::test {
namespace {

using reseal::test::SandboxOptions;
using reseal::test::SandboxWorld;
using reseal::test::TestKey;

SandboxOptions options() {
  SandboxOptions out;
  out.init = {"--as-of", kBegin};
  out.staff_on_command = true;
  return out;
}

Json settings_for(const SandboxWorld& world, Json settings) {
  settings["base_url"] = world.portal();
  return settings;
}

crypto::XmlSignOptions options_of(const XmlPlace& place, Time at) {
  crypto::XmlSignOptions out;
  out.signed_element = place.signed_element;
  out.id_attribute = place.id_attribute;
  out.new_id = place.new_id;
  out.signature_parent = place.signature_parent;
  if (place.xades) out.xades = crypto::XmlSignOptions::Xades{at, {}};
  return out;
}

}  // namespace

HttpResponse PortalHost::http(const HttpRequest& request) {
  EXPECT_EQ(request.method == "GET", request.effect.empty()) << "only what changes something has an effect";
  auto sent = request;
  if (!request.effect.empty()) {
    sent.headers["Idempotency-Key"] = order + ":" + request.effect;
    effects.push_back(request.effect);
  }
  auto response = plugin::http_exchange(sent, {.origins = {world_.portal()}, .ca_file = world_.tls_ca()});
  if (lose_reply.erase(request.effect) > 0) throw TryLater("the reply was lost");
  return response;
}

Registering::Registering(TestKey new_key, const std::string& transport, const Json& settings)
    : world(options()),
      host(world),
      old(issue(TestKey::ec())),
      fresh(issue(std::move(new_key))),
      plugin(PluginContext{SOCIAL_INSURANCE_FOLDER, transport, settings_for(world, settings)}) {
  order.id = "BHXH-TEST-0001";
  order.phase = Phase::registration;
  order.now = host.clock;
  order.opened_at = host.clock;
  order.old.certificate = old.certificate;
  order.new_certificate = fresh.certificate;
  host.order = order.id;
}

Holding Registering::issue(TestKey key, const std::string& issuer) {
  const sandbox::World inside(world.folder());
  const auto lock = inside.records().lock();
  sandbox::CertificatePlan plan;
  plan.subject = sandbox::parse_name("UID=MST:0101243150,CN=CÔNG TY TNHH \"AN & BÌNH\",C=VN");
  plan.serial = sandbox::new_serial(inside.serial_head());
  plan.from = time_from_iso("2026-11-01T00:00:00Z");
  plan.to = time_from_iso("2027-11-01T00:00:00Z");
  const auto ca = inside.issuer(issuer);
  const auto certificate = sandbox::issue(plan, key.native(), &ca);
  sandbox::Registry(inside).add(certificate.get(), issuer);
  return {std::move(key), crypto::Certificate::from_pem(sandbox::to_pem(certificate.get())).facts()};
}

Step Registering::next() { return plugin.registration(order, host); }

void Registering::finish(const Step& step, const Json& result) {
  order.memory.merge_patch(step.remember);
  PastStep past;
  past.number = static_cast<int>(order.history.size()) + 1;
  past.phase = order.phase;
  past.id = step.id;
  past.kind = step.kind();
  past.result = result;
  past.at = order.now;
  order.history.push_back(past);
}

Step Registering::accept(const std::string& id, const Json& answer) {
  auto step = next();
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
  EXPECT_THAT(check_answer(form_of(step), answer), testing::IsEmpty()) << id;
  finish(step, {{"accepted", true}, {"answer", answer}});
  return step;
}

Step Registering::decline(const std::string& id) {
  auto step = next();
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
  EXPECT_FALSE(form_of(step).decline.empty()) << id;
  finish(step, {{"accepted", false}});
  return step;
}

std::string Registering::sign_with(const Holding& holding, const std::string& id) {
  const auto step = next();
  if (step.id != id) throw std::runtime_error("expected the step " + id + ", got " + step.id);
  const auto& wanted = action<Sign>(step);
  EXPECT_EQ(wanted.format, Sign::Format::xml);
  EXPECT_EQ(wanted.key, Sign::Key::new_key);
  const auto document = from_base64(wanted.document);
  const auto signed_form =
      crypto::xml_sign(holding.key.signing_key(), crypto::Certificate::from_pem(holding.certificate.pem), document,
                       options_of(wanted.xml.value(), order.now));
  finish(step, {{"signature", to_base64(signed_form)}, {"format", "xml"}});
  return std::string(as_text(document));
}

std::string Registering::sign(const std::string& id) { return sign_with(fresh, id); }

void Registering::send() {
  accept("unit", unit_data());
  accept("confirm");
  sign();
}

void Registering::signal(const Json& answer, const std::string& id) {
  const auto step = next();
  if (step.id != id) throw std::runtime_error("expected the wait " + id + ", got " + step.id);
  EXPECT_THAT(check_answer(action<Wait>(step).signal.value(), answer), testing::IsEmpty());
  finish(step, {{"signal", answer}});
}

void Registering::set_time(const std::string& rfc3339) {
  world.set_clock(rfc3339);
  host.clock = time_from_iso(rfc3339);
  order.now = host.clock;
}

void Registering::wait_until(const std::string& rfc3339) {
  const auto step = next();
  static_cast<void>(action<Wait>(step));
  set_time(rfc3339);
  finish(step, {{"waited", true}});
}

std::string Registering::number() { return world.registrations("social_insurance").back().at("number"); }

Json Registering::mail() {
  const auto letters = world.mails();
  return mail_field(read_file(letters.at(letters.size() - 1)));
}

Json mail_field(const std::string& rfc5322) {
  const auto read = mail::read_mail(as_bytes(rfc5322));
  return {{"name", "answer.eml"},
          {"media_type", "message/rfc822"},
          {"base64", to_base64(as_bytes(rfc5322))},
          {"mail",
           {{"from", read.from},
            {"to", read.to},
            {"date", read.date ? to_iso(*read.date) : ""},
            {"subject", read.subject},
            {"text", read.text},
            {"message_id", read.message_id}}}};
}

const Form& form_of(const Step& step) { return action<Ask>(step).form; }

bool shows(const Form& form, const std::string& text_id) {
  return std::any_of(form.shown.begin(), form.shown.end(), [&](const Shown& each) { return each.label.id == text_id; });
}

const Field* field_of(const Form& form, const std::string& id) {
  const auto found =
      std::find_if(form.fields.begin(), form.fields.end(), [&](const Field& field) { return field.id == id; });
  return found == form.fields.end() ? nullptr : &*found;
}

const Json& unit_data() {
  static const Json data = {
      {"unit_code", "TA0123A"}, {"email", "ketoan@anbinh.example"}, {"phone", "0912345678"}, {"responsible", true}};
  return data;
}

}  // namespace reseal::social_insurance::test
