// SPDX-License-Identifier: Apache-2.0
// The data that are shipped.
#include "office_wall.h"

#include <map>
#include <set>

#include "reseal/schema.h"

namespace reseal::calendar {
namespace {

/// Dates of a year that differ from Monday to Friday, as "01-02".
std::set<std::string> differing(const Calendar& calendar, int year, bool working) {
  std::set<std::string> found;
  using std::chrono::days;
  using std::chrono::sys_days;
  for (sys_days at = date(year, 1, 1); at <= sys_days(date(year, 12, 31)); at += days(1)) {
    const auto iso = std::chrono::weekday(at).iso_encoding();
    const auto day = calendar.day(Date(at));
    if (day && day->works == working && (iso <= 5) != working) found.insert(to_iso(at).substr(5, 5));
  }
  return found;
}

TEST(TheDocuments, AreOfTheSchemasShape) {
  const Schema schema(schema_text());
  const auto documents = shipped();
  EXPECT_EQ(documents.size(), 2U);
  for (const auto& [country, document] : documents.items()) EXPECT_TRUE(schema.check(document).empty()) << country;
}

TEST(TheSchema, DescribesEveryKey) {
  const auto schema = Json::parse(schema_text());
  for (const auto* rule : {&schema, &schema.at("definitions").at("office"), &schema.at("definitions").at("year"),
                           &schema.at("definitions").at("day")}) {
    EXPECT_EQ(rule->at("additionalProperties"), Json(false));
    for (const auto& [key, member] : rule->at("properties").items()) EXPECT_TRUE(member.contains("description")) << key;
  }
}

TEST(TheYears, AreThoseThatArePromised) {
  for (const auto& [country, first] : std::map<std::string, int>{{"VN", 2020}, {"CN", 2025}}) {
    const auto agency = office(country, "agency");
    EXPECT_FALSE(agency.day(date(first - 1, 12, 31))) << country;
    EXPECT_TRUE(agency.day(date(first, 1, 1))) << country;
    EXPECT_TRUE(agency.day(date(2026, 12, 31))) << country;
    EXPECT_FALSE(agency.day(date(2027, 6, 1))) << country;
  }
}

TEST(EveryDay, NamesItsSource) {
  const auto documents = shipped();
  for (const auto& [country, document] : documents.items()) {
    const auto agency = office(country, "agency");
    for (const auto& [year, rule] : document.at("years").items()) {
      for (const auto& [text, ignored] : rule.at("days").items()) {
        const auto day = agency.day(date(std::stoi(text), static_cast<unsigned>(std::stoi(text.substr(5, 2))),
                                         static_cast<unsigned>(std::stoi(text.substr(8)))));
        ASSERT_TRUE(day) << text;
        EXPECT_FALSE(day->source.empty()) << text;
        EXPECT_FALSE(day->name.empty()) << text;
      }
    }
  }
}

TEST(SwappedDays, NameEachOtherAndBindAgenciesOnly) {
  int swaps = 0;
  const auto vn_years = shipped().at("VN").at("years");
  for (const auto& year : vn_years) {
    for (const auto& [text, day] : year.at("days").items()) {
      if (day.at("kind") == "work") {
        EXPECT_TRUE(day.contains("instead_of")) << text;
      }
      if (!day.contains("instead_of")) continue;
      ++swaps;
      const auto& other = year.at("days").at(day.at("instead_of").get<std::string>());
      EXPECT_EQ(other.at("instead_of"), text);
      EXPECT_NE(other.at("kind"), day.at("kind")) << text;
      EXPECT_EQ(day.at("binds"), "agency") << text;
    }
  }
  EXPECT_EQ(swaps, 8);
}

TEST(VietNam, HasItsDaysOffAndMakeUpDays) {
  const auto agency = office("VN", "agency");
  using Dates = std::set<std::string>;
  EXPECT_EQ(differing(agency, 2026, false), (Dates{"01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20",
                                                   "04-27", "04-30", "05-01", "08-31", "09-01", "09-02", "11-24"}));
  EXPECT_EQ(differing(agency, 2026, true), (Dates{"01-10", "08-22"}));
  EXPECT_EQ(differing(agency, 2025, true), (Dates{"04-26"}));
  EXPECT_EQ(differing(agency, 2024, true), (Dates{"05-04"}));
  EXPECT_EQ(differing(agency, 2022, false),
            (Dates{"01-03", "01-31", "02-01", "02-02", "02-03", "02-04", "04-11", "05-02", "05-03", "09-01", "09-02"}));
  EXPECT_EQ(differing(agency, 2027, false), (Dates{"01-01", "04-16", "04-30", "05-03", "09-02"}));
}

// Labour Code 2019, article 112: eleven paid days a year; ten in 2020 (Labour Code 2012, article 115). A day off that
// falls on a weekend is made good on a working day.
TEST(VietNam, GivesTheDaysOffThatTheLawCounts) {
  const auto company = office("VN", "company");
  EXPECT_EQ(differing(company, 2020, false).size(), 10U);
  for (const int year : {2021, 2022, 2023, 2024, 2025}) EXPECT_EQ(differing(company, year, false).size(), 11U) << year;
  EXPECT_EQ(differing(company, 2026, false).size(), 12U) << "with 24 November, which is in doubt";
}

TEST(ACompany, WorksOnSwappedDaysAndNotOnMakeUpDays) {
  const auto company = office("VN", "company");
  EXPECT_TRUE(company.day(date(2026, 1, 2))->works);
  EXPECT_FALSE(company.day(date(2026, 1, 10))->works);
  EXPECT_EQ(vn(company.after(vn("2025-12-31 16:00"), std::chrono::hours(4))), "2026-01-02 11:00");
}

// The public holidays of China: 13 days a year since 2025. What the notices give beyond them is worked off.
TEST(China, MakesUpForEveryDayBeyondTheHolidays) {
  const auto agency = office("CN", "agency");
  EXPECT_EQ(differing(agency, 2025, true), (std::set<std::string>{"01-26", "02-08", "04-27", "09-28", "10-11"}));
  EXPECT_EQ(differing(agency, 2026, true),
            (std::set<std::string>{"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}));
}

}  // namespace
}  // namespace reseal::calendar
