// SPDX-License-Identifier: Apache-2.0
// The api journey when all goes well, against the sandbox's portal.
#include <fstream>

#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "reseal/readable.h"
#include "support/process.h"
#include "world.h"

namespace reseal::customs::test {
namespace {

// CUS-01
TEST(Customs, WantsOneWorkingDayOfCustomsOfficesAndTheOldKey) {
  Registering registering;
  const auto lead = registering.plugin->lead_time();
  EXPECT_EQ(lead.working_days, 1);
  EXPECT_FALSE(lead.working_hours);
  EXPECT_EQ(lead.office, "customs");
  EXPECT_EQ(lead.country, "VN");
  EXPECT_TRUE(lead.needs_old_key);
}

// CUS-12, CUS-01
TEST(Customs, SaysFirstWhatItIsForAndFromWhenTheDayRuns) {
  Registering registering;
  const auto step = registering.next();
  ASSERT_EQ(step.id, "start");
  EXPECT_EQ(form_of(step).intro.id, "customs.start.intro");
  EXPECT_TRUE(shows(form_of(step), "customs.start.one_working_day"));
  EXPECT_EQ(shown_under(form_of(step), "customs.value.tax_code"), kTaxCode);
}

// CUS-02
TEST(Customs, SignsInWithTheOldKey) {
  Registering registering;
  registering.accept("start");
  const auto step = registering.next();
  const auto& sign = std::get<Sign>(step.action);
  EXPECT_EQ(sign.key, Sign::Key::old_key);
  EXPECT_EQ(sign.format, Sign::Format::cms_detached);
  registering.sign("sign_in");
  EXPECT_EQ(registering.next().id, "declarant");
  EXPECT_EQ(registering.sandbox.received("customsEnter"), 1);
}

// CUS-03, CUS-04, CUS-05, CUS-15, CUS-16, CUS-17, CUS-18
TEST(Customs, AsksForTheDeclarantAndShowsTheCertificateThatWasRead) {
  Registering registering;
  registering.accept("start");
  const auto step = registering.sign("sign_in");
  const auto& form = form_of(step);
  for (const auto* id : {"full_name", "id_number", "email"}) EXPECT_TRUE(field_of(form, id)->required) << id;
  EXPECT_EQ(shown_under(form, "customs.value.new_serial"), registering.order.new_certificate->serial.hex);
  EXPECT_EQ(shown_under(form, "customs.value.issuer"), "MISA-CA");
  EXPECT_FALSE(shown_under(form, "customs.value.valid_to").empty());
  EXPECT_EQ(shown_under(form, "customs.value.effective_date"),
            local_text(registering.order.now, kVietNamOffset, kVietnameseDate));
}

// CUS-06
TEST(Customs, SavesAndSaysThatSavedIsNotSent) {
  Registering registering;
  const auto step = registering.fill_in();
  ASSERT_EQ(step.id, "send");
  EXPECT_TRUE(shows(form_of(step), "customs.send.saved_is_not_sent"));
  EXPECT_EQ(registering.record().at("state"), "saved");
  EXPECT_EQ(registering.record().at("extra").at("declarant").at("id_number"), "001085012345");
  EXPECT_EQ(registering.sandbox.received("customsSendRegistration"), 0);
}

// CUS-07, CUS-19, CUS-20
TEST(Customs, FindsTheSavedRecordAgain) {
  Registering registering;
  registering.fill_in();
  const auto before = registering.sandbox.received("customsFindRegistration");
  const auto step = registering.next();
  EXPECT_EQ(shown_under(form_of(step), "customs.value.record"), registering.record().at("number"));
  EXPECT_EQ(shown_under(form_of(step), "customs.value.new_serial"), registering.order.new_certificate->serial.hex);
  EXPECT_EQ(registering.sandbox.received("customsFindRegistration"), before + 1);
  EXPECT_EQ(registering.sandbox.received("customsSaveRegistration"), 1);
}

// CUS-08, CUS-21, CUS-22, CUS-23
TEST(Customs, SendsTheRecordSignedWithTheNewKey) {
  Registering registering("api", true);
  registering.fill_in();
  const auto step = registering.accept("send", {{"sender", "Trần Thị Bình"}, {"email", "binh@anhduong.example"}});
  const auto& sign = std::get<Sign>(step.action);
  EXPECT_EQ(sign.key, Sign::Key::new_key);
  EXPECT_EQ(sign.format, Sign::Format::cms_attached);
  EXPECT_NE(as_text(from_base64(sign.document)).find(registering.order.new_certificate->serial.hex), std::string::npos);
  registering.sign("sign_record");
  EXPECT_EQ(registering.record().at("state"), "sent");
  EXPECT_EQ(registering.record().at("extra").at("sender"), "Trần Thị Bình");
}

// CUS-22: what Customs is sent, another program takes for a signature of the new certificate.
TEST(Customs, SendsASignatureThatOpensslVerifies) {
  Registering registering;
  registering.fill_in();
  const auto step = registering.accept("send");
  const auto& sign = std::get<Sign>(step.action);
  const auto signature = from_base64(registering.new_key.sign(sign).at("signature").get<std::string>());
  const auto folder = registering.sandbox.folder();
  std::ofstream(folder / "record.p7m", std::ios::binary) << as_text(signature);
  std::ofstream(folder / "chain.pem") << read_file(registering.sandbox.root())
                                      << read_file(registering.sandbox.misa_ca());
  const auto verified = reseal::test::run(
      {.command = {"openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", (folder / "record.p7m").string(),
                   "-CAfile", (folder / "chain.pem").string(), "-purpose", "any"}});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_EQ(verified.out, as_text(from_base64(sign.document)));
}

// CUS-24: sent is not accepted, and nobody promised a time.
TEST(Customs, WaitsForThePeopleWhoDecide) {
  Registering registering("api", true);
  registering.fill_in();
  const auto step = registering.send();
  ASSERT_EQ(step.id, "result");
  const auto& wait = std::get<Wait>(step.action);
  EXPECT_EQ(wait.expectation.id, "customs.result.no_time_promised");
  EXPECT_EQ(wait.poll_after, Seconds(600));
  EXPECT_EQ(wait.deadline, registering.order.old.certificate.not_after);
  EXPECT_EQ(registering.finish(step, {{"waited", true}}).id, "result");
  registering.sandbox.staff({"accept-registration", registering.record().at("number").get<std::string>()});
  EXPECT_EQ(registering.finish(step, {{"waited", true}}).id, "new_password");
}

// CUS-01: the acceptance is that of Customs, not the moment of sending.
TEST(Customs, EndsWithWhatCustomsAccepted) {
  Registering registering("api", true);
  registering.fill_in();
  registering.send();
  // Two days later somebody decides; the certificates of this test live by the same clock.
  registering.sandbox.set_clock(to_iso(registering.order.now + std::chrono::days(2)));
  const auto accepted =
      registering.sandbox.staff({"accept-registration", registering.record().at("number").get<std::string>()});
  registering.accept("new_password");
  const auto step = registering.sign("sign_access");
  const auto& done = std::get<Done>(step.action);
  ASSERT_TRUE(done.acceptance);
  EXPECT_EQ(done.acceptance->serial, registering.order.new_certificate->serial.hex);
  EXPECT_EQ(to_iso(done.acceptance->accepted_at), accepted.at("decided_at"));
  EXPECT_GE(done.acceptance->accepted_at, registering.order.now + std::chrono::days(2));
  EXPECT_EQ(done.acceptance->reference, accepted.at("number"));
  EXPECT_EQ(done.evidence.at("sent_at"), accepted.at("sent_at"));
}

// CUS-09, CUS-10, CUS-25
TEST(Customs, PutsTheFourSecretsAwayAndNowhereElse) {
  Registering registering;
  registering.until_accepted();
  const auto step = registering.sign("sign_access");
  std::vector<std::string> names;
  auto open = Json(step);
  open.erase("keep");
  for (const auto& secret : step.keep) {
    names.push_back(secret.name);
    EXPECT_EQ(open.dump().find(secret.value), std::string::npos) << secret.name;
    EXPECT_EQ(Json(registering.order).dump().find(secret.value), std::string::npos) << secret.name;
  }
  EXPECT_THAT(names, testing::ElementsAre("user_id", "terminal_id", "terminal_access_key", "connection_password"));
}

// CUS-26
TEST(Customs, SaysWhoMustGetTheNewConnectionPassword) {
  Registering registering;
  registering.until_accepted();
  const auto step = registering.sign("sign_access");
  EXPECT_TRUE(says_next(std::get<Done>(step.action).next, "customs.done.hand_password_over"));
}

// CUS-10
TEST(Customs, LeavesTheOldPasswordAloneWhenAskedTo) {
  Registering registering;
  registering.until_accepted(false);
  const auto step = registering.sign("sign_access");
  EXPECT_EQ(step.keep.size(), 3U);
  EXPECT_FALSE(says_next(std::get<Done>(step.action).next, "customs.done.hand_password_over"));
  EXPECT_EQ(registering.sandbox.received("customsNewPassword"), 0);
}

TEST(Customs, SaysWhichCertificateItKnowsToday) {
  Registering registering;
  EXPECT_EQ(registering.plugin->registered(registering.order.old, registering.host),
            registering.order.old.certificate.serial.hex);
  registering.until_accepted();
  EXPECT_EQ(registering.plugin->registered(registering.order.old, registering.host),
            registering.order.new_certificate->serial.hex);
}

TEST(Customs, AnswersTheSameQuestionTheSameWay) {
  Registering registering;
  registering.fill_in();
  EXPECT_EQ(registering.next(), registering.next());
  registering.send();
  registering.accept("new_password");
  registering.sign("sign_access");
  EXPECT_EQ(registering.next(), registering.next());
}

}  // namespace
}  // namespace reseal::customs::test
