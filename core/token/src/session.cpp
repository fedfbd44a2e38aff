// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "return_value.h"

namespace reseal::token {
namespace {

constexpr std::size_t kBatch = 512;
constexpr std::size_t kBuffer = 4096;         // most certificates fit; longer ones are asked for twice
constexpr CK_ULONG kLongest = 4UL << 20U;     // no attribute that we read is longer: a module that says so is broken
constexpr CK_ULONG kNoLength = ~CK_ULONG{0};  // CK_UNAVAILABLE_INFORMATION

class Search {
 public:
  Search(Session& session, std::span<const CK_ATTRIBUTE> wanted) : session_(session) {
    auto* attributes = const_cast<CK_ATTRIBUTE*>(wanted.data());
    const auto begin = [&] {
      return session_.module().call(&CK_FUNCTION_LIST::C_FindObjectsInit, session_.handle(), attributes,
                                    static_cast<CK_ULONG>(wanted.size()));
    };
    CK_RV value = begin();
    if (value == CKR_OPERATION_ACTIVE) {  // left over where a module failed to end a search
      session_.module().call(&CK_FUNCTION_LIST::C_FindObjectsFinal, session_.handle());
      value = begin();
    }
    check(value, "C_FindObjectsInit");
  }
  ~Search() { session_.module().call(&CK_FUNCTION_LIST::C_FindObjectsFinal, session_.handle()); }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  std::span<const CK_OBJECT_HANDLE> next() {
    CK_ULONG count = 0;
    check(session_.module().call(&CK_FUNCTION_LIST::C_FindObjects, session_.handle(), batch_.data(),
                                 static_cast<CK_ULONG>(batch_.size()), &count),
          "C_FindObjects");
    return {batch_.data(), std::min<std::size_t>(count, batch_.size())};
  }

 private:
  Session& session_;
  std::array<CK_OBJECT_HANDLE, kBatch> batch_{};
};

}  // namespace

Session::Session(std::shared_ptr<Module> module, CK_SLOT_ID slot) : module_(std::move(module)) {
  const auto open = [&](CK_FLAGS flags) {
    return module_->call(&CK_FUNCTION_LIST::C_OpenSession, slot, flags, nullptr, nullptr, &handle_);
  };
  CK_RV value = open(CKF_SERIAL_SESSION | CKF_RW_SESSION);
  if (value == CKR_TOKEN_WRITE_PROTECTED) value = open(CKF_SERIAL_SESSION);
  check(value, "C_OpenSession");
}

Session::~Session() {
  if (handle_ != CK_INVALID_HANDLE) module_->call(&CK_FUNCTION_LIST::C_CloseSession, handle_);
}

CK_SESSION_INFO Session::info() {
  CK_SESSION_INFO info{};
  check(module_->call(&CK_FUNCTION_LIST::C_GetSessionInfo, handle_, &info), "C_GetSessionInfo");
  return info;
}

bool Session::user_is_logged_in() {
  const CK_STATE state = info().state;
  return state == CKS_RW_USER_FUNCTIONS || state == CKS_RO_USER_FUNCTIONS;
}

std::vector<CK_OBJECT_HANDLE> Session::find(std::span<const CK_ATTRIBUTE> wanted) {
  std::vector<CK_OBJECT_HANDLE> found;
  Search search(*this, wanted);
  for (auto batch = search.next(); !batch.empty(); batch = search.next()) {
    found.insert(found.end(), batch.begin(), batch.end());
  }
  return found;
}

AttributeReader::AttributeReader(std::initializer_list<CK_ATTRIBUTE_TYPE> types) {
  for (const CK_ATTRIBUTE_TYPE type : types) slots_.push_back({type, Bytes(kBuffer), std::nullopt});
}

CK_RV AttributeReader::ask_all(Session& session, CK_OBJECT_HANDLE object) {
  std::vector<CK_ATTRIBUTE> wanted;
  wanted.reserve(slots_.size());
  for (Slot& slot : slots_) {
    slot.size.reset();
    wanted.push_back({slot.type, slot.buffer.data(), slot.buffer.size()});
  }
  const CK_RV value = session.module().call(&CK_FUNCTION_LIST::C_GetAttributeValue, session.handle(), object,
                                            wanted.data(), static_cast<CK_ULONG>(wanted.size()));
  if (value != CKR_OK) return value;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (wanted[i].ulValueLen <= slots_[i].buffer.size()) slots_[i].size = wanted[i].ulValueLen;
  }
  return CKR_OK;
}

bool AttributeReader::read_at_once(Session& session, CK_OBJECT_HANDLE object) {
  const CK_RV value = ask_all(session, object);
  if (means_removed(value)) throw CallFailed{value, "C_GetAttributeValue"};
  return value == CKR_OK;
}

bool AttributeReader::read(Session& session, CK_OBJECT_HANDLE object) {
  const CK_RV value = ask_all(session, object);
  switch (value) {
    case CKR_OK:
      return true;
    case CKR_OBJECT_HANDLE_INVALID:
      return false;
    case CKR_ATTRIBUTE_TYPE_INVALID:
    case CKR_ATTRIBUTE_SENSITIVE:
    case CKR_BUFFER_TOO_SMALL:
      // Which of them, modules report differently: ask one by one.
      for (Slot& slot : slots_) read_one(session, object, slot);
      return true;
    default:
      throw CallFailed{value, "C_GetAttributeValue"};
  }
}

void AttributeReader::read_one(Session& session, CK_OBJECT_HANDLE object, Slot& slot) {
  const auto ask = [&](CK_ATTRIBUTE& wanted) {
    return session.module().call(&CK_FUNCTION_LIST::C_GetAttributeValue, session.handle(), object, &wanted,
                                 CK_ULONG{1});
  };
  CK_ATTRIBUTE wanted{slot.type, nullptr, 0};
  CK_RV value = ask(wanted);
  if (means_removed(value)) throw CallFailed{value, "C_GetAttributeValue"};
  if (value != CKR_OK || wanted.ulValueLen == kNoLength || wanted.ulValueLen > kLongest) return;
  if (slot.buffer.size() < wanted.ulValueLen) slot.buffer.resize(wanted.ulValueLen);
  wanted.pValue = slot.buffer.data();
  wanted.ulValueLen = slot.buffer.size();
  value = ask(wanted);
  if (means_removed(value)) throw CallFailed{value, "C_GetAttributeValue"};
  if (value == CKR_OK && wanted.ulValueLen <= slot.buffer.size()) slot.size = wanted.ulValueLen;
}

std::optional<ByteView> AttributeReader::at(std::size_t index) const {
  const Slot& slot = slots_.at(index);
  if (!slot.size) return std::nullopt;
  return ByteView(slot.buffer.data(), *slot.size);
}

Bytes AttributeReader::bytes(std::size_t index) const {
  const auto value = at(index);
  return value ? Bytes(value->begin(), value->end()) : Bytes();
}

std::string AttributeReader::text(std::size_t index) const {
  const auto value = at(index);
  return value ? std::string(as_text(*value)) : std::string();
}

bool AttributeReader::flag(std::size_t index, bool otherwise) const {
  const auto value = at(index);
  return value && value->size() == sizeof(CK_BBOOL) ? value->front() != CK_FALSE : otherwise;
}

std::optional<CK_ULONG> AttributeReader::number(std::size_t index) const {
  const auto value = at(index);
  if (!value || value->size() != sizeof(CK_ULONG)) return std::nullopt;
  CK_ULONG number = 0;
  std::memcpy(&number, value->data(), sizeof number);
  return number;
}

}  // namespace reseal::token
