// SPDX-License-Identifier: Apache-2.0
// What portals hand out and nobody may read by accident: User ID, Terminal Access Key, passwords (CUS-09, CUS-26).
// Sealed in the store under a key that is kept outside it; shown to a person on request only.
#pragma once

#include <string>
#include <vector>

#include "reseal/base/secret.h"
#include "reseal/step.h"
#include "reseal/store/store.h"

namespace reseal::workflow {

/// Whose secret it is, and what.
struct SecretName {
  std::string holder;  ///< holder_key() of the certificate
  std::string plugin;
  std::string name;
  bool operator==(const SecretName&) const = default;
};

struct KeptEntry {
  SecretName secret;
  Text label;
  std::string order;  ///< in which it came
  Time at;
};

/// "MST:0101243150", or the common name of a certificate that says no id: what stays the same over renewals.
std::string holder_key(const CertificateFacts& certificate);

class Vault {
 public:
  /// `key`: 32 bytes (crypto::new_sealing_key). The store outlives the vault.
  Vault(store::Store& store, Secret key) : store_(store), key_(std::move(key)) {}

  /// Takes the place of an older value of the same name. Throws Error(usage) for a value longer than a Secret.
  void keep(const SecretName& secret, const Text& label, std::string_view value, const std::string& order, Time at);
  [[nodiscard]] std::vector<KeptEntry> list() const;
  /// Throws Error(secret_unavailable) when there is none, Error(crypto_failed) when it does not open with this key.
  [[nodiscard]] Secret reveal(const SecretName& secret) const;

 private:
  store::Store& store_;
  Secret key_;
};

}  // namespace reseal::workflow
