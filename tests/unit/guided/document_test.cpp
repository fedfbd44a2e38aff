// SPDX-License-Identifier: Apache-2.0
// A wrong document is refused with the file, the place and what was expected: its author may be no programmer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journey_file.h"
#include "reseal/failure.h"

namespace reseal::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const Json kEnd = {{"id", "end"}, {"done", {{"message", "small.done"}}}};

std::string problem_of(const std::string& text) {
  const JourneyFile file(text);
  try {
    (void)guided_provider(file.path(), PluginContext{});
  } catch (const MessageError& error) {
    return error.what();
  }
  return "no problem";
}
std::string problem_of_steps(const Json& steps) { return problem_of(small_document(steps).dump()); }

TEST(GuidedDocument, NamesTheFileAndTheLineOfBrokenJson) {
  EXPECT_THAT(problem_of("{\n  \"journey\": 1,\n  oops\n}"), AllOf(HasSubstr("small.json"), HasSubstr("3")));
}

TEST(GuidedDocument, NamesAMissingFile) {
  EXPECT_THROW((void)guided_provider("/nonexistent/small.json", PluginContext{}), MessageError);
}

TEST(GuidedDocument, NamesThePlaceOfAnUnknownFieldType) {
  const Json field = {{"id", "x"}, {"type", "colour"}, {"label", "small.x"}};
  EXPECT_THAT(
      problem_of_steps(Json::array({{{"id", "a"}, {"ask", {{"title", "small.t"}, {"fields", {field}}}}}, kEnd})),
      AllOf(HasSubstr("small.json"), HasSubstr("/phases/ordering/0/ask/fields/0/type"), HasSubstr("colour")));
}

TEST(GuidedDocument, RefusesAMisspelledMember) {
  EXPECT_THAT(
      problem_of_steps(Json::array({{{"id", "a"}, {"ask", {{"title", "small.t"}, {"feilds", Json::array()}}}}, kEnd})),
      AllOf(HasSubstr("/phases/ordering/0/ask"), HasSubstr("feilds")));
}

TEST(GuidedDocument, RefusesAGotoToNowhere) {
  const Json step = {{"id", "a"}, {"ask", {{"title", "small.t"}}}, {"then", {{"goto", "nowhere"}}}};
  EXPECT_THAT(problem_of_steps(Json::array({step, kEnd})),
              AllOf(HasSubstr("/phases/ordering/0/then/goto"), HasSubstr("nowhere")));
}

TEST(GuidedDocument, RefusesAPlaceholderThatDoesNotExist) {
  const auto with = [](const char* value) {
    return problem_of_steps(
        Json::array({{{"id", "a"},
                      {"ask", {{"title", "small.t"}, {"shown", Json::array({{{"kind", "value"}, {"value", value}}})}}}},
                     kEnd}));
  };
  EXPECT_THAT(with("{serial.hexx}"), HasSubstr("/phases/ordering/0/ask/shown/0/value: there is no placeholder"));
  EXPECT_THAT(with("{data.nothing}"), HasSubstr("'data' has no 'nothing'"));
  EXPECT_THAT(with("{answer.b.x}"), HasSubstr("there is no step 'b'"));
  EXPECT_THAT(with("{answer.a.x}"), HasSubstr("has no field 'x'"));
}

TEST(GuidedDocument, RefusesTwoStepsOfOneName) {
  EXPECT_THAT(problem_of_steps(Json::array({kEnd, kEnd})), HasSubstr("/phases/ordering/1/id"));
}

TEST(GuidedDocument, RefusesAJourneyThatRunsOut) {
  EXPECT_THAT(problem_of_steps(Json::array({{{"id", "a"}, {"ask", {{"title", "small.t"}}}}})),
              HasSubstr("/phases/ordering/0: the journey runs out here"));
}

TEST(GuidedDocument, RefusesADeclineThatLeadsNowhere) {
  const Json step = {{"id", "a"}, {"ask", {{"title", "small.t"}, {"decline", "small.no"}}}};
  EXPECT_THAT(problem_of_steps(Json::array({step, kEnd})), HasSubstr("on_decline"));
}

TEST(GuidedDocument, RefusesAConditionOnAStepThatIsNotThere) {
  const Json step = {{"id", "a"}, {"when", {{"answered", "b"}}}, {"ask", {{"title", "small.t"}}}};
  EXPECT_THAT(problem_of_steps(Json::array({step, kEnd})),
              HasSubstr("/phases/ordering/0/when/answered: there is no step 'b'"));
}

TEST(GuidedDocument, RefusesATimeFormatThatItCannotWrite) {
  auto document = small_document(Json::array({kEnd}));
  document["times"]["date"] = "%A";
  EXPECT_THAT(problem_of(document.dump()), AllOf(HasSubstr("small.json"), HasSubstr("/times")));
}

TEST(GuidedDocument, ListsTheTextsThatItsCataloguesMustHold) {
  const JourneyFile file(small_document(Json::array({kEnd})));
  EXPECT_EQ(journey_text_ids(file.path()),
            (std::set<std::string>{"small.name", "small.serves", "small.contact", "small.done", "small.installed"}));
}

TEST(GuidedDocument, TakesNoEvidenceForAText) {
  auto end = kEnd;
  end["done"]["evidence"] = {{"message", "{order.id}"}, {"reason", "v1.0"}};
  const JourneyFile file(small_document(Json::array({end})));
  EXPECT_EQ(journey_text_ids(file.path()),
            (std::set<std::string>{"small.name", "small.serves", "small.contact", "small.done", "small.installed"}));
}

}  // namespace
}  // namespace reseal::test
