// SPDX-License-Identifier: Apache-2.0
// A person agrees to one signature: PIN and one-time password, or on the phone.
#pragma once

#include "credential.h"
#include "reseal/crypto/signing.h"

namespace reseal::remote {

class Authorization {
 public:
  Authorization(ServiceClient& client, const Settings& settings, const token::TokenIdentity& account,
                const Credential& credential, Text purpose)
      : client_(client),
        settings_(settings),
        account_(account),
        credential_(credential),
        purpose_(std::move(purpose)) {}

  /// Signature activation data for this hash. Asks as often as it has sense: a one-time password three times, a PIN
  /// while tries are left. Throws Error(pin_needed | pin_last_try | pin_locked | authorization_refused |
  /// portal_unreachable | portal_nonsense | token_error).
  std::string obtain(const crypto::AskedDigest& digest);

 private:
  [[nodiscard]] AuthorizationAnswer ask();
  Json request(const crypto::AskedDigest& digest, const AuthorizationAnswer& answer) const;
  std::optional<std::string> tried(const crypto::AskedDigest& digest, const AuthorizationAnswer& answer);
  void after_refusal(const Refused& refused);
  [[nodiscard]] std::string wait_for_phone(const std::string& handle);
  [[nodiscard]] token::TokenIdentity ledger_name() const;
  [[noreturn]] void refused_by_person() const;

  ServiceClient& client_;
  const Settings& settings_;
  const token::TokenIdentity& account_;
  const Credential& credential_;
  Text purpose_;
  bool pin_wrong_ = false;
  bool otp_wrong_ = false;
  int otps_wrong_ = 0;
  std::optional<int> left_at_service_;
};

}  // namespace reseal::remote
