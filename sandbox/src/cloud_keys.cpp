// SPDX-License-Identifier: Apache-2.0
#include "cloud_keys.h"

#include "pem.h"
#include "reseal/base/file.h"

namespace reseal::sandbox {
namespace {

constexpr auto kAccounts = "cloud-accounts";
constexpr auto kCredentials = "cloud-credentials";

CloudCredential credential_from(const Json& record) {
  return {record.at("id"),          record.at("user"),  record.at("spki"),
          record.at("certificate"), record.at("chain"), record.at("enabled")};
}

Bytes spki_of(EVP_PKEY* key) {
  unsigned char* octets = nullptr;
  const int size = i2d_PUBKEY(key, &octets);
  require(size > 0, "i2d_PUBKEY");
  Bytes spki(octets, octets + size);
  OPENSSL_free(octets);
  return spki;
}

}  // namespace

void CloudKeys::put(const CloudAccount& account) const {
  world_.records().put(
      kAccounts, account.user,
      {{"user", account.user}, {"pin", account.pin}, {"phone", account.phone}, {"asks", account.asks}});
}

std::optional<CloudAccount> CloudKeys::account(const std::string& user) const {
  const auto record = world_.records().get(kAccounts, user);
  if (!record) return std::nullopt;
  return CloudAccount{record->at("user"), record->at("pin"), record->at("phone"), record->at("asks")};
}

CloudCredential CloudKeys::make(const std::string& user, const std::string& algorithm) const {
  const auto key = make_key(algorithm == "rsa" ? KeyAlgorithm::rsa : KeyAlgorithm::ec);
  CloudCredential credential;
  credential.id = "cloud-" + to_hex(random_bytes(8));
  credential.user = user;
  credential.spki = to_base64(spki_of(key.get()));
  std::filesystem::create_directories(key_file(credential.id).parent_path());
  replace_file(key_file(credential.id), to_pem(key.get()), true);
  put(credential);
  return credential;
}

void CloudKeys::put_certificate(const std::string& credential, const std::string& pem,
                                std::vector<std::string> chain) const {
  auto known = find(credential).value();
  known.certificate = pem;
  known.chain = std::move(chain);
  put(known);
}

void CloudKeys::enable(const std::string& credential, bool enabled) const {
  auto known = find(credential).value();
  known.enabled = enabled;
  put(known);
}

std::optional<CloudCredential> CloudKeys::find(const std::string& credential) const {
  const auto record = world_.records().get(kCredentials, credential);
  if (!record) return std::nullopt;
  return credential_from(*record);
}

std::optional<CloudCredential> CloudKeys::find_by_serial(const std::string& serial) const {
  for (const auto& record : world_.records().all(kCredentials)) {
    auto credential = credential_from(record);
    const auto certificate = certificate_from_pem(credential.certificate);
    if (certificate && serial_of(certificate.get()) == serial) return credential;
  }
  return std::nullopt;
}

std::vector<CloudCredential> CloudKeys::of(const std::string& user) const {
  std::vector<CloudCredential> credentials;
  for (const auto& record : world_.records().all(kCredentials)) {
    if (record.at("user") == user) credentials.push_back(credential_from(record));
  }
  return credentials;
}

KeyHandle CloudKeys::private_key(const std::string& credential) const {
  return key_from_pem(read_file(key_file(credential)));
}

std::filesystem::path CloudKeys::key_file(const std::string& credential) const {
  return world_.folder() / "keys" / "cloud" / (credential + ".key");
}

void CloudKeys::put(const CloudCredential& credential) const {
  world_.records().put(kCredentials, credential.id,
                       {{"id", credential.id},
                        {"user", credential.user},
                        {"spki", credential.spki},
                        {"certificate", credential.certificate},
                        {"chain", credential.chain},
                        {"enabled", credential.enabled}});
}

}  // namespace reseal::sandbox
