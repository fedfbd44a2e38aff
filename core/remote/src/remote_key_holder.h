// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "credential.h"

namespace reseal::remote {

/// One configured account, shared by its source and its holders. One thread at a time.
class Account {
 public:
  Account(Service service, std::shared_ptr<const Settings> settings);

  [[nodiscard]] const token::TokenIdentity& identity() const { return identity_; }
  [[nodiscard]] token::TokenStatus status() const;
  [[nodiscard]] const Settings& settings() const { return *settings_; }
  [[nodiscard]] ServiceClient& client() { return client_; }

  struct Found {
    std::vector<Credential> credentials;
    std::vector<std::string> problems;  ///< of those that cannot be believed
  };
  /// Asks the service.
  Found look();
  /// What look() found a moment ago for a listing, once; else it asks again.
  std::vector<Credential> credentials();
  void remember(std::vector<Credential> credentials) { looked_ = std::move(credentials); }
  /// One, asked for now.
  Credential credential(const std::string& id);

  /// The service's refusal as an error of ours.
  [[nodiscard]] Error as_error(const Refused& refused) const;

 private:
  std::shared_ptr<const Settings> settings_;
  ServiceClient client_;
  token::TokenIdentity identity_;
  std::optional<std::vector<Credential>> looked_;
};

class RemoteKeyHolder final : public token::KeyHolder {
 public:
  explicit RemoteKeyHolder(std::shared_ptr<Account> account) : account_(std::move(account)) {}

  token::TokenStatus status() override { return account_->status(); }
  std::vector<token::HeldCertificate> certificates() override;
  void announce(const Text& purpose) override { purpose_ = purpose; }
  // There is no login: each signature is agreed to by itself.
  token::LoginResult login(Secret&& pin) override;
  bool logged_in() override { return false; }
  void logout() override {}
  std::optional<token::HeldKey> find_key(const token::KeyId& id) override;
  std::optional<token::HeldKey> find_key_of(const crypto::Certificate& certificate) override;
  token::HeldKey make_key(const token::KeySpec& spec, const token::KeyId& id, const std::string& label) override;
  crypto::SigningKey signing_key(const token::HeldKey& key) override;
  void write_certificate(const crypto::Certificate& certificate, const token::KeyId& id,
                         const std::string& label) override;

 private:
  [[noreturn]] void not_from_here(const std::string& problem) const;
  std::shared_ptr<Account> account_;
  Text purpose_;
};

}  // namespace reseal::remote
