// SPDX-License-Identifier: Apache-2.0
#include "reseal/crypto/sealed.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "ossl.h"

namespace reseal::crypto {
namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;
using CipherHandle = ossl::Handle<EVP_CIPHER_CTX, &EVP_CIPHER_CTX_free>;

const unsigned char* octets(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

void require(int result, std::string_view operation) {
  if (result != 1) throw ossl::failure(operation);
}

void require_size(const Secret& key) {
  if (key.reveal().size() != kSealingKeySize) {
    throw Error(ErrorCode::crypto_failed, {{"operation", "seal"}, {"problem", "a sealing key has 32 bytes"}});
  }
}

CipherHandle cipher(const Secret& key, ByteView nonce, bool encrypt, std::string_view context) {
  auto made = ossl::checked(CipherHandle(EVP_CIPHER_CTX_new()), "seal");
  require(
      EVP_CipherInit_ex(made.get(), EVP_aes_256_gcm(), nullptr, octets(key.reveal()), nonce.data(), encrypt ? 1 : 0),
      "seal");
  int ignored = 0;
  require(EVP_CipherUpdate(made.get(), nullptr, &ignored, octets(context), static_cast<int>(context.size())), "seal");
  return made;
}

}  // namespace

Secret new_sealing_key() {
  std::array<unsigned char, kSealingKeySize> bytes{};
  require(RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())), "random key");
  Secret key(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  wipe_memory(bytes.data(), bytes.size());
  return key;
}

Bytes seal(const Secret& key, const Secret& value, std::string_view context) {
  require_size(key);
  const auto plain = value.reveal();
  Bytes sealed(kNonce + plain.size() + kTag);
  require(RAND_bytes(sealed.data(), kNonce), "random nonce");
  const auto made = cipher(key, ByteView(sealed).first(kNonce), true, context);
  int size = 0;
  require(EVP_CipherUpdate(made.get(), sealed.data() + kNonce, &size, octets(plain), static_cast<int>(plain.size())),
          "seal");
  int rest = 0;
  require(EVP_CipherFinal_ex(made.get(), sealed.data() + kNonce + size, &rest), "seal");
  require(EVP_CIPHER_CTX_ctrl(made.get(), EVP_CTRL_GCM_GET_TAG, kTag, sealed.data() + kNonce + plain.size()), "seal");
  return sealed;
}

Secret unseal(const Secret& key, ByteView sealed, std::string_view context) {
  require_size(key);
  const auto refused = [] {
    return Error(ErrorCode::crypto_failed,
                 {{"operation", "unseal"}, {"problem", "sealed with another key, or altered"}});
  };
  if (sealed.size() < kNonce + kTag) throw refused();
  const auto hidden = sealed.subspan(kNonce, sealed.size() - kNonce - kTag);
  if (hidden.size() > Secret::kCapacity) throw refused();
  const auto made = cipher(key, sealed.first(kNonce), false, context);
  std::array<unsigned char, Secret::kCapacity> plain{};
  int size = 0;
  int rest = 0;
  auto tag = Bytes(sealed.end() - kTag, sealed.end());
  require(EVP_CipherUpdate(made.get(), plain.data(), &size, hidden.data(), static_cast<int>(hidden.size())), "unseal");
  require(EVP_CIPHER_CTX_ctrl(made.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()), "unseal");
  if (EVP_CipherFinal_ex(made.get(), plain.data() + size, &rest) != 1) {
    (void)ossl::take_error();
    wipe_memory(plain.data(), plain.size());
    throw refused();
  }
  Secret value(std::string_view(reinterpret_cast<const char*>(plain.data()), hidden.size()));
  wipe_memory(plain.data(), plain.size());
  return value;
}

}  // namespace reseal::crypto
