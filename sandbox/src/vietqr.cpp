// SPDX-License-Identifier: Apache-2.0
#include "vietqr.h"

#include <array>
#include <cstdio>

#include "reseal/base/error.h"

namespace reseal::sandbox {
namespace {

std::string tlv(std::string_view tag, std::string_view value) {
  if (value.size() > 99) throw Error(ErrorCode::usage, {{"problem", "a VietQR value is at most 99 bytes"}});
  std::array<char, 4> length{};
  std::snprintf(length.data(), length.size(), "%02u", static_cast<unsigned>(value.size()));
  return std::string(tag) + length.data() + std::string(value);
}

}  // namespace

std::uint16_t crc16_ccitt(std::string_view text) {
  std::uint16_t crc = 0xFFFF;
  for (const char c : text) {
    crc = static_cast<std::uint16_t>(crc ^ (static_cast<unsigned char>(c) << 8U));
    for (int bit = 0; bit < 8; ++bit) {
      crc = static_cast<std::uint16_t>((crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U);
    }
  }
  return crc;
}

std::string vietqr_text(const VietQr& payment) {
  const bool one_time = payment.amount > 0;
  const auto beneficiary = tlv("00", payment.bank_bin) + tlv("01", payment.account);
  std::string text = tlv("00", "01") + tlv("01", one_time ? "12" : "11");
  text +=
      tlv("38", tlv("00", "A000000727") + tlv("01", beneficiary) + tlv("02", payment.card ? "QRIBFTTC" : "QRIBFTTA"));
  text += tlv("53", "704");
  if (one_time) text += tlv("54", std::to_string(payment.amount));
  text += tlv("58", "VN");
  std::string additional;
  if (!payment.bill_number.empty()) additional += tlv("01", payment.bill_number);
  if (!payment.purpose.empty()) additional += tlv("08", payment.purpose);
  if (!additional.empty()) text += tlv("62", additional);
  text += "6304";
  std::array<char, 5> crc{};
  std::snprintf(crc.data(), crc.size(), "%04X", static_cast<unsigned>(crc16_ccitt(text)));
  return text + crc.data();
}

}  // namespace reseal::sandbox
