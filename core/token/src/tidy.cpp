// SPDX-License-Identifier: Apache-2.0
// The one place that destroys objects on a token.
#include "reseal/token/tidy.h"

#include <algorithm>

#include "pkcs11_key_holder.h"
#include "reseal/base/crash_point.h"
#include "reseal/base/error.h"

namespace reseal::token {
namespace {

[[noreturn]] void refuse(const TokenIdentity& token, const std::string& problem) {
  throw Error(ErrorCode::token_error, {{"token", display_name(token)}, {"problem", problem}}, problem);
}

struct Meant {
  std::vector<CK_OBJECT_HANDLE> certificates;
  std::vector<CK_OBJECT_HANDLE> private_keys;
  std::vector<CK_OBJECT_HANDLE> public_keys;
  [[nodiscard]] bool has(CK_OBJECT_HANDLE object) const {
    const auto in = [object](const auto& all) { return std::ranges::find(all, object) != all.end(); };
    return in(certificates) || in(private_keys) || in(public_keys);
  }
};

std::vector<CK_OBJECT_HANDLE> with_spki(const std::vector<StoredKey>& keys, const Bytes& spki) {
  std::vector<CK_OBJECT_HANDLE> found;
  for (const auto& stored : keys) {
    if (!stored.key.spki.empty() && stored.key.spki == spki) found.push_back(stored.handle);
  }
  return found;
}

// Reads what is there now, by content. In doubt nothing is meant: it throws.
Meant find_meant(Session& session, const TokenIdentity& token, const crypto::Certificate& certificate) {
  Meant meant;
  const auto spki = certificate.spki();
  const CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  const CK_ATTRIBUTE wanted[] = {attribute(CKA_CLASS, kind)};
  AttributeReader reader{CKA_VALUE};
  for (const auto object : session.find(wanted)) {
    const auto der = reader.read(session, object) ? reader.bytes(0) : Bytes();
    if (der.empty()) continue;
    if (der == certificate.der()) {
      meant.certificates.push_back(object);
    } else if (crypto::Certificate::from_der(der).spki() == spki) {
      refuse(token, "another certificate on the token has the same key; nothing was removed");
    }
  }
  meant.private_keys = with_spki(read_private_keys(session), spki);
  if (meant.private_keys.size() > 1) {
    refuse(token, "two private keys look like the one of this certificate; nothing was removed");
  }
  meant.public_keys = with_spki(read_keys(session, CKO_PUBLIC_KEY), spki);
  return meant;
}

// What the token holds besides: by class, id, label and content, not by handle.
std::vector<Bytes> everything_but(Session& session, const Meant& meant) {
  std::vector<Bytes> all;
  AttributeReader who{CKA_CLASS, CKA_ID, CKA_LABEL, CKA_MODULUS, CKA_EC_POINT, CKA_SUBJECT, CKA_SERIAL_NUMBER};
  constexpr std::size_t kAttributes = 7;
  for (const auto object : session.find({})) {
    if (meant.has(object) || !who.read(session, object)) continue;
    Bytes one;
    for (std::size_t i = 0; i < kAttributes; ++i) {
      const auto value = who.bytes(i);
      for (auto size = value.size(); size > 0; size >>= 8U) one.push_back(static_cast<std::uint8_t>(size));
      one.push_back(0);
      one.insert(one.end(), value.begin(), value.end());
    }
    all.push_back(std::move(one));
  }
  std::ranges::sort(all);
  return all;
}

int destroy(Session& session, const std::vector<CK_OBJECT_HANDLE>& objects, const char* point) {
  for (const auto object : objects) {
    check(session.module().call(&CK_FUNCTION_LIST::C_DestroyObject, session.handle(), object), "C_DestroyObject");
    crash_point(point);
  }
  return static_cast<int>(objects.size());
}

}  // namespace

Removed take_off(KeyHolder& holder, const crypto::Certificate& certificate) {
  auto* pkcs11 = dynamic_cast<Pkcs11KeyHolder*>(&holder);
  if (pkcs11 == nullptr) refuse(holder.status().identity, "nothing can be removed from this kind of key holder");
  return pkcs11->connection().with_session([&](Session& session) {
    const TokenIdentity& token = pkcs11->connection().identity();
    if (!session.user_is_logged_in()) throw CallFailed{CKR_USER_NOT_LOGGED_IN, "C_DestroyObject"};
    const auto meant = find_meant(session, token, certificate);
    const auto others = everything_but(session, meant);

    Removed removed;
    removed.certificates = destroy(session, meant.certificates, "token.tidy.certificate");
    removed.private_keys = destroy(session, meant.private_keys, "token.tidy.private_key");
    removed.public_keys = destroy(session, meant.public_keys, "token.tidy.public_key");

    if (everything_but(session, Meant{}) != others) {
      refuse(token, "something else on the token has changed, or what was removed is still there");
    }
    return removed;
  });
}

}  // namespace reseal::token
