// SPDX-License-Identifier: Apache-2.0
// Keys that a CA holds for people, as a remote signing service has them: accounts, each with credentials. The service
// itself (Cloud Signature Consortium API v2) stands over this; so does the desk that renews such certificates.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "world.h"

namespace reseal::sandbox {

struct CloudAccount {
  std::string user;              ///< what the service calls it: an e-mail address
  std::string pin;               ///< of every credential of this account
  std::string phone;             ///< where one-time passwords go (outbox/sms)
  std::string asks = "pin+otp";  ///< before each signature: "pin" | "pin+otp"
};

struct CloudCredential {
  std::string id;
  std::string user;
  std::string spki;                ///< DER, base64
  std::string certificate;         ///< PEM; empty: a key without a certificate is not shown to anybody yet
  std::vector<std::string> chain;  ///< PEM, issuer first
  bool enabled = true;
};

/// Callers hold the store's lock.
class CloudKeys {
 public:
  explicit CloudKeys(const World& world) : world_(world) {}

  void put(const CloudAccount& account) const;
  [[nodiscard]] std::optional<CloudAccount> account(const std::string& user) const;

  /// Makes a key pair. `algorithm`: "rsa" (2048) | "ec" (P-256).
  [[nodiscard]] CloudCredential make(const std::string& user, const std::string& algorithm) const;
  void put_certificate(const std::string& credential, const std::string& pem, std::vector<std::string> chain) const;
  [[nodiscard]] std::optional<CloudCredential> find(const std::string& credential) const;
  /// The credential whose certificate has this serial (hex), if any.
  [[nodiscard]] std::optional<CloudCredential> find_by_serial(const std::string& serial) const;
  [[nodiscard]] std::vector<CloudCredential> of(const std::string& user) const;
  /// Throws Error(file_unreadable) when there is no such credential.
  [[nodiscard]] KeyHandle private_key(const std::string& credential) const;
  void enable(const std::string& credential, bool enabled) const;

 private:
  void put(const CloudCredential& credential) const;
  [[nodiscard]] std::filesystem::path key_file(const std::string& credential) const;
  const World& world_;
};

}  // namespace reseal::sandbox
