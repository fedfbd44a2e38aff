// SPDX-License-Identifier: Apache-2.0
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>

#include "support/test_ca.h"

namespace reseal::test {
namespace {

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) {
  if (key == nullptr) throw std::runtime_error("test key");
  return {key, EVP_PKEY_free};
}

/// Pads as CKM_RSA_PKCS does, without making a DigestInfo.
Bytes rsa_sign(EVP_PKEY* key, const Bytes& input, int padding) {
  const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(EVP_PKEY_CTX_new(key, nullptr),
                                                                       EVP_PKEY_CTX_free);
  Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  std::size_t size = out.size();
  if (EVP_PKEY_sign_init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) != 1 ||
      EVP_PKEY_sign(context.get(), out.data(), &size, input.data(), input.size()) != 1) {
    throw std::runtime_error("software token: rsa");
  }
  return out;
}

Bytes ecdsa_sign(EVP_PKEY* key, const Bytes& digest) {
  const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(EVP_PKEY_CTX_new(key, nullptr),
                                                                       EVP_PKEY_CTX_free);
  Bytes der(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  std::size_t size = der.size();
  if (EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_sign(context.get(), der.data(), &size, digest.data(), digest.size()) != 1) {
    throw std::runtime_error("software token: ecdsa");
  }
  const unsigned char* at = der.data();
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)),
                                                                   ECDSA_SIG_free);
  const int order = (EVP_PKEY_get_bits(key) + 7) / 8;
  Bytes raw(static_cast<std::size_t>(order) * 2);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), order);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + order, order);
  return raw;
}

}  // namespace

TestKey TestKey::rsa(int bits) { return TestKey(owned(EVP_RSA_gen(static_cast<unsigned>(bits)))); }

TestKey TestKey::ec(const std::string& curve) {
  if (curve == "SM2") return TestKey(owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")));
  return TestKey(owned(EVP_EC_gen(curve.c_str())));
}

TestKey TestKey::from_pem(const std::string& private_key) {
  const std::unique_ptr<BIO, int (*)(BIO*)> source(
      BIO_new_mem_buf(private_key.data(), static_cast<int>(private_key.size())), BIO_free);
  return TestKey(owned(PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr)));
}

Bytes TestKey::spki() const {
  unsigned char* raw = nullptr;
  const int size = i2d_PUBKEY(native(), &raw);
  Bytes der(raw, raw + size);
  OPENSSL_free(raw);
  return der;
}

std::string TestKey::private_pem() const {
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PKCS8PrivateKey(out.get(), native(), nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

crypto::RawSigner TestKey::signer() const {
  return [key = key_](const crypto::RawSign& request) {
    using Mechanism = crypto::RawSign::Mechanism;
    switch (request.mechanism) {
      case Mechanism::rsa_pkcs1:
        return rsa_sign(key.get(), request.input, RSA_PKCS1_PADDING);
      case Mechanism::rsa_raw:
        return rsa_sign(key.get(), request.input, RSA_NO_PADDING);
      case Mechanism::ecdsa:
        return ecdsa_sign(key.get(), request.input);
    }
    throw std::runtime_error("software token: mechanism");
  };
}

crypto::SigningKey TestKey::signing_key() const { return {spki(), signer()}; }

}  // namespace reseal::test
