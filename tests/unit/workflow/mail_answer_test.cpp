// SPDX-License-Identifier: Apache-2.0
// E-mails in answers.
#include <gtest/gtest.h>

#include "reseal/base/bytes.h"
#include "workshop.h"

namespace reseal::workflow {
namespace {

Step ask_for_mail(const Order& order, Host& /*host*/) {
  if (order.result_of("question") != nullptr) return {"later", wait(Seconds(86400)), Json::object()};
  Ask question = ask();
  Field letter;
  letter.id = "letter";
  letter.type = Field::Type::mail;
  question.form.fields = {letter};
  return {"question", question, Json::object()};
}

Json given(const std::string& content) {
  return {{"accepted", true},
          {"answer",
           {{"letter",
             {{"name", "answer.eml"},
              {"media_type", "message/rfc822"},
              {"base64", to_base64(as_bytes(content))},
              {"mail", {{"from", "what the front end says"}}}}}}}};
}

TEST(AnEmailInAnAnswer, IsReadByTheHostBeforeItIsWrittenDown) {  // GEN-12
  Workshop shop;
  shop.plugin.on_order = ask_for_mail;
  const auto order = shop.open();
  const auto task = shop.engine().advance(order).tasks.at(0);
  shop.engine().answer(task.id, task.version,
                       given("From: BHXH <a@b.vn>\nDate: Mon, 23 Nov 2026 09:30:00 +0700\nSubject: S\n\nchấp nhận\n"));
  const auto mail = shop.engine().fold(order).result_of("question")->at("answer").at("letter").at("mail");
  EXPECT_EQ(mail, Json({{"from", "BHXH <a@b.vn>"},
                        {"to", ""},
                        {"date", "2026-11-23T02:30:00Z"},
                        {"subject", "S"},
                        {"text", "chấp nhận\n"},
                        {"message_id", ""}}));
}

TEST(AnEmailInAnAnswer, ThatIsNoneIsAWrongAnswerAndNothingIsWritten) {
  Workshop shop;
  shop.plugin.on_order = ask_for_mail;
  const auto order = shop.open();
  const auto task = shop.engine().advance(order).tasks.at(0);
  const auto before = shop.kinds(order);
  try {
    shop.engine().answer(task.id, task.version, given("%PDF-1.7"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::answer_wrong);
    EXPECT_EQ(error.params().at("problems"), "letter: mail");
    EXPECT_EQ(Json::parse(error.cause()).at(0).at("hint").dump().find("sdk.answer.mail") == std::string::npos, false);
  }
  EXPECT_EQ(shop.kinds(order), before);
}

}  // namespace
}  // namespace reseal::workflow
