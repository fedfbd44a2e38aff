// SPDX-License-Identifier: Apache-2.0
// What a person uploads, by its content.
#include <gtest/gtest.h>
#include <zlib.h>

#include "pdf_file.h"
#include "support/sample_paper.h"

namespace reseal::document {
namespace {

Inspection inspect(const Bytes& file, const InspectionLimits& limits = {}) { return documents().inspect(file, limits); }
Refusal refusal(const Bytes& file, const InspectionLimits& limits = {}) { return inspect(file, limits).refusal; }

std::string number(std::uint32_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>((value >> shift) & 0xFFU);
  return bytes;
}
std::string chunk(const std::string& name, const std::string& data) {
  return number(static_cast<std::uint32_t>(data.size())) + name + data + number(0);
}
Bytes png(std::uint32_t width, std::uint32_t height) {
  const auto text = "\x89PNG\r\n\x1a\n" +
                    chunk("IHDR", number(width) + number(height) + std::string("\x08\x02\0\0\0", 5)) +
                    chunk("IDAT", "pixels") + chunk("IEND", "");
  return {text.begin(), text.end()};
}
Bytes jpeg(int width, int height) {
  Bytes file = {0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 'J', 'F', 0xFF, 0xC0, 0, 11, 8};
  for (const int side : {height, width}) {
    file.push_back(static_cast<std::uint8_t>(side >> 8));
    file.push_back(static_cast<std::uint8_t>(side));
  }
  for (const int byte : {1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xFF, 0xD9}) {
    file.push_back(static_cast<std::uint8_t>(byte));
  }
  return file;
}
/// So many times 16 MiB of zeros, packed to a thousandth (RFC 1950).
std::string packed_zeros(int times) {
  const std::string zeros(std::size_t{16} << 20U, '\0');
  std::string block(compressBound(static_cast<uLong>(zeros.size())), '\0');
  z_stream packer{};
  deflateInit2(&packer, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  packer.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zeros.data()));
  packer.avail_in = static_cast<uInt>(zeros.size());
  packer.next_out = reinterpret_cast<Bytef*>(block.data());
  packer.avail_out = static_cast<uInt>(block.size());
  deflate(&packer, Z_FULL_FLUSH);  // ends on a byte, and the next block knows nothing of this one
  block.resize(packer.total_out);
  deflateEnd(&packer);
  const auto sum = adler32(1, reinterpret_cast<const Bytef*>(zeros.data()), static_cast<uInt>(zeros.size()));
  auto all = sum;
  std::string packed = "\x78\xDA";
  for (int i = 0; i < times; ++i) {
    packed += block;
    if (i > 0) all = adler32_combine(all, sum, static_cast<z_off_t>(zeros.size()));
  }
  return packed + std::string("\x03\x00", 2) + number(static_cast<std::uint32_t>(all));
}
Bytes shortened(Bytes file, std::size_t by) {
  file.resize(file.size() - by);
  return file;
}

TEST(AnUpload, IsKnownByItsContent) {  // SZCA-11
  EXPECT_EQ(inspect(one_page()), (Inspection{Refusal::none, "", "application/pdf", 1, 0, 0}));
  EXPECT_EQ(inspect(png(1654, 2339)), (Inspection{Refusal::none, "", "image/png", 1, 1654, 2339}));
  EXPECT_EQ(inspect(jpeg(800, 600)), (Inspection{Refusal::none, "", "image/jpeg", 1, 800, 600}));
  EXPECT_EQ(inspect(test::drawn()).refusal, Refusal::none);
  for (const std::string_view other : {"", "MZ\x90", "PK\3\4", "<html><script>", "GIF89a", "\xFF\xD8"}) {
    EXPECT_EQ(inspect({other.begin(), other.end()}).media_type, "") << other;
  }
}

TEST(AnUpload, OfAnotherTypeThanAskedForIsRefusedWhateverItsName) {
  EXPECT_EQ(refusal(png(10, 10), {{"application/pdf"}, {}}), Refusal::media_type);
  EXPECT_EQ(refusal({'M', 'Z'}, {{"application/pdf", "image/png"}, {}}), Refusal::media_type);
  EXPECT_EQ(refusal(one_page(), {{"application/pdf"}, {}}), Refusal::none);
}

TEST(AnUpload, OfTooManyPagesIsRefused) {
  const auto two = pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
                           "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
                           "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"});
  EXPECT_EQ(refusal(two, {{}, 2}), Refusal::none);
  EXPECT_EQ(refusal(two, {{}, 1}), Refusal::pages);
}

TEST(AnUpload, ThatBreaksOffIsRefused) {
  for (const auto& whole : {png(10, 10), jpeg(10, 10), one_page(), test::drawn()}) {
    ASSERT_EQ(refusal(whole), Refusal::none);
    for (const std::size_t by : {std::size_t{2}, whole.size() / 3}) {
      if (by == 2 && inspect(whole).media_type == "application/pdf") continue;  // "%%EOF" may be cut, nothing is lost
      EXPECT_EQ(refusal(shortened(whole, by)), Refusal::broken) << whole.size() << " by " << by;
    }
  }
  EXPECT_EQ(refusal(png(0, 10)), Refusal::broken);
}

TEST(AnUpload, ThatActsIsRefused) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> acting = {
      {"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", {}},
      {"/OpenAction 4 0 R", {"<< /S /Launch /F (calc.exe) >>"}},
      {"", {"<< /S /J#61vaScript >>"}},  // a name may be written with escapes
      {"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", {"<< /Nothing true >>"}},
      {"/AA << /WC << /S /SubmitForm /F (https://a.example) >> >>", {}},
      {"/AcroForm << /Fields [] /XFA 4 0 R >>", {stream_of("", "<xdp/>")}},
      {"", {"[ [ << /A << /S /ImportData >> >> ] ]"}},
  };
  for (const auto& [in_catalogue, more] : acting)
    EXPECT_EQ(refusal(one_page(in_catalogue, more)), Refusal::active) << in_catalogue;
}

TEST(AnUpload, ThatOnlyLinksIsTaken) {
  EXPECT_EQ(refusal(one_page("/OpenAction [3 0 R /Fit]", {"<< /S /URI /URI (https://szca.com) >>", "<< /S /GoTo >>"})),
            Refusal::none);
}

TEST(AnUpload, WithFilesInsideIsRefused) {
  EXPECT_EQ(refusal(one_page("/Names << /EmbeddedFiles << /Names [] >> >>")), Refusal::attachment);
  EXPECT_EQ(refusal(one_page("", {"<< /Type /Filespec /F (a) /EF << /F 5 0 R >> >>", stream_of("", "x")})),
            Refusal::attachment);
  EXPECT_EQ(refusal(one_page("", {stream_of("/Type /EmbeddedFile", "MZ")})), Refusal::attachment);
}

TEST(AnUpload, ThatIsEncryptedIsRefused) {
  const auto file = pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"},
                           "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + std::string(64, '0') +
                               "> /U <" + std::string(64, '0') + "> >>");
  EXPECT_EQ(refusal(file), Refusal::encrypted);
}

TEST(ABomb, IsRefusedByWhatItUnpacksTo) {
  EXPECT_EQ(refusal(png(60000, 60000)), Refusal::bomb);
  EXPECT_EQ(refusal(jpeg(65535, 65535)), Refusal::bomb);
  const auto quarter = stream_of("/Filter /FlateDecode", packed_zeros(kMostUnpacked / 4 >> 24U));
  EXPECT_EQ(refusal(one_page("", {quarter, quarter, quarter})), Refusal::none);
  EXPECT_EQ(refusal(one_page("", {quarter, quarter, quarter, quarter, quarter})), Refusal::bomb);
  EXPECT_EQ(refusal(one_page("", {stream_of("/Subtype /Image /Width 60000 /Height 60000", "")})), Refusal::bomb);
}

TEST(ABomb, ThatGoesOffWhileItIsOpenedTakesNothingWithIt) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's own memory cannot be bounded";
#endif
  // A cross-reference stream is unpacked before anything is known of the file: two megabytes are two gigabytes.
  const auto file = "%PDF-1.5\n1 0 obj\n" +
                    stream_of("/Type /XRef /Size 4 /W [1 2 1] /Root 2 0 R /Filter /FlateDecode", packed_zeros(128)) +
                    "\nendobj\nstartxref\n9\n%%EOF\n";
  ASSERT_LT(file.size(), std::size_t{3} << 20U);
  const auto found = inspect({file.begin(), file.end()});
  EXPECT_EQ(found.refusal, Refusal::bomb);
  EXPECT_EQ(found.detail, "it needs more memory or time than any scan");
}

TEST(AFileName, IsMadeHarmless) {
  EXPECT_EQ(harmless_name("申请表 (2).pdf", "application/pdf"), "申请表 (2).pdf");
  EXPECT_EQ(harmless_name("../../etc/passwd", "image/png"), "passwd.png");
  EXPECT_EQ(harmless_name("C:\\Users\\a\\đơn.PDF", "application/pdf"), "đơn.pdf");
  EXPECT_EQ(harmless_name("<script>alert(1)</script>.pdf", "application/pdf"), "script_.pdf");
  EXPECT_EQ(harmless_name("<img src=x onerror=alert(1)>.pdf", "application/pdf"), "_img src_x onerror_alert(1)_.pdf");
  EXPECT_EQ(harmless_name("a\x1b[31m\n$(rm -rf ~).pdf", "application/pdf"), "a_[31m__(rm -rf _).pdf");
  EXPECT_EQ(harmless_name("invoice.pdf.exe", "application/pdf"), "invoice.pdf.exe.pdf");
  EXPECT_EQ(harmless_name("photo.JPEG", "image/jpeg"), "photo.jpeg");
  EXPECT_EQ(harmless_name("...", "application/pdf"), "upload.pdf");
  EXPECT_EQ(harmless_name("\xFF\xFE", "image/jpeg"), "upload.jpg");
  EXPECT_EQ(harmless_name("\xE2\x80\xAE"
                          "fdp.exe",
                          "application/pdf"),
            "_fdp.exe.pdf");  // right-to-left override
  const auto longest = harmless_name(std::string(98, 'a') + "申请表.pdf", "application/pdf");
  EXPECT_EQ(longest, std::string(96, 'a') + ".pdf");
}

}  // namespace
}  // namespace reseal::document
