// SPDX-License-Identifier: Apache-2.0
// What the signed forms of the registrars are made with: XML, base64, tax codes.
#include <gtest/gtest.h>

#include <string>

#include "reseal/base64.h"
#include "reseal/failure.h"
#include "reseal/tax_code.h"
#include "reseal/xml_writer.h"

namespace reseal {
namespace {

const std::string kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

TEST(XmlWriter, NestsElementsAndClosesWhatIsOpen) {
  XmlWriter form("TKhai", "http://a");
  form.open("DLTKhai", {{"Id", "data"}}).leaf("MST", "0101243150").leaf("empty", "");
  EXPECT_EQ(form.finish(), kHead +
                               "<TKhai xmlns=\"http://a\"><DLTKhai Id=\"data\"><MST>0101243150</MST>"
                               "<empty></empty></DLTKhai></TKhai>");
}

TEST(XmlWriter, LetsNoValueBecomeMarkup) {
  XmlWriter form("a");
  form.leaf("b", "]]></b><c>\"A & B\"</c>\r");
  EXPECT_EQ(form.finish(), kHead + "<a><b>]]&gt;&lt;/b&gt;&lt;c&gt;&quot;A &amp; B&quot;&lt;/c&gt;&#13;</b></a>");
}

TEST(XmlWriter, KeepsTheWhiteSpaceOfAttributes) {
  XmlWriter form("a");
  form.open("b", {{"c", "\" d=\"\t\n"}});
  EXPECT_EQ(form.finish(), kHead + "<a><b c=\"&quot; d=&quot;&#9;&#10;\"></b></a>");
}

TEST(XmlWriter, KeepsVietnameseAndChinese) {
  XmlWriter form("a");
  form.leaf("b", "CÔNG TY TNHH ÁNH DƯƠNG 深圳 𠀋");
  EXPECT_EQ(form.finish(), kHead + "<a><b>CÔNG TY TNHH ÁNH DƯƠNG 深圳 𠀋</b></a>");
}

TEST(XmlWriter, RefusesWhatXmlCannotHold) {
  for (const std::string& bad : {std::string("\0", 1), std::string("\x1b"), std::string("\xff"), std::string("\xc3"),
                                 std::string("\xc0\xaf"), std::string("\xed\xa0\x80"), std::string("\xef\xbf\xbf"),
                                 std::string("\xf4\x90\x80\x80"), std::string("\xe1\x41\x41")}) {
    XmlWriter form("a");
    EXPECT_THROW(form.leaf("b", bad), MessageError);
  }
}

TEST(XmlWriter, RefusesNamesThatAreNone) {
  XmlWriter form("a");
  for (const char* name : {"", "1a", "a b", "a>", "xml:a"}) EXPECT_THROW(form.open(name), MessageError) << name;
}

TEST(XmlWriter, LeavesTheRootToFinish) {
  XmlWriter form("a");
  EXPECT_THROW(form.close(), MessageError);
}

// RFC 4648 section 10
TEST(Base64, GivesTheVectorsOfTheRfc) {
  EXPECT_EQ(base64_encoded(""), "");
  EXPECT_EQ(base64_encoded("f"), "Zg==");
  EXPECT_EQ(base64_encoded("fo"), "Zm8=");
  EXPECT_EQ(base64_encoded("foo"), "Zm9v");
  EXPECT_EQ(base64_encoded("foob"), "Zm9vYg==");
  EXPECT_EQ(base64_encoded("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64_encoded("\xfb\xff"), "+/8=");
}

TEST(TaxCode, HasTheRightCheckDigit) {
  for (const char* code : {"0101243150", "0100109106", "0101248141", "0100112437", "0300588569", "0100684378",
                           "0101243150-001", "001085000123"}) {
    EXPECT_TRUE(is_tax_code(code)) << code;
  }
}

TEST(TaxCode, IsNotOneWithATypingError) {
  for (const char* code : {"0101243151", "0101234150", "1010243150", "010124315", "0101243150-01", "0101243151-001",
                           "0101243150 001", "01012431500", "00108500012X", ""}) {
    EXPECT_FALSE(is_tax_code(code)) << code;
  }
}

}  // namespace
}  // namespace reseal
