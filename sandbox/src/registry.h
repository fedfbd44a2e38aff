// SPDX-License-Identifier: Apache-2.0
// What the CA knows of the certificates it issued.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "world.h"

namespace reseal::sandbox {

struct RegisteredCertificate {
  std::string serial;
  std::string issuer;  ///< one of kIssuers
  std::string pem;
  std::string standing = "good";  ///< "good", "revoked", "suspended"
  Time standing_since;
  std::string order;                  ///< number of the last order that renews it
  std::optional<Time> contract_ends;  ///< of the holder's contract with the CA; nullopt: nobody knows it
  std::string kind;                   ///< of holder, one of kHolderKinds; empty: nobody wrote it down
};

/// "active", "suspended", "revoked" or "expired", as portals say it.
[[nodiscard]] std::string status_at(const RegisteredCertificate& certificate, TimePoint now);

/// Callers hold the store's lock when they write.
class Registry {
 public:
  explicit Registry(const World& world) : world_(world) {}
  void add(X509* certificate, std::string_view issuer, std::optional<Time> contract_ends = std::nullopt,
           const std::string& kind = {}) const;
  [[nodiscard]] std::optional<RegisteredCertificate> find(std::string_view serial) const;
  /// The certificate that was made first for this tax code: the one that agencies know before any registration.
  [[nodiscard]] std::optional<RegisteredCertificate> first_of(std::string_view tax_code) const;
  void put(const RegisteredCertificate& certificate) const;
  [[nodiscard]] std::vector<RegisteredCertificate> all() const;
  /// A CA certifies a public key once (Decree 23/2025 art. 38).
  [[nodiscard]] bool knows_key(const EVP_PKEY* key) const;

 private:
  const World& world_;
};

}  // namespace reseal::sandbox
