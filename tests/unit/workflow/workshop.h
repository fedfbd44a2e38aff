// SPDX-License-Identifier: Apache-2.0
// The engine's world for tests: the real store, the real checks, a token and a portal in memory, a clock that is told.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reseal/workflow/engine.h"
#include "support/memory_ca.h"
#include "support/memory_faulty_store.h"
#include "support/memory_plugin.h"
#include "support/memory_token.h"

namespace reseal::workflow {

inline constexpr Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);
inline constexpr Time kOldEnd = kNow + std::chrono::days(30);

/// A CA's portal that keeps orders by idempotency key and signs what it is asked to.
struct MemoryPortal {
  explicit MemoryPortal(test::MemoryCa& with) : ca(with) {}
  test::MemoryCa& ca;
  int posts = 0;
  int lookups = 0;
  bool looking_up_works = true;
  int lose_replies = 0;                       ///< of the next n POSTs: done, but the answer never arrives
  int answer_status = 0;                      ///< instead of doing anything
  std::map<std::string, std::string> orders;  ///< idempotency key -> our reference
  std::map<std::string, std::string> registrations;
  std::map<std::string, std::string> certificates;  ///< idempotency key -> PEM
  std::vector<HttpRequest> seen;
  HttpResponse handle(const HttpRequest& request);
};

class Workshop {
 public:
  Workshop();
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  /// A new engine, as after a restart of the program.
  Engine& restart(const std::string& worker = "cli");
  /// The engine's store, dying at its n-th write.
  Engine& restart_dying(int at_write, bool after_the_write);
  Engine& engine() { return *engine_; }
  std::string open() { return engine_->open_renewal(candidate(), token->identity, plugin); }
  [[nodiscard]] Candidate candidate() const;
  /// A certificate for the key that the order has made.
  [[nodiscard]] crypto::Certificate issue_for(const Order& order, const test::CertificateOrder& wish);
  [[nodiscard]] static test::CertificateOrder good_certificate();
  [[nodiscard]] std::vector<std::string> kinds(const std::string& order);  ///< of the journal's entries
  [[nodiscard]] int count(const std::string& order, const std::string& kind);
  /// Answers the open task with {} until there is none; moves the clock while the order waits.
  Situation carry_to_rest(const std::string& order);

  ManualClock clock{TimePoint(kNow)};
  std::filesystem::path folder;
  std::unique_ptr<store::Store> real_store;
  test::MemoryCa ca;
  test::MemoryCa other_ca;
  std::shared_ptr<test::MemoryToken> token;
  test::MemoryTokens tokens;
  token::KeyHolderSource* source = &tokens;  ///< what the next engine looks at
  test::MemoryPlugin plugin;
  /// The registrar of a system, made when it is first asked for.
  test::MemoryPlugin& registrar(const std::string& system);
  std::unique_ptr<Vault> vault;
  MemoryPortal portal;
  std::optional<crypto::Certificate> old;
  std::vector<PinRequest> pin_requests;
  std::vector<std::string> pins = {};  ///< given one after the other, then the right one
  bool somebody_is_there = true;
  bool spend_last_try = false;
  std::vector<Event> events;
  EngineSettings settings;

 private:
  [[nodiscard]] World world(store::Store& store);
  std::map<std::string, test::MemoryPlugin> registrars_;
  std::unique_ptr<test::FaultyStore> faulty_;
  std::unique_ptr<Engine> engine_;
};

/// A whole provider: choose, order at the portal, wait for approval, make a key, get the certificate, install it.
Step whole_order(const Order& order, Host& host);
Step whole_installation(const Order& order, Host& host);

Ask ask(bool may_decline = false);
Wait wait(Seconds poll_after = Seconds(60));
MakeKey make_key();

}  // namespace reseal::workflow
