// SPDX-License-Identifier: Apache-2.0
// Mails that another program made: Python's email package.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>

#include "letter.h"
#include "reseal/values.h"

namespace reseal::mail {
namespace {

std::string python(const std::string& body) {
  const std::string script =
      "import sys\nfrom email.message import EmailMessage\nm = EmailMessage()\n"
      "m['From'] = 'BHXH Việt Nam <no-reply@example.vn>'\nm['To'] = 'Kế toán <ketoan@anbinh.example>'\n"
      "m['Date'] = 'Mon, 23 Nov 2026 09:30:00 +0700'\nm['Message-ID'] = '<a1@example.vn>'\n"
      "m['Subject'] = 'Kết quả xử lý hồ sơ thay đổi thông tin chứng thư số của đơn vị, số BHXH-42'\n" +
      body + "\nsys.stdout.buffer.write(bytes(m))\n";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(("python3 - <<'SCRIPT'\n" + script + "SCRIPT\n").c_str(), "r"),
                                                   pclose);
  std::string out;
  std::array<char, 4096> buffer{};
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) out.append(buffer.data(), size);
  return out;
}

class PythonsMail : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("python3 -c 'import email' 2>/dev/null") != 0) GTEST_SKIP() << "no python3 here";
  }
};

TEST_F(PythonsMail, OfVietnameseTextIsReadWhole) {
  for (const std::string encoding : {"base64", "quoted-printable", "8bit"}) {
    const auto mail = test::read(python("m.set_content('Hồ sơ đã được chấp nhận.\\n', cte='" + encoding + "')"));
    EXPECT_EQ(mail.from, "BHXH Việt Nam <no-reply@example.vn>");
    EXPECT_EQ(mail.to, "Kế toán <ketoan@anbinh.example>");
    EXPECT_EQ(mail.subject, "Kết quả xử lý hồ sơ thay đổi thông tin chứng thư số của đơn vị, số BHXH-42");
    EXPECT_EQ(mail.text, "Hồ sơ đã được chấp nhận.\n") << encoding;
    EXPECT_EQ(to_iso(mail.date.value()), "2026-11-23T02:30:00Z");
  }
}

TEST_F(PythonsMail, WithAnHtmlVersionAndAttachmentsIsReadWhole) {
  const auto mail = test::read(
      python("m.set_content('chữ')\nm.add_alternative('<p>html</p>', subtype='html')\n"
             "m.add_attachment(b'%PDF', maintype='application', subtype='pdf', filename='Thông báo kết quả.pdf')"));
  EXPECT_EQ(mail.text, "chữ\n");
  EXPECT_THAT(mail.attachments, testing::ElementsAre("Thông báo kết quả.pdf"));
}

TEST_F(PythonsMail, InAVietnameseCodePageIsReadWhole) {
  const auto mail = test::read(python("m.set_content('tơ\\u0300 khai sô\\u0301 42', charset='cp1258', cte='base64')"));
  EXPECT_EQ(mail.text, "tờ khai số 42\n");
}

}  // namespace
}  // namespace reseal::mail
