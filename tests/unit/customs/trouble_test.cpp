// SPDX-License-Identifier: Apache-2.0
// What goes wrong at Customs: refusals, the conflict, lost replies, lost keys.
#include "world.h"

namespace reseal::customs::test {
namespace {

Json letter(const std::string& outcome, const std::string& serial) {
  return {{"outcome", outcome},   {"decided_on", "2026-11-24"}, {"decided_time", "14:05"},
          {"letter", "123/CNTT"}, {"serial", serial},           {"reason", outcome == "refused" ? "Thiếu dấu" : ""}};
}

// CUS-16
TEST(CustomsDeclarant, DoesNotGetAwayWithTheOldIdentityCard) {
  Registering registering;
  auto old_card = Registering::declarant();
  old_card["id_kind"] = "old_id_card";
  old_card["id_number"] = "012345678";
  auto step = registering.fill_in(old_card);
  EXPECT_EQ(step.id, "declarant");
  EXPECT_TRUE(shows(form_of(step), "customs.declarant.old_id_card"));
  EXPECT_EQ(*field_of(form_of(step), "full_name")->initial, Json("Nguyễn Văn An"));
  auto nine_digits = old_card;
  nine_digits["id_kind"] = "citizen_id";
  step = registering.accept("declarant", nine_digits);
  EXPECT_TRUE(shows(form_of(step), "customs.declarant.not_a_citizen_number"));
  EXPECT_EQ(registering.sandbox.received("customsSaveRegistration"), 0);
  auto passport = old_card;
  passport["id_kind"] = "passport";
  passport["id_number"] = "b1234567";
  EXPECT_EQ(registering.accept("declarant", passport).id, "send");
  EXPECT_EQ(registering.record().at("extra").at("declarant").at("id_number"), "B1234567");
}

// CUS-24
TEST(CustomsRefusal, IsCorrectedAndSentAgainWhenItCanBe) {
  Registering registering;
  registering.sandbox.fault("registration-refused=Email không đúng.@customsSendRegistration");
  registering.fill_in();
  auto step = registering.send();
  step = registering.finish(step, {{"waited", true}});
  ASSERT_EQ(step.id, "declarant");
  EXPECT_TRUE(shows(form_of(step), "customs.declarant.refused"));
  EXPECT_EQ(registering.record().at("state"), "refused");
  registering.accept("declarant", {{"email", "moi@anhduong.example"}});
  EXPECT_EQ(registering.record().at("state"), "saved");
  step = registering.send();
  registering.finish(step, {{"waited", true}});
  EXPECT_EQ(registering.next().id, "new_password");
  EXPECT_EQ(registering.sandbox.received("customsSendRegistration"), 2);
  EXPECT_EQ(registering.sandbox.received("customsSaveRegistration"), 2);
}

// CUS-24
TEST(CustomsRefusal, EndsTheOrderWhenItIsFinal) {
  Registering registering;
  registering.sandbox.fault("registration-refused=final:Doanh nghiệp đã giải thể.");
  registering.fill_in();
  registering.send();
  const auto refuse = std::get<Refuse>(registering.next().action);
  EXPECT_EQ(refuse.reason, "refused_by_agency");
  EXPECT_EQ(refuse.message.params.at("reason"), "Doanh nghiệp đã giải thể.");
  EXPECT_TRUE(says_next(refuse.next, "customs.next.sign_with_old"));
}

TEST(CustomsConflict, IsNeverRetriedAndBecomesPaper) {
  Registering registering;
  registering.sandbox.fault("registration-conflict");
  registering.fill_in();
  const auto step = registering.send();
  ASSERT_EQ(step.id, "paper");
  const auto& form = form_of(step);
  EXPECT_TRUE(shows(form, "customs.paper.because_already_updated"));
  EXPECT_TRUE(shows(form, "customs.paper.step_3"));
  EXPECT_EQ(shown_under(form, "customs.value.tax_code"), kTaxCode);
  EXPECT_EQ(shown_under(form, "customs.value.old_serial"), registering.order.old.certificate.serial.hex);
  EXPECT_EQ(shown_under(form, "customs.value.new_serial"), registering.order.new_certificate->serial.hex);
  EXPECT_FALSE(shown_under(form, "customs.value.valid_to").empty());
  registering.finish(step, {{"accepted", true}, {"answer", Json::object()}});
  EXPECT_EQ(registering.next().id, "paper_answer");
  registering.order.memory = Json::object();
  EXPECT_EQ(registering.next().id, "paper_answer");
  EXPECT_EQ(registering.sandbox.received("customsSendRegistration"), 1);
}

// CUS-01: the day and time of the letter, in Viet Nam.
TEST(CustomsOnPaper, EndsWithWhatTheLetterSays) {
  Registering registering;
  registering.accept("start", {{"old_key", "lost"}});
  registering.accept("paper");
  const auto serial = registering.order.new_certificate->serial.spaced;
  const auto done = std::get<Done>(registering.signal("paper_answer", letter("accepted", serial)).action);
  ASSERT_TRUE(done.acceptance);
  EXPECT_EQ(to_iso(done.acceptance->accepted_at), "2026-11-24T07:05:00Z");
  EXPECT_EQ(done.acceptance->reference, "123/CNTT");
  EXPECT_EQ(done.acceptance->serial, serial);
  EXPECT_EQ(registering.sandbox.received("customsEnter"), 0);
}

TEST(CustomsOnPaper, CanBeRefusedOrGivenUp) {
  Registering refused;
  refused.accept("start", {{"old_key", "lost"}});
  refused.accept("paper");
  const auto serial = refused.order.new_certificate->serial.hex;
  const auto end = std::get<Refuse>(refused.signal("paper_answer", letter("refused", serial)).action);
  EXPECT_EQ(end.reason, "refused_by_agency");
  EXPECT_EQ(end.message.params.at("reason"), "Thiếu dấu");
  Registering given_up;
  given_up.accept("start", {{"old_key", "lost"}});
  EXPECT_EQ(std::get<Refuse>(given_up.decline("paper").action).reason, "declined_by_user");
}

// CUS-02: a key that Customs does not know leads to paper; one that has run out still signs in.
TEST(CustomsEntry, IsForTheKeyThatCustomsKnows) {
  Registering stranger;
  stranger.old_key.key = reseal::test::TestKey::ec();
  stranger.accept("start");
  const auto sign = stranger.next();
  const auto step = stranger.finish(sign, stranger.new_key.sign(std::get<Sign>(sign.action)));
  EXPECT_EQ(step.id, "paper");
  EXPECT_TRUE(shows(form_of(step), "customs.paper.because_unknown_certificate"));

  Registering late;
  late.order.now = late.order.old.certificate.not_after + std::chrono::days(3);
  late.sandbox.set_clock(to_iso(late.order.now));
  EXPECT_TRUE(shows(form_of(late.next()), "customs.start.old_expired"));
  EXPECT_EQ(late.fill_in().id, "send");
}

TEST(CustomsLostReply, IsAnsweredByLookingFirst) {
  Registering registering("api", true);
  for (const auto* operation : {"customsEnter", "customsSaveRegistration", "customsSendRegistration"}) {
    registering.sandbox.fault(std::string("reply-lost@") + operation);
  }
  registering.accept("start");
  EXPECT_THROW((void)registering.sign("sign_in"), TryLater);
  registering.order.unconfirmed = {"enter"};
  EXPECT_THROW((void)registering.accept("declarant", Registering::declarant()), TryLater);
  registering.order.unconfirmed = {"save_registration"};
  registering.accept("send");
  EXPECT_THROW((void)registering.sign("sign_record"), TryLater);
  registering.order.unconfirmed = {"send_registration"};
  EXPECT_EQ(registering.next().id, "result");
  for (const auto* operation : {"customsEnter", "customsSaveRegistration", "customsSendRegistration"}) {
    EXPECT_EQ(registering.sandbox.received(operation), 1) << operation;
  }
}

TEST(CustomsLostReply, GivesTheSameSecretsAgain) {
  Registering registering;
  registering.until_accepted();
  registering.sandbox.fault("reply-lost@customsNewPassword");
  EXPECT_THROW((void)registering.sign("sign_access"), TryLater);
  registering.order.unconfirmed = {"new_password"};
  EXPECT_EQ(registering.next().keep, registering.next().keep);
}

TEST(CustomsNeverAnswering, IsWaitedForAndNotSentAgain) {
  Registering registering;
  registering.sandbox.fault("registration-unanswered");
  registering.fill_in();
  auto step = registering.send();
  for (int day = 0; day < 3; ++day) {
    registering.sandbox.set_clock(to_iso(registering.order.now + std::chrono::days(day)));
    step = registering.finish(step, {{"waited", true}});
    EXPECT_EQ(step.id, "result");
  }
  EXPECT_EQ(registering.sandbox.received("customsSendRegistration"), 1);
}

TEST(CustomsPortal, TakesNoRecordThatAnotherKeySigned) {
  Registering registering;
  registering.fill_in();
  const auto sign = registering.accept("send");
  const auto step = registering.finish(sign, registering.old_key.sign(std::get<Sign>(sign.action)));
  EXPECT_EQ(std::get<Fail>(step.action).reason, "portal_contract");
  EXPECT_EQ(registering.record().at("state"), "saved");
}

TEST(CustomsPortal, IsNotBelievedWhenItBreaksItsContract) {
  Registering registering;
  registering.fill_in();
  registering.sandbox.fault("contract-break=certificate@customsFindRegistration");
  EXPECT_THROW((void)registering.next(), PortalNonsense);
  EXPECT_EQ(registering.next().id, "send");
}

TEST(CustomsPerson, MaySayNoBeforeAnythingIsSent) {
  Registering at_once;
  EXPECT_EQ(std::get<Refuse>(at_once.decline("start").action).reason, "declined_by_user");
  Registering saved;
  saved.fill_in();
  const auto refuse = std::get<Refuse>(saved.decline("send").action);
  EXPECT_EQ(refuse.message.id, "customs.declined.send");
  EXPECT_EQ(saved.record().at("state"), "saved");
}

}  // namespace
}  // namespace reseal::customs::test
