// SPDX-License-Identifier: Apache-2.0
// The text of a VietQR payment code (EMVCo merchant-presented, NAPAS QR_Format v1.0).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reseal::sandbox {

struct VietQr {
  std::string bank_bin;  ///< six digits of NAPAS
  std::string account;
  std::int64_t amount = 0;  ///< VND; 0: the payer enters it (a static code)
  std::string bill_number;
  std::string purpose;  ///< ASCII letters, digits and spaces survive every bank
  bool card = false;    ///< `account` is a card number
};

[[nodiscard]] std::string vietqr_text(const VietQr& payment);

/// CRC-16/CCITT-FALSE: "123456789" is 0x29B1.
[[nodiscard]] std::uint16_t crc16_ccitt(std::string_view text);

}  // namespace reseal::sandbox
