// SPDX-License-Identifier: Apache-2.0
// The api transport against the sandbox's tax portal, over HTTPS, with forms that are really signed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/failure.h"
#include "support/registrar_world.h"
#include "support/xml_form.h"
#include "tax.h"

namespace reseal::tax {
namespace {

using test::has_field;
using test::outcome;
using test::RegistrarWorld;
using test::replaced;
using test::SandboxOptions;
using test::shows;
using test::TestKey;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Json kAnswer = {
    {"tax_office", "Chi cục Thuế khu vực I"}, {"email", "ketoan@anhduong.example"}, {"phone", "02438221234"}};

struct TaxRegistration : testing::Test {
  explicit TaxRegistration(TestKey key = TestKey::ec(), const SandboxOptions& options = {})
      : world(std::move(key), options) {}
  Step next() { return tax.registration(world.order, world); }
  Step fill_in(const Json& more = Json::object()) {
    auto answer = kAnswer;
    answer.update(more);
    return world.accept(tax, "change_form", answer);
  }
  std::string sign() { return world.sign(tax, "sign_change"); }
  Step until_answered() {
    for (int i = 0; i < 100; ++i) {
      auto step = next();
      if (step.id != "notice") return step;
      world.finish(step, {{"waited", true}});
    }
    throw std::runtime_error("no answer");
  }
  static Acceptance acceptance_of(const Step& step) { return std::get<Done>(step.action).acceptance.value(); }

  RegistrarWorld world;
  Tax tax{PluginContext{TAX_FOLDER, "api", {{"base_url", world.sandbox.portal()}, {"poll_seconds", 60}}}};
};

struct TaxRegistrationWithRsa : TaxRegistration {
  TaxRegistrationWithRsa() : TaxRegistration(TestKey::rsa()) {}
};

struct TaxRegistrationOnCommand : TaxRegistration {
  TaxRegistrationOnCommand() : TaxRegistration(TestKey::ec(), {.staff_on_command = true}) {}
  void staff(const std::vector<std::string>& words) { (void)world.sandbox.staff(words); }
  std::string number(std::size_t of) {
    return world.sandbox.registrations("tax").at(of).at("number").get<std::string>();
  }
};

// TAX-02
TEST_F(TaxRegistration, EndsWithTheNewSerialAcceptedForBothServices) {
  const auto old = world.order.old.certificate.serial.hex;
  EXPECT_EQ(tax.registered(world.order.old, world), old);
  fill_in();
  sign();
  const auto step = until_answered();
  ASSERT_EQ(outcome(step), "done");
  const auto acceptance = acceptance_of(step);
  EXPECT_EQ(acceptance.serial, world.order.new_certificate->serial.hex);
  EXPECT_THAT(acceptance.services, ElementsAre("filing", "payment"));
  EXPECT_THAT(acceptance.reference, HasSubstr("00010-0003-"));
  EXPECT_GE(acceptance.accepted_at, world.order.now);
  EXPECT_EQ(tax.registered(world.order.old, world), acceptance.serial);
  EXPECT_THAT(world.effects, ElementsAre("send_change"));
}

TEST_F(TaxRegistrationWithRsa, IsAcceptedToo) {
  fill_in();
  EXPECT_THAT(sign(), HasSubstr("<RSAKeyValue>"));
  EXPECT_EQ(outcome(until_answered()), "done");
}

// TAX-02: what the form says, in the element names of the T-VAN message.
TEST_F(TaxRegistration, SignsAFormWithBothSerialsIssuerAndValidity) {
  fill_in({{"name", "CÔNG TY <A> & B"}});
  const auto form = sign();
  const auto& renewed = *world.order.new_certificate;
  EXPECT_THAT(form, HasSubstr("<DKyThueDTu xmlns=\"http://kekhaithue.gdt.gov.vn/HSoDKy\"><DKyThue id="));
  EXPECT_THAT(form, HasSubstr("<maDKy>217</maDKy><mauDKy>02-DK_T-VAN</mauDKy>"));
  EXPECT_THAT(form, HasSubstr("<ngayDKy>2026-11-20</ngayDKy><tIN>" + world.tax_code() + "</tIN>"));
  EXPECT_THAT(form, HasSubstr("<tenNNT>CÔNG TY &lt;A&gt; &amp; B</tenNNT>"));
  EXPECT_THAT(form, HasSubstr("<serial>" + renewed.serial.hex + "</serial>"));
  EXPECT_THAT(form, HasSubstr("<serialCu>" + world.order.old.certificate.serial.hex + "</serialCu>"));
  EXPECT_THAT(form, HasSubstr("<issuer>" + renewed.issuer_common_name + "</issuer>"));
  EXPECT_THAT(form, HasSubstr("<fromDateCA>01/01/2026 07:00:00</fromDateCA>"));
  EXPECT_THAT(form, HasSubstr("<kkTDT>true</kkTDT><nopTDT>true</nopTDT>"));
  EXPECT_THAT(form, HasSubstr("<CKyDTu><Signature "));
}

// TAX-03
TEST_F(TaxRegistrationOnCommand, SaysToSignWithTheOldCertificateUntilTheNewOneIsInForce) {
  fill_in();
  sign();
  const auto step = next();
  ASSERT_EQ(outcome(step), "wait");
  EXPECT_EQ(std::get<Wait>(step.action).expectation.id, "tax.notice.expectation");
  EXPECT_EQ(std::get<Wait>(step.action).poll_after, Seconds(60));
  staff({"accept-registration", number(0)});
  staff({"accept-registration", number(1)});
  const auto done = std::get<Done>(next().action);
  EXPECT_EQ(done.next.front().id, "tax.done.sign_with_old");
  EXPECT_EQ(done.next.front().params.at("serial"), world.order.old.certificate.serial.hex);
}

// TAX-05
TEST_F(TaxRegistrationOnCommand, IsNotDoneWhileOneServiceIsMissing) {
  fill_in();
  sign();
  (void)next();
  staff({"accept-registration", number(0)});
  EXPECT_EQ(outcome(next()), "wait");
  EXPECT_EQ(tax.registered(world.order.old, world), world.order.old.certificate.serial.hex);
}

// TAX-05: filing is in, payment is not: only that is asked for again.
TEST_F(TaxRegistrationOnCommand, AsksAgainForTheServiceThatWasRefusedAndOnlyForThat) {
  fill_in();
  sign();
  (void)next();
  staff({"accept-registration", number(0)});
  staff({"refuse-registration", number(1), "--reason", "Chưa đăng ký tài khoản ngân hàng"});
  const auto again = fill_in();
  const auto& form = std::get<Ask>(again.action).form;
  EXPECT_TRUE(shows(form, "tax.refused.payment"));
  EXPECT_TRUE(shows(form, "tax.change.accepted_filing"));
  EXPECT_FALSE(has_field(form, "filing"));
  EXPECT_THAT(sign(), HasSubstr("<kkTDT>false</kkTDT><nopTDT>true</nopTDT>"));
  EXPECT_EQ(outcome(next()), "wait");
  staff({"accept-registration", number(2)});
  const auto step = next();
  ASSERT_EQ(outcome(step), "done");
  EXPECT_THAT(acceptance_of(step).services, ElementsAre("filing", "payment"));
  EXPECT_THAT(world.effects, ElementsAre("send_change", "send_change_2"));
}

// TAX-05
TEST_F(TaxRegistrationOnCommand, EndsWithOneServiceWhenThePersonGivesTheOtherUp) {
  fill_in();
  sign();
  (void)next();
  staff({"accept-registration", number(0)});
  staff({"refuse-registration", number(1), "--code", "final", "--reason", "Không có tài khoản"});
  fill_in({{"payment", false}});
  const auto step = next();
  ASSERT_EQ(outcome(step), "done");
  EXPECT_THAT(acceptance_of(step).services, ElementsAre("filing"));
}

TEST_F(TaxRegistrationOnCommand, EndsRefusedWhenTheTaxAuthoritySaysNoForGood) {
  fill_in();
  sign();
  (void)next();
  for (const std::size_t of : {0U, 1U}) {
    staff({"refuse-registration", number(of), "--code", "final", "--reason", "Người nộp thuế đã ngừng hoạt động"});
  }
  const auto step = next();
  EXPECT_EQ(outcome(step), "refuse refused_by_agency");
  EXPECT_EQ(std::get<Refuse>(step.action).message.params.at("text"), "Người nộp thuế đã ngừng hoạt động");
}

// TAX-01, TAX-04
TEST_F(TaxRegistration, HasADeadlineForFilingAndOneForPayment) {
  const auto lead = tax.lead_time();
  ASSERT_EQ(lead.services.size(), 2U);
  EXPECT_EQ(lead.services[0].id, "filing");
  EXPECT_EQ(lead.services[0].working_hours, 4);
  EXPECT_EQ(lead.services[1].id, "payment");
  EXPECT_EQ(lead.services[1].working_hours, 4);
  EXPECT_EQ(lead.office, "tax");
  EXPECT_EQ(lead.country, "VN");
  EXPECT_FALSE(lead.needs_old_key);
}

TEST_F(TaxRegistration, AfterALostReplyFindsTheChangeAndSendsNothingTwice) {
  fill_in();
  sign();
  world.sandbox.fault("reply-lost@taxSendChange");
  EXPECT_THROW((void)next(), TryLater);
  world.order.unconfirmed = {"send_change"};
  EXPECT_EQ(outcome(until_answered()), "done");
  EXPECT_THAT(world.effects, ElementsAre("send_change"));
  EXPECT_EQ(world.sandbox.registrations("tax").size(), 2U);
}

TEST_F(TaxRegistration, AsksAgainBeforeSigningWhenATypedTaxCodeIsWrong) {
  fill_in({{"tax_code", "0101243151"}});
  const auto step = fill_in({{"tax_code", world.tax_code()}});
  EXPECT_TRUE(shows(std::get<Ask>(step.action).form, "tax.change.wrong_tax_code"));
  EXPECT_EQ(next().id, "sign_change");
  EXPECT_THAT(world.effects, IsEmpty());
}

TEST_F(TaxRegistration, OnlyWarnsOfATaxCodeThatTheCertificateHasWrong) {
  world.order.old.certificate.holder_ids = {{"MST", "0101243151", "UID"}};
  EXPECT_TRUE(shows(std::get<Ask>(fill_in().action).form, "tax.change.certificate_tax_code"));
  EXPECT_EQ(next().id, "sign_change");
}

TEST_F(TaxRegistration, AsksForAServiceBeforeSigning) {
  fill_in({{"filing", false}, {"payment", false}});
  EXPECT_TRUE(shows(std::get<Ask>(next().action).form, "tax.change.no_service"));
}

TEST_F(TaxRegistration, SendsNothingWhenThePersonSaysNotNow) {
  world.decline(tax, "change_form");
  EXPECT_EQ(outcome(next()), "refuse declined_by_user");
  EXPECT_THAT(world.effects, IsEmpty());
}

TEST_F(TaxRegistration, ShowsWhatThePortalDidNotTakeAndSendsTheCorrectedFormAsAnother) {
  fill_in({{"tax_code", "0101243150"}});  // right, and another company's
  sign();
  const auto step = fill_in({{"tax_code", world.tax_code()}});
  EXPECT_TRUE(shows(std::get<Ask>(step.action).form, "tax.refused.data"));
  sign();
  EXPECT_EQ(outcome(until_answered()), "done");
  EXPECT_THAT(world.effects, ElementsAre("send_change", "send_change_2"));
}

TEST_F(TaxRegistration, StopsWhenAnotherChangeIsOpen) {
  world.sandbox.fault("registration-conflict@taxSendChange");
  fill_in();
  sign();
  EXPECT_EQ(outcome(next()), "refuse already_ordered");
}

TEST_F(TaxRegistration, NeedsANewCertificate) {
  world.order.new_certificate.reset();
  EXPECT_EQ(outcome(next()), "fail certificate_missing");
}

// --- what the sandbox's portal does not take ---

TEST_F(TaxRegistration, OfAnAlteredFormIsNotTaken) {
  fill_in();
  const auto form = world.signed_with(next(), world.key, world.issue(world.key));
  world.hand_in(tax, "sign_change", replaced(form, "<kkTDT>true", "<kkTDT>false"));
  const auto step = next();
  EXPECT_EQ(outcome(step), "fail other");
  EXPECT_THAT(std::get<Fail>(step.action).message.params.at("text"), HasSubstr("form_altered"));
}

TEST_F(TaxRegistration, OfAnUnsignedFormIsNotTaken) {
  fill_in();
  world.hand_in(tax, "sign_change", RegistrarWorld::document(next()));
  EXPECT_THAT(std::get<Fail>(next().action).message.params.at("text"), HasSubstr("signature_missing"));
}

TEST_F(TaxRegistration, SignedWithAnotherCertificateThanTheOneItNamesIsNotTaken) {
  fill_in();
  const auto other = TestKey::ec();
  world.hand_in(tax, "sign_change", world.signed_with(next(), other, world.issue(other)));
  EXPECT_EQ(next().id, "change_form");
}

TEST_F(TaxRegistration, SignedWithAnExpiredCertificateIsNotTaken) {
  fill_in();
  const auto expired = world.issue(
      world.key, {.not_before = test::at("2024-01-01T00:00:00Z"), .not_after = test::at("2026-11-01T00:00:00Z")});
  world.hand_in(tax, "sign_change", world.signed_with(next(), world.key, expired));
  EXPECT_EQ(outcome(next()), "refuse refused_by_agency");
}

TEST_F(TaxRegistration, SignedWithACertificateOfAnUnknownCaIsNotTaken) {
  fill_in();
  const auto stranger = test::TestCa::root().issue({.spki = world.key.spki()});
  world.hand_in(tax, "sign_change", world.signed_with(next(), world.key, stranger));
  EXPECT_EQ(outcome(next()), "refuse refused_by_agency");
}

}  // namespace
}  // namespace reseal::tax
