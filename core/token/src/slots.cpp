// SPDX-License-Identifier: Apache-2.0
#include "slots.h"

#include <algorithm>
#include <string_view>

#include "reseal/base/unicode.h"
#include "return_value.h"

namespace reseal::token {
namespace {

// Token fields are padded with blanks; some modules pad with NUL, and a long name in Vietnamese may be cut within a
// character.
template <std::size_t Size>
std::string field(const unsigned char (&padded)[Size]) {
  std::string text(reinterpret_cast<const char*>(padded), Size);
  text.resize(std::min(text.find('\0'), text.size()));
  text.erase(text.find_last_not_of(' ') + 1);
  for (std::size_t cut = 1; cut <= 3 && cut <= text.size() && !is_valid_utf8(text); ++cut) {
    if (const auto whole = std::string_view(text).substr(0, text.size() - cut); is_valid_utf8(whole))
      text.resize(whole.size());
  }
  if (!is_valid_utf8(text)) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }, '?');
  }
  return text;
}

// Modules built for 32 bits say "unknown" as 0xffffffff, whatever the width of CK_ULONG; some leave both fields zero.
std::optional<std::uint64_t> memory(CK_ULONG free, CK_ULONG total) {
  const bool unknown = free == ~CK_ULONG{0} || free == 0xffffffffUL || (free == 0 && total == 0);
  if (unknown) return std::nullopt;
  return free;
}

std::vector<CK_SLOT_ID> slots_with_token(Module& module) {
  // Asked without a buffer first: only then does SoftHSM (and the standard, section 5.5) look for new slots.
  for (int attempt = 0; attempt < 3; ++attempt) {
    CK_ULONG count = 0;
    check(module.call(&CK_FUNCTION_LIST::C_GetSlotList, CK_BBOOL{CK_TRUE}, nullptr, &count), "C_GetSlotList");
    std::vector<CK_SLOT_ID> slots(count);
    if (count == 0) return slots;
    const CK_RV value = module.call(&CK_FUNCTION_LIST::C_GetSlotList, CK_BBOOL{CK_TRUE}, slots.data(), &count);
    if (value == CKR_BUFFER_TOO_SMALL) continue;  // one was plugged in between the two questions
    check(value, "C_GetSlotList");
    slots.resize(count);
    return slots;
  }
  throw CallFailed{CKR_BUFFER_TOO_SMALL, "C_GetSlotList"};
}

}  // namespace

TokenStatus token_status(Module& module, CK_SLOT_ID slot) {
  CK_TOKEN_INFO info{};
  check(module.call(&CK_FUNCTION_LIST::C_GetTokenInfo, slot, &info), "C_GetTokenInfo");
  const auto has = [&info](CK_FLAGS flag) { return (info.flags & flag) != 0; };
  TokenStatus status;
  status.identity = {field(info.serialNumber), field(info.label), field(info.manufacturerID), field(info.model)};
  status.module = module.path();
  status.initialized = has(CKF_TOKEN_INITIALIZED);
  status.login_required = has(CKF_LOGIN_REQUIRED);
  status.protected_authentication_path = has(CKF_PROTECTED_AUTHENTICATION_PATH);
  status.pin_count_low = has(CKF_USER_PIN_COUNT_LOW);
  status.pin_final_try = has(CKF_USER_PIN_FINAL_TRY);
  status.pin_locked = has(CKF_USER_PIN_LOCKED);
  status.free_public_bytes = memory(info.ulFreePublicMemory, info.ulTotalPublicMemory);
  status.free_private_bytes = memory(info.ulFreePrivateMemory, info.ulTotalPrivateMemory);
  return status;
}

std::vector<SeenToken> seen_tokens(Module& module) {
  std::vector<SeenToken> seen;
  for (const CK_SLOT_ID slot : slots_with_token(module)) {
    try {
      seen.push_back({slot, token_status(module, slot)});
    } catch (const CallFailed& failure) {
      if (!means_removed(failure.value)) throw;
    }
  }
  return seen;
}

}  // namespace reseal::token
