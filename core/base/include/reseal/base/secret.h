// SPDX-License-Identifier: Apache-2.0
// A secret (PIN, password) in memory that is locked against swapping where the system allows it, and wiped when it
// goes.
#pragma once

#include <cstddef>
#include <string_view>

namespace reseal {

/// Move-only. Functions that consume a secret take it by `Secret&&`: the type says that the caller's copy is gone.
/// There is no stream operator and no conversion: a secret cannot reach a log by accident.
class Secret {
 public:
  static constexpr std::size_t kCapacity = 256;  ///< bytes; longer than any PIN or password we hand on

  Secret() = default;
  /// Throws Error(usage) when longer than kCapacity. The caller wipes the source.
  explicit Secret(std::string_view value);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  /// Adds one byte (for prompts that read key by key). Throws Error(usage) when full.
  void push_back(char c);
  void pop_back();
  [[nodiscard]] std::string_view reveal() const { return {data_ ? data_ : "", size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] Secret clone() const { return Secret(reveal()); }
  void wipe() noexcept;

 private:
  void allocate();
  char* data_ = nullptr;  // a page of its own, so that locking and wiping touch nothing else
  std::size_t size_ = 0;
};

/// Overwrites memory in a way that the optimiser keeps.
void wipe_memory(void* data, std::size_t size) noexcept;

}  // namespace reseal
