// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/local_time.h"

#include "reseal/failure.h"

#include <gtest/gtest.h>

#include "reseal/base/error.h"

namespace reseal {
namespace {

const Time kTime = time_from_iso("2020-10-02T02:42:05Z");

TEST(LocalTime, IsThatOfTheSystemConcerned) {
  EXPECT_EQ(format_local(kTime, "%d/%m/%Y %H:%M:%S", kVietNam), "02/10/2020 09:42:05");
  EXPECT_EQ(format_local(kTime, "%H:%M", kChina), "10:42");
  EXPECT_EQ(format_local(kTime, "%H:%M", "UTC"), "02:42");
}

TEST(LocalTime, TurnsTheDayWhereItTurns) {
  const auto late = time_from_iso("2020-12-31T17:00:00Z");
  EXPECT_EQ(format_local(late, "%Y-%m-%d", kVietNam), "2021-01-01");
}

TEST(LocalTime, ReadsAsTheReaderExpects) {
  EXPECT_EQ(format_for(kTime, "vi", kVietNam), "02/10/2020 09:42");
  EXPECT_NE(format_for(kTime, "en", kVietNam).find("Oct 2020 09:42"), std::string::npos);
  EXPECT_NE(format_for(kTime, "zh", kVietNam).find("2020年10月"), std::string::npos);
  EXPECT_EQ(format_date_for(kTime, "vi", kVietNam), "02/10/2020");
}

TEST(LocalTime, RefusesAZoneThatIsNotThere) { EXPECT_THROW((void)format_local(kTime, "%H", "Asia/Hanoi"), Error); }

TEST(ALocalTime, IsReadOnTheClocksOfItsZone) {
  EXPECT_EQ(to_iso(time_from_local("2026-12-03T09:00", kVietNam)), "2026-12-03T02:00:00Z");
  EXPECT_EQ(to_iso(time_from_local("2026-12-03T09:00:30", kChina)), "2026-12-03T01:00:30Z");
  EXPECT_EQ(to_iso(time_from_local("2026-12-03T09:00:00+09:00", kVietNam)), "2026-12-03T00:00:00Z");
}

TEST(ALocalTime, ThatClocksNeverShowOrShowTwiceIsRefused) {
  EXPECT_THROW((void)time_from_local("2026-03-29T02:30", "Europe/Berlin"), MessageError);
  EXPECT_THROW((void)time_from_local("2026-10-25T02:30", "Europe/Berlin"), MessageError);
  EXPECT_THROW((void)time_from_local("2026-02-30T09:00", kVietNam), MessageError);
  EXPECT_THROW((void)time_from_local("tomorrow", kVietNam), MessageError);
}

}  // namespace
}  // namespace reseal
