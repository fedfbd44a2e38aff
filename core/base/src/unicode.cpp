// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "reseal/base/error.h"

namespace reseal {
namespace {

struct FreeDeleter {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

std::string map(std::string_view text, utf8proc_option_t options) {
  utf8proc_uint8_t* raw = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &raw, options);
  const std::unique_ptr<utf8proc_uint8_t, FreeDeleter> owned(raw);
  if (size < 0) throw Error(ErrorCode::internal, {{"problem", "text is not UTF-8"}}, utf8proc_errmsg(size));
  return {reinterpret_cast<const char*>(owned.get()), static_cast<std::size_t>(size)};
}

// Calls visit(code point, its bytes); an invalid byte is visited alone as -1.
template <typename Visit>
void each_character(std::string_view text, Visit visit) {
  while (!text.empty()) {
    utf8proc_int32_t code = -1;
    auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (size <= 0) {
      size = 1;
      code = -1;
    }
    visit(code, text.substr(0, static_cast<std::size_t>(size)));
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

bool is_space(utf8proc_int32_t code) {
  return code == ' ' || code == '\t' || code == '\n' || code == '\r' ||
         (code > 0 && utf8proc_category(code) == UTF8PROC_CATEGORY_ZS);
}

// What must not reach a terminal from outside: controls, and the characters that reorder text (CVE-2021-42574).
bool is_unsafe(utf8proc_int32_t code) {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

std::string single_spaced(std::string_view text) {
  std::string out;
  bool pending = false;
  each_character(text, [&](utf8proc_int32_t code, std::string_view bytes) {
    if (is_space(code)) {
      pending = !out.empty();
      return;
    }
    if (pending) out += ' ';
    pending = false;
    out += bytes;
  });
  return out;
}

std::vector<utf8proc_int32_t> code_points(std::string_view text) {
  std::vector<utf8proc_int32_t> points;
  each_character(text, [&](utf8proc_int32_t code, std::string_view) { points.push_back(code); });
  return points;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  bool valid = true;
  each_character(text, [&](utf8proc_int32_t code, std::string_view) { valid = valid && code >= 0; });
  return valid;
}

std::string to_nfc(std::string_view text) {
  return map(text, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

std::string fold(std::string_view text) {
  return single_spaced(
      map(text, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD)));
}

std::string fold_without_accents(std::string_view text) {
  const auto stripped = map(text, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                                                 UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK));
  std::string out;
  each_character(stripped, [&](utf8proc_int32_t code, std::string_view bytes) {
    if (code == 0x111) {
      out += 'd';  // đ does not decompose
    } else {
      out += bytes;
    }
  });
  return single_spaced(out);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  each_character(text, [&](utf8proc_int32_t code, std::string_view) {
    width += code < 0 ? 1U : static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code)));
  });
  return width;
}

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  each_character(text, [&](utf8proc_int32_t, std::string_view) { ++count; });
  return count;
}

std::string printable(std::string_view text) {
  std::string out;
  each_character(text, [&](utf8proc_int32_t code, std::string_view bytes) {
    if (code != '\n' && (code < 0 || is_unsafe(code))) {
      out += '?';
    } else {
      out += bytes;
    }
  });
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto left = code_points(a);
  const auto right = code_points(b);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (left[i - 1] == right[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace reseal
