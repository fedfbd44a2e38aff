// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 module, loaded and initialised, and a session with it: just enough to fill a token.
#pragma once

#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"

namespace reseal::sandbox {

/// Throws Error(token_error) naming the function unless `rv` is CKR_OK.
void require_ok(CK_RV rv, const char* function);

class Pkcs11Module {
 public:
  /// Throws Error(module_missing) or Error(module_unusable).
  explicit Pkcs11Module(const std::filesystem::path& file);
  ~Pkcs11Module();
  Pkcs11Module(const Pkcs11Module&) = delete;
  Pkcs11Module& operator=(const Pkcs11Module&) = delete;
  [[nodiscard]] CK_FUNCTION_LIST& functions() const { return *functions_; }
  [[nodiscard]] std::vector<CK_SLOT_ID> slots_with_token() const;
  [[nodiscard]] CK_TOKEN_INFO token_info(CK_SLOT_ID slot) const;

 private:
  std::unique_ptr<void, int (*)(void*)> library_;
  CK_FUNCTION_LIST* functions_ = nullptr;
};

class Pkcs11Session {
 public:
  Pkcs11Session(const Pkcs11Module& module, CK_SLOT_ID slot);
  ~Pkcs11Session();
  Pkcs11Session(const Pkcs11Session&) = delete;
  Pkcs11Session& operator=(const Pkcs11Session&) = delete;
  void login(CK_USER_TYPE user, const std::string& pin) const;
  [[nodiscard]] CK_SESSION_HANDLE handle() const { return handle_; }
  [[nodiscard]] CK_FUNCTION_LIST& functions() const { return functions_; }
  [[nodiscard]] Bytes attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;

 private:
  CK_FUNCTION_LIST& functions_;
  CK_SESSION_HANDLE handle_ = 0;
};

/// A blank-padded field of a PKCS#11 structure, trimmed.
template <std::size_t Size>
std::string padded_text(const unsigned char (&field)[Size]) {
  std::string text(reinterpret_cast<const char*>(field), Size);
  const auto end = text.find_last_not_of(' ');
  return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

}  // namespace reseal::sandbox
