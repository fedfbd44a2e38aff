// SPDX-License-Identifier: Apache-2.0
#include "app/wrap.h"

#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

// One character with the colour sequence before it, if there is one.
struct Glyph {
  std::string_view bytes;
  std::string_view character;
  std::size_t width = 0;
};

Glyph next_glyph(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && text[at] == '\x1b') {
    const auto end = text.find('m', at);
    at = end == std::string_view::npos ? text.size() : end + 1;
  }
  std::size_t size = at < text.size() ? 1 : 0;
  while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0U) == 0x80U) ++size;
  const auto character = text.substr(at, size);
  return {text.substr(0, at + size), character, display_width(character)};
}

// Chinese punctuation that may not begin a line.
bool clings_to_the_left(std::string_view character) {
  constexpr std::string_view kMarks = "\uff0c\u3002\uff1a\uff1b\uff1f\uff01\u3001\uff09\u201d\u2019\u300b\u3011\u2026";
  return !character.empty() && kMarks.find(character) != std::string_view::npos;
}
// ... that may not end one.
bool clings_to_the_right(std::string_view character) {
  constexpr std::string_view kMarks = "\uff08\u201c\u2018\u300a\u3010";
  return !character.empty() && kMarks.find(character) != std::string_view::npos;
}

std::string wrapped_line(std::string_view line, std::size_t columns) {
  std::size_t indent = line.find_first_not_of(' ');
  if (indent == std::string_view::npos) return std::string(line);
  // Under the words of "  • text", not under its bullet.
  const auto first = next_glyph(line.substr(indent));
  const auto after = indent + first.bytes.size();
  if (first.width == 1 && first.character.size() > 1 && after < line.size() && line[after] == ' ') indent += 2;
  if (indent + 20 > columns) indent = 0;
  const auto new_line = "\n" + std::string(indent, ' ');

  std::string out;
  std::string word;  // since the last place where the line may be broken
  std::size_t used = 0;
  std::size_t word_width = 0;
  bool line_has_text = false;
  const auto place_word = [&] {
    if (line_has_text && used + word_width > columns) {
      while (!out.empty() && out.back() == ' ') out.pop_back();
      out += new_line;
      used = indent;
    }
    out += word;
    used += word_width;
    line_has_text = line_has_text || word_width > 0;
    word.clear();
    word_width = 0;
  };
  bool glued = false;  // the character before does not end a line
  bool wide_before = false;
  for (std::size_t at = 0; at < line.size();) {
    const auto glyph = next_glyph(line.substr(at));
    at += glyph.bytes.size();
    const bool wide = glyph.width == 2;
    if ((wide || wide_before) && !glued && !clings_to_the_left(glyph.character) && glyph.character != " ") place_word();
    if (glyph.character == " ") {
      place_word();
      out += glyph.bytes;
      used += 1;
    } else {
      word += glyph.bytes;
      word_width += glyph.width;
    }
    glued = clings_to_the_right(glyph.character);
    wide_before = wide;
  }
  place_word();
  return out;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t columns) {
  if (columns == 0) return std::string(text);
  std::string out;
  for (;;) {
    const auto end = text.find('\n');
    out += wrapped_line(text.substr(0, end), columns);
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string cut(std::string_view text, std::size_t columns) {
  if (columns == 0 || display_width(text) < columns) return std::string(text);
  std::string out;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto glyph = next_glyph(text.substr(at));
    if (used + glyph.width + 2 > columns) break;  // the last column stays free: some terminals break there already
    out += glyph.bytes;
    used += glyph.width;
    at += glyph.bytes.size();
  }
  return out + "…";
}

}  // namespace reseal::app
