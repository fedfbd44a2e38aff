// SPDX-License-Identifier: Apache-2.0
// What a plugin is lent during one call. What a request does beyond reading, and every use of the holder's keys, is
// written down before it happens.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reseal/host.h"
#include "reseal/workflow/engine.h"
#include "story.h"
#include "token_session.h"

namespace reseal::workflow {

class HostCapabilities final : public Host {
 public:
  using Write = std::function<void(const std::string& kind, const Json& body)>;
  /// All outlive it. `story`: as it stands when the next step is asked for.
  HostCapabilities(const World& world, const plugin::Plugin& plugin, const Story& story, TokenSession& session,
                   Write write)
      : world_(world),
        plugin_(plugin),
        story_(story),
        session_(session),
        number_(story.last_number + 1),
        write_(std::move(write)) {}

  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel level, std::string_view message) override;
  [[nodiscard]] Time now() override;
  std::string sign_message(const MessageToSign& message) override;
  std::string decrypt_key(const KeyToDecrypt& key) override;
  ProgramEnd run_program(const ProgramRun& run) override;

  /// An exception of ours (the store's, a refused request, a PIN that nobody gave) cannot cross the plugin's border
  /// whole. It is kept, and thrown here once the plugin has returned.
  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  /// Where the last request went, for a text about what went wrong.
  [[nodiscard]] const std::string& last_host() const { return last_host_; }

 private:
  struct UsedKey {
    token::KeyHolder& holder;
    token::HeldKey key;
    crypto::SigningKey signing;
  };
  /// The key in hand, after the person has given the PIN for `use` ("sign_message") of it.
  UsedKey holder_key(HolderKey which, const std::string& use, Text::Params about);
  plugin::ClientIdentity client_identity();
  HttpResponse effect(HttpRequest request, const std::optional<plugin::ClientIdentity>& client);
  /// Runs `act` between an intent and its outcome in the journal; `act` adds to the outcome.
  template <typename Act>
  auto written_down(const std::string& effect, const std::string& name, const Json& intent, const Act& act);
  /// Keeps what `act` throws, except TryLater, for rethrow_failure().
  template <typename Act>
  auto kept(const Act& act);
  [[noreturn]] void not_permitted(const std::string& what) const;
  [[noreturn]] void misused(const std::string& problem) const;
  void tell(Event::Kind kind, const std::string& name, Text text) const;

  const World& world_;
  const plugin::Plugin& plugin_;
  const Story& story_;
  TokenSession& session_;
  int number_;
  Write write_;
  std::exception_ptr failure_;
  std::string last_host_;
};

}  // namespace reseal::workflow
