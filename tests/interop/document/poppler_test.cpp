// SPDX-License-Identifier: Apache-2.0
// What other people's programs say of our paper.
#include <gmock/gmock.h>

#include <algorithm>

#include "reseal/base/file.h"
#include "reseal/document/pdf_signature.h"
#include "support/process.h"
#include "support/sample_paper.h"
#include "unit/token/token_world.h"

namespace reseal::document {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Judges : token::TokenWorld {
  test::TestCa ca = test::TestCa::root();

  [[nodiscard]] std::string file(const std::string& name) const { return (hsm.folder() / name).string(); }
  void put(const std::string& name, const Bytes& content) const { write_file(file(name), as_text(content)); }
  static std::string said(const std::vector<std::string>& command) {
    const auto outcome = test::run({.command = command});
    EXPECT_EQ(outcome.exit_code, 0) << command.at(0) << ": " << outcome.err;
    return outcome.out + outcome.err;
  }
  /// pdfsig, with a database that trusts our CA.
  [[nodiscard]] std::string pdfsig(const Bytes& pdf) const {
    const auto database = "sql:" + hsm.folder().string();
    if (!std::filesystem::exists(file("cert9.db"))) {
      write_file(file("ca.pem"), ca.certificate().pem());
      said({"certutil", "-N", "-d", database, "--empty-password"});
      said({"certutil", "-A", "-d", database, "-n", "ca", "-t", "CT,C,C", "-i", file("ca.pem")});
    }
    put("signed.pdf", pdf);
    return test::run({.command = {"pdfsig", "-nssdir", database, file("signed.pdf")}}).out;
  }
  /// The sample, signed with a new key on the token.
  Bytes signed_on_token(token::KeySpec spec) {
    auto holder = open_and_log_in();
    const auto key = holder->make_key(spec, {0x0a}, "k");
    return sign_pdf(documents(), test::drawn(), holder->signing_key(key), ca.issue(token::for_key(key.spki)),
                    {ca.certificate()}, {test::kPaperMade, "Gia hạn chứng thư số · 更新证书"});
  }
  void good(const Bytes& pdf) const {
    const auto verdict = pdfsig(pdf);
    EXPECT_THAT(verdict, HasSubstr("Signature Validation: Signature is Valid."));
    EXPECT_THAT(verdict, HasSubstr("Certificate Validation: Certificate is Trusted."));
    EXPECT_THAT(verdict, HasSubstr("Total document signed"));
    EXPECT_THAT(verdict, HasSubstr("ETSI.CAdES.detached"));
    EXPECT_THAT(said({"qpdf", "--check", file("signed.pdf")}), HasSubstr("No syntax or stream encoding errors"));
    auto altered = pdf;
    const auto at = as_text(altered).find("/Count 1");
    ASSERT_NE(at, std::string::npos);
    altered[at + 7] = '2';
    EXPECT_THAT(pdfsig(altered), HasSubstr("Digest Mismatch"));
  }
};

TEST_F(Judges, SayThatASignatureWithAnRsaKeyOnATokenIsValidAndTrusted) {  // MISA-R-19
  good(signed_on_token({token::KeySpec::Algorithm::rsa, 2048}));
}

TEST_F(Judges, SayThatASignatureWithAnEcKeyOnATokenIsValidAndTrusted) {  // MISA-R-19
  good(signed_on_token({token::KeySpec::Algorithm::ec, 256}));
}

TEST_F(Judges, SayThatBothSignaturesOfAPaperSignedTwiceAreValid) {
  const auto once = signed_on_token({token::KeySpec::Algorithm::ec, 256});
  const auto key = test::TestKey::rsa();
  const auto twice =
      sign_pdf(documents(), once, key.signing_key(), ca.issue({.spki = key.spki()}), {}, {test::kPaperMade, "second"});
  const auto verdict = pdfsig(twice);
  EXPECT_THAT(verdict, HasSubstr("Signature #2"));
  EXPECT_THAT(verdict, Not(HasSubstr("Mismatch")));
  EXPECT_THAT(verdict, Not(HasSubstr("Invalid")));
}

TEST_F(Judges, FindEveryValueOnThePaperAsItWasEntered) {  // SZCA-10
  put("paper.pdf", test::drawn());
  // Lines that were wrapped are one again.
  std::string text;
  for (const char c : said({"pdftotext", "-raw", file("paper.pdf"), "-"})) {
    if (c != '\n' && c != ' ' && c != '\f') text += c;
  }
  const auto paper = test::sample_paper();
  const auto expect = [&](std::string value) {
    std::erase(value, ' ');
    EXPECT_THAT(text, HasSubstr(value));
  };
  expect(paper.title.id);
  expect(paper.reference);
  expect("1/1");
  for (const auto& section : paper.sections) {
    expect(section.title.id);
    for (const auto& row : section.rows) {
      expect(row.label.id);
      expect(row.value);
    }
  }
  for (const auto& declaration : paper.declarations) expect(declaration.id);
  for (const auto& place : paper.places) expect(place.id);
}

TEST_F(Judges, FindAllFontsInsideAsSubsets) {
  put("paper.pdf", test::drawn());
  const auto fonts = said({"pdffonts", file("paper.pdf")});
  EXPECT_THAT(fonts, HasSubstr("NotoSansCJKsc"));
  EXPECT_THAT(fonts, HasSubstr("NotoSans"));
  std::istringstream lines(fonts);
  std::string line;
  std::getline(lines, line);
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    EXPECT_THAT(line, HasSubstr("yes yes yes")) << "embedded, a subset, with its Unicode";
  }
  EXPECT_THAT(said({"pdfinfo", file("paper.pdf")}), HasSubstr("595.276 x 841.89 pts (A4)"));
}

TEST_F(Judges, RenderThePage) {
  put("paper.pdf", test::drawn());
  said({"pdftoppm", "-r", "60", "-gray", "-singlefile", file("paper.pdf"), file("page")});
  const auto picture = read_file(file("page.pgm"));
  const auto dark =
      std::count_if(picture.begin(), picture.end(), [](char c) { return static_cast<unsigned char>(c) < 0x60; });
  EXPECT_GT(dark, 1500);   // letters
  EXPECT_LT(dark, 60000);  // on paper
}

}  // namespace
}  // namespace reseal::document
