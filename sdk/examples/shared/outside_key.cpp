// SPDX-License-Identifier: Apache-2.0
// RSA_METHOD and EC_KEY_METHOD are deprecated in OpenSSL 3.0 in favour of a whole provider; here they are thirty lines.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "outside_key.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <algorithm>

namespace example {
namespace {

int placeholder_rsa(int /*size*/, const unsigned char* /*from*/, unsigned char* to, RSA* rsa, int /*padding*/) {
  std::fill_n(to, RSA_size(rsa), static_cast<unsigned char>(0));
  return RSA_size(rsa);
}

int decrypt_elsewhere(int size, const unsigned char* from, unsigned char* to, RSA* rsa, int padding) {
  const auto* decrypt = static_cast<const Decrypt*>(RSA_get_app_data(rsa));
  if (decrypt == nullptr || padding != RSA_PKCS1_PADDING) return -1;
  try {
    const auto plain = (*decrypt)(std::string(reinterpret_cast<const char*>(from), static_cast<std::size_t>(size)));
    std::copy(plain.begin(), plain.end(), to);
    return static_cast<int>(plain.size());
  } catch (...) {  // the host keeps what went wrong on its side, and says it once the plugin has returned
    return -1;
  }
}

int placeholder_ec(int /*type*/, const unsigned char* /*digest*/, int /*size*/, unsigned char* signature,
                   unsigned int* length, const BIGNUM* /*kinv*/, const BIGNUM* /*r*/, EC_KEY* /*key*/) {
  constexpr unsigned char kOneAndOne[] = {0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01};
  std::copy(std::begin(kOneAndOne), std::end(kOneAndOne), signature);
  *length = sizeof kOneAndOne;
  return 1;
}

}  // namespace

Key outside_key(X509* certificate, const Decrypt* decrypt) {
  auto* const public_key = X509_get0_pubkey(certificate);
  Key key(EVP_PKEY_new());
  if (EVP_PKEY_get_base_id(public_key) == EVP_PKEY_RSA) {
    static RSA_METHOD* const method = [] {
      auto* const made = RSA_meth_dup(RSA_PKCS1_OpenSSL());
      RSA_meth_set_flags(made, RSA_METHOD_FLAG_NO_CHECK);
      RSA_meth_set_priv_enc(made, placeholder_rsa);
      RSA_meth_set_priv_dec(made, decrypt_elsewhere);
      return made;
    }();
    const Owned<RSA, &RSA_free> rsa(EVP_PKEY_get1_RSA(public_key));
    const Owned<RSA, &RSA_free> own(RSAPublicKey_dup(rsa.get()));
    RSA_set_method(own.get(), method);
    RSA_set_app_data(own.get(), const_cast<Decrypt*>(decrypt));
    EVP_PKEY_set1_RSA(key.get(), own.get());
  } else {
    static EC_KEY_METHOD* const method = [] {
      auto* const made = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
      EC_KEY_METHOD_set_sign(made, placeholder_ec, nullptr, nullptr);
      return made;
    }();
    const Owned<EC_KEY, &EC_KEY_free> ec(EVP_PKEY_get1_EC_KEY(public_key));
    const Owned<EC_KEY, &EC_KEY_free> own(EC_KEY_dup(ec.get()));
    EC_KEY_set_method(own.get(), method);
    EVP_PKEY_set1_EC_KEY(key.get(), own.get());
  }
  return key;
}

}  // namespace example
