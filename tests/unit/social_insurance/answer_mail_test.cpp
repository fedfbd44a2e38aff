// SPDX-License-Identifier: Apache-2.0
// What counts as an acceptance in an e-mail, and what does not.
#include "answer_mail.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace reseal::social_insurance {
namespace {

const std::string kNumber = "DK000012";
const std::string kSerial = "54010E00000000A1";
const Time kSent = time_from_iso("2026-11-23T02:00:00Z");
const Time kNow = time_from_iso("2026-11-25T02:00:00Z");

ReadAnswer read(const std::string& text, const std::string& date = "2026-11-24T02:00:00Z") {
  return read_answer({{"subject", "Kết quả"}, {"text", text}, {"date", date}}, kNumber, kSerial, kSent, kNow);
}

TEST(AnAnswerByMail, IsAnAcceptanceWhenItNamesTheDossierAndSaysSo) {  // BHX-01
  for (const std::string text :
       {"Hồ sơ DK000012 đã được chấp nhận.", "HỒ SƠ DK000012 ĐÃ ĐƯỢC\n  CHẤP NHẬN",
        "Dossier dk000012 has been accepted", "Chứng thư số 54010E00000000A1 đã được phê duyệt"}) {
    const auto answer = read(text);
    EXPECT_EQ(answer.decision, Decision::accepted) << text;
    EXPECT_EQ(answer.decided_at, time_from_iso("2026-11-24T02:00:00Z"));
  }
}

TEST(AnAnswerByMail, IsARefusalWhenItSaysSo) {
  for (const std::string text : {"Hồ sơ DK000012 bị từ chối", "Hồ sơ DK000012 không được chấp nhận",
                                 "DK000012: KHÔNG HỢP LỆ, đề nghị nộp lại", "DK000012 has been rejected"}) {
    EXPECT_EQ(read(text).decision, Decision::refused) << text;
  }
}

TEST(AnAnswerByMail, AboutAnotherDossierSaysNothing) {
  for (const std::string text :
       {"Hồ sơ đã được chấp nhận", "Hồ sơ DK0000123 đã được chấp nhận", "Hồ sơ XDK000012 đã được chấp nhận"}) {
    EXPECT_EQ(read(text).decision, Decision::unclear) << text;
    EXPECT_EQ(read(text).why.id, "social_insurance.unclear.not_ours") << text;
  }
}

TEST(AnAnswerByMail, ThatDoesNotDecideIsForAPersonToRead) {
  for (const std::string text : {"Đã tiếp nhận hồ sơ DK000012", "Hồ sơ DK000012 sẽ được chấp nhận sau khi kiểm tra",
                                 "Hồ sơ DK000012 chưa được chấp nhận", "DK000012 has not been accepted",
                                 "Hồ sơ DK000012 đã được chấp nhận; hồ sơ DK000011 bị từ chối",
                                 "Nếu hồ sơ DK000012 đã được chấp nhận, đơn vị sẽ nhận thông báo"}) {
    EXPECT_EQ(read(text).decision, Decision::unclear) << text;
    EXPECT_EQ(read(text).why.id, "social_insurance.unclear.words") << text;
  }
}

TEST(AnAnswerByMail, MustBeWrittenBetweenTheSendingAndNow) {
  for (const std::string date : {"", "2026-11-20T02:00:00Z", "2026-11-26T02:00:00Z"}) {
    EXPECT_EQ(read("Hồ sơ DK000012 đã được chấp nhận.", date).why.id, "social_insurance.unclear.date") << date;
  }
}

TEST(PlainText, LowersVietnameseCapitals) {
  EXPECT_EQ(plain("ĂÂĐÊÔƠƯ ÀÁẢÃẠ ẰẮẲẴẶ ẦẤẨẪẬ ÈÉẺẼẸ ỀẾỂỄỆ ÌÍỈĨỊ ÒÓỎÕỌ ỒỐỔỖỘ ỜỚỞỠỢ ÙÚỦŨỤ ỪỨỬỮỰ ỲÝỶỸỴ"),
            "ăâđêôơư àáảãạ ằắẳẵặ ầấẩẫậ èéẻẽẹ ềếểễệ ìíỉĩị òóỏõọ ồốổỗộ ờớởỡợ ùúủũụ ừứửữự ỳýỷỹỵ");
  EXPECT_EQ(plain("ăâđêôơư ệ ợ ỹ"), "ăâđêôơư ệ ợ ỹ");
}

}  // namespace
}  // namespace reseal::social_insurance
