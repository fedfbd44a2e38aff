// SPDX-License-Identifier: Apache-2.0
// Signatures in PDFs, read back by ourselves. What others say of them: tests/interop/document.
#include "reseal/document/pdf_signature.h"

#include <gtest/gtest.h>

#include "pdf_file.h"
#include "reseal/base/error.h"
#include "support/sample_paper.h"
#include "support/test_ca.h"

namespace reseal::document {
namespace {

struct APdf : testing::Test {
  test::TestCa ca = test::TestCa::root();
  test::TestKey key = test::TestKey::ec();
  crypto::Certificate certificate = ca.issue({.spki = key.spki()});
  Bytes sign(const Bytes& pdf, const std::string& reason = "Gia hạn chứng thư số · 更新证书") const {
    return sign_pdf(documents(), pdf, key.signing_key(), certificate, {ca.certificate()}, {test::kPaperMade, reason});
  }
  [[nodiscard]] std::vector<VerifiedSignature> verify(const Bytes& pdf) const {
    return verify_pdf(documents(), pdf, {{ca.certificate()}, {}}, test::kPaperMade);
  }
  std::string refusal(const Bytes& pdf) const {
    try {
      (void)sign(pdf);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      return error.cause();
    }
    return "none";
  }
};

TEST_F(APdf, ThatIsSignedSaysByWhomAndWhy) {  // MISA-R-19
  const auto signatures = verify(sign(test::drawn()));
  ASSERT_EQ(signatures.size(), 1U);
  EXPECT_TRUE(signatures[0].valid) << signatures[0].problem;
  EXPECT_TRUE(signatures[0].whole_file);
  EXPECT_EQ(signatures[0].signer, certificate);
  EXPECT_EQ(signatures[0].reason, "Gia hạn chứng thư số · 更新证书");
}

TEST_F(APdf, CanBeSignedAgainAndTheFirstSignatureStaysValid) {
  const auto once = sign(test::drawn());
  const auto twice = sign(once, "again");
  EXPECT_TRUE(std::equal(once.begin(), once.end(), twice.begin()));
  const auto signatures = verify(twice);
  ASSERT_EQ(signatures.size(), 2U);
  EXPECT_TRUE(signatures[0].valid && signatures[1].valid);
  EXPECT_FALSE(signatures[0].whole_file);
  EXPECT_TRUE(signatures[1].whole_file);
}

TEST_F(APdf, WithOneByteChangedIsNotValid) {
  const auto good = sign(one_page());
  for (const std::string_view part : {"/MediaBox", "/Reseal1", "/SigFlags 3"}) {
    auto bad = good;
    const auto at = std::string_view(as_text(bad)).find(part);
    if (at == std::string_view::npos) continue;
    bad[at + 1] = 'X';
    EXPECT_FALSE(verify(bad).empty() || verify(bad)[0].valid) << part;
  }
  auto added = good;
  added.push_back('\n');
  EXPECT_FALSE(verify(added).at(0).whole_file);
}

TEST_F(APdf, WhoseSignatureLeavesOutMoreThanItselfIsNotValid) {
  auto file = sign(one_page());
  std::string text(file.begin(), file.end());
  const auto range = text.find("/ByteRange [0 ") + 14;
  text.replace(range, 10, "         9");  // everything after the header could be changed at will
  const auto signatures = verify({text.begin(), text.end()});
  ASSERT_EQ(signatures.size(), 1U);
  EXPECT_FALSE(signatures[0].valid);
  EXPECT_EQ(signatures[0].problem, "it does not cover the file");
}

TEST_F(APdf, WithCrossReferenceStreamsIsSignedWithoutRewritingIt) {
  // Objects 1 to 3 as always; their places in a stream of /W [1 2 1].
  std::string file = "%PDF-1.5\n";
  std::string data;
  const auto put = [&](const std::string& object) {
    data += std::string("\1") + static_cast<char>(file.size() >> 8U) + static_cast<char>(file.size()) + '\0';
    file += object;
  };
  put("1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
  put("2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n");
  put("3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n");
  const auto start = file.size();
  put("");
  file += "4 0 obj\n" + stream_of("/Type /XRef /Size 5 /W [1 2 1] /Index [1 4] /Root 1 0 R", data) +
          "\nendobj\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
  const auto once = sign({file.begin(), file.end()});
  EXPECT_EQ(as_text(once).substr(0, file.size()), file);
  const auto signatures = verify(sign(once));
  ASSERT_EQ(signatures.size(), 2U);
  EXPECT_TRUE(signatures[0].valid && signatures[1].valid && signatures[1].whole_file);
}

TEST_F(APdf, KeepsTheFieldsAndNotesItHas) {
  const auto form = pdf_of(
      {"<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
       "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots 6 0 R >>",
       "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Reseal1) /Rect [0 0 9 9] >>", "<< /Fields [4 0 R] >>", "[4 0 R]"});
  const auto signed_form = sign(form);
  const std::string_view text = as_text(signed_form);
  EXPECT_NE(text.find("/Annots [ 4 0 R 8 0 R ]"), std::string_view::npos);
  EXPECT_NE(text.find("/Fields [ 4 0 R 8 0 R ]"), std::string_view::npos);
  EXPECT_TRUE(verify(signed_form).at(0).valid);
}

TEST_F(APdf, ThatCannotBeSignedSafelyIsRefused) {
  EXPECT_EQ(refusal({'n', 'o'}).find("none"), std::string::npos);
  EXPECT_EQ(refusal(one_page("/AcroForm << /Fields [] /XFA [] >>")), "it is an XFA form; print it to a PDF first");
  EXPECT_EQ(refusal(one_page("/Perms << /DocMDP << /Reference [ << /TransformParams << /P 1 >> >> ] >> >>")),
            "it is certified, and its author allows no further signature");
  EXPECT_EQ(refusal(one_page("/Perms << /DocMDP << /Reference [ << /TransformParams << /P 2 >> >> ] >> >>")), "none");
  auto cut = one_page();
  cut.resize(cut.size() / 2);
  EXPECT_NE(refusal(cut), "none");
  auto pushed = one_page();
  pushed.insert(pushed.begin(), ' ');
  EXPECT_NE(refusal(pushed), "none");
}

TEST_F(APdf, IsNotSignedWhenTheSignerFails) {
  EXPECT_THROW((void)documents().sign(one_page(), {test::kPaperMade, ""},
                                      [](ByteView) -> Bytes {
                                        throw Error(ErrorCode::token_removed, {{"token", "t"}});
                                      }),
               Error);
}

}  // namespace
}  // namespace reseal::document
