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
  std::once_flag once;
  std::basic_regex<char, Traits> compiled;
};

TextPattern::TextPattern(std::string pattern) : shared_(std::make_shared<Shared>(std::move(pattern))) {}

const std::string& TextPattern::pattern() const { return shared_->pattern; }

bool TextPattern::found_in(const std::string& text) const {
  // When it throws, the next one who asks tries again and hears the same.
  std::call_once(shared_->once, [this] { shared_->compiled.assign(shared_->pattern); });
  return std::regex_search(text, shared_->compiled);
}

}  // namespace reseal::detail
