// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 module that forwards every call to another one and makes it fail on demand. See README.md.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

#include "control.h"

// The formatter moves this list further to the right each time it looks at it.
// clang-format off
#define RESEAL_PKCS11_FUNCTIONS(X) \
  X(C_Initialize) X(C_Finalize) X(C_GetInfo) X(C_GetFunctionList) X(C_GetSlotList) X(C_GetSlotInfo) \
  X(C_GetTokenInfo) X(C_GetMechanismList) X(C_GetMechanismInfo) X(C_InitToken) X(C_InitPIN) X(C_SetPIN) \
  X(C_OpenSession) X(C_CloseSession) X(C_CloseAllSessions) X(C_GetSessionInfo) X(C_GetOperationState) \
  X(C_SetOperationState) X(C_Login) X(C_Logout) X(C_CreateObject) X(C_CopyObject) X(C_DestroyObject) \
  X(C_GetObjectSize) X(C_GetAttributeValue) X(C_SetAttributeValue) X(C_FindObjectsInit) X(C_FindObjects) \
  X(C_FindObjectsFinal) X(C_EncryptInit) X(C_Encrypt) X(C_EncryptUpdate) X(C_EncryptFinal) X(C_DecryptInit) \
  X(C_Decrypt) X(C_DecryptUpdate) X(C_DecryptFinal) X(C_DigestInit) X(C_Digest) X(C_DigestUpdate) \
  X(C_DigestKey) X(C_DigestFinal) X(C_SignInit) X(C_Sign) X(C_SignUpdate) X(C_SignFinal) X(C_SignRecoverInit) \
  X(C_SignRecover) X(C_VerifyInit) X(C_Verify) X(C_VerifyUpdate) X(C_VerifyFinal) X(C_VerifyRecoverInit) \
  X(C_VerifyRecover) X(C_DigestEncryptUpdate) X(C_DecryptDigestUpdate) X(C_SignEncryptUpdate) \
  X(C_DecryptVerifyUpdate) X(C_GenerateKey) X(C_GenerateKeyPair) X(C_WrapKey) X(C_UnwrapKey) X(C_DeriveKey) \
  X(C_SeedRandom) X(C_GenerateRandom) X(C_GetFunctionStatus) X(C_CancelFunction) X(C_WaitForSlotEvent)
// clang-format on

namespace reseal::shim {
namespace {

enum class On { nothing, slot, session };

constexpr On subject_of(std::string_view function) {
  for (const std::string_view name :
       {"C_Initialize", "C_Finalize", "C_GetInfo", "C_GetFunctionList", "C_GetSlotList", "C_WaitForSlotEvent"}) {
    if (function == name) return On::nothing;
  }
  for (const std::string_view name : {"C_GetSlotInfo", "C_GetTokenInfo", "C_GetMechanismList", "C_GetMechanismInfo",
                                      "C_InitToken", "C_OpenSession", "C_CloseAllSessions"}) {
    if (function == name) return On::slot;
  }
  return On::session;
}

CK_FUNCTION_LIST* real() {
  static CK_FUNCTION_LIST* functions = []() -> CK_FUNCTION_LIST* {
    const char* path = std::getenv("RESEAL_SHIM_MODULE");
    void* library = path == nullptr ? nullptr : dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return nullptr;
    CK_FUNCTION_LIST* list = nullptr;
    const auto get = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"));
    return get != nullptr && get(&list) == CKR_OK ? list : nullptr;
  }();
  return functions;
}

struct OpenSession {
  CK_SLOT_ID slot;  // of the real module
  std::string serial;
};

// What this process knows of slots and sessions. Every member is used under its lock.
struct World {
  std::mutex lock;
  std::map<CK_SESSION_HANDLE, OpenSession> sessions;
  std::set<CK_SESSION_HANDLE> dead;  // their token was pulled
  std::map<CK_SLOT_ID, CK_SLOT_ID> shown_to_real;
  CK_SLOT_ID next_shown = 1000;
  long plugged = 0;
};

World& world() {
  static World the_world;
  return the_world;
}

std::string serial_in(CK_SLOT_ID slot) {
  CK_TOKEN_INFO info{};
  if (real()->C_GetTokenInfo(slot, &info) != CKR_OK) return {};
  std::string serial(reinterpret_cast<const char*>(info.serialNumber), sizeof info.serialNumber);
  serial.erase(serial.find_last_not_of(' ') + 1);
  return serial;
}

// A pulled token takes its sessions and its login with it, whether or not it is back by now.
void let_go_of_pulled_tokens(const Control& control) {
  const std::scoped_lock lock(world().lock);
  const Rule* replug = control.rule("replug");
  const long plugged = replug == nullptr ? 0 : replug->number(1, 0);
  const bool all = plugged != world().plugged;
  world().plugged = plugged;
  std::set<CK_SLOT_ID> closed;
  for (auto it = world().sessions.begin(); it != world().sessions.end();) {
    if (all || control.pulled(it->second.serial)) {
      closed.insert(it->second.slot);
      world().dead.insert(it->first);
      it = world().sessions.erase(it);
    } else {
      ++it;
    }
  }
  for (const CK_SLOT_ID slot : closed) real()->C_CloseAllSessions(slot);
}

CK_RV real_slot(const Control& control, CK_SLOT_ID& slot) {
  if (control.rule("renumber-slots") == nullptr) return CKR_OK;
  const std::scoped_lock lock(world().lock);
  const auto found = world().shown_to_real.find(slot);
  if (found == world().shown_to_real.end()) return CKR_SLOT_ID_INVALID;
  slot = found->second;
  return CKR_OK;
}

CK_RV session_state(CK_SESSION_HANDLE session, const Control& control) {
  const std::scoped_lock lock(world().lock);
  if (!world().dead.contains(session)) return CKR_OK;
  return control.rule("pulled") != nullptr ? CKR_DEVICE_REMOVED : CKR_SESSION_HANDLE_INVALID;
}

std::string serial_of_session(CK_SESSION_HANDLE session) {
  const std::scoped_lock lock(world().lock);
  const auto found = world().sessions.find(session);
  return found == world().sessions.end() ? std::string() : found->second.serial;
}

CK_RV get_slot_list(const Control& control, CK_BBOOL present, CK_SLOT_ID* list, CK_ULONG* count) {
  std::vector<CK_SLOT_ID> slots(64);
  CK_ULONG found = 0;
  CK_RV value = real()->C_GetSlotList(present, nullptr, &found);
  if (value != CKR_OK) return value;
  slots.resize(found);
  value = real()->C_GetSlotList(present, slots.data(), &found);
  if (value != CKR_OK) return value;
  slots.resize(found);
  if (present != CK_FALSE) {
    std::erase_if(slots, [&](CK_SLOT_ID slot) { return control.pulled(serial_in(slot)); });
  }
  if (list == nullptr) {
    *count = slots.size();
    return CKR_OK;
  }
  if (*count < slots.size()) {
    *count = slots.size();
    return CKR_BUFFER_TOO_SMALL;
  }
  if (control.rule("renumber-slots") != nullptr) {
    const std::scoped_lock lock(world().lock);
    std::ranges::reverse(slots);
    world().shown_to_real.clear();  // numbers of an earlier list mean nothing now
    for (CK_SLOT_ID& slot : slots) {
      world().shown_to_real[world().next_shown] = slot;
      slot = world().next_shown++;
    }
  }
  std::ranges::copy(slots, list);
  *count = slots.size();
  return CKR_OK;
}

CK_RV get_token_info(const Control& control, CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
  const CK_RV value = real()->C_GetTokenInfo(slot, info);
  if (value != CKR_OK) return value;
  constexpr CK_FLAGS kPinFlags = CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED;
  if (const Rule* limit = control.rule("wrong-pin-limit")) {
    info->flags &= ~kPinFlags;
    const long allowed = limit->number(1, 3);
    const long wrong = control.count("wrong-pins " + serial_in(slot));
    if (wrong > 0) info->flags |= CKF_USER_PIN_COUNT_LOW;
    if (wrong == allowed - 1) info->flags |= CKF_USER_PIN_FINAL_TRY;
    if (wrong >= allowed) info->flags |= CKF_USER_PIN_LOCKED;
  }
  if (control.rule("no-pin-flags") != nullptr) info->flags &= ~kPinFlags;
  if (control.rule("protected-path") != nullptr) info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
  if (control.rule("full") != nullptr) {
    info->ulTotalPublicMemory = info->ulTotalPrivateMemory = 65536;
    info->ulFreePublicMemory = info->ulFreePrivateMemory = 64;
  }
  if (const Rule* twins = control.rule("same-serial"); twins != nullptr && (info->flags & CKF_TOKEN_INITIALIZED) != 0) {
    std::memset(info->serialNumber, ' ', sizeof info->serialNumber);
    std::memcpy(info->serialNumber, twins->word(1).data(), std::min(twins->word(1).size(), sizeof info->serialNumber));
  }
  return CKR_OK;
}

CK_RV login(Control& control, CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char* pin, CK_ULONG size) {
  std::string on_reader;
  if (const Rule* path = control.rule("protected-path"); path != nullptr && user == CKU_USER) {
    if (pin != nullptr) return CKR_ARGUMENTS_BAD;  // the PIN must not pass through the computer
    on_reader = path->word(1);
    pin = reinterpret_cast<unsigned char*>(on_reader.data());
    size = on_reader.size();
  }
  const std::string counter = "wrong-pins " + serial_of_session(session);
  const Rule* limit = control.rule("wrong-pin-limit");
  if (limit != nullptr && user == CKU_USER && control.count(counter) >= limit->number(1, 3)) return CKR_PIN_LOCKED;
  const CK_RV value = real()->C_Login(session, user, pin, size);
  if (user != CKU_USER) return value;
  if (value == CKR_OK && control.count(counter) != 0) control.set_count(counter, 0);
  if (value == CKR_PIN_INCORRECT) {
    control.set_count(counter, control.count(counter) + 1);
    if (control.rule("general-error-on-wrong-pin") != nullptr) return CKR_GENERAL_ERROR;
  }
  return value;
}

CK_RV generate_key_pair(const Control& control, CK_SESSION_HANDLE session, CK_MECHANISM* mechanism,
                        CK_ATTRIBUTE* public_half, CK_ULONG public_count, CK_ATTRIBUTE* private_half,
                        CK_ULONG private_count, CK_OBJECT_HANDLE* public_key, CK_OBJECT_HANDLE* private_key) {
  std::vector<CK_ATTRIBUTE> attributes(private_half, private_half + private_count);
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  if (control.rule("weak-keys") != nullptr) {
    for (CK_ATTRIBUTE& attribute : attributes) {
      if (attribute.type == CKA_EXTRACTABLE) attribute.pValue = &yes;
      if (attribute.type == CKA_SENSITIVE) attribute.pValue = &no;
    }
  }
  return real()->C_GenerateKeyPair(session, mechanism, public_half, public_count, attributes.data(), attributes.size(),
                                   public_key, private_key);
}

CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void* application, CK_NOTIFY notify, CK_SESSION_HANDLE* session) {
  const CK_RV value = real()->C_OpenSession(slot, flags, application, notify, session);
  if (value == CKR_OK) {
    const std::string serial = serial_in(slot);
    const std::scoped_lock lock(world().lock);
    world().sessions[*session] = {slot, serial};
    world().dead.erase(*session);
  }
  return value;
}

CK_RV get_session_info(const Control& control, CK_SESSION_HANDLE session, CK_SESSION_INFO* info) {
  const CK_RV value = real()->C_GetSessionInfo(session, info);
  if (value != CKR_OK || control.rule("renumber-slots") == nullptr) return value;
  const std::scoped_lock lock(world().lock);
  for (const auto& [shown, slot] : world().shown_to_real) {
    if (slot != info->slotID) continue;
    info->slotID = shown;
    return value;
  }
  return value;
}

CK_RV sign(const Control& control, CK_SESSION_HANDLE session, unsigned char* data, CK_ULONG size,
           unsigned char* signature, CK_ULONG* signature_size) {
  const CK_RV value = real()->C_Sign(session, data, size, signature, signature_size);
  if (value == CKR_OK && signature != nullptr && control.rule("garble") != nullptr)
    signature[*signature_size - 1] ^= 1U;
  return value;
}

void forget_sessions_of(CK_SLOT_ID slot) {
  const std::scoped_lock lock(world().lock);
  std::erase_if(world().sessions, [slot](const auto& entry) { return entry.second.slot == slot; });
}

void kill_if_asked(Control& control, std::string_view function, std::string_view when) {
  for (const Rule& rule : control.rules()) {
    if (rule.word(0) != "kill" || rule.word(1) != function || rule.word(2) != when) continue;
    if (control.applies_now(rule, 3)) std::raise(SIGKILL);
  }
}

template <typename Name, auto Member>
struct Entry;

template <typename Name, typename... Arguments, CK_RV (*CK_FUNCTION_LIST::*Member)(Arguments...)>
struct Entry<Name, Member> {
  static CK_RV call(Arguments... given) {
    Control control;
    const CK_RV value = answer(control, std::tuple<Arguments...>(given...));
    log_call(Name::text, value);
    kill_if_asked(control, Name::text, "after");
    return value;
  }

 private:
  static CK_RV answer(Control& control, std::tuple<Arguments...> arguments) {
    constexpr std::string_view name = Name::text;
    let_go_of_pulled_tokens(control);
    kill_if_asked(control, name, "before");
    if (const Rule* delay = control.rule("delay", name)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(delay->number(2, 0)));
    }
    for (const Rule& rule : control.rules()) {
      if (rule.word(0) == "fail" && rule.word(1) == name && control.applies_now(rule, 3)) {
        return return_value(rule.word(2));
      }
    }
    if constexpr (subject_of(name) == On::slot) {
      if (const CK_RV value = real_slot(control, std::get<0>(arguments)); value != CKR_OK) return value;
      if (control.pulled(serial_in(std::get<0>(arguments)))) return CKR_TOKEN_NOT_PRESENT;
    }
    if constexpr (subject_of(name) == On::session) {
      if (const CK_RV value = session_state(std::get<0>(arguments), control); value != CKR_OK) return value;
    }
    if constexpr (name == "C_CreateObject" || name == "C_GenerateKeyPair" || name == "C_GenerateKey") {
      if (control.rule("full") != nullptr) return CKR_DEVICE_MEMORY;
    }
    return forward(control, arguments);
  }

  static CK_RV forward(Control& control, std::tuple<Arguments...>& arguments) {
    constexpr std::string_view name = Name::text;
    const auto with_control = [&](auto* function) {
      return std::apply([&](auto... each) { return function(control, each...); }, arguments);
    };
    if constexpr (name == "C_GetSlotList")
      return with_control(&get_slot_list);
    else if constexpr (name == "C_GetTokenInfo")
      return with_control(&get_token_info);
    else if constexpr (name == "C_Login")
      return with_control(&login);
    else if constexpr (name == "C_GenerateKeyPair")
      return with_control(&generate_key_pair);
    else if constexpr (name == "C_Sign")
      return with_control(&sign);
    else if constexpr (name == "C_GetSessionInfo")
      return with_control(&get_session_info);
    else if constexpr (name == "C_OpenSession")
      return std::apply(open_session, arguments);
    else {
      if constexpr (name == "C_CloseAllSessions") forget_sessions_of(std::get<0>(arguments));
      return std::apply(real()->*Member, arguments);
    }
  }
};

#define RESEAL_NAME(function)                           \
  struct Name_##function {                              \
    static constexpr std::string_view text = #function; \
  };
RESEAL_PKCS11_FUNCTIONS(RESEAL_NAME)
#undef RESEAL_NAME

CK_FUNCTION_LIST& shown() {
  static CK_FUNCTION_LIST functions = [] {
    CK_FUNCTION_LIST list{};
    list.version = {2, 40};
#define RESEAL_ENTRY(function) list.function = &Entry<Name_##function, &CK_FUNCTION_LIST::function>::call;
    RESEAL_PKCS11_FUNCTIONS(RESEAL_ENTRY)
#undef RESEAL_ENTRY
    return list;
  }();
  return functions;
}

}  // namespace
}  // namespace reseal::shim

extern "C" __attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
  if (list == nullptr) return CKR_ARGUMENTS_BAD;
  if (reseal::shim::real() == nullptr) return CKR_GENERAL_ERROR;
  *list = &reseal::shim::shown();
  (*list)->C_GetFunctionList = &C_GetFunctionList;
  return CKR_OK;
}
