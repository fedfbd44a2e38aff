// SPDX-License-Identifier: Apache-2.0
// Mobile numbers by Viet Nam's numbering plan. Source: facts/domain.md and domain-detail.md (prefixes in use; the
// 11-digit numbers became 10-digit ones in 2018). Fixed lines (02x) get no text messages.
#pragma once

#include <string>
#include <string_view>

namespace reseal {

struct PhoneNumber {
  enum class Kind { mobile, moved, none };
  Kind kind = Kind::none;
  std::string national;  ///< "0912345678"; of one that moved: the number that it has now; of none: empty
  bool operator==(const PhoneNumber&) const = default;
};

/// Takes 0, 84 and +84 in front, and spaces, dots and hyphens anywhere: what Field::Type::phone lets through is
/// `mobile`.
PhoneNumber phone_number(std::string_view entered);

}  // namespace reseal
