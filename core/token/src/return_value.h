// SPDX-License-Identifier: Apache-2.0
// What a PKCS#11 call answered, and what that means for the token it was asked of.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>

#include "reseal/token/key_holder.h"

namespace reseal::token {

/// A call that did not answer CKR_OK. Stays inside this room: TokenConnection turns it into reseal::Error.
struct CallFailed {
  CK_RV value;
  const char* call;
};

inline void check(CK_RV value, const char* call) {
  if (value != CKR_OK) throw CallFailed{value, call};
}

/// "CKR_PIN_INCORRECT", or "CKR 0x80000001" for one without a name here.
std::string name_of(CK_RV value);

/// Whether the answer says that the token (or the session that depended on it) is not there any more.
bool means_removed(CK_RV value);

/// As a person knows it: label and serial.
std::string display_name(const TokenIdentity& identity);

[[noreturn]] void throw_error(const TokenIdentity& identity, const CallFailed& failure);

}  // namespace reseal::token
