// SPDX-License-Identifier: Apache-2.0
#include "return_value.h"

#include <array>
#include <cstdio>

#include "reseal/base/error.h"

namespace reseal::token {
namespace {

struct Named {
  CK_RV value;
  const char* name;
};

#define RESEAL_NAMED(code) \
  Named { code, #code }
constexpr std::array kNames = {
    RESEAL_NAMED(CKR_CANCEL),
    RESEAL_NAMED(CKR_HOST_MEMORY),
    RESEAL_NAMED(CKR_SLOT_ID_INVALID),
    RESEAL_NAMED(CKR_GENERAL_ERROR),
    RESEAL_NAMED(CKR_FUNCTION_FAILED),
    RESEAL_NAMED(CKR_ARGUMENTS_BAD),
    RESEAL_NAMED(CKR_CANT_LOCK),
    RESEAL_NAMED(CKR_ATTRIBUTE_READ_ONLY),
    RESEAL_NAMED(CKR_ATTRIBUTE_SENSITIVE),
    RESEAL_NAMED(CKR_ATTRIBUTE_TYPE_INVALID),
    RESEAL_NAMED(CKR_ATTRIBUTE_VALUE_INVALID),
    RESEAL_NAMED(CKR_ACTION_PROHIBITED),
    RESEAL_NAMED(CKR_DATA_INVALID),
    RESEAL_NAMED(CKR_DATA_LEN_RANGE),
    RESEAL_NAMED(CKR_DEVICE_ERROR),
    RESEAL_NAMED(CKR_DEVICE_MEMORY),
    RESEAL_NAMED(CKR_DEVICE_REMOVED),
    RESEAL_NAMED(CKR_FUNCTION_CANCELED),
    RESEAL_NAMED(CKR_FUNCTION_NOT_SUPPORTED),
    RESEAL_NAMED(CKR_KEY_HANDLE_INVALID),
    RESEAL_NAMED(CKR_KEY_SIZE_RANGE),
    RESEAL_NAMED(CKR_KEY_TYPE_INCONSISTENT),
    RESEAL_NAMED(CKR_KEY_FUNCTION_NOT_PERMITTED),
    RESEAL_NAMED(CKR_MECHANISM_INVALID),
    RESEAL_NAMED(CKR_MECHANISM_PARAM_INVALID),
    RESEAL_NAMED(CKR_OBJECT_HANDLE_INVALID),
    RESEAL_NAMED(CKR_OPERATION_ACTIVE),
    RESEAL_NAMED(CKR_OPERATION_NOT_INITIALIZED),
    RESEAL_NAMED(CKR_PIN_INCORRECT),
    RESEAL_NAMED(CKR_PIN_INVALID),
    RESEAL_NAMED(CKR_PIN_LEN_RANGE),
    RESEAL_NAMED(CKR_PIN_EXPIRED),
    RESEAL_NAMED(CKR_PIN_LOCKED),
    RESEAL_NAMED(CKR_SESSION_CLOSED),
    RESEAL_NAMED(CKR_SESSION_COUNT),
    RESEAL_NAMED(CKR_SESSION_HANDLE_INVALID),
    RESEAL_NAMED(CKR_SESSION_READ_ONLY),
    RESEAL_NAMED(CKR_TEMPLATE_INCOMPLETE),
    RESEAL_NAMED(CKR_TEMPLATE_INCONSISTENT),
    RESEAL_NAMED(CKR_TOKEN_NOT_PRESENT),
    RESEAL_NAMED(CKR_TOKEN_NOT_RECOGNIZED),
    RESEAL_NAMED(CKR_TOKEN_WRITE_PROTECTED),
    RESEAL_NAMED(CKR_USER_ALREADY_LOGGED_IN),
    RESEAL_NAMED(CKR_USER_NOT_LOGGED_IN),
    RESEAL_NAMED(CKR_USER_PIN_NOT_INITIALIZED),
    RESEAL_NAMED(CKR_USER_TYPE_INVALID),
    RESEAL_NAMED(CKR_USER_ANOTHER_ALREADY_LOGGED_IN),
    RESEAL_NAMED(CKR_DOMAIN_PARAMS_INVALID),
    RESEAL_NAMED(CKR_CURVE_NOT_SUPPORTED),
    RESEAL_NAMED(CKR_BUFFER_TOO_SMALL),
    RESEAL_NAMED(CKR_CRYPTOKI_NOT_INITIALIZED),
    RESEAL_NAMED(CKR_CRYPTOKI_ALREADY_INITIALIZED),
    RESEAL_NAMED(CKR_FUNCTION_REJECTED),
};
#undef RESEAL_NAMED

}  // namespace

std::string name_of(CK_RV value) {
  for (const Named& named : kNames) {
    if (named.value == value) return named.name;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "CKR 0x%lx", static_cast<unsigned long>(value));
  return text.data();
}

bool means_removed(CK_RV value) {
  switch (value) {
    case CKR_DEVICE_REMOVED:
    case CKR_DEVICE_ERROR:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_NOT_RECOGNIZED:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_SLOT_ID_INVALID:
      return true;
    default:
      return false;
  }
}

std::string display_name(const TokenIdentity& identity) {
  if (identity.label.empty()) return identity.serial;
  return identity.serial.empty() ? identity.label : identity.label + " (" + identity.serial + ")";
}

void throw_error(const TokenIdentity& identity, const CallFailed& failure) {
  const std::string cause = std::string(failure.call) + ": " + name_of(failure.value);
  const std::string token = display_name(identity);
  if (means_removed(failure.value)) throw Error(ErrorCode::token_removed, {{"token", token}}, cause);
  switch (failure.value) {
    case CKR_DEVICE_MEMORY:
      throw Error(ErrorCode::token_full, {{"token", token}, {"problem", cause}}, cause);
    case CKR_USER_NOT_LOGGED_IN:
      throw Error(ErrorCode::pin_needed, {{"token", token}}, cause);
    default:
      throw Error(ErrorCode::token_error, {{"token", token}, {"problem", cause}}, cause);
  }
}

}  // namespace reseal::token
