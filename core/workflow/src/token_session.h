// SPDX-License-Identifier: Apache-2.0
// The order's token in hand for one advance(): the right one, logged in when need be, each PIN try guarded.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reseal/workflow/engine.h"

namespace reseal::workflow {

class TokenSession {
 public:
  /// `after_pin`: called each time a person may have taken long to answer.
  TokenSession(const World& world, const EngineSettings& settings, std::string order, std::function<void()> after_pin)
      : world_(world), settings_(settings), order_(std::move(order)), after_pin_(std::move(after_pin)) {}

  /// Throws Error(token_missing), or Error(token_changed) when another token is there instead (MISA-T-27).
  token::KeyHolder& open(const token::TokenIdentity& wanted);
  /// open(), and the certificate that the order is for must be on it: a token that was wiped and begun anew keeps its
  /// serial.
  token::KeyHolder& open_holding(const token::TokenIdentity& wanted, const std::string& certificate_sha256);
  /// Asks for the PIN unless this session is logged in. Throws Error(pin_needed | pin_last_try | pin_locked |
  /// token_removed | token_error).
  void log_in(const Text& purpose);
  /// Asks for the PIN in any case: a signature in somebody's name is agreed to one by one.
  void log_in_afresh(const Text& purpose);
  /// Asks for the PIN the first time that it is for this purpose. The messages of a protocol follow one another within
  /// seconds, and no person could judge one of them alone: what is agreed to is the exchange.
  void log_in_once_for(const Text& purpose);

 private:
  [[nodiscard]] PinAnswer ask(const PinRequest& request) const;

  const World& world_;
  const EngineSettings& settings_;
  std::string order_;
  std::function<void()> after_pin_;
  std::unique_ptr<token::KeyHolder> holder_;
  std::vector<Text> agreed_;
};

}  // namespace reseal::workflow
