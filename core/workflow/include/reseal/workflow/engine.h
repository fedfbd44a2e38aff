// SPDX-License-Identifier: Apache-2.0
// The engine: asks a plugin "what next?", writes the step down, carries it out, writes the result down, asks again. It
// owns intent, idempotency, back-off and resumption; it knows no CA.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reseal/base/clock.h"
#include "reseal/base/error.h"
#include "reseal/crypto/path.h"
#include "reseal/document/documents.h"
#include "reseal/host.h"
#include "reseal/order.h"
#include "reseal/plugin/http.h"
#include "reseal/plugin/plugin.h"
#include "reseal/step.h"
#include "reseal/store/store.h"
#include "reseal/token/key_holder.h"
#include "reseal/token/pin_guard.h"
#include "reseal/workflow/events.h"
#include "reseal/workflow/vault.h"

namespace reseal::workflow {

/// What the person is told before a PIN is spent.
struct PinRequest {
  token::TokenIdentity token;
  int tries_left = 0;
  bool last_try = false;
  bool wrong_before = false;  ///< the PIN given a moment ago was wrong
  bool on_reader = false;     ///< it is typed on the reader: tell the person, and answer with an empty PIN
  std::string order;
  Text purpose;  ///< "make a key pair", "install the certificate"
};
struct PinAnswer {
  Secret pin;
  bool spend_last_try = false;
};
/// Empty: nobody can be asked now (order becomes needs_pin).
using PinSource = std::function<std::optional<PinAnswer>(const PinRequest&)>;

/// Finds the plugin of an order; nullptr when it is not loaded here.
using FindPlugin = std::function<plugin::Plugin*(const std::string& id)>;
/// Sends one HTTP request for a plugin, within its origins; with `client`, as the holder of that certificate. Throws
/// TryLater.
using SendHttp = std::function<HttpResponse(const plugin::Plugin& plugin, const HttpRequest& request,
                                            const std::optional<plugin::ClientIdentity>& client)>;

struct EngineSettings {
  Seconds retry_first{5};
  Seconds retry_most{3600};
  double retry_growth = 2.0;
  double jitter = 0.2;     ///< ± share of each delay
  int nonsense_tries = 3;  ///< how often a portal may talk nonsense before a person is called
  int pin_tries = 3;
  std::string key_algorithm = "RSA";
  int key_bits = 2048;
  std::string worker = "cli";  ///< owner of leases
  Seconds lease{120};
};

/// The world the engine acts in; all references outlive it.
struct World {
  store::Store& store;
  const Clock& clock;
  token::KeyHolderSource& tokens;
  crypto::TrustAnchors anchors;
  FindPlugin find_plugin;
  SendHttp send_http;
  PinSource ask_pin;
  OnEvent on_event;                ///< progress for people; may be empty
  std::function<double()> random;  ///< [0, 1): for jitter; empty: a seeded generator
  /// Whether the worker that holds a lease is known to have died (its process was killed): then the order need not wait
  /// until the lease runs out. Empty: nobody can know.
  std::function<bool(const std::string& worker)> worker_is_gone = {};
  /// Seals what portals hand out (vault.h). Empty: a step that has something to keep is Error(secret_unavailable).
  std::function<void(const SecretName& secret, const KeptSecret& value, const std::string& order)> keep_secret = {};
  /// Draws and signs paper, looks into uploads; called when the first is needed. Empty: such a step or answer is
  /// Error(internal).
  std::function<const document::Documents&()> documents = {};
  /// A text in the language of a paper ("vi", "en", "zh"). Empty: ids stand there, in brackets.
  std::function<std::string(const Text& text, const std::string& language)> say = {};
};

/// Where an order stands after advance().
struct Situation {
  store::OrderRow order;
  std::vector<store::TaskRow> tasks;  ///< open
  std::optional<Text> message;        ///< what the plugin or the engine has to say about it
  std::vector<Text> next;             ///< what to do now
  std::vector<Obligation> owed;       ///< what a person still owes, also after the end
  std::optional<ErrorCode> error;     ///< why it stands still, where an error is the cause
  Error::Params error_params;
};

/// Threads: different orders may be advanced at the same time if the world's store, tokens and callbacks allow it; a
/// plugin is asked by one thread at a time. An order that this engine is advancing already is left to that thread.
class Engine {
 public:
  Engine(World world, EngineSettings settings);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Opens an order and writes it down; does not advance it. Throws Error(order_open_already): for this certificate;
  /// Error(order_open_for_holder): the provider takes no more orders at once (Description::at_once), or not of this
  /// holder (Manifest::one_order_per_holder).
  std::string open_renewal(const Candidate& candidate, const token::TokenIdentity& token, plugin::Plugin& provider);

  /// What is to be registered.
  struct Registration {
    Candidate old;
    CertificateFacts new_certificate;
    token::TokenIdentity token;  ///< holds both
    std::string renewal;         ///< the order that the new certificate came from; may be empty
  };
  /// Opens the order that registers a new certificate with one system. Throws Error(order_open_already): this
  /// certificate is being registered there.
  std::string open_registration(const Registration& registration, plugin::Plugin& registrar);

  /// Carries the order on until it cannot go on by itself. Safe to call at any time, after any crash.
  Situation advance(const std::string& order);

  /// Answers a task and advances. `answer` is {"accepted": true, "answer": {field: value}} or {"accepted": false}; of a
  /// signal, {"signal": {field: value}} is taken too. Throws Error(answer_wrong) with the problems (as JSON in
  /// cause()); nothing is written then. Values of secret fields are never written: they reach the plugin's next call in
  /// this process, and nothing later.
  Situation answer(const std::string& task, std::int64_t version, const Json& answer);

  /// Where it stands, without touching anything.
  [[nodiscard]] Situation situation(const std::string& order);

  /// Ends an open order by the person's wish; says what stays behind at the CA and on the token. Throws
  /// Error(order_closed).
  Situation cancel(const std::string& order);

  /// A person has done what was still owed after an order (Done::obligations). Throws Error(obligation_not_found).
  Situation settle(const std::string& order, const std::string& obligation);

  /// What the plugin would be handed: a fold of the journal.
  [[nodiscard]] Order fold(const std::string& order);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The Idempotency-Key of an effect: stable over retries, restarts and machines.
std::string idempotency_key(const std::string& order, const std::string& effect);

/// The delay before attempt n (1, 2, ...): grows, jitters, and never reaches past `deadline` (then half of what is
/// left).
std::chrono::milliseconds backoff(const EngineSettings& settings, int attempt, double random, TimePoint now,
                                  std::optional<TimePoint> deadline);

}  // namespace reseal::workflow
