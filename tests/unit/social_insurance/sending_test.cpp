// SPDX-License-Identifier: Apache-2.0
// Sending: once, and only what the person agreed to.
#include "agency.h"
#include "reseal/base/bytes.h"
#include "reseal/failure.h"

namespace reseal::social_insurance::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ANo, SendsNothing) {  // GEN-11
  for (const auto* at : {"unit", "confirm"}) {
    Registering unit;
    if (std::string(at) == "confirm") unit.accept("unit", unit_data());
    unit.decline(at);
    const auto step = unit.next();
    EXPECT_EQ(action<Refuse>(step).reason, "declined_by_user");
    EXPECT_EQ(action<Refuse>(step).next.at(0).id, "social_insurance.until_then");  // BHX-02
    EXPECT_THAT(unit.host.effects, IsEmpty());
  }
}

class EachKey : public testing::TestWithParam<const char*> {};

TEST_P(EachKey, SignsAFormThatTheAgencyTakes) {  // BHX-01
  Registering unit(std::string(GetParam()) == "rsa" ? reseal::test::TestKey::rsa() : reseal::test::TestKey::ec());
  unit.send();
  const auto step = unit.next();
  EXPECT_EQ(step.id, "answer");
  EXPECT_EQ(action<Wait>(step).reason.params.at("number"), unit.number());
  EXPECT_THAT(unit.host.effects, ElementsAre("send_change"));
  EXPECT_EQ(unit.world.registrations("social_insurance").at(0).at("new_serial"), unit.fresh.certificate.serial.hex);
}
INSTANTIATE_TEST_SUITE_P(Keys, EachKey, testing::Values("rsa", "ec"));

TEST(ALostReply, IsLookedUpAndNotSentAgain) {
  Registering unit;
  unit.send();
  unit.host.lose_reply = {"send_change"};
  EXPECT_THROW(unit.next(), TryLater);
  unit.order.unconfirmed = {"send_change"};
  EXPECT_EQ(unit.next().id, "answer");
  EXPECT_THAT(unit.host.effects, ElementsAre("send_change"));
  EXPECT_EQ(unit.world.registrations("social_insurance").size(), 1U);
}

TEST(AskingTwice, SendsOnce) {
  Registering unit;
  unit.send();
  EXPECT_EQ(unit.next(), unit.next());
  EXPECT_THAT(unit.host.effects, ElementsAre("send_change"));
}

TEST(AForm, SignedWithAnotherKeyIsNotTakenAndMayBeCorrected) {
  Registering unit;
  unit.accept("unit", unit_data());
  unit.accept("confirm");
  unit.sign_with(unit.old);
  const auto step = unit.next();
  EXPECT_EQ(step.id, "unit_2");
  EXPECT_TRUE(shows(form_of(step), "social_insurance.unit.refused"));
  EXPECT_EQ(*field_of(form_of(step), "unit_code")->initial, "TA0123A");
  EXPECT_THAT(unit.world.registrations("social_insurance"), IsEmpty());
}

TEST(AForm, AlteredAfterItWasSignedIsNotTaken) {
  Registering unit;
  unit.send();
  auto& result = unit.order.history.back().result;
  const auto signed_form = from_base64(result.at("signature").get<std::string>());
  std::string text(as_text(signed_form));
  text.replace(text.find("TA0123A"), 7, "TB0123B");
  result["signature"] = to_base64(as_bytes(text));
  EXPECT_EQ(unit.next().id, "unit_2");
  EXPECT_THAT(unit.world.registrations("social_insurance"), IsEmpty());
}

TEST(TheAgency, IsAskedWhichCertificateItKnows) {
  Registering unit;
  EXPECT_EQ(unit.plugin.registered(unit.order.old, unit.host), unit.old.certificate.serial.hex);
  unit.send();
  EXPECT_EQ(unit.next().id, "answer");
  EXPECT_EQ(unit.plugin.registered(unit.order.old, unit.host), unit.old.certificate.serial.hex)
      << "sent is not accepted";
  unit.world.staff({"accept-registration", unit.number()});
  EXPECT_EQ(unit.plugin.registered(unit.order.old, unit.host), unit.fresh.certificate.serial.hex);
  auto stranger = unit.order.old;
  stranger.certificate.holder_ids = {{"MST", "0100109106", "UID"}};
  EXPECT_EQ(unit.plugin.registered(stranger, unit.host), "") << "asked, and it knows none";
}

}  // namespace
}  // namespace reseal::social_insurance::test
