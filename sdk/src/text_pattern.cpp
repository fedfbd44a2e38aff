// SPDX-License-Identifier: Apache-2.0
#include "text_pattern.h"

#include <mutex>
#include <regex>
#include <utility>

namespace reseal::detail {
namespace {

/// The standard library asks a regular expression's traits about each of 256 characters for each [bracket] in it, and
/// its own traits ask the locale each time, even where nothing has been said that depends on one.
class Traits : public std::regex_traits<char> {
 public:
  /// For [[=a=]], which ECMAScript does not have: each character is equivalent to itself alone.
  template <typename Iterator>
  std::string transform_primary(Iterator first, Iterator last) const {
    return {first, last};
  }
  [[nodiscard]] bool isctype(char c, char_class_type kind) const {
    return kind != char_class_type() && std::regex_traits<char>::isctype(c, kind);
  }
};

}  // namespace

struct TextPattern::Shared {
  explicit Shared(std::string text) : pattern(std::move(text)) {}
  const std::string pattern;
  std::mutex compiling;
  bool is_compiled = false;
  std::basic_regex<char, Traits> compiled;
};

TextPattern::TextPattern(std::string pattern) : shared_(std::make_shared<Shared>(std::move(pattern))) {}

const std::string& TextPattern::pattern() const { return shared_->pattern; }

bool TextPattern::found_in(const std::string& text) const {
  {
    // No std::call_once: what throws (a pattern that is none; the next one who asks hears the same) leaves some of them
    // locked for ever.
    const std::lock_guard lock(shared_->compiling);
    if (!shared_->is_compiled) shared_->compiled.assign(shared_->pattern);
    shared_->is_compiled = true;
  }
  return std::regex_search(text, shared_->compiled);
}

}  // namespace reseal::detail
