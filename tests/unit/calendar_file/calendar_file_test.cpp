// SPDX-License-Identifier: Apache-2.0
// RFC 5545: held against the raw rules, and read back by libical's parser.
#include "app/calendar_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libical/ical.h>

#include <memory>

namespace reseal::app {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kLong =
    "Gửi hồ sơ đăng ký; chứng thư số mới cho Hải quan, trước 17:00 (Công ty TNHH Ánh Dương \\ chi nhánh Hà Nội)\n"
    "公司：向海关提交新证书的登记申请，在此之前请继续使用旧证书签名，请勿删除旧证书。";

CalendarEntry entry() {
  return {.uid = "0123456789abcdef@reseal",
          .at = time_from_iso("2026-11-20T10:00:00Z"),
          .summary = "Gửi hồ sơ, Hải quan; …7C7BBD1A23",
          .description = kLong,
          .alarm = time_from_iso("2026-11-19T10:00:00Z")};
}

const Time kNow = time_from_iso("2026-11-02T02:00:00Z");

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find("\r\n", begin);
    all.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos) break;
    begin = end + 2;
  }
  return all;
}

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
std::unique_ptr<icalcomponent, FreeComponent> read_back(const std::string& text) {
  return std::unique_ptr<icalcomponent, FreeComponent>(icalparser_parse_string(text.c_str()));
}

TEST(ACalendarFile, EndsEveryLineWithCrlfAndFoldsBefore75Octets) {
  const auto text = calendar_file({entry()}, kNow);
  EXPECT_TRUE(text.ends_with("\r\n"));
  for (const auto& line : lines(text)) {
    EXPECT_LE(line.size(), 75U) << line;
    EXPECT_THAT(line, Not(HasSubstr("\n"))) << "a line feed alone";
    EXPECT_NE(static_cast<unsigned char>(line.front()) & 0xC0U, 0x80U) << "cut inside a character: " << line;
  }
}

TEST(ACalendarFile, HasWhatTheStandardRequires) {
  const auto text = calendar_file({entry()}, kNow);
  for (const auto* part : {"BEGIN:VCALENDAR\r\n", "VERSION:2.0\r\n", "PRODID:-//Reseal//", "BEGIN:VEVENT\r\n",
                           "UID:0123456789abcdef@reseal\r\n", "DTSTAMP:20261102T020000Z\r\n",
                           "DTSTART:20261120T100000Z\r\n", "SEQUENCE:", "BEGIN:VALARM\r\n", "ACTION:DISPLAY\r\n",
                           "TRIGGER;VALUE=DATE-TIME:20261119T100000Z\r\n", "END:VALARM\r\n"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ACalendarFile, EscapesCommasSemicolonsBackslashesAndLineEnds) {
  EXPECT_THAT(calendar_file({entry()}, kNow), HasSubstr("SUMMARY:Gửi hồ sơ\\, Hải quan\\; …7C7BBD1A23\r\n"));
}

TEST(ACalendarFile, IsReadBackAsItWasMeant) {
  const auto read = read_back(calendar_file({entry()}, kNow));
  ASSERT_TRUE(read);
  EXPECT_EQ(icalcomponent_count_errors(read.get()), 0);
  auto* event = icalcomponent_get_first_component(read.get(), ICAL_VEVENT_COMPONENT);
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(entry().summary, icalcomponent_get_summary(event));
  EXPECT_EQ(entry().description, icalcomponent_get_description(event));
  EXPECT_EQ(entry().uid, icalcomponent_get_uid(event));
  EXPECT_EQ(icaltime_as_timet(icalcomponent_get_dtstart(event)), entry().at.time_since_epoch().count());
  auto* alarm = icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT);
  ASSERT_NE(alarm, nullptr);
  const auto trigger = icalproperty_get_trigger(icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY));
  EXPECT_EQ(icaltime_as_timet(trigger.time), entry().alarm->time_since_epoch().count());
}

TEST(AMomentThatMoved, KeepsItsUidAndHasALaterSequence) {
  auto moved = entry();
  moved.at += std::chrono::hours(24);
  const auto sequence = [](const std::string& text) {
    const auto read = read_back(text);
    return icalcomponent_get_sequence(icalcomponent_get_first_component(read.get(), ICAL_VEVENT_COMPONENT));
  };
  const auto before = calendar_file({entry()}, kNow);
  const auto after = calendar_file({moved}, kNow + std::chrono::minutes(5));
  EXPECT_THAT(after, HasSubstr("UID:" + entry().uid));
  EXPECT_GT(sequence(after), sequence(before));
}

TEST(AMomentThatIsDone, HasNoAlarm) {
  auto done = entry();
  done.alarm.reset();
  EXPECT_THAT(calendar_file({done}, kNow), Not(HasSubstr("VALARM")));
}

TEST(ACalendarFile, WithoutMomentsIsStillOne) { EXPECT_TRUE(read_back(calendar_file({}, kNow))); }

}  // namespace
}  // namespace reseal::app
