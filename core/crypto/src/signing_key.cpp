// SPDX-License-Identifier: Apache-2.0
// The one file that uses RSA_METHOD and EC_KEY_METHOD, which OpenSSL 3.0 deprecates in favour of a provider: with them
// a key elsewhere is some hundred lines and needs no configuration of the process.
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "ossl.h"
#include "reseal/crypto/signing.h"

namespace reseal::crypto {
namespace {

using RsaHandle = ossl::Handle<RSA, &RSA_free>;
using EcKeyHandle = ossl::Handle<EC_KEY, &EC_KEY_free>;
using EcdsaSigHandle = ossl::Handle<ECDSA_SIG, &ECDSA_SIG_free>;

/// What the key's ex_data holds: OpenSSL may keep the key alive longer than SigningKey.
struct Remote {
  RawSigner signer;
  std::exception_ptr error;  // an exception must not run through C: kept here until we are back

  /// Empty when the signer threw or returned something of a wrong size.
  Bytes sign(RawSign::Mechanism mechanism, Bytes input, std::size_t expected) noexcept {
    try {
      error = nullptr;
      Bytes signature = signer(RawSign{mechanism, std::move(input)});
      if (signature.size() == expected) return signature;
      const auto problem = "the key holder returned " + std::to_string(signature.size()) + " bytes instead of " +
                           std::to_string(expected);
      throw Error(ErrorCode::crypto_failed, {{"operation", "sign"}, {"problem", problem}}, problem);
    } catch (...) {
      error = std::current_exception();
      return {};
    }
  }
};
using RemotePtr = std::shared_ptr<Remote>;

void free_remote(void* /*parent*/, void* data, CRYPTO_EX_DATA* /*all*/, int /*index*/, long /*argl*/, void* /*argp*/) {
  delete static_cast<RemotePtr*>(data);
}

int rsa_slot() {
  static const int slot = RSA_get_ex_new_index(0, nullptr, nullptr, nullptr, free_remote);
  return slot;
}

int ec_slot() {
  static const int slot = EC_KEY_get_ex_new_index(0, nullptr, nullptr, nullptr, free_remote);
  return slot;
}

int rsa_private_encrypt(int size, const unsigned char* from, unsigned char* to, RSA* rsa, int padding) {
  const auto* remote = static_cast<RemotePtr*>(RSA_get_ex_data(rsa, rsa_slot()));
  if (remote == nullptr || (padding != RSA_PKCS1_PADDING && padding != RSA_NO_PADDING)) return -1;
  const auto mechanism = padding == RSA_NO_PADDING ? RawSign::Mechanism::rsa_raw : RawSign::Mechanism::rsa_pkcs1;
  const auto signature = (*remote)->sign(mechanism, Bytes(from, from + size), static_cast<std::size_t>(RSA_size(rsa)));
  std::copy(signature.begin(), signature.end(), to);
  return signature.empty() ? -1 : static_cast<int>(signature.size());
}

ECDSA_SIG* ec_sign(const unsigned char* digest, int size, const BIGNUM* /*kinv*/, const BIGNUM* /*r*/, EC_KEY* key) {
  const auto* remote = static_cast<RemotePtr*>(EC_KEY_get_ex_data(key, ec_slot()));
  const EC_GROUP* group = EC_KEY_get0_group(key);
  if (remote == nullptr || group == nullptr) return nullptr;
  const auto order = static_cast<std::size_t>((EC_GROUP_order_bits(group) + 7) / 8);
  // Tokens differ in what they do with a digest longer than the order; FIPS 186 takes its left end.
  const auto used = std::min<std::size_t>(static_cast<std::size_t>(size), order);
  const auto raw = (*remote)->sign(RawSign::Mechanism::ecdsa, Bytes(digest, digest + used), order * 2);
  if (raw.empty()) return nullptr;
  ossl::BignumHandle left(BN_bin2bn(raw.data(), static_cast<int>(order), nullptr));
  ossl::BignumHandle right(BN_bin2bn(raw.data() + order, static_cast<int>(order), nullptr));
  EcdsaSigHandle signature(ECDSA_SIG_new());
  if (!left || !right || !signature || ECDSA_SIG_set0(signature.get(), left.get(), right.get()) != 1) return nullptr;
  static_cast<void>(left.release());
  static_cast<void>(right.release());
  return signature.release();
}

const RSA_METHOD* rsa_method() {
  static const ossl::Handle<RSA_METHOD, &RSA_meth_free> method = [] {
    ossl::Handle<RSA_METHOD, &RSA_meth_free> made(RSA_meth_dup(RSA_PKCS1_OpenSSL()));
    if (made) {
      RSA_meth_set_flags(made.get(), RSA_METHOD_FLAG_NO_CHECK);  // there is no private part to check
      RSA_meth_set_priv_enc(made.get(), rsa_private_encrypt);
    }
    return made;
  }();
  return method.get();
}

const EC_KEY_METHOD* ec_method() {
  static const ossl::Handle<EC_KEY_METHOD, &EC_KEY_METHOD_free> method = [] {
    ossl::Handle<EC_KEY_METHOD, &EC_KEY_METHOD_free> made(EC_KEY_METHOD_new(EC_KEY_OpenSSL()));
    if (made) {
      int (*sign)(int, const unsigned char*, int, unsigned char*, unsigned int*, const BIGNUM*, const BIGNUM*,
                  EC_KEY*) = nullptr;
      EC_KEY_METHOD_get_sign(made.get(), &sign, nullptr, nullptr);
      EC_KEY_METHOD_set_sign(made.get(), sign, nullptr, ec_sign);
    }
    return made;
  }();
  return method.get();
}

ossl::EvpPkeyHandle remote_rsa(const EVP_PKEY* public_key, const RemotePtr& remote) {
  BIGNUM* modulus = nullptr;
  BIGNUM* exponent = nullptr;
  EVP_PKEY_get_bn_param(public_key, OSSL_PKEY_PARAM_RSA_N, &modulus);
  EVP_PKEY_get_bn_param(public_key, OSSL_PKEY_PARAM_RSA_E, &exponent);
  ossl::BignumHandle n(modulus);
  ossl::BignumHandle e(exponent);
  RsaHandle rsa(RSA_new());
  if (!n || !e || !rsa || rsa_method() == nullptr || RSA_set_method(rsa.get(), rsa_method()) != 1 ||
      RSA_set0_key(rsa.get(), n.get(), e.get(), nullptr) != 1) {
    throw ossl::failure("rsa key");
  }
  static_cast<void>(n.release());
  static_cast<void>(e.release());
  auto slot = std::make_unique<RemotePtr>(remote);
  if (RSA_set_ex_data(rsa.get(), rsa_slot(), slot.get()) != 1) throw ossl::failure("rsa key");
  static_cast<void>(slot.release());
  ossl::EvpPkeyHandle key(EVP_PKEY_new());
  if (!key || EVP_PKEY_set1_RSA(key.get(), rsa.get()) != 1) throw ossl::failure("rsa key");
  return key;
}

ossl::EvpPkeyHandle remote_ec(const EVP_PKEY* public_key, const RemotePtr& remote) {
  char group[64] = {};
  unsigned char point[256] = {};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(public_key, group, sizeof group, nullptr) != 1 ||
      EVP_PKEY_get_octet_string_param(public_key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &size) != 1) {
    throw ossl::failure("ec key on a named curve");
  }
  EcKeyHandle ec(EC_KEY_new_by_curve_name(OBJ_txt2nid(group)));
  if (!ec || ec_method() == nullptr || EC_KEY_oct2key(ec.get(), point, size, nullptr) != 1 ||
      EC_KEY_set_method(ec.get(), ec_method()) != 1) {
    throw ossl::failure("ec key on a named curve");
  }
  auto slot = std::make_unique<RemotePtr>(remote);
  if (EC_KEY_set_ex_data(ec.get(), ec_slot(), slot.get()) != 1) throw ossl::failure("ec key");
  static_cast<void>(slot.release());
  ossl::EvpPkeyHandle key(EVP_PKEY_new());
  if (!key || EVP_PKEY_set1_EC_KEY(key.get(), ec.get()) != 1) throw ossl::failure("ec key");
  return key;
}

}  // namespace

struct SigningKey::State {
  Bytes spki;
  RemotePtr remote;
  ossl::EvpPkeyHandle key;
};

SigningKey::SigningKey(ByteView spki_der, RawSigner signer) : state_(std::make_shared<State>()) {
  ERR_clear_error();
  state_->spki.assign(spki_der.begin(), spki_der.end());
  state_->remote = std::make_shared<Remote>(Remote{std::move(signer), nullptr});
  const unsigned char* at = spki_der.data();
  const ossl::EvpPkeyHandle public_key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki_der.size())));
  if (!public_key) throw ossl::failure("public key");
  if (EVP_PKEY_is_a(public_key.get(), "RSA") == 1) {
    state_->key = remote_rsa(public_key.get(), state_->remote);
  } else if (EVP_PKEY_is_a(public_key.get(), "EC") == 1) {
    state_->key = remote_ec(public_key.get(), state_->remote);
  } else {
    throw Error(ErrorCode::crypto_failed, {{"operation", "public key"}, {"problem", "neither RSA nor EC"}});
  }
}

const Bytes& SigningKey::spki() const { return state_->spki; }
std::string SigningKey::spki_sha256() const { return sha256_hex(state_->spki); }
evp_pkey_st* SigningKey::native() const { return state_->key.get(); }

void SigningKey::rethrow_signer_error() const {
  if (!state_->remote->error) return;
  ERR_clear_error();
  std::rethrow_exception(std::exchange(state_->remote->error, nullptr));
}

}  // namespace reseal::crypto
