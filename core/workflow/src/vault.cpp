// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/vault.h"

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/crypto/sealed.h"

namespace reseal::workflow {
namespace {

constexpr const char* kPrefix = "secret/";

std::string key_of(const SecretName& secret) {
  return kPrefix + secret.plugin + "/" + secret.name + "/" + secret.holder;
}

}  // namespace

std::string holder_key(const CertificateFacts& certificate) {
  for (const char* kind : {"MST", "MNS", "USCC", "CCCD", "CMND"}) {
    if (const auto* id = certificate.holder_id(kind)) return id->kind + ":" + id->value;
  }
  return certificate.common_name;
}

void Vault::keep(const SecretName& secret, const Text& label, std::string_view value, const std::string& order,
                 Time at) {
  const auto name = key_of(secret);
  const auto sealed = crypto::seal(key_, Secret(value), name);
  store_.remember(name, {{"holder", secret.holder},
                         {"plugin", secret.plugin},
                         {"name", secret.name},
                         {"label", label},
                         {"order", order},
                         {"at", to_iso(at)},
                         {"sealed", to_base64(sealed)}});
}

std::vector<KeptEntry> Vault::list() const {
  std::vector<KeptEntry> entries;
  for (const auto& [key, value] : store_.recall_under(kPrefix)) {
    entries.push_back({{value.at("holder"), value.at("plugin"), value.at("name")},
                       value.value("label", Text{}),
                       value.value("order", ""),
                       time_from_iso(value.at("at").get<std::string>())});
  }
  return entries;
}

Secret Vault::reveal(const SecretName& secret) const {
  const auto name = key_of(secret);
  const auto kept = store_.recall(name);
  if (!kept)
    throw Error(ErrorCode::secret_unavailable, {{"reference", name}, {"problem", "nothing of this name is kept"}});
  return crypto::unseal(key_, from_base64(kept->at("sealed").get<std::string>()), name);
}

}  // namespace reseal::workflow
