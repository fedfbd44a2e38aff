// SPDX-License-Identifier: Apache-2.0
// What a remote signing service does behind its API: lets programs in, asks people, signs what was agreed to and
// nothing else. Callers hold the store's lock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud_keys.h"
#include "world.h"

namespace reseal::sandbox {

/// What somebody agrees to. SCAL 2: the authorisation is bound to these hashes.
struct SigningWish {
  std::string credential;
  std::vector<std::string> hashes;  ///< base64, as they came
};

class SigningDesk {
 public:
  SigningDesk(const World& world, TimePoint now) : world_(world), keys_(world), now_(now) {}

  static constexpr int kTokenSeconds = 3600;
  static constexpr int kSadSeconds = 300;
  static constexpr int kPinTries = 5;

  /// A bearer token for the one client there is; empty: not its secret.
  [[nodiscard]] std::string let_in(std::string_view client, std::string_view secret) const;
  [[nodiscard]] bool knows_token(std::string_view token) const;
  void forget_tokens() const;

  void send_otp(const CloudCredential& credential) const;

  enum class Check { ok, wrong, locked };
  /// A right PIN sets the count back.
  [[nodiscard]] Check check_pin(const CloudCredential& credential, std::string_view pin) const;
  [[nodiscard]] int pin_tries_left(const CloudCredential& credential) const;
  /// A password holds once and for three minutes.
  [[nodiscard]] bool check_otp(const CloudCredential& credential, std::string_view otp) const;

  /// Signature activation data.
  [[nodiscard]] std::string authorize(const SigningWish& wish) const;
  /// Spends it. False: unknown, spent, expired, or for something else.
  [[nodiscard]] bool spend(std::string_view sad, const SigningWish& wish) const;

  /// Asks on the phone; the handle of the question.
  [[nodiscard]] std::string ask_on_phone(const SigningWish& wish) const;
  struct PhoneAnswer {
    std::string state;  ///< "pending", "confirmed", "refused"
    SigningWish wish;
  };
  [[nodiscard]] std::optional<PhoneAnswer> phone_answer(std::string_view handle) const;
  /// The person takes the phone: every open question is answered. How many there were.
  int answer_phone(bool confirm) const;

  /// The signature of a digest: RSA PKCS#1 v1.5 or ECDSA (DER). Nothing: the digest is not of this algorithm's length.
  [[nodiscard]] std::optional<Bytes> sign(const std::string& credential, const std::string& hash_oid,
                                          ByteView digest) const;

 private:
  [[nodiscard]] bool is_past(const Json& record) const;
  [[nodiscard]] Json until(int seconds) const;
  const World& world_;
  CloudKeys keys_;
  TimePoint now_;
};

}  // namespace reseal::sandbox
