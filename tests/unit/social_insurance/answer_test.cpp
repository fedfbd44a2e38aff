// SPDX-License-Identifier: Apache-2.0
// The agency's answer: by e-mail, by a person's word, by the portal; or none.
#include "agency.h"
#include "reseal/base/catalogue.h"

namespace reseal::social_insurance::test {
namespace {

using testing::HasSubstr;

TEST(TheAgencysMail, OfAnAcceptanceEndsTheOrderWithItsEvidence) {  // BHX-01, GEN-12
  Registering unit;
  unit.send();
  EXPECT_EQ(unit.next().id, "answer");
  unit.set_time("2026-11-25T03:30:00Z");
  unit.world.staff({"accept-registration", unit.number()});
  unit.set_time("2026-11-25T04:00:00Z");
  unit.signal({{"mail", unit.mail()}});
  const auto step = unit.next();
  const auto& done = action<Done>(step);
  ASSERT_TRUE(done.acceptance);
  EXPECT_EQ(done.acceptance->serial, unit.fresh.certificate.serial.hex);
  const auto decided_after = done.acceptance->accepted_at - time_from_iso("2026-11-25T03:30:00Z");  // clocks go on
  EXPECT_TRUE(decided_after >= Seconds(0) && decided_after < std::chrono::minutes(2)) << decided_after.count();
  EXPECT_EQ(done.acceptance->reference, unit.number());
  EXPECT_EQ(done.evidence.at("decided_by"), "mail");
  EXPECT_EQ(done.evidence.at("dossier_number"), unit.number());
  EXPECT_EQ(done.evidence.at("mail_date"), to_iso(done.acceptance->accepted_at));
  EXPECT_THAT(done.evidence.at("mail_from").get<std::string>(), HasSubstr("bhxh@sandbox.invalid"));
  EXPECT_THAT(done.evidence.at("mail_subject").get<std::string>(), HasSubstr("Kết quả giải quyết hồ sơ"));
  EXPECT_FALSE(done.evidence.at("mail_message_id").get<std::string>().empty());
}

TEST(TheWait, IsPatientAndPromisesNothing) {  // BHX-02, BHX-03
  Registering unit;
  unit.send();
  const auto step = unit.next();
  const auto& wait = action<Wait>(step);
  EXPECT_EQ(wait.poll_after, Seconds(4 * 3600));
  EXPECT_EQ(wait.expectation.id, "social_insurance.wait.expectation");
  EXPECT_EQ(wait.reason.id, "social_insurance.wait.reason");
  Catalogue catalogue;
  catalogue.add_folder(std::filesystem::path(SOCIAL_INSURANCE_FOLDER) / "texts");
  EXPECT_THAT(catalogue.render(wait.reason, "en"), HasSubstr("sign with the old certificate"));
  EXPECT_THAT(catalogue.render(wait.expectation, "en"), HasSubstr("unconfirmed"));
}

TEST(ThePortal, IsLookedAtWhileTheOrderWaits) {  // BHX-01
  Registering unit;
  unit.send();
  EXPECT_EQ(unit.next().id, "answer");
  unit.world.staff({"accept-registration", unit.number()});
  unit.wait_until("2026-11-23T10:00:00Z");
  EXPECT_EQ(unit.next().id, "answer") << "the portal follows a day after the mail";
  unit.wait_until("2026-11-24T10:00:00Z");
  const auto step = unit.next();
  EXPECT_EQ(action<Done>(step).evidence.at("decided_by"), "portal");
  EXPECT_LT(action<Done>(step).acceptance->accepted_at, time_from_iso("2026-11-23T03:00:00Z"));
}

TEST(AnAnswer, MayBeEnteredByHand) {  // BHX-01, GEN-12
  Registering unit;
  unit.send();
  unit.wait_until("2026-11-24T04:00:00Z");
  unit.signal({{"decision", "accepted"}, {"decided_on", "2026-11-24"}, {"decided_time", "10:15"}});
  const auto step = unit.next();
  EXPECT_EQ(to_iso(action<Done>(step).acceptance->accepted_at), "2026-11-24T03:15:00Z");
  EXPECT_EQ(action<Done>(step).evidence.at("decided_by"), "person");
}

TEST(AnAnswer, WithoutItsTimeOrFromTheFutureIsAskedForAgain) {
  Registering unit;
  unit.send();
  unit.signal({{"decision", "accepted"}});
  const auto step =
      unit.accept("read_answer", {{"decision", "accepted"}, {"decided_on", "2026-12-24"}, {"decided_time", "10:15"}});
  EXPECT_TRUE(shows(form_of(step), "social_insurance.unclear.no_time"));
  EXPECT_EQ(unit.next().id, "read_answer");
}

TEST(AnUnclearMail, IsShownToAPersonWhoDecides) {
  Registering unit;
  unit.send();
  EXPECT_EQ(unit.next().id, "answer");
  const auto letter =
      "From: BHXH <a@b.vn>\nDate: Mon, 23 Nov 2026 09:30:00 +0700\nSubject: Thong bao\n\nDa tiep nhan " +
      unit.number() + "\n";
  unit.set_time("2026-11-24T04:00:00Z");
  unit.signal({{"mail", mail_field(letter)}});
  const auto step = unit.next();
  EXPECT_EQ(step.id, "read_answer");
  EXPECT_TRUE(shows(form_of(step), "social_insurance.unclear.words"));
  EXPECT_TRUE(shows(form_of(step), "social_insurance.mail.text"));
  unit.accept("read_answer", {{"decision", "wait"}});
  EXPECT_EQ(unit.next().id, "answer") << "no decision yet: the order waits on";
  unit.signal({{"mail", mail_field(letter)}});
  unit.accept("read_answer", {{"decision", "accepted"}, {"decided_on", "2026-11-24"}, {"decided_time", "10:00"}});
  const auto end = unit.next();
  EXPECT_EQ(action<Done>(end).evidence.at("decided_by"), "person");
  EXPECT_EQ(action<Done>(end).evidence.at("mail_from"), "BHXH <a@b.vn>");
}

TEST(ASignalWithNothingInIt, ChangesNothing) {
  Registering unit;
  unit.send();
  unit.signal(Json::object());
  EXPECT_EQ(unit.next().id, "answer");
}

TEST(ARefusalByMail, LeadsBackToTheFormAndToASecondDossier) {  // BHX-01
  Registering unit;
  unit.send();
  EXPECT_EQ(unit.next().id, "answer");
  unit.world.staff({"refuse-registration", unit.number(), "--reason", "Sai mã đơn vị"});
  unit.set_time("2026-11-23T08:00:00Z");
  unit.signal({{"mail", unit.mail()}});
  const auto step = unit.next();
  ASSERT_EQ(step.id, "unit_2");
  EXPECT_THAT(form_of(step).shown.at(0).label.params.at("reason"), HasSubstr("Sai mã đơn vị"));
  auto corrected = unit_data();
  corrected["unit_code"] = "TB0456B";
  unit.accept("unit_2", corrected);
  unit.accept("confirm_2");
  unit.sign("sign_form_2");
  EXPECT_EQ(unit.next().id, "answer_2");
  EXPECT_THAT(unit.host.effects, testing::ElementsAre("send_change", "send_change_2"));
  unit.world.staff({"accept-registration", unit.number()});
  unit.signal({{"mail", unit.mail()}}, "answer_2");
  const auto end = unit.next();
  EXPECT_EQ(action<Done>(end).acceptance->reference, unit.number());
}

TEST(ARefusal, ThatAPersonDoesNotCorrectIsFinal) {
  Registering unit;
  unit.send();
  unit.signal({{"decision", "refused"}, {"reason", "Sai mã đơn vị"}});
  unit.decline("unit_2");
  const auto step = unit.next();
  EXPECT_EQ(action<Refuse>(step).reason, "refused_by_agency");
  EXPECT_EQ(action<Refuse>(step).message.params.at("reason"), "Sai mã đơn vị");
}

TEST(ARefusal, ThatCannotBeCorrectedIsFinal) {
  Registering unit;
  unit.send();
  EXPECT_EQ(unit.next().id, "answer");
  unit.world.staff({"refuse-registration", unit.number(), "--code", "final", "--reason", "Đơn vị đã giải thể"});
  unit.wait_until("2026-11-25T04:00:00Z");
  EXPECT_EQ(action<Refuse>(unit.next()).reason, "refused_by_agency");
}

TEST(NoAnswer, AfterAWeekAPersonIsToldWhomToCall) {  // BHX-03, GEN-07
  Registering unit(reseal::test::TestKey::ec(), "api", {{"hotline", "1900 0000"}});
  unit.send();
  const auto first = unit.next();
  // From when the agency had it, by its own clock: a moment after ours.
  const auto week = action<Wait>(first).deadline.value() - unit.order.now;
  EXPECT_GE(week, std::chrono::days(7));
  EXPECT_LT(week, std::chrono::days(7) + std::chrono::minutes(1));
  unit.wait_until("2026-11-30T03:01:00Z");
  const auto step = unit.accept("no_answer");
  EXPECT_EQ(form_of(step).contact.params.at("hotline"), "1900 0000");
  EXPECT_EQ(unit.next().id, "answer") << "the person waits on";
  unit.wait_until("2026-12-07T03:01:01Z");
  unit.decline("no_answer");
  EXPECT_EQ(action<Refuse>(unit.next()).reason, "no_answer");
}

TEST(NoAnswer, IsAskedAboutAfterTheConfiguredDays) {
  Registering unit(reseal::test::TestKey::ec(), "api", {{"no_answer_days", 2}});
  unit.send();
  unit.wait_until("2026-11-25T02:10:00Z");
  EXPECT_EQ(unit.next().id, "no_answer");
}

}  // namespace
}  // namespace reseal::social_insurance::test
