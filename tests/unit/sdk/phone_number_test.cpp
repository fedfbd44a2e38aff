// SPDX-License-Identifier: Apache-2.0
#include "reseal/phone_number.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "reseal/form.h"

namespace reseal {
namespace {

using Kind = PhoneNumber::Kind;

// Each number is tried in a form too: that is what keeps it from being sent (VTL-M-04).
std::vector<AnswerProblem> problems(const std::string& entered) {
  Field field;
  field.id = "phone";
  field.type = Field::Type::phone;
  field.required = true;
  Form form;
  form.fields = {field};
  return check_answer(form, {{"phone", entered}});
}

// VTL-M-04: every prefix in use (facts/domain.md), and how people write numbers.
TEST(PhoneNumbers, TakesMobileNumbersOfTodayHoweverTheyAreWritten) {
  const std::pair<const char*, const char*> numbers[] = {
      {"0861234567", "0861234567"},        {"0961234567", "0961234567"},   {"0971234567", "0971234567"},
      {"0981234567", "0981234567"},        {"0321234567", "0321234567"},   {"0391234567", "0391234567"},
      {"0881234567", "0881234567"},        {"0911234567", "0911234567"},   {"0941234567", "0941234567"},
      {"0811234567", "0811234567"},        {"0851234567", "0851234567"},   {"0891234567", "0891234567"},
      {"0901234567", "0901234567"},        {"0931234567", "0931234567"},   {"0701234567", "0701234567"},
      {"0761234567", "0761234567"},        {"0791234567", "0791234567"},   {"0921234567", "0921234567"},
      {"0521234567", "0521234567"},        {"0561234567", "0561234567"},   {"0581234567", "0581234567"},
      {"0991234567", "0991234567"},        {"0591234567", "0591234567"},   {"0871234567", "0871234567"},
      {"0551234567", "0551234567"},        {"+84912345678", "0912345678"}, {"84912345678", "0912345678"},
      {"0912 345 678", "0912345678"},      {"0912.345.678", "0912345678"}, {"0912-345-678", "0912345678"},
      {" +84 912.345.678 ", "0912345678"}, {"0849123456", "0849123456"}};
  for (const auto& [entered, national] : numbers) {
    EXPECT_EQ(phone_number(entered), (PhoneNumber{Kind::mobile, national})) << entered;
    EXPECT_TRUE(problems(entered).empty()) << entered;
  }
}

// VTL-M-04: eleven digits until 2018; who enters one is told the new number.
TEST(PhoneNumbers, KnowsWhatTheElevenDigitNumbersBecame) {
  const std::pair<const char*, const char*> numbers[] = {
      {"01201234567", "0701234567"},     {"01211234567", "0791234567"}, {"01221234567", "0771234567"},
      {"01261234567", "0761234567"},     {"01281234567", "0781234567"}, {"01231234567", "0831234567"},
      {"01241234567", "0841234567"},     {"01251234567", "0851234567"}, {"01271234567", "0811234567"},
      {"01291234567", "0821234567"},     {"01621234567", "0321234567"}, {"01631234567", "0331234567"},
      {"01641234567", "0341234567"},     {"01651234567", "0351234567"}, {"01661234567", "0361234567"},
      {"01671234567", "0371234567"},     {"01681234567", "0381234567"}, {"01691234567", "0391234567"},
      {"01861234567", "0561234567"},     {"01881234567", "0581234567"}, {"01991234567", "0591234567"},
      {"+84 168 123 4567", "0381234567"}};
  for (const auto& [entered, today] : numbers) {
    EXPECT_EQ(phone_number(entered), (PhoneNumber{Kind::moved, today})) << entered;
    EXPECT_EQ(problems(entered).at(0).hint, (Text{"sdk.answer.phone_moved", {{"new", today}}})) << entered;
    EXPECT_EQ(phone_number(today).kind, Kind::mobile);
  }
}

TEST(PhoneNumbers, RefusesWhatGetsNoTextMessage) {
  const std::string numbers[] = {"",
                                 "0",
                                 "abc",
                                 "091234567",
                                 "09123456789",
                                 "0951234567",
                                 "0801234567",
                                 "0711234567",
                                 "0311234567",
                                 "0541234567",
                                 "01611234567",
                                 "01231234",
                                 "012345678901",
                                 "02438251234",
                                 "18008000",
                                 "912345678",
                                 "+85912345678",
                                 "0912345678x",
                                 "0912/345/678",
                                 "０９１２３４５６７８",
                                 "+ +84912345678",
                                 std::string(5000, '0')};
  for (const auto& entered : numbers) {
    EXPECT_EQ(phone_number(entered).kind, Kind::none) << entered;
    EXPECT_EQ(problems(entered).size(), 1U) << entered;
  }
}

}  // namespace
}  // namespace reseal
