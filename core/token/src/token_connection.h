// SPDX-License-Identifier: Apache-2.0
// One token, whatever slot it is in now: keeps a session to it, finds it again by identity when it was pulled and came
// back, and turns what a module answers into reseal::Error.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "module.h"
#include "reseal/token/key_holder.h"
#include "return_value.h"
#include "session.h"
#include "slots.h"

namespace reseal::token {

class TokenConnection {
 public:
  TokenConnection(std::shared_ptr<Module> module, TokenIdentity identity)
      : module_(std::move(module)), identity_(std::move(identity)) {}

  [[nodiscard]] const TokenIdentity& identity() const { return identity_; }
  /// Asks the token now. Throws Error(token_removed | token_ambiguous | token_error).
  [[nodiscard]] TokenStatus status();

  /// Runs `use(session)` on a session of *this* token. Throws reseal::Error.
  template <typename Use>
  auto with_session(const Use& use) {
    return guarded([&] { return use(ready()); });
  }

 private:
  template <typename Use>
  auto guarded(const Use& use) {
    try {
      return use();
    } catch (const CallFailed& failure) {
      // A module that did not end an operation that failed never will: only a new session helps.
      if (means_removed(failure.value) || failure.value == CKR_OPERATION_ACTIVE) drop(failure.value);
      throw_error(identity_, failure);
    }
  }
  Session& ready();
  [[nodiscard]] bool session_is_good();
  [[nodiscard]] SeenToken find();
  void drop(CK_RV why);

  std::shared_ptr<Module> module_;
  TokenIdentity identity_;
  std::optional<Session> session_;
};

}  // namespace reseal::token
