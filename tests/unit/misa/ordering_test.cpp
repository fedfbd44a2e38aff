// SPDX-License-Identifier: Apache-2.0
#include "world.h"

namespace reseal::misa::test {
namespace {

// MISA-T-02, GEN-11
TEST(MisaOrdering, AsksBeforeAnythingIsSentAndNoSendsNothing) {
  Renewal renewal;
  const auto step = renewal.decline("confirm_request");
  EXPECT_EQ(form_of(step).title.id, "misa.request.title");
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).reason, "declined_by_user");
  EXPECT_TRUE(renewal.portal.sent.empty());
}

// GEN-06, GEN-07, MISA-T-26
TEST(MisaOrdering, SaysWhatItNeedsAndWhomToCall) {
  Renewal renewal;
  const auto step = renewal.next();
  EXPECT_TRUE(shows(form_of(step), "misa.request.network"));
  EXPECT_EQ(form_of(step).contact.id, "misa.contact");
  EXPECT_EQ(form_of(step).contact.params.at("contact"), "https://helpesign.misa.vn");
  EXPECT_TRUE(says_next(renewal.plugin.describe().needs, "misa.need.network"));
}

// MISA-T-20: the certificate's identity travels with the hand-over.
TEST(MisaOrdering, HandsTheCertificateOverToTheOrderPageOnce) {
  Renewal renewal;
  renewal.accept("confirm_request");
  (void)renewal.next();
  (void)renewal.next();
  ASSERT_EQ(renewal.portal.reached("request_renewal"), 1);
  for (const auto& sent : renewal.portal.sent) {
    if (sent.effect != "request_renewal") continue;
    const auto body = Json::parse(sent.body);
    EXPECT_EQ(body.at("serial"), renewal.order.old.certificate.serial.hex);
    EXPECT_EQ(body.at("certificate"), renewal.order.old.certificate.pem);
    EXPECT_EQ(body.at("reference"), renewal.order.id);
  }
}

// MISA-T-03
TEST(MisaOrdering, OffersPackagesWithPriceAndRealEnd) {
  Renewal renewal;
  renewal.accept("confirm_request");
  const auto step = renewal.next();
  ASSERT_EQ(step.id, "choose_package");
  const auto& choices = field_of(form_of(step), "package")->choices;
  ASSERT_EQ(choices.size(), 2U);
  EXPECT_EQ(choices[0].price, (Money{900000, "VND"}));
  EXPECT_EQ(choices[0].label.params.at("name"), "Gói Y1");
  EXPECT_EQ(choices[0].detail.params.at("end"), "21/11/2027");
  EXPECT_FALSE(shows(form_of(step), "misa.package.cut_short"));
}

TEST(MisaOrdering, WarnsBeforeOrderingWhenTheIssuerEndsBeforeTheTerm) {
  for (const bool portal_knows : {true, false}) {
    Renewal renewal;
    if (portal_knows) renewal.portal.certificate["issuer_ends"] = "2028-06-01T00:00:00Z";
    if (!portal_knows) renewal.order.old.issuer_end = time_from_iso("2028-06-01T00:00:00Z");
    renewal.accept("confirm_request");
    const auto step = renewal.next();
    EXPECT_TRUE(shows(form_of(step), "misa.package.cut_short"));
    const auto& choices = field_of(form_of(step), "package")->choices;
    EXPECT_EQ(choices[0].detail.id, "misa.package.detail");
    EXPECT_EQ(choices[1].detail.id, "misa.package.detail_cut_short");
    EXPECT_EQ(renewal.portal.reached("place_order"), 0);
  }
}

// MISA-T-04 (Q1), MISA-T-05, MISA-T-21
TEST(MisaOrdering, TakesOptionalCodesAndExtraTokensAlongToTheOrder) {
  Renewal renewal;
  renewal.accept("confirm_request");
  const auto package = renewal.next();
  EXPECT_FALSE(field_of(form_of(package), "discount_code")->required);
  EXPECT_FALSE(field_of(form_of(package), "salesperson_code")->required);
  EXPECT_EQ(form_of(package).accept.id, "misa.package.accept");
  renewal.accept("choose_package",
                 {{"package", "Y3"}, {"discount_code", "TET"}, {"salesperson_code", "NV7"}, {"extra_tokens", 2}});
  const auto information = renewal.next();
  EXPECT_EQ(form_of(information).accept.id, "misa.continue");
  Json entered = {{"terms", true}};
  for (const auto& field : form_of(information).fields) {
    if (field.initial) entered[field.id] = *field.initial;
  }
  renewal.accept("information", entered);
  EXPECT_EQ(form_of(renewal.accept("payment", {{"method", "bank_transfer"}})).accept.id, "misa.continue");
  const auto confirm = renewal.accept("confirm_order");
  EXPECT_EQ(shown_under(form_of(confirm), "misa.confirm_order.total"), "2 900 000 VND");
  (void)renewal.next();
  const auto body = Json::parse(renewal.portal.sent.back().body);
  EXPECT_EQ(body.at("package"), "Y3");
  EXPECT_EQ(body.at("discount_code"), "TET");
  EXPECT_EQ(body.at("salesperson_code"), "NV7");
  EXPECT_EQ(body.at("extra_tokens"), 2);
}

// MISA-T-06, MISA-T-07, MISA-T-22, GEN-15
TEST(MisaOrdering, FillsTheInformationInAndLetsThePersonCorrectIt) {
  Renewal renewal;
  renewal.accept("confirm_request");
  renewal.accept("choose_package", {{"package", "Y1"}});
  const auto step = renewal.next();
  ASSERT_EQ(step.id, "information");
  EXPECT_EQ(*field_of(form_of(step), "name")->initial, Json("CÔNG TY TNHH AN BÌNH"));
  EXPECT_TRUE(shows(form_of(step), "misa.information.new_issue"));
  Json entered = {{"terms", true}};
  for (const auto& field : form_of(step).fields) {
    if (field.initial) entered[field.id] = *field.initial;
  }
  entered["address"] = "2 Lê Lợi, Huế";
  entered["phone"] = "+84 912 345 678";
  renewal.accept("information", entered);
  renewal.accept("payment", {{"method", "vietqr"}});
  renewal.accept("confirm_order");
  (void)renewal.next();
  EXPECT_EQ(Json::parse(renewal.portal.sent.back().body).at("holder").at("address"), "2 Lê Lợi, Huế");
  EXPECT_EQ(Json::parse(renewal.portal.sent.back().body).at("holder").at("phone"), "0912345678");
  EXPECT_TRUE(renewal.plugin.describe().may_change_holder_data);
}

// MISA-T-08
TEST(MisaOrdering, GoesNowhereWithoutTheTermsTick) {
  Renewal renewal;
  renewal.accept("confirm_request");
  renewal.accept("choose_package", {{"package", "Y1"}});
  const auto step = renewal.next();
  Json entered = {{"terms", false}};
  for (const auto& field : form_of(step).fields) {
    if (field.initial) entered[field.id] = *field.initial;
  }
  const auto problems = check_answer(form_of(step), entered);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].field, "terms");
  EXPECT_EQ(problems[0].rule, "must_be_true");
}

// MISA-T-09
TEST(MisaOrdering, OffersThePortalsWaysToPay) {
  Renewal renewal;
  renewal.fill_in();
  const auto& past = renewal.order.history;
  EXPECT_EQ(past.back().id, "payment");
  const auto confirm = renewal.next();
  EXPECT_TRUE(shows(form_of(confirm), "misa.confirm_order.pay_by_vietqr"));
}

// GEN-11: the second yes/no, with the price, before the obligation begins.
TEST(MisaOrdering, PlacesNoOrderWhenThePersonSaysNoToTheSummary) {
  Renewal renewal;
  renewal.fill_in();
  const auto step = renewal.decline("confirm_order");
  EXPECT_EQ(shown_under(form_of(step), "misa.confirm_order.total"), "900 000 VND");
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).reason, "declined_by_user");
  EXPECT_EQ(renewal.portal.reached("place_order"), 0);
}

// MISA-T-10, MISA-T-23
TEST(MisaOrdering, ShowsTheOrderNumberHowToPayAndWhatHappensNext) {
  Renewal renewal;
  renewal.fill_in();
  renewal.accept("confirm_order");
  const auto step = renewal.next();
  ASSERT_EQ(step.id, "order_placed");
  EXPECT_EQ(shown_under(form_of(step), "misa.order.number"), "DH-2026-7");
  EXPECT_EQ(shown_under(form_of(step), "misa.order.qr"), "00020101021238540010A000000727");
  EXPECT_TRUE(shows(form_of(step), "misa.placed.then_salesperson"));
  EXPECT_FALSE(shows(form_of(step), "misa.placed.costs_more"));
}

TEST(MisaOrdering, WarnsWhenMisaAsksForMoreThanWasAgreed) {
  Renewal renewal;
  renewal.fill_in();
  renewal.accept("confirm_order");
  (void)renewal.next();
  renewal.portal.order["payment"]["amount"]["minor"] = 950000;
  EXPECT_TRUE(shows(form_of(renewal.next()), "misa.placed.costs_more"));
}

TEST(MisaOrdering, AnswersALostReplyByLookingTheOrderUp) {
  Renewal renewal;
  renewal.fill_in();
  renewal.accept("confirm_order");
  renewal.portal.lose_reply = {"place_order"};
  EXPECT_THROW((void)renewal.next(), TryLater);
  renewal.order.unconfirmed = {"place_order"};
  EXPECT_EQ(renewal.next().id, "order_placed");
  EXPECT_EQ(renewal.portal.reached("place_order"), 1);
}

TEST(MisaOrdering, FindsItsOrderAgainWhenItsMemoryIsLost) {
  Renewal renewal;
  renewal.order_placed();
  renewal.order.memory = Json::object();
  EXPECT_EQ(renewal.next().id, "approval");
  EXPECT_EQ(renewal.portal.reached("place_order"), 1);
  EXPECT_EQ(renewal.portal.reached("request_renewal"), 1);
}

TEST(MisaOrdering, NeverOrdersASecondTimeWhenThePortalHasAnotherOrder) {
  Renewal renewal;
  renewal.portal.refuse = {{"place_order", "already_ordered"}};
  renewal.fill_in();
  renewal.accept("confirm_order");
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).reason, "already_ordered");
}

TEST(MisaOrdering, LetsThePersonCorrectWhatThePortalDoesNotTakeAndConfirmAgain) {
  Renewal renewal;
  renewal.fill_in();
  renewal.accept("confirm_order");
  renewal.portal.refuse = {{"place_order", "invalid"}};
  const auto again = renewal.accept("choose_package", {{"package", "Y3"}});
  EXPECT_TRUE(shows(form_of(again), "misa.information.refused"));
  EXPECT_EQ(*field_of(form_of(again), "package")->initial, Json("Y1"));
  renewal.portal.refuse.clear();
  Json entered = {{"terms", true}};
  const auto information = renewal.next();
  for (const auto& field : form_of(information).fields) {
    if (field.initial) entered[field.id] = *field.initial;
  }
  EXPECT_FALSE(field_of(form_of(information), "terms")->initial);
  renewal.accept("information", entered);
  EXPECT_EQ(*field_of(form_of(renewal.next()), "method")->initial, Json("vietqr"));
  renewal.accept("payment", {{"method", "vietqr"}});
  renewal.accept("confirm_order");
  EXPECT_EQ(renewal.next().id, "order_placed");
  EXPECT_EQ(renewal.portal.reached("place_order_2"), 1);
}

// MISA-T-11, GEN-12
TEST(MisaOrdering, WaitsForTheApprovalWithoutPromisingATimeAndTakesAnySignal) {
  Renewal renewal;
  renewal.order_placed();
  auto step = renewal.next();
  ASSERT_EQ(step.id, "approval");
  const auto& wait = std::get<Wait>(step.action);
  EXPECT_EQ(wait.expectation.id, "misa.approval.no_time_promised");
  EXPECT_EQ(wait.deadline, renewal.order.old.certificate.not_after);
  ASSERT_TRUE(wait.signal);
  EXPECT_EQ(field_of(*wait.signal, "channel")->choices.size(), 3U);
  renewal.finish(step, {{"signal", {{"channel", "phone"}}}});
  EXPECT_EQ(std::get<Wait>(renewal.next().action).reason.id, "misa.approval.not_yet");
  renewal.portal.set_status("approved");
  const auto done = std::get<Done>(renewal.next().action);
  EXPECT_EQ(done.evidence.at("order_number"), "DH-2026-7");
}

// GEN-12: the signal may be missed altogether.
TEST(MisaOrdering, NoticesTheApprovalByItself) {
  Renewal renewal;
  renewal.order_placed();
  renewal.finish(renewal.next(), {{"waited", true}});
  renewal.portal.set_status("approved");
  EXPECT_EQ(renewal.next().kind(), "done");
}

TEST(MisaOrdering, TellsARefusalWithReasonAndRefund) {
  Renewal renewal;
  renewal.order_placed();
  renewal.portal.set_status("refused");
  renewal.portal.order["refusal"] = {{"code", "docs"}, {"reason", "giấy phép hết hạn"}, {"refund", "trong 7 ngày"}};
  const auto refuse = std::get<Refuse>(renewal.next().action);
  EXPECT_EQ(refuse.reason, "refused_by_ca");
  EXPECT_EQ(refuse.message.params.at("refund"), "trong 7 ngày");
}

TEST(MisaOrdering, AnswersTheSameQuestionTheSameWay) {
  Renewal renewal;
  renewal.fill_in();
  const auto once = renewal.next();
  EXPECT_EQ(once, renewal.next());
  Misa another(PluginContext{MISA_FOLDER, "api", {{"base_url", "https://portal.test/"}}});
  EXPECT_EQ(once, another.order(renewal.order, renewal.portal));
}

TEST(MisaOrdering, CallsAnswersThatBreakTheContractNonsense) {
  Renewal renewal;
  renewal.accept("confirm_request");
  renewal.portal.packages["packages"][0].erase("price");
  EXPECT_THROW((void)renewal.next(), PortalNonsense);

  Renewal foreign;
  foreign.order_placed();
  foreign.portal.order["reference"] = "somebody-elses";
  EXPECT_THROW((void)foreign.next(), PortalNonsense);
}

TEST(MisaOrdering, TakesAPortalThatHasGrown) {
  Renewal renewal;
  renewal.accept("confirm_request");
  renewal.portal.packages["new_member"] = 1;
  EXPECT_EQ(renewal.next().id, "choose_package");
}

}  // namespace
}  // namespace reseal::misa::test
