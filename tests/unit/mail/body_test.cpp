// SPDX-License-Identifier: Apache-2.0
// What is to be read of a mail, in whatever way it was packed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letter.h"

namespace reseal::mail {
namespace {

using test::kHeader;
using test::read;
using test::read_part;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(AMailsText, IsUnpackedFromQuotedPrintable) {
  const auto mail = read_part("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
                              "H=E1=BB=93 s=C6=A1 =\n42\n");
  EXPECT_EQ(mail.text, "Hồ sơ 42\n");
}

TEST(AMailsText, IsUnpackedFromBase64) {
  const auto mail = read_part("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
                              "SOG7kyBzxqEgxJHDoyDEkcaw4bujYyBj\naOG6pXAgbmjhuq1u\n");
  EXPECT_EQ(mail.text, "Hồ sơ đã được chấp nhận");
}

TEST(AMailsText, IsConvertedFromWindows1258) {
  // "được": đ, ư, o-horn with a dot below that follows it.
  EXPECT_EQ(read_part("Content-Type: text/plain; charset=windows-1258",
                      "\xF0\xFD\xF5\xF2"
                      "c")
                .text,
            "được");
}

TEST(AMailsText, IsConvertedFromGb18030) {
  EXPECT_EQ(read_part("Content-Type: text/plain; charset=GB18030", "\xCA\xDA\xC8\xA8").text, "授权");
}

TEST(AMailsText, IsComposed) {
  EXPECT_EQ(read_part("Content-Type: text/plain; charset=utf-8", "ho\xCC\x82\xCC\x80").text, "hồ");
}

TEST(AMailsText, OfAWrongCharsetHasReplacementCharacters) {
  EXPECT_EQ(read_part("Content-Type: text/plain; charset=utf-8",
                      "a\xFF"
                      "b")
                .text,
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(read_part("Content-Type: text/plain; charset=gb18030",
                      "a\xFF"
                      "b")
                .text,
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(read_part("Content-Type: text/plain; charset=no-such//IGNORE",
                      "a\xFF"
                      "b")
                .text,
            "a\xEF\xBF\xBD"
            "b");
}

TEST(AMailsText, LosesControlCharactersButNewlineAndTab) {
  const std::string body("a\0b\x1b[2J\tc\r\nd\x7f\xC2\x85", 15);
  EXPECT_EQ(read_part("Content-Type: text/plain; charset=utf-8", body).text, "ab[2J\tc\nd");
}

TEST(AMailsText, IsThePlainOneOfTwoVersions) {
  const auto mail = read(kHeader +
                         "Content-Type: multipart/alternative; boundary=B\n\n"
                         "--B\nContent-Type: text/html\n\n<b>html</b>\n"
                         "--B\nContent-Type: text/plain\n\nplain\n--B--\n");
  EXPECT_EQ(mail.text, "plain");
  EXPECT_TRUE(mail.attachments.empty());
}

TEST(AMailsText, IsFoundInNestedPartsAndAttachmentsAreNamed) {
  const auto mail =
      read(kHeader +
           "Content-Type: multipart/mixed; boundary=A\n\n"
           "--A\nContent-Type: multipart/alternative; boundary=B\n\n"
           "--B\nContent-Type: text/plain\n\ninside\n--B--\n"
           "--A\nContent-Type: text/plain; name=note.txt\nContent-Disposition: attachment; filename=note.txt\n\nno\n"
           "--A\nContent-Type: application/pdf\nContent-Disposition: attachment;\n"
           " filename*=utf-8''Th%C3%B4ng%20b%C3%A1o.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--A--\n");
  EXPECT_EQ(mail.text, "inside");
  EXPECT_THAT(mail.attachments, ElementsAre("note.txt", "Thông báo.pdf"));
}

TEST(AForwardedMail, IsAnAttachmentAndNotThisMailsWords) {
  const auto mail =
      read(kHeader +
           "Content-Type: multipart/mixed; boundary=A\n\n"
           "--A\nContent-Type: text/plain\n\nxem ben duoi\n"
           "--A\nContent-Type: message/rfc822\n\nFrom: x@y.vn\nSubject: da duoc chap nhan\n\nda duoc\n--A--\n");
  EXPECT_EQ(mail.text, "xem ben duoi");
  EXPECT_THAT(mail.attachments, ElementsAre(""));
}

TEST(AnHtmlMail, IsReducedToWhatIsToBeRead) {
  const auto mail = read_part("Content-Type: text/html; charset=utf-8",
                              "<!DOCTYPE html><html><head><title>t</title><style>p{color:red}</style></head><body>"
                              "<p>Hồ sơ <b>BHXH-42</b>\n&#273;&atilde; &#x111;ược</p><script>if (a < b) x()</script>"
                              "<!-- hidden > --><p>chấp&nbsp;nhận &amp; ghi a < b &unknown;</p></body></html>");
  EXPECT_EQ(mail.text, "Hồ sơ BHXH-42 đã được\nchấp nhận & ghi a < b &unknown;\n");
  EXPECT_THAT(mail.text, Not(HasSubstr("color")));
}

TEST(AnHtmlMail, ThatStopsInTheMiddleGivesWhatWasThere) {
  EXPECT_EQ(read_part("Content-Type: text/html", "<p>a</p><script>never closed").text, "a\n");
  EXPECT_EQ(read_part("Content-Type: text/html", "a<!-- never").text, "a");
  EXPECT_EQ(read_part("Content-Type: text/html", "a<b").text, "a");
}

TEST(AMail, MayHaveNoText) { EXPECT_EQ(read("From: a@b.vn\n").text, ""); }

}  // namespace
}  // namespace reseal::mail
