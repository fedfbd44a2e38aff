// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 module in this process. It has one state per process, so all who name the same file share it: the first
// initialises, the last finalises. It is never unloaded: several vendors' modules crash when they are.
#pragma once

#include <p11-kit/pkcs11.h>

#include <memory>
#include <mutex>
#include <string>

namespace reseal::token {

class Module {
 public:
  /// Throws Error(module_missing | module_unusable).
  explicit Module(const std::string& path);
  ~Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Equal for two objects that stand for the same module.
  [[nodiscard]] const void* identity() const { return functions_; }

  /// Calls `function` of the module; a module that cannot lock by itself is called by one thread at a time.
  template <typename... Params, typename... Args>
  CK_RV call(CK_RV (*CK_FUNCTION_LIST::*function)(Params...), Args... args) {
    auto* entry = functions_->*function;
    if (entry == nullptr) return CKR_FUNCTION_NOT_SUPPORTED;
    if (!one_at_a_time_) return entry(args...);
    const std::scoped_lock lock(calls_);
    return entry(args...);
  }

 private:
  std::string path_;  // as given: what a person finds in the configuration
  std::string key_;   // the file it names
  CK_FUNCTION_LIST* functions_ = nullptr;
  bool one_at_a_time_ = false;
  std::mutex calls_;
};

}  // namespace reseal::token
