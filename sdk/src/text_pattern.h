// SPDX-License-Identifier: Apache-2.0
// A regular expression of a schema, compiled when a text is first held against it.
#pragma once

#include <memory>
#include <string>

namespace reseal::detail {

/// The longest text that a pattern is held against; a longer one breaks the rule without being looked at (the regular
/// expressions of the standard library recurse once per character).
inline constexpr int kLongestMatched = 4096;

/// Copies share what has been compiled. Any number of threads may ask at once.
class TextPattern {
 public:
  explicit TextPattern(std::string pattern);
  [[nodiscard]] const std::string& pattern() const;
  /// Somewhere in the text, as JSON Schema has it. Throws std::regex_error when the pattern is no regular expression.
  [[nodiscard]] bool found_in(const std::string& text) const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace reseal::detail
