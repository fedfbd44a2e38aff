// SPDX-License-Identifier: Apache-2.0
// Cutover: which certificate signs for which system, and when a renewal is done.
#include <gtest/gtest.h>

#include "reseal/calendar/calendars.h"
#include "reseal/failure.h"
#include "reseal/workflow/cutover.h"
#include "workshop.h"

namespace reseal::workflow {
namespace {

using std::chrono::hours;
using store::OrderState;
using Which = SigningChoice::Which;

SystemTerms system(const std::string& id, std::optional<int> working_hours = {}, std::optional<int> working_days = {}) {
  SystemTerms terms;
  terms.id = id;
  terms.lead.working_hours = working_hours;
  terms.lead.working_days = working_days;
  terms.calendar = calendar::Calendars().of("VN", "agency");
  terms.has_registrar = true;
  return terms;
}

/// A shop with a renewed certificate, at Friday 27 November 2026, 16:30 in Ha Noi.
struct Cut : Workshop {
  Cut() {
    renewal = open();
    carry_to_rest(renewal);
    clock.set(TimePoint(friday));
  }
  /// Opens a registration that goes on as `next` says.
  std::string begin(const std::string& id, test::MemoryPlugin::StepFunction next) {
    registrar(id).on_registration = std::move(next);
    const auto fold = engine().fold(renewal);
    const auto order =
        engine().open_registration({fold.old, *fold.new_certificate, token->identity, renewal}, registrar(id));
    engine().advance(order);
    return order;
  }
  std::string accept(const std::string& id, std::vector<std::string> services = {}, std::optional<Time> from = {}) {
    return begin(id, [=](const Order& order, Host&) -> Step {
      return {"accepted", Done{{"memory.accepted", {}},
                               {},
                               {{"letter", "7"}},
                               Acceptance{order.new_certificate->serial.hex, order.now, from, "7", services}}};
    });
  }
  [[nodiscard]] Cutover cutover(std::vector<SystemTerms> systems) { return {*real_store, std::move(systems)}; }
  [[nodiscard]] SigningChoice sign_with(Cutover& cutover, const std::string& id, Time at,
                                        const std::string& service = "") {
    return cutover.sign_with(old->facts().sha256, id, service, at);
  }
  Time friday = time_from_iso("2026-11-27T16:30:00+07:00");
  std::string renewal;
};

TEST(Cutover, KnowsWhatEveryRenewalHasComeTo) {
  Cut cut;
  auto cutover = cut.cutover({system("customs")});
  const auto all = cutover.successions();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].order, cut.renewal);
  EXPECT_EQ(all[0].old_certificate.sha256, cut.old->facts().sha256);
  EXPECT_EQ(all[0].token, cut.token->identity);
  EXPECT_EQ(cutover.succession_of(all[0].new_certificate.sha256)->order, cut.renewal);
  EXPECT_EQ(cutover.succession_of(all[0].old_certificate.sha256)->order, cut.renewal);
  EXPECT_FALSE(cutover.succession_of("00"));
}

TEST(ASystem, ThatWasNotToldHasNotStarted) {
  Cut cut;
  auto cutover = cut.cutover({system("customs")});
  EXPECT_EQ(cutover.standings(cutover.successions()[0])[0].standing, Standing::not_started);
}

struct Stage {
  const char* name;
  Standing standing;
  Step (*step)(const Order&);
};
class ARegistrationUnderWay : public testing::TestWithParam<Stage> {};
TEST_P(ARegistrationUnderWay, StandsWhereItsOrderStands) {
  Cut cut;
  const auto order = cut.begin("customs", [](const Order& known, Host&) { return GetParam().step(known); });
  auto cutover = cut.cutover({system("customs")});
  const auto standing = cutover.standings(cutover.successions()[0])[0];
  EXPECT_EQ(standing.standing, GetParam().standing);
  EXPECT_EQ(standing.order, order);
  EXPECT_TRUE(standing.message);
}
INSTANTIATE_TEST_SUITE_P(Each, ARegistrationUnderWay,
                         testing::Values(Stage{"OurTurn", Standing::registering,
                                               [](const Order&) {
                                                 return Step{"form", ask()};
                                               }},
                                         Stage{"TheAgencys", Standing::waiting,
                                               [](const Order&) {
                                                 return Step{"result", wait()};
                                               }},
                                         Stage{"Refused", Standing::refused,
                                               [](const Order&) {
                                                 return Step{"no", Refuse{"refused_by_agency", {"memory.no", {}}, {}}};
                                               }},
                                         Stage{"Stuck", Standing::stuck,
                                               [](const Order&) {
                                                 return Step{"broken", Fail{"other", {"memory.no", {}}, {}}};
                                               }}),
                         [](const auto& which) { return std::string(which.param.name); });

TEST(APortalThatCannotBeReached, IsOurTurnAndNotTheAgencys) {
  Cut cut;
  cut.begin("customs", [](const Order&, Host&) -> Step { throw TryLater("down"); });
  auto cutover = cut.cutover({system("customs")});
  EXPECT_EQ(cutover.standings(cutover.successions()[0])[0].standing, Standing::registering);
}

TEST(AnAcceptance, IsKeptWithItsEvidence) {
  Cut cut;
  cut.accept("customs");
  auto cutover = cut.cutover({system("customs", {}, 1)});
  const auto standing = cutover.standings(cutover.successions()[0])[0];
  EXPECT_EQ(standing.standing, Standing::accepted);
  EXPECT_EQ(standing.evidence.at("letter"), "7");
  EXPECT_EQ(standing.reference, "7");
  EXPECT_EQ(standing.services.at(0).accepted_at, cut.friday);
}

TEST(AWorkingDay, RunsFromTheAcceptance) {  // CUS-01
  Cut cut;
  cut.accept("customs");
  auto cutover = cut.cutover({system("customs", {}, 1)});
  const auto monday = time_from_iso("2026-11-30T08:00:00+07:00");
  const auto before = cut.sign_with(cutover, "customs", monday - Seconds(1));
  EXPECT_EQ(before.which, Which::old_one);
  EXPECT_EQ(before.until, monday);
  EXPECT_EQ(before.reason.id, "cutover.old.not_in_force");
  EXPECT_EQ(cut.sign_with(cutover, "customs", monday).which, Which::new_one);
}

TEST(FourWorkingHours, PassTheWeekendBy) {  // TAX-01, GEN-03
  Cut cut;
  cut.accept("tax");
  auto cutover = cut.cutover({system("tax", 4)});
  const auto from = time_from_iso("2026-11-30T11:30:00+07:00");
  EXPECT_EQ(cut.sign_with(cutover, "tax", from - Seconds(1)).which, Which::old_one);  // TAX-03
  EXPECT_EQ(cut.sign_with(cutover, "tax", from).which, Which::new_one);
}

TEST(TwoServices, AreAcceptedEachOnItsOwn) {  // TAX-04, TAX-05
  Cut cut;
  cut.accept("tax", {"filing"});
  auto terms = system("tax");
  terms.lead.services = {{"filing", {}, 4, {}, {}}, {"payment", {}, 4, {}, {}}};
  auto cutover = cut.cutover({terms});
  const auto standing = cutover.standings(cutover.successions()[0])[0];
  EXPECT_EQ(standing.standing, Standing::registering);
  EXPECT_EQ(standing.services.at(0).standing, Standing::accepted);
  EXPECT_EQ(standing.services.at(1).standing, Standing::not_started);
  const auto later = cut.friday + hours(24 * 7);
  EXPECT_EQ(cut.sign_with(cutover, "tax", later, "filing").which, Which::new_one);
  EXPECT_EQ(cut.sign_with(cutover, "tax", later, "payment").which, Which::old_one);
  EXPECT_FALSE(cutover.settle(cutover.successions()[0]));
}

TEST(ALeadTimeThatNobodyStated, IsSaidAndNotTakenForZero) {  // BHX-03
  Cut cut;
  cut.accept("social_insurance");
  auto cutover = cut.cutover({system("social_insurance")});
  const auto standing = cutover.standings(cutover.successions()[0])[0];
  EXPECT_FALSE(standing.services.at(0).in_force.lead_known);
  const auto choice = cut.sign_with(cutover, "social_insurance", cut.friday + Seconds(1));
  EXPECT_EQ(choice.which, Which::new_one);
  EXPECT_EQ(choice.reason.id, "cutover.new.accepted_no_lead");
}

TEST(UntilItIsAccepted, TheOldOneSigns) {  // BHX-02
  Cut cut;
  cut.begin("social_insurance", [](const Order&, Host&) -> Step { return {"result", wait()}; });
  auto cutover = cut.cutover({system("social_insurance")});
  const auto choice = cut.sign_with(cutover, "social_insurance", cut.friday);
  EXPECT_EQ(choice.which, Which::old_one);
  EXPECT_EQ(choice.certificate->sha256, cut.old->facts().sha256);
  EXPECT_EQ(choice.until, kOldEnd);
}

TEST(WhenTheOldOneHasEndedAndTheNewOneIsNotAccepted, NothingSigns) {
  Cut cut;
  auto cutover = cut.cutover({system("customs")});
  const auto choice = cut.sign_with(cutover, "customs", kOldEnd);
  EXPECT_EQ(choice.which, Which::neither);
  EXPECT_EQ(choice.reason.id, "cutover.neither.not_accepted");
}

TEST(ADayThatTheAgencyItselfStates, CountsAsItStands) {
  Cut cut;
  const auto from = cut.friday + hours(24 * 5);
  cut.accept("customs", {}, from);
  auto cutover = cut.cutover({system("customs", {}, 1)});
  EXPECT_EQ(cut.sign_with(cutover, "customs", from - Seconds(1)).which, Which::old_one);
  EXPECT_EQ(cut.sign_with(cutover, "customs", from).which, Which::new_one);
}

TEST(ADayBeforeTheNewTermBegins, LeavesTheOldOneInUse) {
  Cut cut;
  const auto begins = cut.engine().fold(cut.renewal).new_certificate->not_before;
  cut.accept("customs", {}, begins - hours(48));  // a person's slip
  auto cutover = cut.cutover({system("customs", {}, 1)});
  EXPECT_EQ(cut.sign_with(cutover, "customs", begins - hours(1)).which, Which::old_one);
  EXPECT_EQ(cut.sign_with(cutover, "customs", begins).which, Which::new_one);
}

TEST(ACalendarThatDoesNotKnowTheDay, LeavesTheOldOneInUse) {
  Cut cut;
  cut.accept("customs");
  auto terms = system("customs", {}, 1);
  terms.calendar.reset();
  auto cutover = cut.cutover({terms});
  EXPECT_EQ(cut.sign_with(cutover, "customs", cut.friday + hours(100)).reason.id, "cutover.old.day_unknown");
}

TEST(TheAddressOfTheCertificate, IsAPkcs11UriThatNamesItOnItsToken) {
  Cut cut;
  cut.accept("customs", {}, cut.friday);
  auto cutover = cut.cutover({system("customs")});
  const auto uri = cut.sign_with(cutover, "customs", cut.friday).uri;
  EXPECT_TRUE(uri.starts_with("pkcs11:")) << uri;
  EXPECT_NE(uri.find("id="), std::string::npos) << uri;
  EXPECT_EQ(uri.find("pin"), std::string::npos) << uri;
}

TEST(ARenewal, IsDoneWhenEverySystemHasAccepted) {
  Cut cut;
  cut.accept("customs");
  auto cutover = cut.cutover({system("customs", {}, 1), system("tax", 4)});
  EXPECT_FALSE(cutover.settle(cutover.successions()[0]));
  EXPECT_EQ(cut.real_store->find_order(cut.renewal)->state, OrderState::installed);
  cut.accept("tax");
  EXPECT_TRUE(cutover.settle(cutover.successions()[0]));
  EXPECT_EQ(cut.real_store->find_order(cut.renewal)->state, OrderState::done);
  EXPECT_EQ(cut.kinds(cut.renewal).back(), "accepted");
  EXPECT_TRUE(cutover.settle(cutover.successions()[0])) << "asking twice changes nothing";
  EXPECT_EQ(cut.count(cut.renewal, "accepted"), 1);
  EXPECT_EQ(cut.real_store->verify_chain(cut.renewal), "");
  EXPECT_EQ(cut.real_store->rebuild(cut.renewal).order, *cut.real_store->find_order(cut.renewal));
}

TEST(ASystemThatOnlySomeHoldersNeed, IsNotAskedOfTheOthers) {
  Cut cut;
  auto customs = system("customs");
  customs.holders = {"0100109106"};  // another company
  auto cutover = cut.cutover({customs, system("tax", 4)});
  const auto standings = cutover.standings(cutover.successions()[0]);
  ASSERT_EQ(standings.size(), 1U);
  EXPECT_EQ(standings[0].system, "tax");
  cut.accept("tax");
  EXPECT_TRUE(cutover.settle(cutover.successions()[0]));
  customs.holders = {cut.old->facts().holder_ids.at(0).value};
  EXPECT_EQ(cut.cutover({customs}).standings(cutover.successions()[0]).size(), 1U);
}

TEST(ARegistrationThatWasCancelled, DoesNotHideOneThatWasAccepted) {
  Cut cut;
  cut.accept("customs");
  const auto second = cut.begin("customs", [](const Order&, Host&) -> Step { return {"result", wait()}; });
  cut.engine().cancel(second);
  auto cutover = cut.cutover({system("customs")});
  EXPECT_EQ(cutover.standings(cutover.successions()[0])[0].standing, Standing::accepted);
}

TEST(WhenTheCertificateWasRenewedTwice, TheNewestOneThatTheSystemKnowsSigns) {
  Cut cut;
  cut.accept("customs", {}, cut.friday);
  const auto first_new = cut.engine().fold(cut.renewal).new_certificate.value();
  // Renewed again: the new one is now the old one.
  Candidate second;
  second.certificate = first_new;
  const auto order = cut.engine().open_renewal(second, cut.token->identity, cut.plugin);
  cut.carry_to_rest(order);
  ASSERT_EQ(cut.real_store->find_order(order)->state, OrderState::installed);
  auto cutover = cut.cutover({system("customs"), system("tax")});
  for (const auto& asked : {cut.old->facts().sha256, first_new.sha256}) {
    EXPECT_EQ(cutover.sign_with(asked, "customs", "", cut.friday).certificate->sha256, first_new.sha256);
    EXPECT_EQ(cutover.sign_with(asked, "tax", "", cut.friday).certificate->sha256, cut.old->facts().sha256);
  }
}

}  // namespace
}  // namespace reseal::workflow
