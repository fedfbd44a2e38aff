// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <algorithm>

#include "ca.h"
#include "pem.h"
#include "registry.h"
#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "reseal/crypto/certificate.h"
#include "reseal/crypto/signing.h"
#include "reseal/plugin/http.h"
#include "support/past_step.h"

namespace reseal::customs::test {
namespace {

using std::chrono::days;

Signer issue(const reseal::test::SandboxWorld& sandbox, Time from, Time to) {
  const sandbox::World world(sandbox.folder());
  const auto lock = world.records().lock();
  Signer signer;
  sandbox::CertificatePlan plan;
  plan.subject = sandbox::parse_name("CN=CÔNG TY TNHH ÁNH DƯƠNG,UID=MST:" + std::string(kTaxCode) + ",C=VN");
  plan.serial = sandbox::new_serial(world.serial_head());
  plan.from = from;
  plan.to = to;
  const auto issuer = world.issuer("misa-ca");
  const auto certificate = sandbox::issue(plan, signer.key.native(), &issuer);
  sandbox::Registry(world).add(certificate.get(), "misa-ca");
  signer.pem = sandbox::to_pem(certificate.get());
  return signer;
}

reseal::test::SandboxOptions options(bool staff_on_command) {
  reseal::test::SandboxOptions options;
  options.staff_on_command = staff_on_command;
  return options;
}

Time now() { return std::chrono::floor<Seconds>(std::chrono::system_clock::now()); }

}  // namespace

CertificateFacts Signer::facts() const { return crypto::Certificate::from_pem(pem).facts(); }

Json Signer::sign(const Sign& sign) const {
  const auto detached = sign.format == Sign::Format::cms_detached;
  const auto signature = crypto::cms_sign(key.signing_key(), crypto::Certificate::from_pem(pem), {},
                                          from_base64(sign.document), {.detached = detached, .cades = true});
  return {{"signature", to_base64(signature)}, {"format", detached ? "cms_detached" : "cms_attached"}};
}

std::unique_ptr<plugin::Plugin> load(const std::string& transport, Json settings) {
  plugin::PluginSettings chosen;
  chosen.isolation = plugin::Isolation::none;
  chosen.transport = transport;
  chosen.settings = std::move(settings);
  const auto library = std::filesystem::path(CUSTOMS_BUILT) / "customs.so";
  chosen.sha256 =
      crypto::sha256_hex(as_bytes(read_file(library, std::size_t{1} << 30U)));  // a sanitizer makes it large
  return plugin::load_plugin(CUSTOMS_BUILT, chosen, "/nonexistent");
}

NetworkHost::NetworkHost(const reseal::test::SandboxWorld& world, std::string order)
    : world_(world), order_(std::move(order)) {}

HttpResponse NetworkHost::http(const HttpRequest& request) {
  EXPECT_EQ(request.method == "GET", request.effect.empty()) << "only what changes something has an effect";
  auto sent = request;
  if (!request.effect.empty()) sent.headers["Idempotency-Key"] = order_ + ":" + request.effect;
  plugin::HttpPolicy policy;
  policy.origins = {plugin::origin_of(world_.portal())};
  policy.ca_file = world_.tls_ca();
  return plugin::http_exchange(sent, policy);
}

Time NetworkHost::now() { return test::now(); }

Registering::Registering(const std::string& transport, bool staff_on_command)
    : sandbox(options(staff_on_command)),
      host(sandbox, "order-2026-11-21-0001"),
      old_key(issue(sandbox, now() - days(345), now() + days(20))),
      new_key(issue(sandbox, now() - days(1), now() + days(750))),
      plugin(load(transport, {{"base_url", sandbox.portal()}, {"poll_seconds", 600}})) {
  order.id = "order-2026-11-21-0001";
  order.phase = Phase::registration;
  order.opened_at = order.now = now();
  order.old.certificate = old_key.facts();
  order.new_certificate = new_key.facts();
}

Step Registering::next() { return plugin->registration(order, host); }

Step Registering::finish(const Step& step, const Json& result) {
  reseal::test::carried_out(order, step, result);
  return next();
}

Step Registering::accept(const std::string& id, const Json& answer) {
  const auto step = next();
  EXPECT_EQ(step.id, id);
  auto whole = answer;
  for (const auto& field : form_of(step).fields) {
    if (field.initial && !whole.contains(field.id)) whole[field.id] = *field.initial;
  }
  EXPECT_THAT(check_answer(form_of(step), whole), testing::IsEmpty());
  return finish(step, {{"accepted", true}, {"answer", whole}});
}

Step Registering::decline(const std::string& id) {
  const auto step = next();
  EXPECT_EQ(step.id, id);
  EXPECT_FALSE(form_of(step).decline.empty());
  return finish(step, {{"accepted", false}});
}

Step Registering::sign(const std::string& id) {
  const auto step = next();
  EXPECT_EQ(step.id, id);
  const auto& action = std::get<Sign>(step.action);
  return finish(step, (action.key == Sign::Key::old_key ? old_key : new_key).sign(action));
}

Step Registering::signal(const std::string& id, const Json& answer) {
  const auto step = next();
  EXPECT_EQ(step.id, id);
  EXPECT_THAT(check_answer(*std::get<Wait>(step.action).signal, answer), testing::IsEmpty());
  return finish(step, {{"signal", answer}});
}

Json Registering::declarant() {
  return {{"full_name", "Nguyễn Văn An"},
          {"id_kind", "citizen_id"},
          {"id_number", "001 085 012 345"},
          {"email", "xnk@anhduong.example"}};
}

Step Registering::fill_in(const Json& entered) {
  accept("start");
  sign("sign_in");
  return accept("declarant", entered);
}

Step Registering::send() {
  accept("send");
  return sign("sign_record");
}

Step Registering::until_accepted(bool new_password) {
  fill_in();
  auto step = send();
  if (step.id == "result") step = finish(step, {{"waited", true}});
  return new_password ? accept("new_password") : decline("new_password");
}

Json Registering::record() {
  const auto records = sandbox.registrations("customs");
  EXPECT_LE(records.size(), 1U);
  return records.empty() ? Json() : records.front();
}

const Form& form_of(const Step& step) { return std::get<Ask>(step.action).form; }

std::string shown_under(const Form& form, const std::string& label) {
  const auto found = std::ranges::find_if(form.shown, [&](const Shown& shown) { return shown.label.id == label; });
  return found == form.shown.end() ? "" : found->value;
}

bool shows(const Form& form, const std::string& text_id) {
  return std::ranges::any_of(
      form.shown, [&](const Shown& shown) { return shown.label.id == text_id || says_next(shown.items, text_id); });
}

const Field* field_of(const Form& form, const std::string& id) {
  const auto found = std::ranges::find(form.fields, id, &Field::id);
  return found == form.fields.end() ? nullptr : &*found;
}

bool says_next(const std::vector<Text>& texts, const std::string& id) {
  return std::ranges::any_of(texts, [&](const Text& text) { return text.id == id; });
}

}  // namespace reseal::customs::test
