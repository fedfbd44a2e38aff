// SPDX-License-Identifier: Apache-2.0
// One advance() of one order: the loop that asks, writes down, carries out, writes down, and asks again.
#pragma once

#include <exception>
#include <map>
#include <mutex>
#include <string>

#include "host_capabilities.h"
#include "reseal/step.h"
#include "stories.h"
#include "token_session.h"

namespace reseal::workflow {

/// Values of secret fields, by task and field; they live until the plugin has had them once.
class GivenSecrets {
 public:
  void keep(const std::string& task, const std::string& field, const Json& value);
  /// Puts the values back where the journal says only that they were given.
  void restore(const std::string& order, std::vector<PastStep>& history) const;
  void forget(const std::string& order);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::map<std::string, Secret>> by_task_;
};

/// Somebody else wrote to the order (a person's answer, another worker): what we know of it is old.
struct StoryMoved final : std::exception {};
/// Another worker has the order now.
struct LeaseLost final : std::exception {};

/// What all journeys of an engine share.
struct Shared {
  const World& world;
  const EngineSettings& settings;
  const std::function<double()>& random;
  GivenSecrets& secrets;
  Stories& stories;
  std::mutex& asking;  ///< a plugin is asked by one thread at a time
};

class Journey {
 public:
  Journey(const Shared& shared, std::string order);

  /// Until the order cannot go on by itself.
  void run();
  /// Writes down why the order stands still. Throws StoryMoved.
  void stop(const Error& error);

 private:
  enum class Next { go_on, pause };

  void look();
  [[nodiscard]] bool waiting_still() const;
  Next go();

  // ask_plugin.cpp
  Next ask_plugin();
  [[nodiscard]] Step question(plugin::Plugin& plugin, HostCapabilities& host);
  void take_step(const Step& step);
  Next try_later(const std::string& cause, const std::string& why, std::optional<Seconds> after, Error stuck);

  // carry_out_*.cpp, ending.cpp
  // Their tasks were opened with them; the answer ends them.
  Next carry_out(const Ask& /*step*/) const { return Next::pause; }
  Next carry_out(const Wait& /*step*/) const { return Next::pause; }
  Next carry_out(const Sign& sign);
  [[nodiscard]] Bytes signed_message(const Sign& sign, const crypto::SigningKey& key,
                                     const crypto::Certificate& certificate) const;
  [[nodiscard]] Bytes signed_form(const Sign& sign, const crypto::SigningKey& key,
                                  const crypto::Certificate& certificate) const;
  [[nodiscard]] Bytes paper_to_sign(const Sign& sign) const;
  [[nodiscard]] Bytes signed_paper(const Sign& sign, const Bytes& paper, const crypto::SigningKey& key,
                                   const crypto::Certificate& certificate) const;
  [[nodiscard]] std::vector<crypto::Certificate> above(const crypto::Certificate& certificate) const;
  Next carry_out(const MakeKey& step);
  Next carry_out(const Install& step);
  Next carry_out(const Adopt& step);
  Next carry_out(const Done& step);
  Next carry_out(const Refuse& step);
  Next carry_out(const Fail& step);
  /// The entry that opens the task of step `number`, as number `seq` of the journal.
  [[nodiscard]] store::NewEntry task_entry(const Form& form, bool signal, int number, std::int64_t seq) const;
  struct MadeKey {
    std::string id;  ///< hex
    std::string csr;
    Bytes spki;
  };
  [[nodiscard]] std::string intend_key(const MakeKey& step);
  [[nodiscard]] std::optional<MadeKey> made_before(token::KeyHolder& holder, const MakeKey& step,
                                                   const std::string& key_id);
  [[nodiscard]] MadeKey with_csr(token::KeyHolder& holder, const MakeKey& step, const token::HeldKey& key) const;
  [[nodiscard]] std::string key_label() const;
  struct OrderedKey {
    std::string id;
    Bytes spki;
  };
  [[nodiscard]] std::optional<OrderedKey> key_ordered_for(const crypto::Certificate& issued) const;
  std::optional<OrderedKey> key_made_elsewhere(const crypto::Certificate& issued);
  Next write_beside(const crypto::Certificate& issued, const std::string& key_id);
  void tell_installed(const crypto::Certificate& certificate) const;
  void prove(token::KeyHolder& holder, const crypto::Certificate& certificate);
  struct Ending {
    store::OrderState state = store::OrderState::failed;
    std::string reason = {};
    Text message = {};
    std::vector<Text> next = {};
    Json evidence = Json::object();
    std::optional<Acceptance> acceptance = {};
    std::vector<Obligation> obligations = {};
  };
  Next close(const Ending& ending);

  // Writing.
  void keep_lease();
  void append(const std::vector<store::NewEntry>& entries);
  void append(const std::string& kind, const Json& body, const store::Projection& projection);
  void write(const std::string& kind, const Json& body);  ///< the order goes on by itself after this
  [[nodiscard]] store::NewEntry result_entry(const Json& result) const;
  Next finish(const Json& result);
  /// The outcome of the step's effect, and with it the step's result.
  Next finish(const Json& outcome, const Json& result);
  void tell(Event::Kind kind, const std::string& name, Text text, Json details = Json::object()) const;
  [[nodiscard]] TimePoint now() const { return shared_.world.clock.now(); }
  [[nodiscard]] Time second() const { return std::chrono::floor<Seconds>(now()); }
  /// When to look again at a wait, by its own wish, how often it was looked at, and the deadlines.
  [[nodiscard]] TimePoint due(const Wait& wait, int attempt) const;

  const Shared& shared_;
  std::string order_;
  store::OrderRow row_;
  Story story_;
  TokenSession session_;
  TimePoint leased_until_{};
};

/// Seals a secret of the order's holder. Throws Error(secret_unavailable) when the world keeps none.
void keep_for(const World& world, const Story& story, const KeptSecret& secret);

/// What a plugin must not ask for: thrown before the step is written down, so that a mended plugin can go on.
void require_possible(const Step& step, const Order& order, const std::string& plugin);

}  // namespace reseal::workflow
