// SPDX-License-Identifier: Apache-2.0
// A deployment's corrections.
#include "office_wall.h"

#include "reseal/base/error.h"

namespace reseal::calendar {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

Error refusal(const Json& corrections) {
  try {
    (void)Calendars(corrections, "reseal.json");
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error("it was taken");
}

TEST(ACorrection, AddsADayOff) {
  const Json storm = {{"kind", "off"}, {"name", "Bão"}, {"source", "the city's decision"}};
  const auto agency = corrected_vn({{"years", {{"2026", {{"days", {{"2026-11-20", storm}}}}}}}});
  EXPECT_EQ(vn(agency.before(vn("2026-11-23 10:00"), hours(4))), "2026-11-19 15:00");
  EXPECT_EQ(agency.day(date(2026, 11, 20))->source, "the city's decision");
}

TEST(ACorrection, ChangesTheHoursOfOneOffice) {
  const auto correction =
      Json::parse(R"({"offices": {"tax": {"sessions": [["07:30", "11:30"], ["13:30", "17:00"]]}}})");
  EXPECT_EQ(vn(corrected_vn(correction, "tax").before(vn("2026-11-20 11:30"), hours(4))), "2026-11-20 07:30");
  EXPECT_EQ(vn(corrected_vn(correction, "customs").before(vn("2026-11-20 11:00"), hours(4))), "2026-11-19 16:00");
}

TEST(ACorrection, AddsAnOfficeThatWorksOnSaturdays) {
  const Json bank = {{"kind", "company"}, {"weekdays", {"monday", "friday", "saturday"}}};
  const auto calendar = corrected_vn({{"offices", {{"bank", bank}}}}, "bank");
  EXPECT_EQ(vn(calendar.after(vn("2026-11-20 16:00"), hours(4))), "2026-11-21 11:00");
  EXPECT_EQ(vn(calendar.after(vn("2026-11-21 16:00"), WorkingDays{1})), "2026-11-23 08:00");
}

TEST(ACorrection, CompletesAYear) {
  const Json year = {{"complete", true}, {"status", "confirmed"}, {"source", "the notice of 2026"}};
  const auto agency = corrected_vn({{"years", {{"2027", year}}}});
  EXPECT_EQ(vn(agency.after(vn("2026-12-31 16:00"), hours(4))), "2027-01-04 11:00");
  EXPECT_FALSE(agency.day(date(2027, 4, 16))->works);
}

TEST(ACorrection, AddsACountryWithDaylightSaving) {
  const auto germany = Json::parse(R"({
    "time_zone": "Europe/Berlin",
    "weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
    "sessions": [["08:00", "12:00"], ["13:00", "17:00"]],
    "source": "a test",
    "offices": {"agency": {"kind": "agency"}},
    "years": {"2026": {"complete": true, "status": "confirmed", "source": "a test", "days": {}}}
  })");
  const Calendars calendars({{"DE", germany}}, "reseal.json");
  EXPECT_THAT(calendars.countries(), testing::ElementsAre("CN", "DE", "VN"));
  const auto found = calendars.of("DE", "agency").after(time_from_iso("2026-03-27T16:00:00+01:00"), hours(4));
  EXPECT_EQ(found.time, time_from_iso("2026-03-30T11:00:00+02:00"));
}

TEST(ACorrection, LeavesTheOtherCountryAlone) {
  const Calendars calendars({{"VN", {{"years", {{"2026", nullptr}}}}}}, "reseal.json");
  EXPECT_TRUE(calendars.of("CN", "agency").day(date(2026, 11, 20)));
  EXPECT_FALSE(calendars.of("VN", "agency").day(date(2026, 11, 20)));
}

struct Wrong {
  const char* name;
  const char* correction;
  const char* where;
  const char* problem;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class AWrongCorrection : public testing::TestWithParam<Wrong> {};
TEST_P(AWrongCorrection, IsRefusedWithItsPlace) {
  const auto error = refusal(Json::parse(GetParam().correction));
  EXPECT_EQ(error.code(), ErrorCode::config_invalid);
  EXPECT_EQ(error.params().at("file"), "reseal.json");
  EXPECT_EQ(error.params().at("where"), GetParam().where);
  EXPECT_THAT(error.params().at("problem"), HasSubstr(GetParam().problem));
  EXPECT_FALSE(error.params().at("expected").empty());
}
INSTANTIATE_TEST_SUITE_P(
    All, AWrongCorrection,
    testing::Values(
        Wrong{"NoObject", "[]", "/", "array"}, Wrong{"NoCountry", R"({"vietnam": {}})", "/vietnam", "vietnam"},
        Wrong{"UnknownKey", R"({"VN": {"sesions": []}})", "/VN/sesions", ""},
        Wrong{"UnknownKind", R"({"VN": {"years": {"2026": {"days": {"2026-11-20": {"kind": "half"}}}}}})",
              "/VN/years/2026/days/2026-11-20/kind", "half"},
        Wrong{"NoKind", R"({"VN": {"years": {"2026": {"days": {"2026-11-20": {"name": "x"}}}}}})",
              "/VN/years/2026/days/2026-11-20", ""},
        Wrong{"NoSuchDate", R"({"VN": {"years": {"2026": {"days": {"2026-02-29": {"kind": "off"}}}}}})",
              "/VN/years/2026/days/2026-02-29", "2026-02-29"},
        Wrong{"WrongYear", R"({"VN": {"years": {"2026": {"days": {"2025-11-20": {"kind": "off"}}}}}})",
              "/VN/years/2026/days/2025-11-20", "2025-11-20"},
        Wrong{"NoSuchSwappedDate",
              R"({"VN": {"years": {"2026": {"days": {"2026-11-20": {"kind": "off", "instead_of": "2026-13-01"}}}}}})",
              "/VN/years/2026/days/2026-11-20/instead_of", "2026-13-01"},
        Wrong{"SessionsOverlap", R"({"VN": {"sessions": [["08:00", "12:00"], ["11:00", "17:00"]]}})", "/VN/sessions",
              "11:00"},
        Wrong{"SessionsTouch", R"({"VN": {"sessions": [["08:00", "12:00"], ["12:00", "17:00"]]}})", "/VN/sessions",
              "12:00"},
        Wrong{"SessionRunsBackwards", R"({"VN": {"offices": {"tax": {"sessions": [["17:00", "08:00"]]}}}})",
              "/VN/offices/tax/sessions", "17:00"},
        Wrong{"NoSuchZone", R"({"VN": {"time_zone": "Asia/Hanoi"}})", "/VN/time_zone", "Asia/Hanoi"},
        Wrong{"ARequiredKeyTakenAway", R"({"VN": {"sessions": null}})", "/VN", ""}),
    [](const auto& tested) { return tested.param.name; });

TEST(AnOfficeThatIsNotThere, IsRefusedWithThoseThatAre) {
  const Calendars calendars;
  EXPECT_TRUE(calendars.offices("JP").empty());
  try {
    (void)calendars.of("CN", "tax");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::config_invalid);
    EXPECT_EQ(error.params().at("where"), "/CN/offices/tax");
    EXPECT_EQ(error.params().at("expected"), "one of: agency, company");
  }
  EXPECT_THROW((void)calendars.of("JP", "agency"), Error);
}

}  // namespace
}  // namespace reseal::calendar
