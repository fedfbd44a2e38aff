// SPDX-License-Identifier: Apache-2.0
// The two things that are ever put on a token: a key pair and a certificate. Both are read back.
#include <algorithm>
#include <array>

#include "pkcs11_key_holder.h"
#include "reseal/base/crash_point.h"
#include "reseal/base/error.h"

namespace reseal::token {
namespace {

constexpr CK_BBOOL kYes = CK_TRUE;
constexpr CK_BBOOL kNo = CK_FALSE;

[[noreturn]] void broken(const TokenIdentity& token, const std::string& problem) {
  throw Error(ErrorCode::token_error, {{"token", display_name(token)}, {"problem", problem}}, problem);
}

// Few modules report a full token properly (acos5#7): ask first, where the token says how much is left.
void require_memory(const TokenIdentity& token, const std::optional<std::uint64_t>& free, std::uint64_t needed) {
  if (!free || *free >= needed) return;
  const std::string problem = std::to_string(*free) + " bytes free, " + std::to_string(needed) + " needed";
  throw Error(ErrorCode::token_full, {{"token", display_name(token)}, {"problem", problem}}, problem);
}

Bytes curve_oid(int bits) {
  if (bits == 384) return {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};
  return {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
}

void require_strong(const KeySpec& spec) {
  const bool rsa = spec.algorithm == KeySpec::Algorithm::rsa;
  const bool known = rsa ? spec.bits == 2048 || spec.bits == 3072 : spec.bits == 256 || spec.bits == 384;
  if (known) return;
  throw Error(ErrorCode::key_weak,
              {{"problem", (rsa ? "RSA with " : "EC with ") + std::to_string(spec.bits) + " bits is not made here"}});
}

std::uint64_t size_on_token(const KeySpec& spec) {
  const auto bytes = static_cast<std::uint64_t>(spec.bits) / 8;
  return spec.algorithm == KeySpec::Algorithm::rsa ? bytes * 5 : bytes * 3;  // n d p q and the CRT numbers; d and point
}

CK_OBJECT_HANDLE generate(Session& session, const KeySpec& spec, const KeyId& id, const std::string& label) {
  const bool rsa = spec.algorithm == KeySpec::Algorithm::rsa;
  const auto modulus_bits = static_cast<CK_ULONG>(spec.bits);
  const Bytes exponent{0x01, 0x00, 0x01};
  const Bytes curve = curve_oid(spec.bits);
  std::vector<CK_ATTRIBUTE> public_half{
      attribute(CKA_TOKEN, kYes), attribute(CKA_PRIVATE, kNo), attribute(CKA_VERIFY, kYes), attribute(CKA_ENCRYPT, kNo),
      attribute(CKA_WRAP, kNo),   attribute(CKA_ID, id),       attribute(CKA_LABEL, label)};
  if (rsa) {
    public_half.push_back(attribute(CKA_MODULUS_BITS, modulus_bits));
    public_half.push_back(attribute(CKA_PUBLIC_EXPONENT, exponent));
  } else {
    public_half.push_back(attribute(CKA_EC_PARAMS, curve));
  }
  std::vector<CK_ATTRIBUTE> private_half{attribute(CKA_TOKEN, kYes),     attribute(CKA_PRIVATE, kYes),
                                         attribute(CKA_SENSITIVE, kYes), attribute(CKA_EXTRACTABLE, kNo),
                                         attribute(CKA_SIGN, kYes),      attribute(CKA_DECRYPT, kNo),
                                         attribute(CKA_UNWRAP, kNo),     attribute(CKA_DERIVE, kNo),
                                         attribute(CKA_ID, id),          attribute(CKA_LABEL, label)};
  CK_MECHANISM mechanism{rsa ? CKM_RSA_PKCS_KEY_PAIR_GEN : CKM_EC_KEY_PAIR_GEN, nullptr, 0};
  CK_OBJECT_HANDLE public_handle = CK_INVALID_HANDLE;
  CK_OBJECT_HANDLE private_handle = CK_INVALID_HANDLE;
  check(session.module().call(&CK_FUNCTION_LIST::C_GenerateKeyPair, session.handle(), &mechanism, public_half.data(),
                              static_cast<CK_ULONG>(public_half.size()), private_half.data(),
                              static_cast<CK_ULONG>(private_half.size()), &public_handle, &private_handle),
        "C_GenerateKeyPair");
  return private_handle;
}

bool holds(Session& session, const crypto::Certificate& certificate, const KeyId* id) {
  bool found = false;
  for_each_certificate(session, [&](ByteView der, const KeyId& held_id, const std::string&) {
    found = found || (std::ranges::equal(der, certificate.der()) && (id == nullptr || *id == held_id));
  });
  return found;
}

void create(Session& session, const crypto::Certificate& certificate, const KeyId& id, const std::string& label) {
  const CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  const CK_CERTIFICATE_TYPE type = CKC_X_509;
  const Bytes subject = certificate.subject_der();
  const Bytes issuer = certificate.issuer_der();
  const Bytes serial = certificate.serial_der();
  std::array attributes{
      attribute(CKA_CLASS, kind),           attribute(CKA_CERTIFICATE_TYPE, type),   attribute(CKA_TOKEN, kYes),
      attribute(CKA_PRIVATE, kNo),          attribute(CKA_SUBJECT, subject),         attribute(CKA_ISSUER, issuer),
      attribute(CKA_SERIAL_NUMBER, serial), attribute(CKA_VALUE, certificate.der()), attribute(CKA_ID, id),
      attribute(CKA_LABEL, label)};
  CK_OBJECT_HANDLE created = CK_INVALID_HANDLE;
  check(session.module().call(&CK_FUNCTION_LIST::C_CreateObject, session.handle(), attributes.data(),
                              static_cast<CK_ULONG>(attributes.size()), &created),
        "C_CreateObject");
}

}  // namespace

HeldKey Pkcs11KeyHolder::make_key(const KeySpec& spec, const KeyId& id, const std::string& label) {
  require_strong(spec);
  if (id.empty()) throw Error(ErrorCode::usage, {{"problem", "a key needs an id"}});
  return token_->with_session([&](Session& session) {
    const TokenIdentity& token = token_->identity();
    if (!session.user_is_logged_in()) throw CallFailed{CKR_USER_NOT_LOGGED_IN, "C_GenerateKeyPair"};
    // Two keys of one id could not be told apart after a crash: whoever makes a key looks for it first.
    if (!read_keys(session, CKO_PRIVATE_KEY, id).empty()) broken(token, "a key with this id is there already");
    require_memory(token, token_status(session.module(), session.slot()).free_private_bytes, size_on_token(spec));

    crash_point("token.make_key.before");
    const CK_OBJECT_HANDLE made = generate(session, spec, id, label);
    crash_point("token.make_key.after");

    auto keys = read_private_keys(session, id);
    const auto stored =
        std::find_if(keys.begin(), keys.end(), [&](const StoredKey& key) { return key.handle == made; });
    if (stored == keys.end() || stored->key.spki.empty()) broken(token, "the key that was made cannot be read back");
    if (!stored->key.sensitive || stored->key.extractable) {
      throw Error(ErrorCode::key_weak, {{"problem", "the token made a private key that can be taken out of it"}});
    }
    seen_spkis_.insert(stored->key.spki);
    return stored->key;
  });
}

void Pkcs11KeyHolder::write_certificate(const crypto::Certificate& certificate, const KeyId& id,
                                        const std::string& label) {
  token_->with_session([&](Session& session) {
    if (holds(session, certificate, nullptr)) return;
    const TokenIdentity& token = token_->identity();
    require_memory(token, token_status(session.module(), session.slot()).free_public_bytes, certificate.der().size());

    crash_point("token.write.before");
    create(session, certificate, id, label);
    crash_point("token.write.after");

    if (!holds(session, certificate, &id)) broken(token, "the certificate that was written cannot be read back");
  });
}

}  // namespace reseal::token
