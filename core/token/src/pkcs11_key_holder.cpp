// SPDX-License-Identifier: Apache-2.0
#include "pkcs11_key_holder.h"

#include <algorithm>

#include "reseal/base/error.h"
#include "token_signer.h"

namespace reseal::token {

Pkcs11KeyHolder::Pkcs11KeyHolder(std::shared_ptr<Module> module, TokenIdentity identity)
    : token_(std::make_shared<TokenConnection>(std::move(module), std::move(identity))) {}

TokenStatus Pkcs11KeyHolder::status() { return token_->status(); }

std::vector<HeldCertificate> Pkcs11KeyHolder::certificates() {
  return token_->with_session([this](Session& session) {
    std::set<Bytes> spkis;
    std::set<KeyId> ids;
    Contents contents = read_contents(session);
    std::vector<StoredKey> halves = read_keys(session, CKO_PUBLIC_KEY, contents.public_keys);
    if (session.user_is_logged_in()) {
      auto private_keys = read_keys(session, CKO_PRIVATE_KEY, contents.private_keys);
      complete(private_keys, halves);
      remember(private_keys);
    } else {
      // A public key that somebody left on the token is a sign of a pair, no proof.
      for (StoredKey& half : halves) {
        if (half.key.spki.empty()) {
          ids.insert(std::move(half.key.id));
        } else {
          spkis.insert(std::move(half.key.spki));
        }
      }
    }
    const auto has_key = [&](const Bytes& spki, const KeyId& id) {
      return seen_spkis_.contains(spki) || spkis.contains(spki) ||
             (!id.empty() && (seen_ids_.contains(id) || ids.contains(id)));
    };

    std::vector<HeldCertificate> held;
    held.reserve(contents.certificates.size());
    for (auto& [der, id, label] : contents.certificates) {
      try {
        auto certificate = crypto::Certificate::from_der(der);
        const bool has = has_key(certificate.spki(), id);
        held.push_back({std::move(certificate), std::move(id), std::move(label), has});
      } catch (const Error& error) {
        // What is no certificate (half written by another program, say) is nothing that one could renew.
        if (error.code() != ErrorCode::certificate_malformed) throw;
      }
    }
    return held;
  });
}

std::optional<HeldKey> Pkcs11KeyHolder::find_key(const KeyId& id) {
  if (id.empty()) return std::nullopt;
  return token_->with_session([&](Session& session) -> std::optional<HeldKey> {
    const auto kind = session.user_is_logged_in() ? CKO_PRIVATE_KEY : CKO_PUBLIC_KEY;
    auto keys = kind == CKO_PRIVATE_KEY ? read_private_keys(session, id) : read_keys(session, kind, id);
    if (keys.empty()) return std::nullopt;
    // Tokens with a signing and an encryption pair may give both one id.
    const auto signing = std::find_if(keys.begin(), keys.end(), [](const StoredKey& key) { return key.can_sign; });
    return (signing == keys.end() ? keys.front() : *signing).key;
  });
}

std::optional<HeldKey> Pkcs11KeyHolder::find_key_of(const crypto::Certificate& certificate) {
  return token_->with_session([&](Session& session) -> std::optional<HeldKey> {
    const Bytes spki = certificate.spki();
    auto keys = session.user_is_logged_in() ? read_private_keys(session) : read_keys(session, CKO_PUBLIC_KEY);
    for (StoredKey& stored : keys) {
      if (stored.key.spki == spki) return std::move(stored.key);
    }
    // A key whose public part the token does not show: the certificate's CKA_ID is all there is to go by.
    std::set<KeyId> ids;
    for_each_certificate(session, [&](ByteView der, const KeyId& id, const std::string&) {
      if (!id.empty() && std::ranges::equal(der, certificate.der())) ids.insert(id);
    });
    for (StoredKey& stored : keys) {
      if (!stored.key.spki.empty() || !ids.contains(stored.key.id)) continue;
      stored.key.spki = spki;
      return std::move(stored.key);
    }
    return std::nullopt;
  });
}

crypto::SigningKey Pkcs11KeyHolder::signing_key(const HeldKey& key) {
  const std::string token = display_name(token_->identity());
  if (!logged_in()) throw Error(ErrorCode::pin_needed, {{"token", token}});
  if (key.spki.empty()) {
    throw Error(ErrorCode::key_missing, {{"token", token}, {"key", to_hex(key.id)}}, "its public half is missing");
  }
  return crypto::SigningKey(key.spki, token_signer(token_, key));
}

void Pkcs11KeyHolder::remember(const std::vector<StoredKey>& private_keys) {
  seen_spkis_.clear();
  seen_ids_.clear();
  for (const StoredKey& stored : private_keys) {
    if (stored.key.spki.empty()) {
      seen_ids_.insert(stored.key.id);
    } else {
      seen_spkis_.insert(stored.key.spki);
    }
  }
}

}  // namespace reseal::token
