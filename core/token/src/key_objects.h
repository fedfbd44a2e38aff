// SPDX-License-Identifier: Apache-2.0
// Keys and certificates as a token stores them, read in few calls. Throws CallFailed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reseal/token/key_holder.h"
#include "session.h"

namespace reseal::token {

struct StoredKey {
  CK_OBJECT_HANDLE handle = CK_INVALID_HANDLE;
  HeldKey key;
  bool can_sign = false;
  bool asks_pin_each_time = false;  ///< CKA_ALWAYS_AUTHENTICATE
};

/// `kind`: CKO_PUBLIC_KEY or CKO_PRIVATE_KEY. Only those with this id, or all.
std::vector<StoredKey> read_keys(Session& session, CK_OBJECT_CLASS kind, const std::optional<KeyId>& id = std::nullopt);

/// Keys among `objects`, all of this kind.
std::vector<StoredKey> read_keys(Session& session, CK_OBJECT_CLASS kind, std::span<const CK_OBJECT_HANDLE> objects);

/// What a token shows now, found in one search: a search costs as much as it has objects.
struct Contents {
  struct CertificateObject {
    Bytes der;
    KeyId id;
    std::string label;
  };
  std::vector<CertificateObject> certificates;
  std::vector<CK_OBJECT_HANDLE> public_keys;
  std::vector<CK_OBJECT_HANDLE> private_keys;
};
Contents read_contents(Session& session);

/// Private keys, each with its SubjectPublicKeyInfo where the token shows it in either half. Needs login to see any.
std::vector<StoredKey> read_private_keys(Session& session, const std::optional<KeyId>& id = std::nullopt);
/// Gives private keys without a SubjectPublicKeyInfo that of the public half with the same id.
void complete(std::vector<StoredKey>& private_keys, const std::vector<StoredKey>& public_halves);

/// Calls `take(der, id, label)` for each; the views are good until it returns.
template <typename Take>
void for_each_certificate(Session& session, const Take& take) {
  const CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  const CK_ATTRIBUTE wanted[] = {attribute(CKA_CLASS, kind)};
  AttributeReader reader{CKA_VALUE, CKA_ID, CKA_LABEL};
  for (const CK_OBJECT_HANDLE object : session.find(wanted)) {
    if (!reader.read(session, object)) continue;
    const auto der = reader.at(0);
    if (der && !der->empty()) take(*der, reader.bytes(1), reader.text(2));
  }
}

}  // namespace reseal::token
