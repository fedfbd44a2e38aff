// SPDX-License-Identifier: Apache-2.0
// What the plugin says of itself, and what stands in its form.
#include "agency.h"
#include "reseal/base/bytes.h"
#include "reseal/crypto/xml_signature.h"
#include "reseal/host.h"

namespace reseal::social_insurance::test {
namespace {

using testing::HasSubstr;

Json settings(const Json& more = Json::object()) {
  Json all = {{"base_url", "https://portal.test"}};
  all.update(more);
  return all;
}

TEST(SocialInsurancesLeadTime, IsUnknownAndNeverZero) {  // BHX-03
  for (const auto* transport : {"api", "guided"}) {
    SocialInsurance plugin({SOCIAL_INSURANCE_FOLDER, transport, settings()});
    const auto lead = plugin.lead_time();
    EXPECT_FALSE(lead.working_hours.has_value());
    EXPECT_FALSE(lead.working_days.has_value());
    EXPECT_EQ(lead.source.id, "social_insurance.lead_time.unknown");
    EXPECT_EQ(lead.office, "social_insurance");
    EXPECT_EQ(lead.country, "VN");
    EXPECT_FALSE(lead.needs_old_key);
    EXPECT_TRUE(lead.services.empty());
  }
}

TEST(SocialInsurancesProcessingTime, IsUnknownUnlessTheDeploymentSaysIt) {  // BHX-03
  SocialInsurance unknown({SOCIAL_INSURANCE_FOLDER, "api", settings()});
  EXPECT_FALSE(unknown.describe().processing_days.has_value());
  SocialInsurance learnt({SOCIAL_INSURANCE_FOLDER, "api", settings({{"processing_days", 2}})});
  EXPECT_EQ(learnt.describe().processing_days, 2);
  EXPECT_EQ(learnt.describe().processing_source.id, "social_insurance.processing.configured");
}

TEST(TheForm, SaysThatNoLeadTimeIsKnownAndThatTheOldCertificateSignsMeanwhile) {  // BHX-02, BHX-03
  Registering unit;
  const auto step = unit.next();
  EXPECT_TRUE(shows(form_of(step), "social_insurance.lead_time.unknown"));
  EXPECT_TRUE(shows(form_of(step), "social_insurance.until_then"));
  EXPECT_TRUE(unit.host.effects.empty());
}

TEST(TheForm, MustBeAnsweredForByTheUnit) {
  Registering unit;
  auto answer = unit_data();
  answer["responsible"] = false;
  const auto problems = check_answer(form_of(unit.next()), answer);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].rule, "must_be_true");
}

TEST(AnOddUnitCode, IsAskedAboutAndNotRefused) {
  Registering unit;
  auto answer = unit_data();
  answer["unit_code"] = "79.001";
  unit.accept("unit", answer);
  EXPECT_TRUE(shows(form_of(unit.next()), "social_insurance.confirm.odd_code"));
  unit.accept("confirm");
  unit.sign();
  EXPECT_EQ(unit.next().id, "answer");
}

TEST(TheSignedForm, HoldsTheUnitAndBothCertificatesEscaped) {  // BHX-01
  Registering unit;
  unit.accept("unit", unit_data());
  unit.accept("confirm");
  const auto form = unit.sign();
  for (const auto& part : {std::string("<MA_DVI>TA0123A</MA_DVI>"), std::string("AN &amp; BÌNH"),
                           std::string("<MA_SO_THUE>0101243150</MA_SO_THUE>"),
                           "<CKS_CU><SERIAL>" + unit.old.certificate.serial.hex + "</SERIAL>",
                           "<CKS_MOI><SERIAL>" + unit.fresh.certificate.serial.hex + "</SERIAL>",
                           std::string("<CAM_KET>true</CAM_KET>")}) {
    EXPECT_THAT(form, HasSubstr(part));
  }
}

TEST(TheSignedForm, IsSignedAsAWholeInTheUnitsNode) {
  Registering unit(reseal::test::TestKey::rsa());
  unit.accept("unit", unit_data());
  unit.accept("confirm");
  unit.sign();
  const auto signed_form = from_base64(unit.order.result_of("sign_form")->at("signature").get<std::string>());
  const auto verified = crypto::xml_verify(signed_form, {"", "Id", "/BHXH/CKYDTU_DVI"}, unit.order.now);
  EXPECT_TRUE(verified.valid) << verified.detail;
  EXPECT_EQ(verified.signing_time, unit.order.now);
  EXPECT_THAT(std::string(as_text(signed_form)), HasSubstr("URI=\"\""));
}

}  // namespace
}  // namespace reseal::social_insurance::test
