// SPDX-License-Identifier: Apache-2.0
#include "workshop.h"

#include <algorithm>

#include "reseal/crypto/sealed.h"
#include "reseal/failure.h"

namespace reseal::workflow {

HttpResponse MemoryPortal::handle(const HttpRequest& request) {
  seen.push_back(request);
  if (request.method == "GET") {
    ++lookups;
    if (!looking_up_works) throw TryLater("the portal cannot be reached");
    const auto& asked = request.url.ends_with("/r") ? registrations : orders;
    return {asked.empty() ? 404 : 200, {}, "{}", false};
  }
  ++posts;
  if (answer_status != 0) return {answer_status, {}, "{}", false};
  const auto key = request.headers.at("Idempotency-Key");
  std::string body = "{}";
  if (request.effect == "place_order") {
    orders.emplace(key, "A-1");
  } else if (request.effect == "register") {
    registrations.emplace(key, "R-1");
  } else if (request.effect == "submit_csr") {
    if (!certificates.contains(key)) {
      certificates[key] = ca.issue(crypto::read_csr(request.body).spki, Workshop::good_certificate()).pem();
    }
    body = certificates[key];
  }
  if (lose_replies > 0) {
    --lose_replies;
    throw TryLater("the answer was lost");
  }
  return {201, {}, body, false};
}

Workshop::Workshop()
    : folder(std::filesystem::temp_directory_path() / ("reseal-workflow-" + to_hex(random_bytes(8)))),
      ca("Test CA", kNow - std::chrono::days(1000), kNow + std::chrono::days(3000)),
      other_ca("Unknown CA", kNow - std::chrono::days(1000), kNow + std::chrono::days(3000)),
      token(std::make_shared<test::MemoryToken>()),
      portal(ca) {
  std::filesystem::create_directories(folder);
  real_store = store::open_sqlite(folder / "reseal.db", clock);
  vault = std::make_unique<Vault>(*real_store, crypto::new_sealing_key());
  test::CertificateOrder wish;
  wish.not_before = kNow - std::chrono::days(335);
  wish.not_after = kOldEnd;
  const token::KeyId id = {1, 2, 3};
  old = ca.issue(token->add_key(id), wish);
  token->add_certificate(*old, id);
  tokens.add(token);
  plugin.on_order = whole_order;
  plugin.on_install = whole_installation;
  settings.worker = "cli";
  restart();
}

Workshop::~Workshop() {
  engine_.reset();
  faulty_.reset();
  real_store.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

World Workshop::world(store::Store& store) {
  const auto find = [this](const std::string& id) -> plugin::Plugin* {
    if (id == plugin.manifest().id) return &plugin;
    const auto found = registrars_.find(id);
    return found == registrars_.end() ? nullptr : &found->second;
  };
  const auto send = [this](const plugin::Plugin&, const HttpRequest& request,
                           const std::optional<plugin::ClientIdentity>&) { return portal.handle(request); };
  const auto ask_pin = [this](const PinRequest& request) -> std::optional<PinAnswer> {
    pin_requests.push_back(request);
    if (!somebody_is_there) return std::nullopt;
    std::string pin = token->pin;
    if (!pins.empty()) {
      pin = pins.front();
      pins.erase(pins.begin());
    }
    return PinAnswer{Secret(pin), spend_last_try};
  };
  return {store,
          clock,
          *source,
          ca.anchors(),
          find,
          send,
          ask_pin,
          [this](const Event& event) { events.push_back(event); },
          [] { return 0.5; },
          {},
          [this](const SecretName& secret, const KeptSecret& value, const std::string& order) {
            vault->keep(secret, value.label, value.value, order, std::chrono::floor<Seconds>(clock.now()));
          },
          []() -> const document::Documents& { return document::documents(); },
          [](const Text& text, const std::string& language) { return language + ":" + text.id; }};
}

test::MemoryPlugin& Workshop::registrar(const std::string& system) {
  return registrars_.try_emplace(system, test::MemoryPlugin::registrar(system)).first->second;
}

Engine& Workshop::restart(const std::string& worker) {
  EngineSettings mine = settings;
  mine.worker = worker;
  engine_.reset();
  engine_ = std::make_unique<Engine>(world(*real_store), mine);
  return *engine_;
}

Engine& Workshop::restart_dying(int at_write, bool after_the_write) {
  engine_.reset();
  faulty_ = std::make_unique<test::FaultyStore>(*real_store);
  faulty_->die_at = at_write;
  faulty_->after_the_write = after_the_write;
  engine_ = std::make_unique<Engine>(world(*faulty_), settings);
  return *engine_;
}

Candidate Workshop::candidate() const {
  Candidate candidate;
  candidate.certificate = old->facts();
  candidate.token_uri = token->identity.uri();
  return candidate;
}

test::CertificateOrder Workshop::good_certificate() {
  test::CertificateOrder wish;
  wish.not_before = kNow - std::chrono::minutes(5);
  wish.not_after = kOldEnd + std::chrono::days(365);
  return wish;
}

crypto::Certificate Workshop::issue_for(const Order& order, const test::CertificateOrder& wish) {
  const Json* made = order.result_of("make_key");
  return ca.issue(crypto::read_csr(made->at("csr").get<std::string>()).spki, wish);
}

std::vector<std::string> Workshop::kinds(const std::string& order) {
  std::vector<std::string> kinds;
  for (const auto& entry : real_store->journal(order)) kinds.push_back(entry.kind);
  return kinds;
}

int Workshop::count(const std::string& order, const std::string& kind) {
  const auto all = kinds(order);
  return static_cast<int>(std::count(all.begin(), all.end(), kind));
}

Situation Workshop::carry_to_rest(const std::string& order) {
  Situation situation = engine_->advance(order);
  for (int i = 0; i < 50; ++i) {
    if (situation.order.state == store::OrderState::needs_person) {
      const auto& task = situation.tasks.front();
      situation = engine_->answer(task.id, task.version, {{"accepted", true}, {"answer", Json::object()}});
    } else if (situation.order.state == store::OrderState::waiting) {
      clock.set(*situation.order.due_at);
      situation = engine_->advance(order);
    } else {
      break;
    }
  }
  return situation;
}

Ask ask(bool may_decline) {
  Ask ask;
  ask.form.title = Text{"memory.choose", {}};
  if (may_decline) ask.form.decline = Text{"memory.no", {}};
  return ask;
}

Wait wait(Seconds poll_after) {
  Wait wait;
  wait.reason = Text{"memory.approval", {}};
  wait.expectation = Text{"memory.no_time_promised", {}};
  wait.poll_after = poll_after;
  return wait;
}

MakeKey make_key() { return {"EC", 256, {}}; }

Step whole_order(const Order& order, Host& host) {
  if (order.result_of("choose") == nullptr) return {"choose", ask(), Json::object()};
  if (!order.memory.contains("placed")) {
    const auto lost = std::find(order.unconfirmed.begin(), order.unconfirmed.end(), "place_order");
    const bool there =
        lost != order.unconfirmed.end() && host.http({"GET", "https://ca.example/o", {}, "", ""}).status == 200;
    if (!there) {
      const auto reply = host.http({"POST", "https://ca.example/o", {}, "{}", "place_order"});
      if (reply.status >= 500) throw TryLater("busy");
    }
    return {"approval", wait(), {{"placed", true}}};
  }
  return {"accepted", Done{Text{"memory.accepted", {}}, {}, Json::object()}, Json::object()};
}

Step whole_installation(const Order& order, Host& host) {
  const Json* key = order.result_of("make_key");
  if (key == nullptr) return {"make_key", make_key(), Json::object()};
  if (!order.new_certificate) {
    const auto reply =
        host.http({"POST", "https://ca.example/csr", {}, key->at("csr").get<std::string>(), "submit_csr"});
    return {"install", Install{reply.body, {}}, Json::object()};
  }
  return {"ready", Done{Text{"memory.ready", {}}, {Text{"memory.register", {}}}, {{"order", "A-1"}}}, Json::object()};
}

}  // namespace reseal::workflow
