// SPDX-License-Identifier: Apache-2.0
#include "reseal/china_numbers.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reseal/form.h"

namespace reseal {
namespace {

// What a form says of it: that is what keeps a wrong number from being sent.
std::string rule_against(Field::Type type, const std::string& entered) {
  Field field;
  field.id = "number";
  field.type = type;
  Form form;
  form.fields = {field};
  const auto problems = check_answer(form, {{"number", entered}});
  return problems.empty() ? "" : problems.at(0).rule;
}

// SZCA-05. The standard's own example, and published codes of companies.
TEST(CreditCodes, AreTakenWithTheirCheckCharacterHoweverTheyAreWritten) {
  for (const auto* code : {"91350100M000100Y43", "91440300708461136T", "914403001922038216"}) {
    EXPECT_EQ(credit_code(code), code);
    EXPECT_EQ(rule_against(Field::Type::credit_code, code), "");
  }
  EXPECT_EQ(credit_code("９１３５０１００Ｍ０００１００Ｙ４３"), "91350100M000100Y43");
  EXPECT_EQ(credit_code(" 91350100 M000100Y 43\u3000"), "91350100M000100Y43");
}

TEST(CreditCodes, AreRefusedWhenOneCharacterIsAnother) {
  const std::string right = "91350100M000100Y43";
  for (std::size_t i = 0; i < right.size(); ++i) {
    auto wrong = right;
    wrong[i] = wrong[i] == '1' ? '2' : '1';
    EXPECT_FALSE(credit_code(wrong)) << wrong;
    EXPECT_EQ(rule_against(Field::Type::credit_code, wrong), "credit_code") << wrong;
  }
  for (const auto* none :
       {"91350100M000100Y4", "91350100M000100Y430", "91350100I000100Y43", "91350100m000100y43", "企业"}) {
    EXPECT_FALSE(credit_code(none)) << none;
  }
}

// SZCA-07. The standard's own examples.
TEST(ResidentIds, AreTakenWithTheirCheckCharacterAndDayOfBirth) {
  EXPECT_EQ(resident_id("11010519491231002X"), "11010519491231002X");
  EXPECT_EQ(resident_id("11010519491231002x"), "11010519491231002X");
  EXPECT_EQ(resident_id("440524188001010014"), "440524188001010014");
  EXPECT_EQ(resident_id("１１０１０５ １９４９１２３１ ００２Ｘ"), "11010519491231002X");
  EXPECT_EQ(rule_against(Field::Type::resident_id, "11010519491231002X"), "");
}

TEST(ResidentIds, AreRefusedWithAnotherCheckCharacterOrADayThatNeverWas) {
  // The last one has the right check character; its day is 30 February.
  for (const auto* none :
       {"110105194912310021", "11010519491231002", "110105491231002", "1101051949123100XX", "110105194902300020"}) {
    EXPECT_FALSE(resident_id(none)) << none;
    EXPECT_EQ(rule_against(Field::Type::resident_id, none), "resident_id") << none;
  }
}

// SZCA-07
TEST(ChineseMobiles, AreElevenDigitsWithOrWithoutTheCountry) {
  for (const auto* entered :
       {"13800138000", "138 0013 8000", "+86 138-0013-8000", "8613800138000", "１３８００１３８０００"}) {
    EXPECT_EQ(chinese_mobile(entered), "13800138000") << entered;
    EXPECT_EQ(rule_against(Field::Type::phone_cn, entered), "") << entered;
  }
  for (const auto* none :
       {"12800138000", "1380013800", "138001380000", "0755 1234 5678", "+84 912 345 678", "+113800138000"}) {
    EXPECT_FALSE(chinese_mobile(none)) << none;
    EXPECT_EQ(rule_against(Field::Type::phone_cn, none), "phone_cn") << none;
  }
}

// SZCA-06
TEST(HalfWidth, ForgivesWidthAndSpacesAndNothingElse) {
  EXPECT_EQ(half_width("深圳市 测试（集团）\u3000有限公司"), "深圳市测试(集团)有限公司");
  EXPECT_EQ(half_width("ＡＢｃ\u00A0－１"), "ABc-1");
  EXPECT_NE(half_width("深圳市測試公司"), half_width("深圳市测试公司"));
  EXPECT_NE(half_width("Abc"), half_width("ABC"));
  EXPECT_EQ(half_width("\xEF\xBC"), "\xEF\xBC") << "half a character stays what it is";
}

}  // namespace
}  // namespace reseal
