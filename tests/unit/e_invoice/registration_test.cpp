// SPDX-License-Identifier: Apache-2.0
// The api transport against the sandbox's e-invoice portal, over HTTPS, with declarations that are really signed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e_invoice.h"
#include "reseal/failure.h"
#include "support/registrar_world.h"
#include "support/xml_form.h"

namespace reseal::e_invoice {
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
using testing::Not;

const Json kAnswer = {
    {"tax_office", "Chi cục Thuế khu vực I"}, {"contact", "Nguyễn Thị Lan"}, {"address", "1 Tràng Tiền, Hà Nội"},
    {"email", "ketoan@anhduong.example"},     {"phone", "02438221234"},      {"place", "Hà Nội"}};

struct EInvoiceRegistration : testing::Test {
  explicit EInvoiceRegistration(TestKey key = TestKey::ec(), const SandboxOptions& options = {})
      : world(std::move(key), options) {}
  Step next() { return registrar.registration(world.order, world); }
  Step fill_in(const Json& more = Json::object()) {
    auto answer = kAnswer;
    answer.update(more);
    return world.accept(registrar, "declaration", answer);
  }
  std::string sign() { return world.sign(registrar, "sign_declaration"); }
  Step until_answered() {
    for (int i = 0; i < 100; ++i) {
      auto step = next();
      if (step.id != "decision") return step;
      world.finish(step, {{"waited", true}});
    }
    throw std::runtime_error("no answer");
  }

  RegistrarWorld world;
  EInvoice registrar{PluginContext{E_INVOICE_FOLDER, "api", {{"base_url", world.sandbox.portal()}}}};
};

struct EInvoiceRegistrationWithRsa : EInvoiceRegistration {
  EInvoiceRegistrationWithRsa() : EInvoiceRegistration(TestKey::rsa()) {}
};

struct EInvoiceRegistrationOnCommand : EInvoiceRegistration {
  EInvoiceRegistrationOnCommand() : EInvoiceRegistration(TestKey::ec(), {.staff_on_command = true}) {}
  std::string number(std::size_t of) {
    return world.sandbox.registrations("e_invoice").at(of).at("number").get<std::string>();
  }
};

TEST_F(EInvoiceRegistration, EndsWithTheNewCertificateInTheList) {
  EXPECT_EQ(registrar.registered(world.order.old, world), world.order.old.certificate.serial.hex);
  fill_in();
  sign();
  const auto step = until_answered();
  ASSERT_EQ(outcome(step), "done");
  const auto& done = std::get<Done>(step.action);
  const auto acceptance = done.acceptance.value();
  EXPECT_EQ(acceptance.serial, world.order.new_certificate->serial.hex);
  EXPECT_GE(acceptance.accepted_at, world.order.now);
  EXPECT_THAT(acceptance.reference, HasSubstr("01/TB-ĐKĐT"));
  EXPECT_EQ(done.next.back().id, "e_invoice.done.stop_later");
  EXPECT_EQ(registrar.registered(world.order.old, world), acceptance.serial);
  EXPECT_THAT(world.effects, ElementsAre("send_declaration"));
}

TEST_F(EInvoiceRegistrationWithRsa, IsAcceptedToo) {
  fill_in();
  sign();
  EXPECT_EQ(outcome(until_answered()), "done");
}

TEST_F(EInvoiceRegistration, AddsARowForTheNewCertificateAndLeavesTheOldOneAlone) {
  fill_in();
  const auto form = sign();
  const auto& renewed = *world.order.new_certificate;
  EXPECT_THAT(form, HasSubstr("<DSCTSSDung><CTS><STT>1</STT><TTChuc>" + renewed.issuer_common_name + "</TTChuc><Seri>" +
                              renewed.serial.hex +
                              "</Seri><TNgay>2026-01-01T07:00:00</TNgay><DNgay>2028-01-01T07:00:00</DNgay>"
                              "<HThuc>1</HThuc></CTS></DSCTSSDung>"));
  EXPECT_THAT(form, HasSubstr("<MSo>01/ĐKTĐ-HĐĐT</MSo>"));
  EXPECT_THAT(form, HasSubstr("<DSCKS><NNT><Signature "));
  EXPECT_THAT(form, HasSubstr("SigningTime"));
  EXPECT_THAT(form, Not(HasSubstr(world.order.old.certificate.serial.hex)));
}

TEST_F(EInvoiceRegistration, MayBeEnteredAsARenewalInstead) {
  fill_in({{"action", "renew"}});
  EXPECT_THAT(sign(), HasSubstr("<HThuc>2</HThuc></CTS>"));
  EXPECT_EQ(outcome(until_answered()), "done");
}

TEST_F(EInvoiceRegistration, StopsTheOldCertificateOnlyOnceItHasEnded) {
  EXPECT_FALSE(has_field(std::get<Ask>(next().action).form, "stop_old"));
  world.order.now = world.order.old.certificate.not_after;
  world.sandbox.set_clock(to_iso(world.order.now));
  EXPECT_TRUE(has_field(std::get<Ask>(fill_in().action).form, "stop_old"));
  EXPECT_THAT(sign(), HasSubstr("<Seri>" + world.order.old.certificate.serial.hex + "</Seri>"));
  const auto step = until_answered();
  ASSERT_EQ(outcome(step), "done");
  EXPECT_EQ(std::get<Done>(step.action).next.back().id, "e_invoice.done.program");
}

TEST_F(EInvoiceRegistration, NeedsAKindOfInvoice) {
  fill_in({{"hdgtgt", false}});
  EXPECT_TRUE(shows(std::get<Ask>(next().action).form, "e_invoice.declare.no_kind"));
}

TEST_F(EInvoiceRegistrationOnCommand, ShowsTheReasonAndSendsTheCorrectedDeclarationAsAnother) {
  fill_in();
  sign();
  EXPECT_EQ(outcome(next()), "wait");
  (void)world.sandbox.staff({"refuse-registration", number(0), "--reason", "Sai cơ quan thuế quản lý"});
  EXPECT_TRUE(shows(std::get<Ask>(fill_in().action).form, "e_invoice.refused.declaration"));
  sign();
  EXPECT_EQ(outcome(next()), "wait");
  (void)world.sandbox.staff({"accept-registration", number(1)});
  EXPECT_EQ(outcome(next()), "done");
  EXPECT_THAT(world.effects, ElementsAre("send_declaration", "send_declaration_2"));
}

TEST_F(EInvoiceRegistrationOnCommand, EndsRefusedWhenTheAnswerIsNoForGood) {
  fill_in();
  sign();
  (void)next();
  (void)world.sandbox.staff({"refuse-registration", number(0), "--code", "final", "--reason", "Ngừng hoạt động"});
  EXPECT_EQ(outcome(next()), "refuse refused_by_agency");
}

TEST_F(EInvoiceRegistration, AfterALostReplyFindsTheDeclarationAndSendsNothingTwice) {
  fill_in();
  sign();
  world.sandbox.fault("reply-lost@eInvoiceSendDeclaration");
  EXPECT_THROW((void)next(), TryLater);
  world.order.unconfirmed = {"send_declaration"};
  EXPECT_EQ(outcome(until_answered()), "done");
  EXPECT_THAT(world.effects, ElementsAre("send_declaration"));
}

TEST_F(EInvoiceRegistration, SendsNothingWhenThePersonSaysNotNow) {
  world.decline(registrar, "declaration");
  EXPECT_EQ(outcome(next()), "refuse declined_by_user");
  EXPECT_THAT(world.effects, IsEmpty());
}

TEST_F(EInvoiceRegistration, SaysThatItsLeadTimeIsUnknownAndWhatIsUsual) {
  EXPECT_EQ(registrar.lead_time().working_hours, std::nullopt);
  EXPECT_EQ(registrar.lead_time().working_days, std::nullopt);
  EXPECT_EQ(registrar.describe().processing_days, 1);
}

TEST_F(EInvoiceRegistration, OfAnAlteredFormIsNotTaken) {
  fill_in();
  const auto form = world.signed_with(next(), world.key, world.issue(world.key));
  world.hand_in(registrar, "sign_declaration", replaced(form, "<CMa>1", "<CMa>0"));
  EXPECT_EQ(outcome(next()), "fail other");
}

TEST_F(EInvoiceRegistration, SignedWithAnotherCertificateThanTheOneItAddsIsNotTaken) {
  fill_in();
  const auto other = TestKey::ec();
  world.hand_in(registrar, "sign_declaration", world.signed_with(next(), other, world.issue(other)));
  EXPECT_TRUE(shows(std::get<Ask>(next().action).form, "e_invoice.refused.data"));
}

}  // namespace
}  // namespace reseal::e_invoice
