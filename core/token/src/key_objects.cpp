// SPDX-License-Identifier: Apache-2.0
#include "key_objects.h"

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
  const auto objects = session.find(wanted);

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

std::vector<StoredKey> read_private_keys(Session& session, const std::optional<KeyId>& id) {
  std::vector<StoredKey> keys = read_keys(session, CKO_PRIVATE_KEY, id);
  std::vector<StoredKey> public_halves;
  bool asked = false;
  for (StoredKey& stored : keys) {
    if (!stored.key.spki.empty() || stored.key.id.empty()) continue;
    if (!asked) public_halves = read_keys(session, CKO_PUBLIC_KEY, id);
    asked = true;
    for (const StoredKey& half : public_halves) {
      if (half.key.id == stored.key.id) stored.key.spki = half.key.spki;
    }
  }
  return keys;
}

}  // namespace reseal::token
