// SPDX-License-Identifier: Apache-2.0
// The face of everything that holds private keys for a person: a PKCS#11 token, an account at a service that signs for
// it (core/remote); an SKF key later. No PKCS#11 type appears here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reseal/base/secret.h"
#include "reseal/crypto/certificate.h"
#include "reseal/crypto/signing.h"

namespace reseal::token {

/// Who a token is, apart from where it is plugged in. A slot number or a label alone never identifies one. Of an
/// account at a signing service (docs/decisions/010): serial is the account, manufacturer the id of the service in the
/// configuration, label what people call it, model kCloudModel.
struct TokenIdentity {
  std::string serial;
  std::string label;
  std::string manufacturer;
  std::string model;
  bool operator==(const TokenIdentity&) const = default;
  /// RFC 7512: "pkcs11:token=...;serial=...;manufacturer=...;model=...", never with a PIN. In the cloud:
  /// "csc:service=...;user=...;name=...", percent-encoded alike.
  [[nodiscard]] std::string uri() const;
  /// A service holds the keys. No PKCS#11 token can look like that.
  [[nodiscard]] bool in_cloud() const;
  /// Whether `other` is the same token: serial, manufacturer and model (labels may be changed by their owner).
  [[nodiscard]] bool same_token(const TokenIdentity& other) const;
};

/// Longer than the 16 bytes that a PKCS#11 token has for its model.
inline constexpr std::string_view kCloudModel = "remote signing (CSC API v2)";

/// Throws Error(usage) for a URI that uri() would not write: not RFC 7512, with a PIN.
TokenIdentity identity_from_uri(std::string_view uri);
/// Whether this is meant as a URI of either scheme.
bool is_key_uri(std::string_view text);

struct TokenStatus {
  TokenIdentity identity;
  std::string module;  ///< path of the driver that sees it
  bool initialized = false;
  bool login_required = true;
  bool protected_authentication_path = false;  ///< PIN is typed on the reader, never by us
  bool pin_count_low = false;                  ///< what the token claims; some never do (facts/pkcs11)
  bool pin_final_try = false;
  bool pin_locked = false;
  std::optional<std::uint64_t> free_public_bytes;
  std::optional<std::uint64_t> free_private_bytes;
};

/// CKA_ID or its like, bytes.
using KeyId = Bytes;

struct HeldCertificate {
  crypto::Certificate certificate;
  KeyId id;
  std::string label;
  bool has_private_key = false;  ///< visible before login only on some tokens: then it is what the last login saw
  [[nodiscard]] std::string uri(const TokenIdentity& token) const;  ///< the token's, with type=cert and id
};

struct HeldKey {
  KeyId id;
  std::string label;
  Bytes spki;  ///< empty when the public half is missing (a key half made)
  bool sensitive = false;
  bool extractable = true;
};

struct KeySpec {
  enum class Algorithm { rsa, ec };
  Algorithm algorithm = Algorithm::rsa;
  int bits = 2048;  ///< rsa: 2048, 3072; ec: 256, 384
};

enum class LoginResult {
  ok,
  wrong_pin,  ///< a try is spent
  locked,
  token_gone,       ///< no try is spent
  not_tried,        ///< the module refused before it looked at the PIN (session, argument): no try is spent
  unknown_failure,  ///< counts as a spent try
};

/// One token in hand. All functions throw Error(token_removed) when it is gone, Error(token_error) for other faults of
/// the module, and re-open their sessions by themselves after a token came back (only to the *same* token). One thread
/// at a time. No function here deletes or changes an object (tidy.h).
class KeyHolder {
 public:
  virtual ~KeyHolder() = default;
  /// Asks the token now.
  [[nodiscard]] virtual TokenStatus status() = 0;
  [[nodiscard]] virtual std::vector<HeldCertificate> certificates() = 0;
  /// What the next signatures are for. A holder that asks a person for each of them says so then.
  virtual void announce(const Text& /*purpose*/) {}
  /// One attempt, no guard: call PinGuard::login. Consumes the PIN. Empty with a protected authentication path.
  [[nodiscard]] virtual LoginResult login(Secret&& pin) = 0;
  [[nodiscard]] virtual bool logged_in() = 0;
  virtual void logout() = 0;
  /// The key with this id; after login also the private half's attributes. A private key without its public half is
  /// found too (spki derived where the token allows it).
  [[nodiscard]] virtual std::optional<HeldKey> find_key(const KeyId& id) = 0;
  [[nodiscard]] virtual std::optional<HeldKey> find_key_of(const crypto::Certificate& certificate) = 0;
  /// Sensitive, not extractable, for signing only. Throws Error(key_weak), Error(token_full).
  virtual HeldKey make_key(const KeySpec& spec, const KeyId& id, const std::string& label) = 0;
  /// Needs login. The key is usable as long as this object lives.
  [[nodiscard]] virtual crypto::SigningKey signing_key(const HeldKey& key) = 0;
  /// Whether its RSA keys sign a block that was padded elsewhere (CKM_RSA_X_509): RSA-PSS, and so TLS 1.3, needs it.
  [[nodiscard]] virtual bool signs_padded_blocks() { return false; }
  /// RSA PKCS#1 v1.5. Needs login. Throws Error(token_error) for a key that cannot decrypt: most are for signing only.
  [[nodiscard]] virtual Bytes decrypt(const HeldKey& key, ByteView encrypted);
  /// Writes beside what is there. Throws Error(token_full). Does nothing when this very certificate is there already.
  virtual void write_certificate(const crypto::Certificate& certificate, const KeyId& id, const std::string& label) = 0;
};

/// Finds tokens. One per process and set of modules (a PKCS#11 module has one state per process).
class KeyHolderSource {
 public:
  virtual ~KeyHolderSource() = default;
  /// Every token that is plugged in now; modules that cannot be used are reported in `problems`, not thrown.
  struct Listing {
    std::vector<TokenStatus> tokens;
    struct ModuleProblem {
      std::string module;
      std::string problem;
    };
    std::vector<ModuleProblem> problems;
  };
  [[nodiscard]] virtual Listing list() = 0;
  /// The one token that is same_token(wanted). Throws Error(token_missing), or Error(token_ambiguous) when two look
  /// alike.
  [[nodiscard]] virtual std::unique_ptr<KeyHolder> open(const TokenIdentity& wanted) = 0;
};

/// PKCS#11 modules by path. Loading is lazy; a module that is missing or broken is a ModuleProblem of list().
std::unique_ptr<KeyHolderSource> pkcs11_source(std::vector<std::string> module_paths);

}  // namespace reseal::token
