// SPDX-License-Identifier: Apache-2.0
// The journey document, walked through as a person does, and the words of all of the registrar's forms.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "reseal/base/catalogue.h"
#include "reseal/guided.h"
#include "support/registrar_world.h"
#include "tax.h"

namespace reseal::tax {
namespace {

using test::outcome;
using test::shows;
using testing::ElementsAre;
using testing::IsEmpty;

struct TaxGuided : testing::Test {
  Step next() { return tax.registration(world.order, world); }
  Step accept(const std::string& id, const Json& answer = Json::object()) { return world.accept(tax, id, answer); }
  void send() {
    accept("open_portal");
    accept("read_certificate", {{"same", true}});
    accept("services");
    accept("sign_and_send", {{"transaction", "00010-0003-20112026081500123-77"}});
  }
  void evidence() {
    accept("evidence", {{"serial", world.order.new_certificate->serial.hex},
                        {"accepted_on", "2026-11-20"},
                        {"accepted_time", "14:05"},
                        {"notice", "03/TB-TĐT 123"}});
  }

  test::RegistrarWorld world{test::TestKey::ec(), {.started = false}};
  Tax tax{PluginContext{TAX_FOLDER, "guided", Json::object()}};
};

// TAX-02, TAX-05
TEST_F(TaxGuided, EndsWithTheAcceptanceThatThePersonCopied) {
  accept("begin");
  send();
  world.signal(tax, "notice", {{"filing", "accepted"}, {"payment", "accepted"}});
  evidence();
  const auto step = next();
  ASSERT_EQ(outcome(step), "done");
  const auto acceptance = std::get<Done>(step.action).acceptance.value();
  EXPECT_EQ(acceptance.serial, world.order.new_certificate->serial.hex);
  EXPECT_EQ(acceptance.accepted_at, time_from_iso("2026-11-20T14:05:00+07:00"));
  EXPECT_EQ(acceptance.reference, "00010-0003-20112026081500123-77");
  EXPECT_THAT(acceptance.services, ElementsAre("filing", "payment"));
  EXPECT_THAT(world.effects, IsEmpty());
}

// TAX-01, TAX-03, TAX-04
TEST_F(TaxGuided, SaysFirstHowEarlyAndWithWhichCertificateToSignMeanwhile) {
  const auto step = next();
  const auto& form = std::get<Ask>(step.action).form;
  EXPECT_TRUE(shows(form, "tax.guided.four_hours"));
  EXPECT_TRUE(shows(form, "tax.done.sign_with_old"));
}

// TAX-02: old and new begin alike
TEST_F(TaxGuided, GivesTheNewCertificatesValuesToCopy) {
  accept("begin");
  const auto open = accept("open_portal");
  const auto& link = std::get<Ask>(open.action).form.shown.front();
  EXPECT_EQ(link.value, "https://thuedientu.gdt.gov.vn");
  const auto step = next();
  const auto& form = std::get<Ask>(step.action).form;
  EXPECT_TRUE(shows(form, "tax.certificate.serials_alike"));
  for (const auto& shown : form.shown) {
    if (shown.label.id == "tax.certificate.new_serial") {
      EXPECT_EQ(shown.value, world.order.new_certificate->serial.hex);
      EXPECT_TRUE(shown.copy);
    }
  }
  EXPECT_FALSE(check_answer(form, {{"same", false}}).empty());
}

// TAX-05
TEST_F(TaxGuided, GoesBackForAServiceThatWasRefused) {
  accept("begin");
  send();
  world.signal(tax, "notice", {{"filing", "accepted"}, {"payment", "refused"}});
  accept("not_all");
  send();
  world.signal(tax, "notice", {{"filing", "accepted"}, {"payment", "accepted"}});
  evidence();
  EXPECT_EQ(outcome(next()), "done");
}

// TAX-05
TEST_F(TaxGuided, NamesOnlyTheServicesThatAccepted) {
  accept("begin");
  send();
  world.signal(tax, "notice", {{"filing", "accepted"}, {"payment", "not_asked"}});
  evidence();
  EXPECT_THAT(std::get<Done>(next().action).acceptance.value().services, ElementsAre("filing"));
}

TEST_F(TaxGuided, AsksForAService) {
  accept("begin");
  accept("open_portal");
  accept("read_certificate", {{"same", true}});
  accept("services", {{"filing", false}, {"payment", false}});
  accept("no_service");
  EXPECT_EQ(next().id, "services");
}

TEST_F(TaxGuided, EndsRefusedWhenTheTaxAuthoritySaysNoForGood) {
  accept("begin");
  send();
  world.signal(tax, "notice", {{"filing", "refused"}, {"payment", "refused"}});
  world.decline(tax, "not_all");
  EXPECT_EQ(outcome(next()), "refuse refused_by_agency");
}

TEST_F(TaxGuided, HelpsWhenItCouldNotBeSent) {
  accept("begin");
  accept("open_portal");
  accept("read_certificate", {{"same", true}});
  accept("services");
  world.decline(tax, "sign_and_send");
  accept("try_again");
  EXPECT_EQ(next().id, "open_portal");
}

TEST(TaxTexts, HasEveryTextOfTheJourneyInThreeLanguages) {
  const std::filesystem::path folder = TAX_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  EXPECT_THAT(catalogue.gaps(), IsEmpty());
  for (const auto& id : journey_text_ids(folder / "journeys" / "etax.json")) EXPECT_TRUE(catalogue.has(id, "zh")) << id;
}

TEST(TaxTexts, HoldsEveryIdThatTheSourceNames) {
  const std::filesystem::path folder = TAX_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "src")) {
    std::ifstream file(entry.path());
    const std::string source(std::istreambuf_iterator<char>(file), {});
    for (auto at = source.find("\"tax."); at != std::string::npos; at = source.find("\"tax.", at + 1)) {
      const auto id = source.substr(at + 1, source.find('"', at + 1) - at - 1);
      if (id.ends_with(".") || id.ends_with("_") || id == "tax.h") continue;
      ++found;
      EXPECT_TRUE(catalogue.has(id, "vi")) << id;
    }
  }
  EXPECT_GT(found, 30);
  for (const auto* service : {"filing", "payment"}) {
    for (const auto* id : {"tax.service.", "tax.refused.", "tax.change.accepted_"}) {
      EXPECT_TRUE(catalogue.has(std::string(id) + service, "vi")) << id << service;
    }
    EXPECT_TRUE(catalogue.has("tax.service." + std::string(service) + "_help", "vi"));
  }
}

}  // namespace
}  // namespace reseal::tax
