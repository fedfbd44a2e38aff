// SPDX-License-Identifier: Apache-2.0
#include "key_objects.h"

#include <algorithm>

#include "der.h"

namespace reseal::token {
namespace {

Bytes spki_of(Session& session, CK_OBJECT_HANDLE object, CK_KEY_TYPE type) {
  if (type == CKK_RSA) {
    AttributeReader rsa{CKA_MODULUS, CKA_PUBLIC_EXPONENT};
    if (!rsa.read(session, object) || !rsa.at(0) || !rsa.at(1)) return {};
    return rsa_spki(*rsa.at(0), *rsa.at(1));
  }
  if (type == CKK_EC) {
    AttributeReader ec{CKA_EC_PARAMS, CKA_EC_POINT};
    if (!ec.read(session, object) || !ec.at(0) || !ec.at(1)) return {};
    return ec_spki(*ec.at(0), *ec.at(1));
  }
  return {};
}

}  // namespace

std::vector<StoredKey> read_keys(Session& session, CK_OBJECT_CLASS kind, const std::optional<KeyId>& id) {
  std::vector<CK_ATTRIBUTE> wanted{attribute(CKA_CLASS, kind)};
  if (id) wanted.push_back(attribute(CKA_ID, *id));
  return read_keys(session, kind, session.find(wanted));
}

std::vector<StoredKey> read_keys(Session& session, CK_OBJECT_CLASS kind, std::span<const CK_OBJECT_HANDLE> objects) {
  std::vector<StoredKey> keys;
  AttributeReader reader = kind == CKO_PRIVATE_KEY ? AttributeReader{CKA_KEY_TYPE,           CKA_ID,          CKA_LABEL,
                                                                     CKA_SENSITIVE,          CKA_EXTRACTABLE, CKA_SIGN,
                                                                     CKA_ALWAYS_AUTHENTICATE}
                                                   : AttributeReader{CKA_KEY_TYPE, CKA_ID, CKA_LABEL};
  for (const CK_OBJECT_HANDLE object : objects) {
    if (!reader.read(session, object)) continue;
    StoredKey stored;
    stored.handle = object;
    stored.key.id = reader.bytes(1);
    stored.key.label = reader.text(2);
    if (kind == CKO_PRIVATE_KEY) {
      // What a token does not say about a key counts as the worse of the two.
      stored.key.sensitive = reader.flag(3, false);
      stored.key.extractable = reader.flag(4, true);
      stored.can_sign = reader.flag(5, true);
      stored.asks_pin_each_time = reader.flag(6, false);
    }
    if (const auto type = reader.number(0)) stored.key.spki = spki_of(session, object, *type);
    keys.push_back(std::move(stored));
  }
  return keys;
}

void complete(std::vector<StoredKey>& private_keys, const std::vector<StoredKey>& public_halves) {
  for (StoredKey& stored : private_keys) {
    if (!stored.key.spki.empty() || stored.key.id.empty()) continue;
    for (const StoredKey& half : public_halves) {
      if (half.key.id == stored.key.id) stored.key.spki = half.key.spki;
    }
  }
}

std::vector<StoredKey> read_private_keys(Session& session, const std::optional<KeyId>& id) {
  std::vector<StoredKey> keys = read_keys(session, CKO_PRIVATE_KEY, id);
  const bool incomplete = std::ranges::any_of(keys, [](const StoredKey& stored) { return stored.key.spki.empty(); });
  if (incomplete) complete(keys, read_keys(session, CKO_PUBLIC_KEY, id));
  return keys;
}

Contents read_contents(Session& session) {
  Contents contents;
  AttributeReader certificate{CKA_CLASS, CKA_VALUE, CKA_ID, CKA_LABEL};
  AttributeReader kind{CKA_CLASS};
  for (const CK_OBJECT_HANDLE object : session.find({})) {
    // One call for a certificate; what lacks one of these attributes is most often a key.
    const bool whole = certificate.read_at_once(session, object);
    if (!whole && !kind.read(session, object)) continue;
    switch ((whole ? certificate : kind).number(0).value_or(CKO_DATA)) {
      case CKO_CERTIFICATE:
        if (!whole && !certificate.read(session, object)) break;
        if (const auto der = certificate.at(1); der && !der->empty()) {
          contents.certificates.push_back({certificate.bytes(1), certificate.bytes(2), certificate.text(3)});
        }
        break;
      case CKO_PUBLIC_KEY:
        contents.public_keys.push_back(object);
        break;
      case CKO_PRIVATE_KEY:
        contents.private_keys.push_back(object);
        break;
      default:
        break;
    }
  }
  return contents;
}

}  // namespace reseal::token
