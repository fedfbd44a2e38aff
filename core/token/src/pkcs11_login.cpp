// SPDX-License-Identifier: Apache-2.0
// Login: the one call that can do lasting harm. What each answer says about the count of tries is decided here.
#include "pkcs11_key_holder.h"
#include "reseal/base/crash_point.h"
#include "reseal/base/error.h"

namespace reseal::token {
namespace {

LoginResult meaning_of(CK_RV value) {
  switch (value) {
    case CKR_OK:
      return LoginResult::ok;
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:  // some tokens look at the length after they have counted
      return LoginResult::wrong_pin;
    case CKR_PIN_LOCKED:
      return LoginResult::locked;
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_NOT_RECOGNIZED:
    case CKR_DEVICE_REMOVED:
    case CKR_SLOT_ID_INVALID:
      return LoginResult::token_gone;
    case CKR_CANCEL:
    case CKR_FUNCTION_CANCELED:
    case CKR_FUNCTION_REJECTED:  // the person pressed cancel at the reader
    case CKR_FUNCTION_NOT_SUPPORTED:
    case CKR_ARGUMENTS_BAD:
    case CKR_CRYPTOKI_NOT_INITIALIZED:
    case CKR_OPERATION_ACTIVE:
    case CKR_OPERATION_NOT_INITIALIZED:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_SESSION_COUNT:
    case CKR_SESSION_READ_ONLY:
    case CKR_SESSION_READ_ONLY_EXISTS:
    case CKR_USER_ALREADY_LOGGED_IN:
    case CKR_USER_ANOTHER_ALREADY_LOGGED_IN:
    case CKR_USER_PIN_NOT_INITIALIZED:
    case CKR_USER_TOO_MANY_TYPES:
    case CKR_USER_TYPE_INVALID:
      return LoginResult::not_tried;
    default:  // ePass2003 answers CKR_GENERAL_ERROR to a wrong PIN (OpenSC#871)
      return LoginResult::unknown_failure;
  }
}

}  // namespace

LoginResult Pkcs11KeyHolder::login_on(Session& session, const Secret& pin) {
  Module& module = session.module();
  const bool on_reader = token_status(module, session.slot()).protected_authentication_path;
  if (!on_reader && pin.empty()) return LoginResult::not_tried;

  // Login state belongs to the token, not to a session: a module that is logged in already says so without looking at
  // this PIN.
  if (session.user_is_logged_in()) module.call(&CK_FUNCTION_LIST::C_Logout, session.handle());
  const auto attempt = [&] {
    const std::string_view text = on_reader ? std::string_view() : pin.reveal();
    auto* bytes = on_reader ? nullptr : reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
    return module.call(&CK_FUNCTION_LIST::C_Login, session.handle(), CK_USER_TYPE{CKU_USER}, bytes,
                       static_cast<CK_ULONG>(text.size()));
  };
  crash_point("token.login.before");
  CK_RV value = attempt();
  if (value == CKR_USER_ALREADY_LOGGED_IN) {
    module.call(&CK_FUNCTION_LIST::C_Logout, session.handle());
    value = attempt();
  }
  crash_point("token.login.after");
  return meaning_of(value);
}

LoginResult Pkcs11KeyHolder::login(Secret&& pin) {
  const Secret taken = std::move(pin);  // wiped on every way out
  LoginResult result = LoginResult::not_tried;
  try {
    result = token_->with_session([&](Session& session) { return login_on(session, taken); });
  } catch (const Error& error) {  // before C_Login was reached
    return error.code() == ErrorCode::token_removed ? LoginResult::token_gone : LoginResult::not_tried;
  }
  if (result != LoginResult::ok) return result;
  try {
    token_->with_session([this](Session& session) { remember(read_private_keys(session)); });
  } catch (const Error&) {
    // The PIN was right all the same; whoever uses the token next is told what is wrong with it.
  }
  return result;
}

bool Pkcs11KeyHolder::logged_in() {
  return token_->with_session([](Session& session) { return session.user_is_logged_in(); });
}

void Pkcs11KeyHolder::logout() {
  token_->with_session([](Session& session) {
    const CK_RV value = session.module().call(&CK_FUNCTION_LIST::C_Logout, session.handle());
    if (value != CKR_USER_NOT_LOGGED_IN) check(value, "C_Logout");
  });
}

}  // namespace reseal::token
