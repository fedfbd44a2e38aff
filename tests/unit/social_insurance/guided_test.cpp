// SPDX-License-Identifier: Apache-2.0
// The journey document, walked through as a person does, and the words of all forms.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "agency.h"
#include "reseal/base/catalogue.h"
#include "reseal/guided.h"

namespace reseal::social_insurance::test {
namespace {

const Json kAccepted = {{"decision", "accepted"}, {"decided_on", "2026-11-24"}, {"decided_time", "10:15"}};
const Json kRefused = {
    {"decision", "refused"}, {"decided_on", "2026-11-24"}, {"decided_time", "10:15"}, {"reason", "Sai mã"}};

class AtThePortal : public Registering {
 public:
  AtThePortal() : Registering(reseal::test::TestKey::ec(), "guided") {}
  void go_to_the_wait() {
    accept("prepare");
    accept("sign_in");
    accept("change_information");
    accept("sent", {{"number", "G-42"}});
  }
};

TEST(TheGuidedJourney, EndsInAnAcceptanceWithTheMailAsEvidence) {  // BHX-01
  AtThePortal unit;
  unit.go_to_the_wait();
  auto answer = kAccepted;
  answer["mail"] = mail_field("From: BHXH <a@b.vn>\nMessage-ID: <m1@b.vn>\nSubject: Ket qua\n\nx");
  unit.signal(answer);
  const auto step = unit.next();
  const auto& done = action<Done>(step);
  EXPECT_EQ(to_iso(done.acceptance->accepted_at), "2026-11-24T03:15:00Z");
  EXPECT_EQ(done.acceptance->serial, unit.fresh.certificate.serial.hex);
  EXPECT_EQ(done.acceptance->reference, "G-42");
  EXPECT_EQ(done.evidence.at("mail_subject"), "Ket qua");
  EXPECT_EQ(done.evidence.at("mail_message_id"), "m1@b.vn");
  EXPECT_TRUE(unit.host.effects.empty());
}

TEST(TheGuidedJourney, WorksWithoutADossierNumberAndWithoutAMail) {
  AtThePortal unit;
  unit.accept("prepare");
  unit.accept("sign_in");
  unit.accept("change_information");
  unit.accept("sent");
  unit.signal(kAccepted);
  EXPECT_TRUE(action<Done>(unit.next()).acceptance.has_value());
}

TEST(TheGuidedJourney, GivesTheNewCertificatesValuesToCopy) {  // BHX-01
  AtThePortal unit;
  unit.accept("prepare");
  unit.accept("sign_in");
  const auto step = unit.next();
  std::vector<std::string> copied;
  for (const auto& shown : form_of(step).shown) {
    if (shown.copy) copied.push_back(shown.value);
  }
  EXPECT_THAT(copied, testing::Contains(unit.fresh.certificate.serial.hex));
  EXPECT_THAT(copied, testing::Contains(unit.fresh.certificate.serial.spaced));
  EXPECT_THAT(copied, testing::Contains("01/11/2027 07:00:00"));
}

TEST(TheGuidedJourney, SaysThatTheOldCertificateSignsMeanwhile) {  // BHX-02
  AtThePortal unit;
  EXPECT_TRUE(shows(form_of(unit.next()), "social_insurance.until_then"));
  EXPECT_TRUE(shows(form_of(unit.next()), "social_insurance.lead_time.unknown"));  // BHX-03
}

TEST(TheGuidedJourney, LeadsFromARefusalToASecondTry) {
  AtThePortal unit;
  unit.go_to_the_wait();
  unit.signal(kRefused);
  unit.accept("refused");
  unit.accept("sign_in");
  unit.accept("change_information");
  unit.accept("sent", {{"number", "G-43"}});
  unit.signal(kAccepted);
  EXPECT_EQ(action<Done>(unit.next()).acceptance->reference, "G-43");
}

TEST(TheGuidedJourney, EndsWithARefusalThatIsNotCorrected) {
  AtThePortal unit;
  unit.go_to_the_wait();
  unit.signal(kRefused);
  unit.decline("refused");
  EXPECT_EQ(action<Refuse>(unit.next()).reason, "refused_by_agency");
}

TEST(TheGuidedJourney, AsksAfterAWeekWithoutAnAnswer) {  // BHX-03, GEN-07
  AtThePortal unit;
  unit.go_to_the_wait();
  unit.wait_until("2026-12-01T02:00:00Z");
  unit.decline("no_answer");
  EXPECT_EQ(action<Refuse>(unit.next()).reason, "no_answer");
}

TEST(TheGuidedJourney, HelpsWhenItCouldNotBeSent) {  // GEN-07
  AtThePortal unit;
  unit.accept("prepare");
  unit.accept("sign_in");
  unit.decline("change_information");
  unit.accept("trouble");
  EXPECT_EQ(unit.next().id, "sign_in");
}

TEST(TheTexts, AreThereInThreeLanguages) {
  const std::filesystem::path folder = SOCIAL_INSURANCE_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  EXPECT_THAT(catalogue.gaps(), testing::IsEmpty());
  for (const auto& id : journey_text_ids(folder / "journeys" / "registration.json")) {
    EXPECT_TRUE(catalogue.has(id, "vi")) << id;
    EXPECT_TRUE(id.starts_with("social_insurance.")) << id;
  }
}

// What the C++ says must be in the catalogues as well, and nothing else need be.
TEST(TheTexts, AreAllThatTheSourceAndTheJourneyName) {
  const std::filesystem::path folder = SOCIAL_INSURANCE_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  auto used = journey_text_ids(folder / "journeys" / "registration.json");
  const std::regex quoted(R"re("([a-z_]+(\.[a-z_]+)*)")re");
  for (const auto& entry : std::filesystem::directory_iterator(folder / "src")) {
    std::ifstream file(entry.path());
    const std::string source(std::istreambuf_iterator<char>(file), {});
    for (std::sregex_iterator at(source.begin(), source.end(), quoted), end; at != end; ++at) {
      const auto name = (*at)[1].str();
      const bool whole = name.starts_with("social_insurance.") && !name.ends_with(".h");
      if (whole) {
        EXPECT_TRUE(catalogue.has(name, "en")) << name << " in " << entry.path();
      }
      used.insert(whole ? name : "social_insurance." + name);
    }
    const std::regex said(R"re(say\("([a-z_.]+)")re");
    for (std::sregex_iterator at(source.begin(), source.end(), said), end; at != end; ++at) {
      EXPECT_TRUE(catalogue.has("social_insurance." + (*at)[1].str(), "en")) << (*at)[1] << " in " << entry.path();
    }
  }
  std::ifstream file(folder / "texts" / "en.json");
  const auto english = Json::parse(file);
  for (const auto& [id, text] : english.items()) EXPECT_TRUE(used.contains(id)) << id << " is said nowhere";
}

}  // namespace
}  // namespace reseal::social_insurance::test
