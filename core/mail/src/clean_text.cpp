// SPDX-License-Identifier: Apache-2.0
#include "clean_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "gmime_handles.h"
#include "reseal/base/unicode.h"

namespace reseal::mail {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// The name comes from outside, and not every converter of a C library has been kind to hostile bytes: only those that
// mails of Viet Nam and China come in.
bool may_convert(const std::string& charset) {
  constexpr std::array<std::string_view, 4> kFamilies = {"iso-8859-", "windows-125", "cp125", "koi8-"};
  constexpr std::array<std::string_view, 8> kNames = {"gb2312", "gbk",    "gb18030",    "big5",
                                                      "tcvn",   "viscii", "tcvn5712-1", "latin1"};
  const bool plain = std::all_of(charset.begin(), charset.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  return plain &&
         (std::any_of(kFamilies.begin(), kFamilies.end(), [&](auto each) { return charset.starts_with(each); }) ||
          std::find(kNames.begin(), kNames.end(), charset) != kNames.end());
}

struct CloseConverter {
  using pointer = GIConv;
  void operator()(GIConv converter) const { g_iconv_close(converter); }
};

std::string convert(std::string_view bytes, GIConv converter) {
  std::string out;
  std::array<char, 4096> buffer{};
  auto* in = const_cast<char*>(bytes.data());  // g_iconv reads only
  gsize left = bytes.size();
  const auto step = [&](char** from) {
    char* at = buffer.data();
    gsize room = buffer.size();
    const auto done = g_iconv(converter, from, &left, &at, &room);
    out.append(buffer.data(), buffer.size() - room);
    return done != static_cast<gsize>(-1) || room < buffer.size();
  };
  while (left > 0) {
    if (step(&in)) continue;
    // Not a character of this charset: one byte is passed over.
    out += kReplacement;
    ++in;
    --left;
  }
  step(nullptr);  // a letter that waited for its tone mark (windows-1258)
  return out;
}

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7F; }

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  const auto name = lower(charset);
  if (!may_convert(name)) return std::string(bytes);
  const auto raw = g_iconv_open("UTF-8", name.c_str());
  if (reinterpret_cast<std::intptr_t>(raw) == -1) return std::string(bytes);
  const std::unique_ptr<GIConv, CloseConverter> converter(raw);
  return convert(bytes, converter.get());
}

std::string clean(std::string text, std::size_t limit, Shape shape) {
  std::erase(text, '\0');
  const GText valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  const std::string_view from(valid.get());
  std::string out;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto byte = static_cast<unsigned char>(from[i]);
    const bool c1 = byte == 0xC2 && i + 1 < from.size() && static_cast<unsigned char>(from[i + 1]) < 0xA0;
    if (c1) {
      ++i;
    } else if (byte == '\r' || byte == '\n') {
      if (byte == '\r' && i + 1 < from.size() && from[i + 1] == '\n') ++i;
      out += shape == Shape::text ? '\n' : ' ';
    } else if (byte == '\t') {
      out += shape == Shape::text ? '\t' : ' ';
    } else if (!is_control(byte)) {
      out += from[i];
    }
  }
  out = to_nfc(out);
  if (out.size() > limit) {
    auto end = limit;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out.resize(end);
  }
  return out;
}

}  // namespace reseal::mail
