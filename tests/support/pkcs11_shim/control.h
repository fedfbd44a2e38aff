// SPDX-License-Identifier: Apache-2.0
// The rules a test has set, read again at every call, and what must outlive a process (as a real token's counters do).
#pragma once

#include <p11-kit/pkcs11.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::shim {

struct Rule {
  std::vector<std::string> words;
  std::string text;
  [[nodiscard]] std::string_view word(std::size_t index) const {
    return index < words.size() ? std::string_view(words[index]) : std::string_view();
  }
  [[nodiscard]] long number(std::size_t index, long otherwise) const;
};

class Control {
 public:
  /// Reads the file named by RESEAL_SHIM_CONTROL; no file, no rules.
  Control();

  /// The first rule with this name (and, for rules about a function, this function).
  [[nodiscard]] const Rule* rule(std::string_view name, std::string_view function = {}) const;
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  /// Whether a rule with "once", "times N" or "after N" from word `at` on applies to this call; counts the call.
  [[nodiscard]] bool applies_now(const Rule& rule, std::size_t at);
  [[nodiscard]] bool pulled(const std::string& serial) const;

  [[nodiscard]] long count(const std::string& key) const;
  void set_count(const std::string& key, long value);

 private:
  std::string file_;
  std::vector<Rule> rules_;
  std::map<std::string, long> counts_;
};

/// "CKR_DEVICE_REMOVED", "0x32" or "50".
CK_RV return_value(std::string_view text);
void log_call(std::string_view function, CK_RV value);

}  // namespace reseal::shim
