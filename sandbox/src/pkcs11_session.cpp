// SPDX-License-Identifier: Apache-2.0
#include "pkcs11_session.h"

#include <dlfcn.h>

#include <array>
#include <cstdio>

#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::sandbox {

void require_ok(CK_RV rv, const char* function) {
  if (rv == CKR_OK) return;
  std::array<char, 32> code{};
  std::snprintf(code.data(), code.size(), "0x%08lx", static_cast<unsigned long>(rv));
  throw Error(ErrorCode::token_error, {{"token", ""}, {"problem", std::string(function) + " answered " + code.data()}});
}

Pkcs11Module::Pkcs11Module(const std::filesystem::path& file)
    : library_(::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL), ::dlclose) {
  if (!library_) throw Error(ErrorCode::module_missing, {{"module", to_utf8(file)}}, ::dlerror());
  const auto entry = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library_.get(), "C_GetFunctionList"));
  if (entry == nullptr || entry(&functions_) != CKR_OK) {
    throw Error(ErrorCode::module_unusable, {{"module", to_utf8(file)}, {"problem", "no function list"}});
  }
  require_ok(functions_->C_Initialize(nullptr), "C_Initialize");
}

Pkcs11Module::~Pkcs11Module() { functions_->C_Finalize(nullptr); }

std::vector<CK_SLOT_ID> Pkcs11Module::slots_with_token() const {
  CK_ULONG count = 0;
  require_ok(functions_->C_GetSlotList(CK_TRUE, nullptr, &count), "C_GetSlotList");
  std::vector<CK_SLOT_ID> slots(count);
  require_ok(functions_->C_GetSlotList(CK_TRUE, slots.data(), &count), "C_GetSlotList");
  slots.resize(count);
  return slots;
}

CK_TOKEN_INFO Pkcs11Module::token_info(CK_SLOT_ID slot) const {
  CK_TOKEN_INFO info{};
  require_ok(functions_->C_GetTokenInfo(slot, &info), "C_GetTokenInfo");
  return info;
}

Pkcs11Session::Pkcs11Session(const Pkcs11Module& module, CK_SLOT_ID slot) : functions_(module.functions()) {
  require_ok(functions_.C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &handle_),
             "C_OpenSession");
}

Pkcs11Session::~Pkcs11Session() { functions_.C_CloseSession(handle_); }

void Pkcs11Session::login(CK_USER_TYPE user, const std::string& pin) const {
  auto copy = pin;  // the interface wants it writable
  require_ok(functions_.C_Login(handle_, user, reinterpret_cast<CK_UTF8CHAR_PTR>(copy.data()), copy.size()), "C_Login");
}

Bytes Pkcs11Session::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  require_ok(functions_.C_GetAttributeValue(handle_, object, &wanted, 1), "C_GetAttributeValue");
  Bytes value(wanted.ulValueLen);
  wanted.pValue = value.data();
  require_ok(functions_.C_GetAttributeValue(handle_, object, &wanted, 1), "C_GetAttributeValue");
  return value;
}

}  // namespace reseal::sandbox
