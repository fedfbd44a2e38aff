// SPDX-License-Identifier: Apache-2.0
// A token in memory, for tests: real EC keys, a PIN, and everything that can go wrong with a token at a person's desk.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reseal/token/key_holder.h"

struct evp_pkey_st;

namespace reseal::test {

/// What is on the token, and what was done to it. Outlives the holders that look at it, as a token outlives a program.
struct MemoryToken {
  struct Key {
    token::KeyId id;
    std::string label;
    std::shared_ptr<evp_pkey_st> pair;
    bool public_half = true;
    bool private_half = true;
  };
  token::TokenIdentity identity{"0123456789", "VNPT-CA", "Memory", "Token"};
  std::string pin = "123456";
  bool plugged_in = true;
  bool locked = false;
  bool login_required = true;
  bool on_reader = false;
  bool private_keys_hidden = true;  ///< until somebody has logged in
  int room = 100;                   ///< for that many more objects
  std::vector<Key> keys;
  std::vector<token::HeldCertificate> certificates;

  int logins = 0;
  int wrong_pins = 0;
  int keys_made = 0;
  int certificates_written = 0;
  int signatures = 0;
  std::vector<Text> announced;  ///< what signatures were said to be for
  /// Called before a key is made or a certificate written: a place to pull the token out.
  std::function<void(const std::string& what)> before;

  /// Puts a new EC key on the token, as the CA's people did when they handed it over; answers its SPKI.
  Bytes add_key(const token::KeyId& id);
  void add_certificate(const crypto::Certificate& certificate, const token::KeyId& id);
  [[nodiscard]] bool holds(const crypto::Certificate& certificate) const;
};

/// The reader: whichever tokens are plugged in.
class MemoryTokens final : public token::KeyHolderSource {
 public:
  void add(std::shared_ptr<MemoryToken> token) { tokens_.push_back(std::move(token)); }
  [[nodiscard]] Listing list() override;
  [[nodiscard]] std::unique_ptr<token::KeyHolder> open(const token::TokenIdentity& wanted) override;
  int opened = 0;

 private:
  std::vector<std::shared_ptr<MemoryToken>> tokens_;
};

}  // namespace reseal::test
