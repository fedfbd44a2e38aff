// SPDX-License-Identifier: Apache-2.0
#include "support/memory_token.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <stdexcept>

#include "reseal/base/error.h"

namespace reseal::test {
namespace {

constexpr int kHalf = 32;  // bytes of r and of s on P-256

std::shared_ptr<EVP_PKEY> new_pair() {
  return {EVP_EC_gen("P-256"), [](EVP_PKEY* key) { EVP_PKEY_free(key); }};
}

Bytes spki_of(EVP_PKEY* pair) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(pair, &der);
  if (size <= 0) throw std::runtime_error("memory token: public key");
  Bytes spki(der, der + size);
  OPENSSL_free(der);
  return spki;
}

/// ECDSA as PKCS#11 gives it: r and s, one after the other.
Bytes sign_digest(EVP_PKEY* pair, const Bytes& digest) {
  const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(EVP_PKEY_CTX_new(pair, nullptr),
                                                                       EVP_PKEY_CTX_free);
  std::size_t size = 0;
  if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_sign(context.get(), nullptr, &size, digest.data(), digest.size()) != 1) {
    throw std::runtime_error("memory token: signing");
  }
  Bytes der(size);
  if (EVP_PKEY_sign(context.get(), der.data(), &size, digest.data(), digest.size()) != 1) {
    throw std::runtime_error("memory token: signing");
  }
  const unsigned char* at = der.data();
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)),
                                                                   ECDSA_SIG_free);
  Bytes raw(2 * kHalf);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), kHalf);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + kHalf, kHalf);
  return raw;
}

class MemoryKeyHolder final : public token::KeyHolder {
 public:
  explicit MemoryKeyHolder(std::shared_ptr<MemoryToken> token) : token_(std::move(token)) {}

  token::TokenStatus status() override {
    present();
    token::TokenStatus status;
    status.identity = token_->identity;
    status.module = "memory";
    status.initialized = true;
    status.login_required = token_->login_required;
    status.protected_authentication_path = token_->on_reader;
    status.pin_locked = token_->locked;
    return status;
  }

  std::vector<token::HeldCertificate> certificates() override {
    present();
    auto held = token_->certificates;
    for (auto& one : held) {
      one.has_private_key = (logged_in_ || !token_->private_keys_hidden) && find_key_of(one.certificate).has_value();
    }
    return held;
  }

  void announce(const Text& purpose) override { token_->announced.push_back(purpose); }

  token::LoginResult login(Secret&& pin) override {
    const Secret given = std::move(pin);
    if (!token_->plugged_in) return token::LoginResult::token_gone;
    if (token_->locked) return token::LoginResult::locked;
    if (!token_->on_reader && given.reveal() != token_->pin) {
      ++token_->wrong_pins;
      token_->locked = token_->wrong_pins >= 3;
      return token_->locked ? token::LoginResult::locked : token::LoginResult::wrong_pin;
    }
    ++token_->logins;
    token_->wrong_pins = 0;
    logged_in_ = true;
    return token::LoginResult::ok;
  }
  bool logged_in() override { return logged_in_; }
  void logout() override { logged_in_ = false; }

  std::optional<token::HeldKey> find_key(const token::KeyId& id) override {
    present();
    for (const auto& key : token_->keys) {
      if (key.id == id) return held(key);
    }
    return std::nullopt;
  }

  std::optional<token::HeldKey> find_key_of(const crypto::Certificate& certificate) override {
    present();
    for (const auto& key : token_->keys) {
      if (key.private_half && spki_of(key.pair.get()) == certificate.spki()) return held(key);
    }
    return std::nullopt;
  }

  token::HeldKey make_key(const token::KeySpec& spec, const token::KeyId& id, const std::string& label) override {
    if (spec.algorithm != token::KeySpec::Algorithm::ec) throw std::runtime_error("memory token: EC keys only");
    about_to("make_key");
    token_->keys.push_back({id, label, new_pair(), true, true});
    ++token_->keys_made;
    return held(token_->keys.back());
  }

  crypto::SigningKey signing_key(const token::HeldKey& key) override {
    present();
    if (!logged_in_ && token_->login_required) throw Error(ErrorCode::pin_needed, {{"token", token_->identity.uri()}});
    for (const auto& one : token_->keys) {
      if (one.id != key.id || !one.private_half) continue;
      return {key.spki, [token = token_, pair = one.pair](const crypto::RawSign& sign) {
                ++token->signatures;
                return sign_digest(pair.get(), sign.input);
              }};
    }
    throw Error(ErrorCode::key_missing, {{"token", token_->identity.uri()}, {"key", to_hex(key.id)}});
  }

  void write_certificate(const crypto::Certificate& certificate, const token::KeyId& id,
                         const std::string& label) override {
    about_to("write_certificate");
    if (token_->holds(certificate)) return;
    token_->certificates.push_back({certificate, id, label, false});
    ++token_->certificates_written;
  }

 private:
  void present() const {
    if (!token_->plugged_in) throw Error(ErrorCode::token_removed, {{"token", token_->identity.uri()}});
  }
  void about_to(const std::string& what) {
    if (token_->before) token_->before(what);
    present();
    if (!logged_in_ && token_->login_required) throw Error(ErrorCode::pin_needed, {{"token", token_->identity.uri()}});
    if (token_->room-- <= 0) {
      throw Error(ErrorCode::token_full, {{"token", token_->identity.uri()}, {"problem", "no room"}});
    }
  }
  [[nodiscard]] static token::HeldKey held(const MemoryToken::Key& key) {
    return {key.id, key.label, key.public_half ? spki_of(key.pair.get()) : Bytes{}, true, false};
  }

  std::shared_ptr<MemoryToken> token_;
  bool logged_in_ = false;
};

}  // namespace

Bytes MemoryToken::add_key(const token::KeyId& id) {
  keys.push_back({id, "key", new_pair(), true, true});
  return spki_of(keys.back().pair.get());
}

void MemoryToken::add_certificate(const crypto::Certificate& certificate, const token::KeyId& id) {
  certificates.push_back({certificate, id, "certificate", false});
}

bool MemoryToken::holds(const crypto::Certificate& certificate) const {
  return std::any_of(certificates.begin(), certificates.end(),
                     [&](const token::HeldCertificate& held) { return held.certificate == certificate; });
}

token::KeyHolderSource::Listing MemoryTokens::list() {
  Listing listing;
  for (const auto& token : tokens_) {
    if (token->plugged_in) listing.tokens.push_back(MemoryKeyHolder(token).status());
  }
  return listing;
}

std::unique_ptr<token::KeyHolder> MemoryTokens::open(const token::TokenIdentity& wanted) {
  std::vector<std::shared_ptr<MemoryToken>> found;
  std::copy_if(tokens_.begin(), tokens_.end(), std::back_inserter(found),
               [&](const auto& token) { return token->plugged_in && token->identity.same_token(wanted); });
  if (found.empty()) throw Error(ErrorCode::token_missing, {{"token", wanted.uri()}});
  if (found.size() > 1) {
    throw Error(ErrorCode::token_ambiguous, {{"token", wanted.uri()}, {"count", std::to_string(found.size())}});
  }
  ++opened;
  return std::make_unique<MemoryKeyHolder>(found.front());
}

}  // namespace reseal::test
