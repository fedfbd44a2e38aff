// SPDX-License-Identifier: Apache-2.0
// A whole renewal through the api transport: the real plugin, store, token and sandbox over TLS. What the portal and
// the making of the key take is measured inside and taken off: what is left is ours.
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "app/answers.h"
#include "bench/benches.h"
#include "bench/measure.h"
#include "reseal/base/file.h"
#include "reseal/crypto/signing.h"
#include "reseal/plugin/http.h"
#include "reseal/plugin/plugin.h"
#include "reseal/workflow/candidates.h"
#include "reseal/workflow/engine.h"
#include "support/product_world.h"

namespace reseal::bench {
namespace {

// Seconds.
struct Shares {
  double ours = 0;
  double token = 0;  ///< of ours: in the PKCS#11 module, but for signatures
  double portal = 0;
  double keys = 0;
};

class Timer {
 public:
  explicit Timer(double& sum) : sum_(sum) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { sum_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  double& sum_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Forwards everything; adds up what the making of keys takes, and what everything else on the token does.
class TimedHolder final : public token::KeyHolder {
 public:
  TimedHolder(std::unique_ptr<token::KeyHolder> real, Shares& shares) : real_(std::move(real)), shares_(shares) {}
  token::TokenStatus status() override {
    return timed([&] { return real_->status(); });
  }
  std::vector<token::HeldCertificate> certificates() override {
    return timed([&] { return real_->certificates(); });
  }
  token::LoginResult login(Secret&& pin) override {
    return timed([&] { return real_->login(std::move(pin)); });
  }
  bool logged_in() override { return real_->logged_in(); }
  void logout() override { real_->logout(); }
  std::optional<token::HeldKey> find_key(const token::KeyId& id) override {
    return timed([&] { return real_->find_key(id); });
  }
  std::optional<token::HeldKey> find_key_of(const crypto::Certificate& c) override {
    return timed([&] { return real_->find_key_of(c); });
  }
  token::HeldKey make_key(const token::KeySpec& spec, const token::KeyId& id, const std::string& label) override {
    const Timer timer(shares_.keys);
    return real_->make_key(spec, id, label);
  }
  crypto::SigningKey signing_key(const token::HeldKey& key) override { return real_->signing_key(key); }
  bool signs_padded_blocks() override { return real_->signs_padded_blocks(); }
  void write_certificate(const crypto::Certificate& c, const token::KeyId& id, const std::string& label) override {
    timed([&] { real_->write_certificate(c, id, label); });
  }

 private:
  template <typename Work>
  auto timed(Work work) -> decltype(work()) {
    const Timer timer(shares_.token);
    return work();
  }

  std::unique_ptr<token::KeyHolder> real_;
  Shares& shares_;
};

class TimedSource final : public token::KeyHolderSource {
 public:
  TimedSource(std::unique_ptr<token::KeyHolderSource> real, Shares& shares) : real_(std::move(real)), shares_(shares) {}
  Listing list() override {
    const Timer timer(shares_.token);
    return real_->list();
  }
  std::unique_ptr<token::KeyHolder> open(const token::TokenIdentity& wanted) override {
    const Timer timer(shares_.token);
    return std::make_unique<TimedHolder>(real_->open(wanted), shares_);
  }

 private:
  std::unique_ptr<token::KeyHolderSource> real_;
  Shares& shares_;
};

Shares renew_once() {
  test::ProductWorld world({.algorithm = "rsa"});
  setenv("SOFTHSM2_CONF", world.token_facts().at("softhsm2_conf").get<std::string>().c_str(), 1);
  const auto config = world.config();
  const auto& entry = config.at("plugins").at("allow").at("misa");
  const auto provider = plugin::load_plugin(test::product_plugins() / "misa",
                                            {"api", entry.at("settings"), entry.at("sha256").get<std::string>(), {}},
                                            product("reseal-plugin-host"));
  const auto certificate = [&](const char* file) {
    return crypto::Certificate::from_pem(read_file(world.world_folder() / file));
  };
  const crypto::TrustAnchors anchors{{certificate("root.pem")}, {certificate("misa-ca.pem")}};
  plugin::HttpPolicy policy;
  policy.origins = provider->origins();
  policy.ca_file = world.world_folder() / "tls-ca.pem";

  Shares shares;
  ManualClock clock(SystemClock().now());
  const auto store = store::open_sqlite(world.folder() / "bench.db", clock);
  TimedSource tokens(token::pkcs11_source({test::ProductWorld::module()}), shares);
  workflow::World engine_world{
      .store = *store,
      .clock = clock,
      .tokens = tokens,
      .anchors = anchors,
      .find_plugin = [&](const std::string&) { return provider.get(); },
      .send_http =
          [&](const plugin::Plugin&, const HttpRequest& request, const std::optional<plugin::ClientIdentity>&) {
            std::optional<HttpResponse> response;
            shares.portal += seconds([&] { response = plugin::http_exchange(request, policy); });
            return *response;
          },
      .ask_pin =
          [&](const workflow::PinRequest&) {
            return workflow::PinAnswer{Secret(world.pin()), false};
          },
      .on_event = {},
      .random = [] { return 0.5; }};
  workflow::Engine engine(std::move(engine_world), {});
  const auto answers = test::complete_answers();

  const double total = seconds([&] {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
    const auto holdings = workflow::find_holdings(tokens, anchors, now);
    const auto& holding = workflow::choose_holding(holdings, "");
    auto situation = engine.advance(engine.open_renewal(holding.candidate, holding.token.identity, *provider));
    for (int i = 0; i < 100 && !store::is_closed(situation.order.state); ++i) {
      if (situation.order.state == store::OrderState::waiting) {
        (void)clock.sleep_until(*situation.order.due_at);
        situation = engine.advance(situation.order.id);
        continue;
      }
      if (situation.tasks.empty()) break;
      const auto& task = situation.tasks.front();
      auto values = app::initial_values(task.form.get<Form>());
      const auto& prepared = answers.at(situation.order.state_text);
      if (prepared.is_object()) values.merge_patch(prepared.at("answer"));
      situation = engine.answer(task.id, task.version, {{"accepted", true}, {"answer", values}});
    }
    if (situation.order.state != store::OrderState::installed) {
      throw std::runtime_error("the renewal ended as " + std::string(store::to_string(situation.order.state)) + " at " +
                               situation.order.state_text);
    }
  });
  shares.ours = total - shares.portal - shares.keys;
  return shares;
}

}  // namespace

void whole_renewal() {
  // One world a process: a PKCS#11 module keeps its state, and the next world's token would not be seen.
  const auto shares = renew_once();
  report("a whole api renewal, minus key generation and portal time (one world)", shares.ours * 1000, "ms", "<=", 50);
  std::printf("    of it the token %.0f ms; besides: portal and TLS %.0f ms, key generation %.0f ms\n",
              shares.token * 1000, shares.portal * 1000, shares.keys * 1000);
}

}  // namespace reseal::bench
