// SPDX-License-Identifier: Apache-2.0
#include "remote_world.h"

namespace reseal::misa::test {
namespace {

// MISA-R-25, MISA-R-26
TEST(MisaRemoteStart, SaysWhatTwoDevicesAreForBeforeAnythingIsSent) {
  RemoteRenewal renewal;
  const auto step = renewal.next();
  EXPECT_TRUE(shows(form_of(step), "misa.remote.phone"));
  EXPECT_TRUE(shows(form_of(step), "misa.remote.computer"));
  EXPECT_TRUE(shows(form_of(step), "misa.remote.same_account"));
  EXPECT_EQ(form_of(step).contact.id, "misa.contact");  // MISA-R-40
  renewal.decline("start");
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).reason, "declined_by_user");
  EXPECT_TRUE(renewal.portal.sent.empty());
}

// MISA-R-01, MISA-R-20, MISA-R-22
TEST(MisaRemoteStart, DoesNotOrderWithAnAppThatIsTooOldAndSaysTheCure) {
  RemoteRenewal renewal;
  renewal.start("13.9");
  const auto step = renewal.accept("update_app", {{"app_version", "9.10"}});
  EXPECT_TRUE(shows(form_of(step), "misa.remote.update.means"));
  EXPECT_TRUE(shows(form_of(step), "misa.remote.update.store"));
  renewal.accept("update_app", {{"app_version", "14.0.1"}});
  EXPECT_TRUE(renewal.portal.sent.empty());
  EXPECT_EQ(renewal.next().id, "choose_package");
}

// MISA-R-01: numbers, not text.
TEST(MisaRemoteStart, ComparesVersionsNumberByNumber) {
  for (const auto* enough : {"14", "14.0", "14.0.0", "14.2", "100.0", "014.0"}) {
    RemoteRenewal renewal;
    renewal.start(enough);
    EXPECT_EQ(renewal.next().id, "choose_package") << enough;
  }
  for (const auto* old : {"13", "13.99", "9.9.9", "1.40", "0", "4.14.0"}) {
    RemoteRenewal renewal;
    renewal.start(old);
    EXPECT_EQ(renewal.next().id, "update_app") << old;
  }
  RemoteRenewal renewal;
  for (const auto* none : {"", "14.", "v14", "14,0", "14.0.0.0.0", "9999999.0"}) {
    EXPECT_FALSE(check_answer(form_of(renewal.next()), {{"app_version", none}}).empty()) << none;
  }
}

// MISA-R-02
TEST(MisaRemoteCarryOver, IsShownBeforeOrderingWithTheEndItLeadsTo) {
  RemoteRenewal renewal;
  const auto start = renewal.next();
  const auto& carried = form_of(start).shown[4];
  EXPECT_EQ(carried.label, (Text{"misa.remote.carried", {{"days", "23"}, {"date", "15/12/2026"}}}));
  renewal.start();
  const auto step = renewal.next();
  EXPECT_TRUE(shows(form_of(step), "misa.remote.carried"));
  EXPECT_EQ(field_of(form_of(step), "package")->choices[0].detail.params.at("end"), "15/12/2027");
  EXPECT_FALSE(shows(form_of(step), "misa.remote.package.loses_time"));
}

// MISA-R-02; Q5: a valid staff certificate carries its time over too, an expired one has none.
TEST(MisaRemoteCarryOver, DependsOnValidityAlone) {
  RemoteRenewal manager("api", "manager");
  EXPECT_TRUE(shows(form_of(manager.next()), "misa.remote.carried"));
  RemoteRenewal expired("api", "organisation", true);
  EXPECT_TRUE(shows(form_of(expired.next()), "misa.remote.nothing_carried"));
}

TEST(MisaRemoteCarryOver, IsComputedFromTheOldEndWhenNoPortalSaysIt) {
  RemoteRenewal renewal("guided");
  renewal.order.old.issuer_end = time_from_iso("2028-06-01T00:00:00Z");
  const auto step = renewal.next();
  std::vector<std::string> ends;
  for (const auto& shown : form_of(step).shown) {
    if (shown.label.id == "misa.remote.would_end") ends.push_back(shown.label.params.at("date"));
  }
  EXPECT_EQ(ends, (std::vector<std::string>{"15/12/2027", "01/06/2028", "01/06/2028"}));
}

TEST(MisaRemoteCarryOver, IsMissedWhenThePortalsEndLeavesItOut) {
  RemoteRenewal renewal;
  renewal.portal.packages["packages"][0]["valid_until"] = "2027-11-21T00:00:00Z";
  renewal.start();
  EXPECT_TRUE(shows(form_of(renewal.next()), "misa.remote.package.loses_time"));
}

// MISA-R-09, MISA-R-27, GEN-11
TEST(MisaRemoteOrdering, SaysThatTheObligationBeginsWithThanhToan) {
  RemoteRenewal renewal;
  renewal.fill_in();
  const auto step = renewal.next();
  EXPECT_TRUE(shows(form_of(step), "misa.remote.accept.obligation"));
  EXPECT_EQ(shown_under(form_of(step), "misa.confirm_order.total"), "900 000 VND");
  renewal.decline("accept_order");
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).reason, "declined_by_user");
  EXPECT_EQ(renewal.portal.reached("place_remote_order_1"), 0);
}

// MISA-R-10, MISA-R-28
TEST(MisaRemoteCodes, CountWhenTheyAreApplied) {
  RemoteRenewal renewal;
  renewal.fill_in(
      {{"discount_code", "GIAM10"}, {"apply_discount", true}, {"referral_code", "BANBE"}, {"apply_referral", true}});
  EXPECT_EQ(shown_under(form_of(renewal.next()), "misa.confirm_order.total"), "765 000 VND");
  EXPECT_EQ(renewal.portal.reached("apply_discount_1"), 1);
  EXPECT_EQ(renewal.portal.reached("apply_referral_1"), 1);
}

// MISA-R-10
TEST(MisaRemoteCodes, TypedButNotAppliedAreSaidAndNeverLostSilently) {
  RemoteRenewal renewal;
  renewal.start();
  renewal.accept("choose_package", {{"package", "Y1"}});
  renewal.accept("codes", {{"discount_code", "GIAM10"}, {"referral_code", "BANBE"}});
  EXPECT_EQ(renewal.portal.sent_posts(), 1) << "nothing but the page was asked for";
  renewal.accept("codes_not_applied", {{"discount", "apply"}, {"referral", "leave_out"}});
  renewal.confirm_three_groups();
  const auto step = renewal.next();
  EXPECT_TRUE(shows(form_of(step), "misa.remote.codes.discount_applied"));
  EXPECT_TRUE(shows(form_of(step), "misa.remote.codes.referral_left_out"));
  EXPECT_EQ(shown_under(form_of(step), "misa.confirm_order.total"), "810 000 VND");
}

TEST(MisaRemoteCodes, ThatMisaRefusesAreAskedForAgainInItsWords) {
  RemoteRenewal renewal;
  renewal.portal.refuse["apply_discount_1"] = "code_refused";
  renewal.start();
  renewal.accept("choose_package", {{"package", "Y1"}});
  renewal.accept("codes", {{"discount_code", "HET_HAN"}, {"apply_discount", true}});
  for (int i = 0; i < 2; ++i) {
    const auto again = renewal.next();
    EXPECT_TRUE(shows(form_of(again), "misa.remote.codes.refused"));
    EXPECT_EQ(field_of(form_of(again), "discount_code")->initial, Json("HET_HAN"));
    if (i == 0) renewal.order.memory.update(again.remember);
  }
  EXPECT_EQ(renewal.portal.reached("apply_discount_1"), 1);
  renewal.accept("codes");
  EXPECT_EQ(renewal.next().id, "confirm_subject");
}

// MISA-R-11, MISA-R-12, MISA-R-29, MISA-R-30, MISA-R-31, MISA-R-32
TEST(MisaRemoteOrdering, ConfirmsThreeGroupsOneAfterAnotherAndTheyMayBeEdited) {
  RemoteRenewal renewal;
  renewal.start();
  renewal.accept("choose_package", {{"package", "Y1"}});
  renewal.accept("codes");
  const auto subject = renewal.next();
  EXPECT_EQ(field_of(form_of(subject), "name")->initial, holder().at("name"));
  auto moved = holder();
  moved["address"] = "2 Hai Bà Trưng, Hà Nội";
  renewal.confirm_three_groups(moved);
  renewal.accept("accept_order");
  (void)renewal.next();
  EXPECT_EQ(renewal.portal.remote_order.at("data").at("subject").at("address"), "2 Hai Bà Trưng, Hà Nội");
}

TEST(MisaRemoteOrdering, GoesThroughThePagesAgainWhenMisaRefusesTheOrdersData) {
  RemoteRenewal renewal;
  renewal.portal.refuse["place_remote_order_1"] = "invalid";
  renewal.fill_in();
  renewal.accept("accept_order");
  EXPECT_TRUE(shows(form_of(renewal.next()), "misa.information.refused"));
  renewal.accept("choose_package", {{"package", "Y3"}});
  renewal.accept("codes");
  renewal.confirm_three_groups();
  renewal.accept("accept_order");
  renewal.accept("order_placed");
  EXPECT_EQ(renewal.portal.reached("place_remote_order_2"), 1);
}

TEST(MisaRemoteOrdering, RefusesWhatAnotherOrderRenewsAlready) {
  RemoteRenewal renewal;
  renewal.portal.refuse["open_remote_renewal"] = "already_open";
  renewal.start();
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).reason, "already_ordered");
}

// Whatever reply is lost: it is looked up before it is asked again.
TEST(MisaRemoteOrdering, NeverActsTwiceWhenAReplyIsLost) {
  RemoteRenewal renewal;
  const auto lost = [&](const std::string& effect) {
    renewal.portal.lose_reply.insert(effect);
    EXPECT_THROW((void)renewal.next(), TryLater) << effect;
    (void)renewal.next();
    EXPECT_EQ(renewal.portal.reached(effect), 1) << effect;
  };
  renewal.start();
  lost("open_remote_renewal");
  renewal.accept("choose_package", {{"package", "Y1"}});
  renewal.accept("codes", {{"discount_code", "GIAM10"}, {"apply_discount", true}});
  lost("apply_discount_1");
  renewal.confirm_three_groups();
  renewal.accept("accept_order");
  lost("place_remote_order_1");
  renewal.accept("order_placed");
  renewal.decline("check_dossier");
  auto corrected = holder();
  corrected["phone"] = "0987654321";
  renewal.confirm_three_groups(corrected);
  lost("correct_order_2");
  renewal.accept("check_dossier");
  renewal.signed_by_host(renewal.next());
  lost("submit_dossier");
  EXPECT_EQ(renewal.next().id, "verification");
}

}  // namespace
}  // namespace reseal::misa::test
