// SPDX-License-Identifier: Apache-2.0
// Octets and their text forms.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reseal {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] std::string to_hex(ByteView bytes);        ///< lower case
[[nodiscard]] std::string to_upper_hex(ByteView bytes);  ///< upper case
/// Either case; spaces and colons between pairs allowed. Throws Error(usage).
[[nodiscard]] Bytes from_hex(std::string_view text);
[[nodiscard]] std::string to_base64(ByteView bytes);  ///< RFC 4648 section 4, one line, padded
/// White space is skipped. Throws Error(usage).
[[nodiscard]] Bytes from_base64(std::string_view text);
[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
/// From the system's generator; for ids and CKA_ID, not for keys.
[[nodiscard]] Bytes random_bytes(std::size_t size);
/// An order id: 12 characters of Crockford's base 32 in groups ("R7K4-Q2MX-9DTB"), 60 random bits.
[[nodiscard]] std::string random_id();

}  // namespace reseal
