// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "ca.h"
#include "distinguished_name.h"
#include "faults.h"
#include "outbox.h"
#include "pem.h"
#include "reseal/base/error.h"
#include "stand.h"
#include "tax_code.h"

namespace reseal::sandbox {
namespace {

TEST(TaxCode, HasTheCheckDigitOfPublishedCodes) {
  for (const std::string code : {"0101243150", "0100109106", "0101248141", "0300588569", "0108342249", "3500807781"}) {
    EXPECT_EQ(tax_check_digit(code.substr(0, 9)), code[9]) << code;
  }
}

TEST(TaxCode, IsMadeRightAndNobodys) {
  for (int i = 0; i < 50; ++i) {
    const auto code = random_tax_code();
    ASSERT_EQ(code.size(), 10U);
    EXPECT_TRUE(code.starts_with("99"));
    EXPECT_EQ(tax_check_digit(code.substr(0, 9)), code[9]);
  }
}

TEST(FaultText, NamesOperationValueAndCount) {
  EXPECT_EQ(parse_fault("reply-lost=place_order"), (Fault{"reply-lost", "placeOrder", "", 1}));
  EXPECT_EQ(parse_fault("reply-lost@placeOrder*3"), (Fault{"reply-lost", "placeOrder", "", 3}));
  EXPECT_EQ(parse_fault("delay=250@packages*2"), (Fault{"delay", "packages", "250", 2}));
  EXPECT_EQ(parse_fault("status-503=7*always"), (Fault{"status-503", "*", "7", -1}));
  EXPECT_EQ(parse_fault("refusal=Hồ sơ mờ"), (Fault{"refusal", "*", "Hồ sơ mờ", 1}));
}

TEST(FaultText, IsRefusedWhenNothingOfThatNameIsKnown) {
  EXPECT_THROW((void)parse_fault("reply-losst"), Error);
  EXPECT_THROW((void)parse_fault("reply-lost@nowhere"), Error);
  EXPECT_THROW((void)parse_fault("reply-lost*0"), Error);
}

TEST(Routing, FindsEveryOperationOfTheContract) {
  EXPECT_EQ(route("GET", "/misa/v1/orders/GH000001").operation->id, "order");
  EXPECT_EQ(route("GET", "/misa/v1/orders/GH000001").argument, "GH000001");
  EXPECT_EQ(route("POST", "/misa/v1/orders/GH000001/csr").operation->id, "submitCsr");
  EXPECT_EQ(route("GET", "/misa/v1/orders").operation->id, "findOrder");
  EXPECT_EQ(route("DELETE", "/misa/v1/orders").operation, nullptr);
  EXPECT_EQ(route("GET", "/misa/v1/orders/../../x").operation, nullptr);
}

TEST(MailHeader, IsCutBetweenCharactersIntoWordsOfAtMost75Characters) {
  const auto encoded = encode_header("Hồ sơ gia hạn chứng thư số của đơn vị đã được phê duyệt và chờ cài đặt");
  std::size_t at = 0;
  while (at < encoded.size()) {
    const auto end = std::min(encoded.find("\r\n ", at), encoded.size());
    EXPECT_LE(end - at, 75U);
    const auto word = encoded.substr(at, end - at);
    ASSERT_TRUE(word.starts_with("=?UTF-8?B?") && word.ends_with("?=")) << word;
    const auto bytes = from_base64(word.substr(10, word.size() - 12));
    EXPECT_NE(bytes.front() & 0xC0U, 0x80U) << "begins inside a character";
    at = end + 3;
  }
  EXPECT_EQ(encode_header("plain"), "plain");
}

TEST(MailText, DoesNotLetAnAddressForgeAHeader) {
  const auto text = message_text({"GH1", "a@b.vn\r\nBcc: all@b.vn", "Chào", "x"}, Time{});
  EXPECT_EQ(text.find("\r\nBcc:"), std::string::npos);
}

TEST(Names, KeepCommasOrderAndAccents) {
  const auto name = parse_name("CN=Công ty A\\, B,UID=MST:0101243150,C=VN");
  ASSERT_EQ(name.size(), 3U);
  EXPECT_EQ(name[0].value, "Công ty A, B");
  const auto made = make_name(name);
  EXPECT_EQ(read_name(made.get()), name);
  EXPECT_EQ(name_text(made.get()), "C=VN,UID=MST:0101243150,CN=Công ty A\\, B");
  EXPECT_EQ(tax_code_of(made.get()), "0101243150");
}

TEST(Terms, EndOnTheLastDayOfAShorterMonth) {
  EXPECT_EQ(to_iso(add_months(time_from_iso("2027-01-31T10:00:00Z"), 13)), "2028-02-29T10:00:00Z");
}

TEST(Serials, ShareTheirHeadAndDifferInTheirTail) {
  const Bytes head{0x54, 0x01, 1, 2, 3, 4, 5, 6};
  const auto one = to_upper_hex(new_serial(head));
  const auto two = to_upper_hex(new_serial(head));
  EXPECT_EQ(one.size(), 32U);
  EXPECT_EQ(one.substr(0, 16), two.substr(0, 16));
  EXPECT_NE(one, two);
}

TEST(TextMessage, IsWrittenWithoutMarks) {
  EXPECT_EQ(without_marks("Hợp đồng ký kết với Viettel không vượt quá ngày 02/10/2020."),
            "Hop dong ky ket voi Viettel khong vuot qua ngay 02/10/2020.");
  EXPECT_EQ(without_marks("ĐẶNG THỊ ÁNH NGUYỆT, Vỹ Dạ"), "DANG THI ANH NGUYET, Vy Da");
}

// The newest is told by the time of sending, not by its name.
TEST(TextMessage, IsReadFromTheNewest) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "newest-sms";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "sms");
  const Outbox outbox(folder);
  EXPECT_EQ(outbox.newest_sms("0912345678"), std::nullopt);
  outbox.sms("b", "0912345678", "first");
  outbox.sms("c", "0987654321", "to another");
  std::filesystem::last_write_time(folder / "sms" / "b.txt",
                                   std::filesystem::file_time_type::clock::now() - std::chrono::seconds(5));
  outbox.sms("a", "0912345678", "second");
  EXPECT_EQ(outbox.newest_sms("0912345678"), "second");
}

}  // namespace
}  // namespace reseal::sandbox
