// SPDX-License-Identifier: Apache-2.0
// Prepared answers that name files.
#include "app/answers.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::app {
namespace {

class PreparedFiles : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] PreparedAnswers answers(const std::string& value) const {
    const auto text = R"({"answers": {"answer": {"accepted": true, "answer": {"mail": )" + value + "}}}}";
    write_file(folder_ / "answers.json", text);
    return PreparedAnswers::read(folder_ / "answers.json");
  }
  static Form form() {
    Form form;
    Field mail;
    mail.id = "mail";
    mail.type = Field::Type::mail;
    form.fields = {mail};
    return form;
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("reseal-answers-" + std::to_string(std::random_device{}()));
};

TEST_F(PreparedFiles, AreReadFromBesideTheFileOfAnswers) {
  write_file(folder_ / "reply.eml", "From: a@b.vn\n\nx");
  const auto answer = answers(R"({"file": "reply.eml"})").find("social_insurance", "answer", form());
  ASSERT_TRUE(answer);
  const auto& given = answer->at("answer").at("mail");
  EXPECT_EQ(given.at("name"), "reply.eml");
  EXPECT_EQ(as_text(from_base64(given.at("base64").get<std::string>())), "From: a@b.vn\n\nx");
  EXPECT_TRUE(check_answer(form(), answer->at("answer")).empty());
}

TEST_F(PreparedFiles, ThatAreNotThereOrAreNoPathAreSaidSo) {
  const auto code = [&](const std::string& value) {
    try {
      (void)answers(value).find("social_insurance", "answer", form());
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::internal;
  };
  EXPECT_EQ(code(R"({"file": "none.eml"})"), ErrorCode::file_unreadable);
  EXPECT_EQ(code(R"({"file": 7})"), ErrorCode::usage);
}

TEST_F(PreparedFiles, OfAStepThatTwoPluginsHaveAreTheOnesWithThePluginsName) {
  write_file(folder_ / "both.json", R"({"answers": {"sign": true, "tax/sign": false}})");
  const auto prepared = PreparedAnswers::read(folder_ / "both.json");
  EXPECT_EQ(prepared.find("tax", "sign", {})->at("accepted"), false);
  EXPECT_EQ(prepared.find("customs", "sign", {})->at("accepted"), true);
}

}  // namespace
}  // namespace reseal::app
