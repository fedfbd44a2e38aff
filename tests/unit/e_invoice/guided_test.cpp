// SPDX-License-Identifier: Apache-2.0
// The journey document, walked through as a person does, and the words of all of the registrar's forms.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "e_invoice.h"
#include "reseal/base/catalogue.h"
#include "reseal/guided.h"
#include "support/registrar_world.h"

namespace reseal::e_invoice {
namespace {

using test::outcome;
using test::shows;
using testing::IsEmpty;

struct EInvoiceGuided : testing::Test {
  Step next() { return registrar.registration(world.order, world); }
  Step accept(const std::string& id, const Json& answer = Json::object()) {
    return world.accept(registrar, id, answer);
  }
  void send() {
    accept("fill_in");
    accept("sign_and_send", {{"number", "TK-77"}});
  }

  test::RegistrarWorld world{test::TestKey::ec(), {.started = false}};
  EInvoice registrar{PluginContext{E_INVOICE_FOLDER, "guided", Json::object()}};
};

TEST_F(EInvoiceGuided, EndsWithTheAcceptanceThatThePersonCopied) {
  accept("begin");
  EXPECT_TRUE(shows(std::get<Ask>(next().action).form, "e_invoice.guided.keep_old_row"));
  send();
  world.signal(registrar, "decision", {{"result", "accepted"}});
  accept("evidence", {{"serial", world.order.new_certificate->serial.hex},
                      {"accepted_on", "2026-11-23"},
                      {"accepted_time", "09:30"},
                      {"notice", "01/TB-ĐKĐT 9"}});
  const auto step = next();
  ASSERT_EQ(outcome(step), "done");
  const auto acceptance = std::get<Done>(step.action).acceptance.value();
  EXPECT_EQ(acceptance.serial, world.order.new_certificate->serial.hex);
  EXPECT_EQ(acceptance.accepted_at, time_from_iso("2026-11-23T09:30:00+07:00"));
  EXPECT_EQ(acceptance.reference, "01/TB-ĐKĐT 9");
}

TEST_F(EInvoiceGuided, GoesBackWhenTheDeclarationWasRefused) {
  accept("begin");
  send();
  world.signal(registrar, "decision", {{"result", "refused"}});
  accept("was_refused");
  send();
  world.signal(registrar, "decision", {{"result", "refused"}});
  world.decline(registrar, "was_refused");
  EXPECT_EQ(outcome(next()), "refuse refused_by_agency");
}

TEST_F(EInvoiceGuided, EndsWhenThePersonSaysNotNow) {
  world.decline(registrar, "begin");
  EXPECT_EQ(outcome(next()), "refuse declined_by_user");
}

TEST(EInvoiceTexts, HasEveryTextOfTheJourneyInThreeLanguages) {
  const std::filesystem::path folder = E_INVOICE_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  EXPECT_THAT(catalogue.gaps(), IsEmpty());
  for (const auto& id : journey_text_ids(folder / "journeys" / "declaration.json")) {
    EXPECT_TRUE(catalogue.has(id, "zh")) << id;
  }
}

// Labels are made of the fields' ids: the form itself says which there are.
TEST_F(EInvoiceGuided, HasTheWordsOfTheApiForm) {
  Catalogue catalogue;
  catalogue.add_folder(std::filesystem::path(E_INVOICE_FOLDER) / "texts");
  EInvoice api{PluginContext{E_INVOICE_FOLDER, "api", {{"base_url", "https://portal.test"}}}};
  world.order.now = world.order.old.certificate.not_after;
  const auto step = api.registration(world.order, world);
  const auto& form = std::get<Ask>(step.action).form;
  EXPECT_EQ(form.fields.size(), 20U);
  const auto has = [&](const Text& text) { EXPECT_TRUE(text.empty() || catalogue.has(text.id, "zh")) << text.id; };
  for (const auto& shown : form.shown) has(shown.label);
  for (const auto& field : form.fields) {
    has(field.label);
    has(field.pattern_hint);
    for (const auto& choice : field.choices) has(choice.label);
  }
}

}  // namespace
}  // namespace reseal::e_invoice
