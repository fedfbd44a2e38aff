// SPDX-License-Identifier: Apache-2.0
// The two things that only some tokens' keys can: decrypting, and signing a block that was padded elsewhere.
#include <algorithm>

#include "pkcs11_key_holder.h"
#include "reseal/base/error.h"

namespace reseal::token {
namespace {

constexpr std::size_t kLongestBlock = 1024;  // RSA-8192

Error cannot_decrypt(const std::string& token, const std::string& why) {
  const auto problem = "this key cannot decrypt" + why + "; a CA that encrypts its answers needs an RSA key that may";
  return Error(ErrorCode::token_error, {{"token", token}, {"problem", problem}}, problem);
}

bool means_cannot(CK_RV value) {
  return value == CKR_KEY_FUNCTION_NOT_PERMITTED || value == CKR_KEY_TYPE_INCONSISTENT ||
         value == CKR_MECHANISM_INVALID || value == CKR_FUNCTION_NOT_SUPPORTED;
}

}  // namespace

Bytes KeyHolder::decrypt(const HeldKey& /*key*/, ByteView /*encrypted*/) {
  throw cannot_decrypt(status().identity.uri(), "");
}

bool Pkcs11KeyHolder::signs_padded_blocks() {
  return token_->with_session([](Session& session) {
    CK_MECHANISM_INFO info{};
    const auto value = session.module().call(&CK_FUNCTION_LIST::C_GetMechanismInfo, session.slot(),
                                             CK_MECHANISM_TYPE{CKM_RSA_X_509}, &info);
    return value == CKR_OK && (info.flags & CKF_SIGN) != 0;
  });
}

Bytes Pkcs11KeyHolder::decrypt(const HeldKey& key, ByteView encrypted) {
  return token_->with_session([&](Session& session) {
    if (!session.user_is_logged_in()) throw CallFailed{CKR_USER_NOT_LOGGED_IN, "C_DecryptInit"};
    const auto stored = read_private_keys(session, key.id);
    const auto mine = std::ranges::find_if(stored, [&](const StoredKey& one) { return one.key.spki == key.spki; });
    if (mine == stored.end()) {
      throw Error(ErrorCode::key_missing, {{"token", display_name(token_->identity())}, {"key", to_hex(key.id)}});
    }
    CK_MECHANISM mechanism{CKM_RSA_PKCS, nullptr, 0};
    const auto begun =
        session.module().call(&CK_FUNCTION_LIST::C_DecryptInit, session.handle(), &mechanism, mine->handle);
    if (means_cannot(begun)) throw cannot_decrypt(display_name(token_->identity()), " (" + name_of(begun) + ")");
    check(begun, "C_DecryptInit");
    Bytes input(encrypted.begin(), encrypted.end());
    Bytes output(kLongestBlock);
    CK_ULONG size = output.size();
    const auto done = session.module().call(&CK_FUNCTION_LIST::C_Decrypt, session.handle(), input.data(),
                                            static_cast<CK_ULONG>(input.size()), output.data(), &size);
    if (means_cannot(done)) throw cannot_decrypt(display_name(token_->identity()), " (" + name_of(done) + ")");
    check(done, "C_Decrypt");
    output.resize(size);
    return output;
  });
}

}  // namespace reseal::token
