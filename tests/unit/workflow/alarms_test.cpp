// SPDX-License-Identifier: Apache-2.0
// What `status` warns of: where a registration stands, how near the end is, and what the system itself says.
#include "reseal/workflow/alarms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "unit/plan/plan_world.h"

namespace reseal::workflow {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = Alarm::Kind;

constexpr int kWarnDays = 30;

/// Customs and one renewed certificate, on Friday 27 November 2026, 16:30 in Ha Noi; the old one ends far away.
struct Desk {
  Desk() {
    succession.old_certificate = certificate("2027-06-30 00:00");
    succession.old_certificate.serial = {"0A01", "2561", "0A 01"};
    succession.new_certificate = certificate("2029-06-30 00:00");
    succession.new_certificate.serial = {"0B02", "2818", "0B 02"};
  }
  [[nodiscard]] std::vector<Alarm> all() const {
    return alarms(succession, stands(terms, standing, since), terms, reality, now, kWarnDays);
  }
  [[nodiscard]] std::vector<Kind> kinds() const {
    std::vector<Kind> kinds;
    for (const auto& alarm : all()) kinds.push_back(alarm.kind);
    return kinds;
  }
  [[nodiscard]] std::vector<Kind> with(Standing where) {
    standing = where;
    return kinds();
  }
  Succession succession;
  SystemTerms terms = customs(1);
  Standing standing = Standing::registering;
  std::optional<Time> since = at("2026-11-27 16:30");
  Reality reality;
  Time now = at("2026-11-27 16:30");
};

struct Call {
  const char* name;
  Standing standing;
  std::vector<Kind> kinds;
  bool act;
};
class AStanding : public testing::TestWithParam<Call> {};
TEST_P(AStanding, RaisesTheAlarmsThatBelongToIt) {
  Desk desk;
  desk.standing = GetParam().standing;
  EXPECT_EQ(desk.kinds(), GetParam().kinds);
  for (const auto& alarm : desk.all()) EXPECT_EQ(alarm.act, GetParam().act);
}
INSTANTIATE_TEST_SUITE_P(Each, AStanding,
                         testing::Values(Call{"NotStarted", Standing::not_started, {Kind::not_told}, false},
                                         Call{"Registering", Standing::registering, {}, false},
                                         Call{"Waiting", Standing::waiting, {}, false},
                                         Call{"Accepted", Standing::accepted, {}, false},
                                         Call{"Refused", Standing::refused, {Kind::refused}, true},
                                         Call{"Stuck", Standing::stuck, {Kind::stuck}, true}),
                         [](const auto& which) { return std::string(which.param.name); });

TEST(AnAlarm, NamesTheSystemTheOrderAndBothSerials) {
  Desk desk;
  desk.standing = Standing::refused;
  const auto alarm = desk.all().at(0);
  EXPECT_EQ(alarm.system, "customs");
  EXPECT_EQ(alarm.text.id, "alarm.refused");
  EXPECT_EQ(alarm.text.params.at("old"), "0A01");
  EXPECT_EQ(alarm.text.params.at("new"), "0B02");
  EXPECT_EQ(alarm.text.params.at("system"), "customs");
  EXPECT_EQ(alarm.text.params.at("since"), to_iso(*desk.since));
  EXPECT_EQ(alarm.text.params.count("order"), 1U);
}

TEST(AnAlarm, HasATextIdOfItsOwnForEachKind) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Kind::unreachable); ++i) names.insert(to_string(static_cast<Kind>(i)));
  EXPECT_EQ(names.size(), 9U);
}

TEST(TheOldCertificatesEnd, IsNearFromTheWarningDayOn) {
  Desk desk;
  desk.terms.lead.needs_old_key = false;
  const auto end = desk.succession.old_certificate.not_after;
  desk.now = end - days(kWarnDays) - Seconds(1);
  EXPECT_THAT(desk.with(Standing::registering), IsEmpty());
  desk.now = end - days(kWarnDays);
  EXPECT_THAT(desk.with(Standing::registering), ElementsAre(Kind::old_ends));
}

TEST(TheOldCertificatesEnd, IsAnAlarmAfterItHasPassedToo) {
  Desk desk;
  desk.now = desk.succession.old_certificate.not_after + days(3);
  EXPECT_THAT(desk.with(Standing::stuck), ElementsAre(Kind::stuck, Kind::old_ends, Kind::old_key_running_out));
}

TEST(TheOldCertificatesEnd, IsNoMatterWhereTheNewOneIsAccepted) {
  Desk desk;
  desk.now = desk.succession.old_certificate.not_after;
  EXPECT_THAT(desk.with(Standing::accepted), IsEmpty());
}

TEST(TheOldKey, RunsOutWhereTheSystemTakesASignatureWithIt) {
  Desk desk;
  desk.now = desk.succession.old_certificate.not_after - days(1);
  EXPECT_THAT(desk.with(Standing::registering), ElementsAre(Kind::old_ends, Kind::old_key_running_out));
  for (const auto& alarm : desk.all()) EXPECT_TRUE(alarm.act);
  desk.terms.lead.needs_old_key = false;
  EXPECT_THAT(desk.with(Standing::registering), ElementsAre(Kind::old_ends));
}

TEST(TheOldKey, IsNotNeededAnyMoreOnceTheFormIsSent) {
  Desk desk;
  desk.now = desk.succession.old_certificate.not_after - days(1);
  desk.since = desk.now;
  EXPECT_THAT(desk.with(Standing::waiting), ElementsAre(Kind::old_ends));
}

TEST(AnAgencysSilence, IsPatientlyBorneToTheCloseOfItsLastWorkingDay) {
  Desk desk;  // sent on Friday afternoon, one working day: Monday 17:00
  desk.now = at("2026-11-30 17:00");
  EXPECT_THAT(desk.with(Standing::waiting), IsEmpty());
  desk.now += Seconds(1);
  EXPECT_THAT(desk.with(Standing::waiting), ElementsAre(Kind::no_answer));
  EXPECT_TRUE(desk.all().at(0).act);
}

TEST(AnAgencysSilence, IsPatientlyBorneOverTet) {
  Desk desk;
  desk.since = at("2026-02-13 16:30");  // the Friday before Tet; people are back on Monday 23 February
  desk.now = at("2026-02-23 17:00");
  EXPECT_THAT(desk.with(Standing::waiting), IsEmpty());
  desk.now += Seconds(1);
  EXPECT_THAT(desk.with(Standing::waiting), ElementsAre(Kind::no_answer));
}

class WhereNobodySaidHowLong : public testing::TestWithParam<std::pair<const char*, void (*)(SystemTerms&)>> {};
TEST_P(WhereNobodySaidHowLong, SevenDaysAreEnough) {
  Desk desk;
  GetParam().second(desk.terms);
  desk.now = *desk.since + days(7);
  EXPECT_THAT(desk.with(Standing::waiting), IsEmpty());
  desk.now += Seconds(1);
  EXPECT_THAT(desk.with(Standing::waiting), ElementsAre(Kind::no_answer));
}
INSTANTIATE_TEST_SUITE_P(Each, WhereNobodySaidHowLong,
                         testing::Values(std::pair{"NoNumber",
                                                   +[](SystemTerms& terms) { terms.processing_days.reset(); }},
                                         std::pair{"NoCalendar", +[](SystemTerms& terms) { terms.calendar.reset(); }}),
                         [](const auto& which) { return std::string(which.param.first); });

TEST(AWait, ThatBeganAtAMomentNobodyKnowsIsNotTooLong) {
  Desk desk;
  desk.since.reset();
  desk.now += days(20);
  EXPECT_THAT(desk.with(Standing::waiting), IsEmpty());
}

struct Look {
  const char* name;
  Standing standing;
  Reality reality;
  std::vector<Kind> kinds;
};
class WhatTheSystemSays : public testing::TestWithParam<Look> {};
TEST_P(WhatTheSystemSays, CountsBeforeOurOwnNotes) {
  Desk desk;
  desk.standing = GetParam().standing;
  desk.reality = GetParam().reality;
  EXPECT_EQ(desk.kinds(), GetParam().kinds);
}
using RK = Reality::Kind;
INSTANTIATE_TEST_SUITE_P(
    Each, WhatTheSystemSays,
    testing::Values(
        Look{"AcceptedAndKnown", Standing::accepted, {RK::answered, "0B02", ""}, {}},
        Look{"AcceptedAndPrintedInAnotherWay", Standing::accepted, {RK::answered, "0b 02", ""}, {}},
        Look{"AcceptedButTheOldOneIsThere", Standing::accepted, {RK::answered, "0A01", ""}, {Kind::not_what_it_says}},
        Look{"AcceptedButNoneIsThere", Standing::accepted, {RK::answered, "", ""}, {Kind::not_what_it_says}},
        Look{"SentAndTheOldOneIsThere", Standing::waiting, {RK::answered, "0A01", ""}, {}},
        Look{"SentAndTheNewOneIsThere", Standing::waiting, {RK::answered, "0B02", ""}, {Kind::known_already}},
        Look{"NotToldAndTheNewOneIsThere",
             Standing::not_started,
             {RK::answered, "0B02", ""},
             {Kind::not_told, Kind::known_already}},
        Look{"Unreachable", Standing::accepted, {RK::unreachable, "", "no route"}, {Kind::unreachable}},
        Look{"ThatCannotBeAsked", Standing::accepted, {RK::cannot_be_asked, "", ""}, {}},
        Look{"NotAsked", Standing::accepted, {RK::not_asked, "", ""}, {}}),
    [](const auto& which) { return std::string(which.param.name); });

TEST(ASystemThatContradictsOurNotes, CallsAPerson) {
  Desk desk;
  desk.standing = Standing::accepted;
  desk.reality = {Reality::Kind::answered, "0A01", ""};
  const auto alarm = desk.all().at(0);
  EXPECT_TRUE(alarm.act);
  EXPECT_EQ(alarm.text.params.at("serial"), "0A01");
}

TEST(ASystemThatKnowsNoCertificate, IsShownWithADash) {
  Desk desk;
  desk.standing = Standing::accepted;
  desk.reality = {Reality::Kind::answered, "", ""};
  EXPECT_EQ(desk.all().at(0).text.params.at("serial"), "–");
}

TEST(APortalThatIsDown, IsWorthKnowingButCallsNobody) {
  Desk desk;
  desk.standing = Standing::accepted;
  desk.reality = {Reality::Kind::unreachable, "", "no route"};
  const auto alarm = desk.all().at(0);
  EXPECT_FALSE(alarm.act);
  EXPECT_EQ(alarm.text.params.at("why"), "no route");
}

}  // namespace
}  // namespace reseal::workflow
