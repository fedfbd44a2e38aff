// SPDX-License-Identifier: Apache-2.0
// Keeps a person from locking a token. Tokens count wrong PINs; some lie about it; none forgives. So we count
// ourselves, on disk, before each try, and treat every failure that we do not know to be harmless as a spent try.
#pragma once

#include <optional>
#include <string>

#include "reseal/token/key_holder.h"

namespace reseal::token {

/// Where the count lives (core/store keeps it in the database). Durable when the call returns.
class PinLedger {
 public:
  virtual ~PinLedger() = default;
  /// Tries spent since the last success, for this token.
  [[nodiscard]] virtual int spent(const TokenIdentity& token) = 0;
  /// Written *before* the try.
  virtual void spend(const TokenIdentity& token) = 0;
  /// After a success: zero. After a failure that is known not to have been counted: takes one back.
  virtual void reset(const TokenIdentity& token) = 0;
  virtual void take_back(const TokenIdentity& token) = 0;
};

struct PinPolicy {
  int tries = 3;                    ///< how many the token grants; 3 where nothing is known: the least that is sold
  bool may_spend_last_try = false;  ///< only when the person has said so, for this one login
};

class PinGuard {
 public:
  PinGuard(PinLedger& ledger, PinPolicy policy) : ledger_(ledger), policy_(policy) {}

  struct Outlook {
    int tries_left = 0;  ///< by our count and the token's flags, whichever is less
    bool last_try = false;
    bool locked = false;
  };
  [[nodiscard]] Outlook outlook(const TokenStatus& status);

  struct Result {
    enum class Kind { ok, wrong_pin, last_try_refused, locked, token_gone, failed } kind = Kind::ok;
    int tries_left = 0;
  };
  /// Spends at most one try. last_try_refused and locked spend none.
  Result login(KeyHolder& holder, Secret&& pin);

 private:
  PinLedger& ledger_;
  PinPolicy policy_;
};

}  // namespace reseal::token
