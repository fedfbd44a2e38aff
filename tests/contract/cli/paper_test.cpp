// SPDX-License-Identifier: Apache-2.0
// Paper at the terminal: PDFs that a person signs, files that lie beside an order, uploads by path.
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

/// One empty page.
std::string a_pdf() {
  return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count "
         "1 >>\n"
         "endobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\nxref\n0 4\n"
         "0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
         "trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n186\n%%EOF\n";
}

struct SigningAPdf : testing::Test {
  ProductWorld world;
  std::string in = (world.folder() / "đơn.pdf").string();
  std::string out = (world.folder() / "signed.pdf").string();
  Outcome sign() { return world.reseal({"sign-pdf", in, "-o", out, "--reason", "Gia hạn", "--no-input"}); }
};

TEST_F(SigningAPdf, WithTheHeldCertificateIsValidForOthersToo) {  // MISA-R-19, MISA-R-39
  write_file(path_from_utf8(in), a_pdf());
  const auto outcome = sign();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, world.old_serial())) << outcome.err;
  const auto verdict = world.tool({"pdfsig", "-nocert", out}).out;
  EXPECT_TRUE(contains(verdict, "Signature is Valid")) << verdict;
  EXPECT_TRUE(contains(verdict, "Total document signed")) << verdict;
  EXPECT_EQ(read_file(path_from_utf8(in)), a_pdf());
}

TEST_F(SigningAPdf, ThatIsNoneSaysSoAndAsksNoPin) {
  write_file(path_from_utf8(in), "a letter");
  const auto outcome =
      world.reseal({"sign-pdf", in, "-o", out, "--set", R"(tokens.pin={"prompt":true})", "--no-input"});
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(AQrCode, LiesBesideTheOrderAsAPictureForItsOwnerOnly) {
  ProductWorld world;
  auto answers = complete_answers();
  answers.erase("order_placed");  // the form that shows how to pay
  world.write_answers(answers);
  (void)world.renew();
  const auto order = world.reseal_json({"order", world.reseal_json({"orders"}).at(0).at("id").get<std::string>()});
  const auto file = order.at("tasks").at(0).at("files").at(0);
  EXPECT_EQ(file.at("media_type"), "image/svg+xml");
  const std::filesystem::path path = file.at("path").get<std::string>();
  EXPECT_EQ(path.filename(), "order_placed-qr.svg");
  EXPECT_EQ(path.parent_path().filename(), order.at("id").get<std::string>());
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_TRUE(contains(read_file(path), "<svg "));
  EXPECT_TRUE(contains(world.reseal({"order", order.at("id"), "--brief"}).err, path.string()));
}

}  // namespace
}  // namespace reseal::test
