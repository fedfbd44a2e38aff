// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/bytes.h"

#include <random>

#include "reseal/base/error.h"

namespace reseal {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string hex_with(ByteView bytes, std::string_view digits) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0xF];
  }
  return text;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string to_hex(ByteView bytes) { return hex_with(bytes, "0123456789abcdef"); }
std::string to_upper_hex(ByteView bytes) { return hex_with(bytes, "0123456789ABCDEF"); }

Bytes from_hex(std::string_view text) {
  Bytes bytes;
  int high = -1;
  for (const char c : text) {
    if ((c == ' ' || c == ':') && high < 0) continue;
    const int value = hex_value(c);
    if (value < 0) throw Error(ErrorCode::usage, {{"problem", "not hexadecimal: " + std::string(text.substr(0, 80))}});
    if (high < 0) {
      high = value;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high * 16 + value));
      high = -1;
    }
  }
  if (high >= 0) throw Error(ErrorCode::usage, {{"problem", "odd number of hexadecimal digits"}});
  return bytes;
}

std::string to_base64(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t b1 = i + 1 < bytes.size() ? bytes[i + 1] : 0U;
    const std::uint32_t b2 = i + 2 < bytes.size() ? bytes[i + 2] : 0U;
    const std::uint32_t group = (static_cast<std::uint32_t>(bytes[i]) << 16U) | (b1 << 8U) | b2;
    text += kBase64[group >> 18U];
    text += kBase64[(group >> 12U) & 63U];
    text += i + 1 < bytes.size() ? kBase64[(group >> 6U) & 63U] : '=';
    text += i + 2 < bytes.size() ? kBase64[group & 63U] : '=';
  }
  return text;
}

Bytes from_base64(std::string_view text) {
  Bytes bytes;
  std::uint32_t group = 0;
  int count = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == ' ' || c == '\t') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const auto value = kBase64.find(c);
    if (value == std::string_view::npos || padding > 0) throw Error(ErrorCode::usage, {{"problem", "not base64"}});
    group = (group << 6U) | static_cast<std::uint32_t>(value);
    if (++count == 4) {
      bytes.push_back(static_cast<std::uint8_t>(group >> 16U));
      bytes.push_back(static_cast<std::uint8_t>(group >> 8U));
      bytes.push_back(static_cast<std::uint8_t>(group));
      group = 0;
      count = 0;
    }
  }
  if (count == 1 || padding > 2 || (count != 0 && count + padding != 4) || (count == 0 && padding != 0)) {
    throw Error(ErrorCode::usage, {{"problem", "base64 of a wrong length"}});
  }
  if (count >= 2) bytes.push_back(static_cast<std::uint8_t>(count == 2 ? group >> 4U : group >> 10U));
  if (count == 3) bytes.push_back(static_cast<std::uint8_t>(group >> 2U));
  return bytes;
}

Bytes random_bytes(std::size_t size) {
  std::random_device source;  // getrandom() or the like on every platform we build for
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(source());
  return bytes;
}

std::string random_id() {
  constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string id;
  int place = 0;
  for (const auto byte : random_bytes(12)) {
    if (place != 0 && place % 4 == 0) id += '-';
    id += kCrockford[byte & 31U];
    ++place;
  }
  return id;
}

}  // namespace reseal
