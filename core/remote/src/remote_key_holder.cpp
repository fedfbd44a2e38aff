// SPDX-License-Identifier: Apache-2.0
#include "remote_key_holder.h"

#include <utility>

#include "authorization.h"
#include "reseal/base/error.h"

namespace reseal::remote {
namespace {

constexpr std::size_t kMostCredentials = 100;  // of one account; a longer list is no list of one person's keys

token::KeyId key_id(const std::string& credential) { return {credential.begin(), credential.end()}; }

std::string sign_algorithm(const crypto::RawSign& asked, const std::string& hash_oid) {
  // Each of both families counts up from SHA-256 as the hashes do: ...3.4.2.1, .2, .3.
  const int hash = hash_oid.back() - '0';
  if (asked.mechanism == crypto::RawSign::Mechanism::ecdsa) return "1.2.840.10045.4.3." + std::to_string(hash + 1);
  return "1.2.840.113549.1.1." + std::to_string(hash + 10);
}

/// The callback of a key that is in the cloud.
Bytes sign_hash(Account& account, const Credential& credential, const Text& purpose, const crypto::RawSign& asked) {
  const auto digest = crypto::digest_of(asked);
  auto& client = account.client();
  try {
    const auto sad = Authorization(client, account.settings(), account.identity(), credential, purpose).obtain(digest);
    const auto answer = client.call("signatures/signHash", {{"credentialID", credential.id},
                                                            {"SAD", sad},
                                                            {"hashes", {to_base64(digest.digest)}},
                                                            {"hashAlgorithmOID", digest.hash_oid},
                                                            {"signAlgo", sign_algorithm(asked, digest.hash_oid)}});
    const auto signatures = answer.value("signatures", Json());
    if (!signatures.is_array() || signatures.size() != 1 || !signatures.front().is_string()) {
      client.nonsense("signatures/signHash: not one signature for one hash");
    }
    return crypto::checked_signature(credential.certificate.spki(), asked,
                                     from_base64(signatures.front().get<std::string>()));
  } catch (const Refused& refused) {
    throw account.as_error(refused);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::crypto_failed && error.code() != ErrorCode::usage) throw;
    client.nonsense(std::string("signatures/signHash: ") + error.what());
  }
}

}  // namespace

Account::Account(Service service, std::shared_ptr<const Settings> settings)
    : settings_(std::move(settings)), client_(std::move(service)) {
  const auto& mine = client_.service();
  identity_ = {mine.user, mine.name, mine.id, std::string(token::kCloudModel)};
}

token::TokenStatus Account::status() const {
  token::TokenStatus status;
  status.identity = identity_;
  status.module = client_.service().base_url;
  status.initialized = true;
  status.login_required = false;
  return status;
}

Error Account::as_error(const Refused& refused) const {
  return Error(ErrorCode::token_error, {{"token", identity_.uri()}, {"problem", refused.what()}}, refused.what());
}

Account::Found Account::look() {
  Found found;
  try {
    const auto answer = client_.call("credentials/list", {{"userID", client_.service().user}});
    const auto ids = answer.value("credentialIDs", Json());
    if (!ids.is_array() || ids.size() > kMostCredentials) client_.nonsense("credentials/list: no list of credentials");
    for (const auto& id : ids) {
      if (!id.is_string()) client_.nonsense("credentials/list: an id that is no text");
      try {
        found.credentials.push_back(fetch_credential(client_, id.get<std::string>()));
      } catch (const Error& error) {
        if (error.code() != ErrorCode::portal_nonsense) throw;
        found.problems.emplace_back(error.cause());
      }
    }
  } catch (const Refused& refused) {
    throw as_error(refused);
  }
  return found;
}

std::vector<Credential> Account::credentials() {
  if (auto looked = std::exchange(looked_, std::nullopt)) return std::move(*looked);
  return look().credentials;
}

Credential Account::credential(const std::string& id) {
  try {
    return fetch_credential(client_, id);
  } catch (const Refused& refused) {
    throw as_error(refused);
  }
}

std::vector<token::HeldCertificate> RemoteKeyHolder::certificates() {
  std::vector<token::HeldCertificate> held;
  for (auto& credential : account_->credentials()) {
    held.push_back(
        {std::move(credential.certificate), key_id(credential.id), account_->identity().label, credential.enabled});
  }
  return held;
}

token::LoginResult RemoteKeyHolder::login(Secret&& pin) {
  pin.wipe();
  return token::LoginResult::not_tried;
}

std::optional<token::HeldKey> RemoteKeyHolder::find_key(const token::KeyId& id) {
  for (const auto& held : certificates()) {
    if (held.id == id && held.has_private_key) {
      return token::HeldKey{held.id, held.label, held.certificate.spki(), true, false};
    }
  }
  return std::nullopt;
}

std::optional<token::HeldKey> RemoteKeyHolder::find_key_of(const crypto::Certificate& certificate) {
  for (const auto& held : certificates()) {
    if (held.certificate.spki() == certificate.spki() && held.has_private_key) {
      return token::HeldKey{held.id, held.label, held.certificate.spki(), true, false};
    }
  }
  return std::nullopt;
}

crypto::SigningKey RemoteKeyHolder::signing_key(const token::HeldKey& key) {
  const std::string id(key.id.begin(), key.id.end());
  auto credential = account_->credential(id);
  if (!credential.enabled || credential.certificate.spki() != key.spki) {
    throw Error(ErrorCode::key_missing, {{"token", account_->identity().uri()}, {"key", id}});
  }
  return {key.spki, [account = account_, credential = std::move(credential), purpose = purpose_](
                        const crypto::RawSign& asked) { return sign_hash(*account, credential, purpose, asked); }};
}

void RemoteKeyHolder::not_from_here(const std::string& problem) const {
  throw Error(ErrorCode::token_error, {{"token", account_->identity().uri()}, {"problem", problem}}, problem);
}

token::HeldKey RemoteKeyHolder::make_key(const token::KeySpec& /*spec*/, const token::KeyId& /*id*/,
                                         const std::string& /*label*/) {
  not_from_here("the signing service makes its keys itself when the CA issues; none can be made from here");
}

void RemoteKeyHolder::write_certificate(const crypto::Certificate& certificate, const token::KeyId& /*id*/,
                                        const std::string& /*label*/) {
  for (const auto& held : certificates()) {
    if (held.certificate == certificate) return;
  }
  not_from_here("the signing service puts certificates there itself; none can be written from here");
}

}  // namespace reseal::remote
