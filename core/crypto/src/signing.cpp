// SPDX-License-Identifier: Apache-2.0
#include "reseal/crypto/signing.h"

#include "ossl.h"

namespace reseal::crypto {

Bytes sign_bytes(const SigningKey& key, ByteView data, const std::string& digest) {
  ERR_clear_error();
  const auto context = ossl::checked(ossl::EvpMdCtxHandle(EVP_MD_CTX_new()), "sign");
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.native())));
  std::size_t size = signature.size();
  const bool done =
      EVP_DigestSignInit(context.get(), nullptr, EVP_get_digestbyname(digest.c_str()), nullptr, key.native()) == 1 &&
      EVP_DigestSign(context.get(), signature.data(), &size, data.data(), data.size()) == 1;
  key.rethrow_signer_error();
  if (!done) throw ossl::failure("sign");
  signature.resize(size);
  return signature;
}

bool verify_bytes(const Certificate& certificate, ByteView data, ByteView signature) {
  ERR_clear_error();
  EVP_PKEY* key = X509_get0_pubkey(certificate.native());
  const auto context = ossl::checked(ossl::EvpMdCtxHandle(EVP_MD_CTX_new()), "verify");
  const bool valid = key != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                     EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
  ERR_clear_error();
  return valid;
}

}  // namespace reseal::crypto
