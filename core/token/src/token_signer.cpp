// SPDX-License-Identifier: Apache-2.0
#include "token_signer.h"

#include "key_objects.h"
#include "reseal/base/error.h"

namespace reseal::token {
namespace {

constexpr std::size_t kLongestSignature = 1024;  // RSA-8192

CK_MECHANISM mechanism_of(crypto::RawSign::Mechanism mechanism) {
  switch (mechanism) {
    case crypto::RawSign::Mechanism::rsa_pkcs1:
      return {CKM_RSA_PKCS, nullptr, 0};
    case crypto::RawSign::Mechanism::rsa_raw:
      return {CKM_RSA_X_509, nullptr, 0};
    case crypto::RawSign::Mechanism::ecdsa:
      return {CKM_ECDSA, nullptr, 0};
  }
  throw Error(ErrorCode::internal, {{"problem", "unknown signing mechanism"}});
}

bool is_stale(CK_RV value) { return value == CKR_KEY_HANDLE_INVALID || value == CKR_OBJECT_HANDLE_INVALID; }

class PrivateKey {
 public:
  PrivateKey(std::weak_ptr<TokenConnection> token, HeldKey key) : token_(std::move(token)), key_(std::move(key)) {}

  Bytes sign(const crypto::RawSign& wanted) {
    const auto token = token_.lock();
    if (!token) throw Error(ErrorCode::token_error, {{"token", ""}, {"problem", "the token was closed"}});
    return token->with_session([&](Session& session) {
      if (session.handle() != session_) locate(session, token->identity());
      CK_RV value = begin(session, wanted);
      if (is_stale(value)) {  // handles of private objects die with a logout
        locate(session, token->identity());
        value = begin(session, wanted);
      }
      check(value, "C_SignInit");
      return finish(session, wanted);
    });
  }

 private:
  void locate(Session& session, const TokenIdentity& identity) {
    if (!session.user_is_logged_in()) throw CallFailed{CKR_USER_NOT_LOGGED_IN, "C_SignInit"};
    session_ = CK_INVALID_HANDLE;
    for (const StoredKey& stored : read_private_keys(session, key_.id)) {
      if (!stored.key.spki.empty() && stored.key.spki != key_.spki) continue;
      handle_ = stored.handle;
      session_ = session.handle();
      return;
    }
    throw Error(ErrorCode::key_missing, {{"token", display_name(identity)}, {"key", to_hex(key_.id)}});
  }

  [[nodiscard]] CK_RV begin(Session& session, const crypto::RawSign& wanted) const {
    CK_MECHANISM mechanism = mechanism_of(wanted.mechanism);
    return session.module().call(&CK_FUNCTION_LIST::C_SignInit, session.handle(), &mechanism, handle_);
  }

  static Bytes finish(Session& session, const crypto::RawSign& wanted) {
    Bytes input = wanted.input;
    Bytes signature(kLongestSignature);
    CK_ULONG size = signature.size();
    check(session.module().call(&CK_FUNCTION_LIST::C_Sign, session.handle(), input.data(),
                                static_cast<CK_ULONG>(input.size()), signature.data(), &size),
          "C_Sign");
    signature.resize(size);
    return signature;
  }

  std::weak_ptr<TokenConnection> token_;
  HeldKey key_;
  CK_SESSION_HANDLE session_ = CK_INVALID_HANDLE;  // in which handle_ was found
  CK_OBJECT_HANDLE handle_ = CK_INVALID_HANDLE;
};

}  // namespace

crypto::RawSigner token_signer(const std::shared_ptr<TokenConnection>& token, const HeldKey& key) {
  return [signer = std::make_shared<PrivateKey>(token, key)](const crypto::RawSign& wanted) {
    return signer->sign(wanted);
  };
}

}  // namespace reseal::token
