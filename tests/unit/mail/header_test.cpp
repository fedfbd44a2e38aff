// SPDX-License-Identifier: Apache-2.0
// Who wrote to whom, when, about what.
#include <gtest/gtest.h>

#include "letter.h"
#include "reseal/values.h"

namespace reseal::mail {
namespace {

using test::kHeader;
using test::read;

TEST(AMailsHeader, IsReadWithCrlfAndWithLf) {
  const auto text = kHeader + "\nXin chào\n";
  const auto mail = read(text);
  EXPECT_EQ(mail.from, "BHXH <no-reply@example.vn>");
  EXPECT_EQ(mail.to, "ketoan@anbinh.example");
  EXPECT_EQ(mail.message_id, "a1@example.vn");
  EXPECT_EQ(mail.subject, "Ho so");
  EXPECT_EQ(read(test::with_crlf(text)), mail);
}

TEST(AMailsDate, IsToldInUtc) {
  ASSERT_TRUE(read(kHeader + "\nx").date);
  EXPECT_EQ(to_iso(*read(kHeader + "\nx").date), "2026-11-23T02:30:00Z");
}

TEST(AMailsDate, IsAbsentWhenItCannotBeRead) {
  EXPECT_FALSE(read("From: a@b.vn\nDate: hom qua\n\nx").date);
  EXPECT_FALSE(read("From: a@b.vn\n\nx").date);
}

TEST(ASubject, IsDecodedFromEncodedWords) {  // RFC 2047
  const auto subject = [](const std::string& raw) { return read("From: a@b.vn\nSubject: " + raw + "\n\nx").subject; };
  EXPECT_EQ(subject("=?UTF-8?B?SOG7kyBzxqEgxJHDoyDEkcaw4bujYyBjaOG6pXAgbmjhuq1u?="), "Hồ sơ đã được chấp nhận");
  EXPECT_EQ(subject("=?utf-8?Q?H=E1=BB=93_s=C6=A1?= =?utf-8?Q?_=C4=91=C3=A3?="), "Hồ sơ đã");
  EXPECT_EQ(subject("=?gb2312?B?ytrIqA==?="), "授权");
}

TEST(ASubject, ThatIsFoldedIsOneLine) { EXPECT_EQ(read("From: a@b.vn\nSubject: Ho so\n 42\n\nx").subject, "Ho so 42"); }

TEST(ASender, IsDecodedWithItsName) {
  EXPECT_EQ(read("From: =?UTF-8?Q?BHXH_Vi=E1=BB=87t_Nam?= <a@b.vn>\n\nx").from, "BHXH Việt Nam <a@b.vn>");
}

TEST(AHeader, LosesItsControlCharacters) {
  const auto mail = read("From: a@b.vn\nSubject: =?utf-8?Q?ok=1B[2J=00=0A=C2=9Bx?=\n\nx");
  EXPECT_EQ(mail.subject.find('\x1b'), std::string::npos);
  EXPECT_EQ(mail.subject.find('\n'), std::string::npos);
  EXPECT_EQ(mail.subject.find("\xC2\x9B"), std::string::npos);
}

}  // namespace
}  // namespace reseal::mail
