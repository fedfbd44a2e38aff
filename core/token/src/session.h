// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 session, closed when it goes, and what can be read through it. Throws CallFailed.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "module.h"
#include "reseal/base/bytes.h"

namespace reseal::token {

class Session {
 public:
  /// Read/write; read-only on a token that is write-protected.
  Session(std::shared_ptr<Module> module, CK_SLOT_ID slot);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] CK_SESSION_HANDLE handle() const { return handle_; }
  /// Where the token is now: a slot's number may change while a session on it lives.
  [[nodiscard]] CK_SLOT_ID slot() { return info().slotID; }
  [[nodiscard]] Module& module() const { return *module_; }

  [[nodiscard]] CK_SESSION_INFO info();
  [[nodiscard]] bool user_is_logged_in();
  /// In batches; every object that matches.
  [[nodiscard]] std::vector<CK_OBJECT_HANDLE> find(std::span<const CK_ATTRIBUTE> wanted);
  /// The module says that this session is dead: closing its number could close somebody else's.
  void forget() { handle_ = CK_INVALID_HANDLE; }

 private:
  std::shared_ptr<Module> module_;
  CK_SESSION_HANDLE handle_ = CK_INVALID_HANDLE;
};

/// Reads the same attributes of many objects into buffers of its own: one call an object where the module allows it.
class AttributeReader {
 public:
  AttributeReader(std::initializer_list<CK_ATTRIBUTE_TYPE> types);
  /// False when the object is not there any more (another program may delete).
  [[nodiscard]] bool read(Session& session, CK_OBJECT_HANDLE object);
  /// One call and no more: false when the module did not answer with all of them.
  [[nodiscard]] bool read_at_once(Session& session, CK_OBJECT_HANDLE object);
  /// In the order of construction; valid until the next read. Empty when the object has no such attribute, or does not
  /// show it.
  [[nodiscard]] std::optional<ByteView> at(std::size_t index) const;
  [[nodiscard]] Bytes bytes(std::size_t index) const;       ///< empty when absent
  [[nodiscard]] std::string text(std::size_t index) const;  ///< empty when absent
  [[nodiscard]] bool flag(std::size_t index, bool otherwise) const;
  [[nodiscard]] std::optional<CK_ULONG> number(std::size_t index) const;

 private:
  struct Slot {
    CK_ATTRIBUTE_TYPE type;
    Bytes buffer;
    std::optional<std::size_t> size;
  };
  [[nodiscard]] CK_RV ask_all(Session& session, CK_OBJECT_HANDLE object);
  void read_one(Session& session, CK_OBJECT_HANDLE object, Slot& slot);
  std::vector<Slot> slots_;
};

/// An attribute for a template; `value` must outlive it.
template <typename T>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const T& value) {
  return {type, const_cast<T*>(&value), sizeof(T)};
}
inline CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const Bytes& value) {
  return {type, const_cast<std::uint8_t*>(value.data()), value.size()};
}
inline CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const std::string& value) {
  return {type, const_cast<char*>(value.data()), value.size()};
}

}  // namespace reseal::token
