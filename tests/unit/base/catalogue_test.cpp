// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/catalogue.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "reseal/failure.h"

namespace reseal {
namespace {

using testing::UnorderedElementsAre;

struct CatalogueOfTexts : testing::Test {
  CatalogueOfTexts() {
    catalogue.add("vi", R"({"a": "Số {serial} của {name}", "b": "Chỉ tiếng Việt"})", "vi.json");
    catalogue.add("en", R"({"a": "{name} has {serial}", "c": "Only {here}"})", "en.json");
    catalogue.add("zh", R"({"a": "{serial}", "b": "二", "c": "三"})", "zh.json");
  }
  Catalogue catalogue;
};

TEST_F(CatalogueOfTexts, FillsPlaceholdersInTheReadersLanguage) {
  const Text text{"a", {{"serial", "54 04"}, {"name", "{serial}"}}};
  EXPECT_EQ(catalogue.render(text, "vi"), "Số 54 04 của {serial}");
  EXPECT_EQ(catalogue.render(text, "en"), "{serial} has 54 04");
}

TEST_F(CatalogueOfTexts, FallsBackToEnglishAndThenToTheId) {
  EXPECT_EQ(catalogue.render({"c", {{"here", "x"}}}, "vi"), "Only x");
  EXPECT_EQ(catalogue.render({"nothing", {{"n", "1"}}}, "vi"), "[nothing] n=1");
}

TEST_F(CatalogueOfTexts, LeavesAPlaceholderWithoutAValueVisible) {
  EXPECT_EQ(catalogue.render({"c", {}}, "en"), "Only {here}");
}

TEST_F(CatalogueOfTexts, KnowsWhatIsUnequalBetweenLanguages) {
  EXPECT_THAT(catalogue.gaps(), UnorderedElementsAre("a: other placeholders in zh", "b: not in en", "c: not in vi",
                                                     "c: other placeholders in zh"));
  EXPECT_TRUE(catalogue.has("b", "vi"));
  EXPECT_FALSE(catalogue.has("b", "en"));
  EXPECT_FALSE(catalogue.has("b", "fr"));
}

TEST(ACatalogue, ToleratesABraceThatIsNeverClosed) {
  Catalogue catalogue;
  catalogue.add("en", R"({"a": "half {open"})", "en.json");
  EXPECT_EQ(catalogue.render({"a", {}}, "en"), "half {open");
}

TEST(ACatalogue, IsAnObjectOfStrings) {
  Catalogue catalogue;
  EXPECT_THROW(catalogue.add("en", "[]", "en.json"), MessageError);
  EXPECT_THROW(catalogue.add("en", R"({"a": 1})", "en.json"), MessageError);
  EXPECT_THROW(catalogue.add("en", "{", "en.json"), MessageError);
}

TEST(TheLanguage, IsTheWantedOneOrThatOfTheEnvironment) {
  ::unsetenv("LC_ALL");
  ::unsetenv("LC_MESSAGES");
  ::setenv("LANG", "zh_CN.UTF-8", 1);
  EXPECT_EQ(choose_language("vi"), "vi");
  EXPECT_EQ(choose_language(""), "zh");
  EXPECT_EQ(choose_language("fr"), "zh");
  ::setenv("LC_ALL", "C.UTF-8", 1);
  EXPECT_EQ(choose_language(""), "en");
  ::setenv("LC_ALL", "", 1);
  EXPECT_EQ(choose_language(""), "zh");
  ::unsetenv("LC_ALL");
  ::unsetenv("LANG");
  EXPECT_EQ(choose_language(""), "en");
}

TEST(ACatalogue, PrefersAParameterInTheReadersLanguage) {
  Catalogue catalogue;
  catalogue.add("en", R"({"x.package": "Package {name}"})", "en");
  catalogue.add("vi", R"({"x.package": "Gói {name}"})", "vi");
  const Text text{"x.package", {{"name", "hai năm"}, {"name.en", "two years"}}};
  EXPECT_EQ(catalogue.render(text, "en"), "Package two years");
  EXPECT_EQ(catalogue.render(text, "vi"), "Gói hai năm");
}

}  // namespace
}  // namespace reseal
