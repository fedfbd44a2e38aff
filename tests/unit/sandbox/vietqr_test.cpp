// SPDX-License-Identifier: Apache-2.0
#include "vietqr.h"

#include <gtest/gtest.h>

namespace reseal::sandbox {
namespace {

TEST(VietQrText, HasTheCheckValueOfTheCrcStandard) { EXPECT_EQ(crc16_ccitt("123456789"), 0x29B1); }

// NAPAS QR_Format v1.0 (09/2021), sections 6.1.1 to 6.1.4.
// The published sample of a static account code says 12 for an account of 13 digits: its check value is right, its
// inner length is not, so only the check value is compared.
TEST(VietQrText, HasTheCheckValueOfTheOfficialStaticAccountCode) {
  EXPECT_EQ(crc16_ccitt("00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304"),
            0xF4E5);
  const auto text = vietqr_text({"970403", "0011012345678", 0, "", "", false});
  EXPECT_TRUE(
      text.starts_with("00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN6304"))
      << text;
}

TEST(VietQrText, IsTheOfficialVectorForAStaticCardCode) {
  EXPECT_EQ(vietqr_text({"970403", "9704031101234567", 0, "", "", true}),
            "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52");
}

TEST(VietQrText, IsTheOfficialVectorForAnAccountPaymentWithBillAndPurpose) {
  EXPECT_EQ(
      vietqr_text({"970403", "0011012345678", 180000, "NPS6869", "thanh toan don hang", false}),
      "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS6869"
      "0819thanh toan don hang63042E2E");
}

TEST(VietQrText, IsTheOfficialVectorForACardPaymentWithBillAndPurpose) {
  const auto text = vietqr_text({"970403", "9704031101234567", 180000, "NPS6869", "thanh toan don hang", true});
  EXPECT_TRUE(text.starts_with("00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC5303704"));
  EXPECT_TRUE(text.ends_with("0819thanh toan don hang6304A203")) << text;
}

TEST(VietQrText, CarriesAmountAndOrderNumber) {
  EXPECT_EQ(
      vietqr_text({"970436", "1017595600", 1249000, "", "GH 54A1", false}),
      "00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA5303704540712490005802VN62110807GH 54A1"
      "63049FB8");
}

}  // namespace
}  // namespace reseal::sandbox
