// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 token as a KeyHolder. It reads, makes and writes; only tidy.cpp takes anything off.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "key_objects.h"
#include "reseal/token/key_holder.h"
#include "token_connection.h"

namespace reseal::token {

class Pkcs11KeyHolder final : public KeyHolder {
 public:
  Pkcs11KeyHolder(std::shared_ptr<Module> module, TokenIdentity identity);

  [[nodiscard]] TokenStatus status() override;
  [[nodiscard]] std::vector<HeldCertificate> certificates() override;
  [[nodiscard]] LoginResult login(Secret&& pin) override;
  [[nodiscard]] bool logged_in() override;
  void logout() override;
  [[nodiscard]] std::optional<HeldKey> find_key(const KeyId& id) override;
  [[nodiscard]] std::optional<HeldKey> find_key_of(const crypto::Certificate& certificate) override;
  HeldKey make_key(const KeySpec& spec, const KeyId& id, const std::string& label) override;
  [[nodiscard]] crypto::SigningKey signing_key(const HeldKey& key) override;
  [[nodiscard]] bool signs_padded_blocks() override;
  [[nodiscard]] Bytes decrypt(const HeldKey& key, ByteView encrypted) override;
  void write_certificate(const crypto::Certificate& certificate, const KeyId& id, const std::string& label) override;

  /// For tidy.cpp alone.
  [[nodiscard]] TokenConnection& connection() { return *token_; }

 private:
  void remember(const std::vector<StoredKey>& private_keys);
  [[nodiscard]] LoginResult login_on(Session& session, const Secret& pin);

  std::shared_ptr<TokenConnection> token_;
  // Private keys are invisible before login: what the last login of this object saw.
  std::set<Bytes> seen_spkis_;
  std::set<KeyId> seen_ids_;  // of keys whose public part the token does not show
};

}  // namespace reseal::token
