// SPDX-License-Identifier: Apache-2.0
// The journey document, walked through as a person does, and the words of all of MISA's forms.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "reseal/base/catalogue.h"
#include "reseal/guided.h"
#include "world.h"

namespace reseal::misa::test {
namespace {

void order_at_misa(Renewal& renewal) {
  renewal.accept("confirm_request", {{"way", "self"}});
  renewal.accept("open_order_page");
  renewal.accept("choose_package");
  renewal.accept("information", {{"terms", true}});
  renewal.accept("payment");
  renewal.accept("order_result", {{"order_number", "DH-9"}});
}

void approved_by_misa(Renewal& renewal) {
  order_at_misa(renewal);
  renewal.finish(renewal.next(), {{"signal", {{"channel", "email"}, {"received_on", "2026-11-23"}}}});
  renewal.finish(renewal.next(), Json::object());
  renewal.order.phase = Phase::installation;
}

// MISA-T-01, MISA-T-19, MISA-T-02, MISA-T-20
TEST(MisaGuided, LeadsFromTheTaskBarToTheOrderPageWithTheSerialToCopy) {
  Renewal renewal("guided");
  renewal.accept("confirm_request", {{"way", "self"}});
  const auto step = renewal.next();
  for (const auto* id :
       {"misa.guided.open_1", "misa.guided.open_2", "misa.guided.open_3", "misa.guided.open_4", "misa.guided.open_5"}) {
    EXPECT_TRUE(shows(form_of(step), id)) << id;
  }
  EXPECT_EQ(shown_under(form_of(step), "misa.certificate.serial"), renewal.order.old.certificate.serial.hex);
  EXPECT_TRUE(renewal.portal.sent.empty());
}

TEST(MisaGuided, QuotesThePortalsOwnWords) {
  Catalogue catalogue;
  catalogue.add_folder(std::filesystem::path(MISA_FOLDER) / "texts");
  for (const auto language : kLanguages) {
    EXPECT_NE(catalogue.render({"misa.guided.open_2", {}}, language).find("MISA ESIGN"), std::string::npos);
    EXPECT_NE(catalogue.render({"misa.guided.open_3", {}}, language).find("MISA CA Token Manager v2.0"),
              std::string::npos);
    EXPECT_NE(catalogue.render({"misa.guided.open_3", {}}, language).find("Gia hạn chứng thư số"), std::string::npos);
    EXPECT_NE(catalogue.render({"misa.guided.check_2", {}}, language).find("Gia hạn chứng thư số"), std::string::npos);
    EXPECT_NE(catalogue.render({"misa.guided.pin_intro", {}}, language).find("Đăng nhập"), std::string::npos);
    EXPECT_NE(catalogue.render({"misa.install.accept", {}}, language).find("Xác nhận"), std::string::npos);
    EXPECT_NE(catalogue.render({"misa.check.accept", {}}, language).find("Chấp nhận"), std::string::npos);
    EXPECT_NE(catalogue.render({"misa.package.accept", {}}, language).find("Gia hạn ngay"), std::string::npos);
    EXPECT_NE(catalogue.render({"misa.continue", {}}, language).find("Tiếp tục"), std::string::npos);
  }
}

TEST(MisaGuided, HasEveryTextInThreeLanguages) {
  const std::filesystem::path folder = MISA_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  EXPECT_THAT(catalogue.gaps(), testing::IsEmpty());
  for (const auto& id : journey_text_ids(folder / "journeys" / "usb-token.json")) {
    EXPECT_TRUE(catalogue.has(id, "vi")) << id;
    EXPECT_TRUE(id.starts_with("misa.")) << id;
  }
}

// What the C++ says must be in the catalogues as well.
TEST(MisaTexts, HoldsEveryIdThatTheSourceNames) {
  const std::filesystem::path folder = MISA_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "src")) {
    std::ifstream file(entry.path());
    const std::string source(std::istreambuf_iterator<char>(file), {});
    for (auto at = source.find("\"misa."); at != std::string::npos; at = source.find("\"misa.", at + 1)) {
      const auto id = source.substr(at + 1, source.find('"', at + 1) - at - 1);
      if (id.ends_with(".") || id.ends_with("_")) continue;  // completed by a value of a closed list
      if (id == "misa.h") continue;
      ++found;
      EXPECT_TRUE(catalogue.has(id, "en")) << id << " in " << entry.path();
    }
  }
  EXPECT_GT(found, 50);
  for (const auto* method : {"bank_transfer", "vietqr", "card", "cash_to_salesperson"}) {
    EXPECT_TRUE(catalogue.has(std::string("misa.payment.") + method, "zh"));
    EXPECT_TRUE(catalogue.has(std::string("misa.confirm_order.pay_by_") + method, "zh"));
  }
}

// MISA-T-18, MISA-T-26: a salesperson may call; way 2 is MISA doing it.
TEST(MisaGuided, OffersTheSecondWayFromTheStart) {
  Renewal renewal("guided");
  EXPECT_TRUE(shows(form_of(renewal.next()), "misa.guided.salesperson_calls"));
  renewal.accept("confirm_request", {{"way", "misa"}});
  const auto step = renewal.accept("ask_misa");
  EXPECT_EQ(form_of(step).contact.id, "misa.contact");
  EXPECT_EQ(renewal.next().id, "approval");
}

// MISA-T-02, GEN-11
TEST(MisaGuided, EndsWhenThePersonSaysNo) {
  Renewal renewal("guided");
  renewal.decline("confirm_request");
  EXPECT_EQ(std::get<Refuse>(renewal.next().action).reason, "declined_by_user");
}

TEST(MisaGuided, HelpsWhenTheOrderPageDoesNotOpen) {
  Renewal renewal("guided");
  renewal.accept("confirm_request", {{"way", "self"}});
  renewal.decline("open_order_page");
  renewal.accept("ask_misa_instead");
  EXPECT_EQ(renewal.next().id, "open_order_page");
}

// MISA-T-03, -04, -05 and MISA-T-21: three pages, each left with its own button. MISA-T-04, MISA-T-05
TEST(MisaGuided, WalksThroughTheThreePages) {
  Renewal renewal("guided");
  renewal.accept("confirm_request", {{"way", "self"}});
  renewal.accept("open_order_page");
  EXPECT_TRUE(shows(form_of(renewal.accept("choose_package")), "misa.guided.package_2"));
  const auto information = renewal.next();
  EXPECT_EQ(information.id, "information");
  // MISA-T-08: no tick, no way on.
  EXPECT_EQ(check_answer(form_of(information), {{"terms", false}}).size(), 1U);
  // MISA-T-22
  EXPECT_TRUE(shows(form_of(information), "misa.information.new_issue"));
  renewal.accept("information", {{"terms", true}});
  // MISA-T-09
  EXPECT_TRUE(shows(form_of(renewal.accept("payment")), "misa.guided.payment_1"));
  EXPECT_EQ(renewal.next().id, "order_result");
}

// MISA-T-10, MISA-T-11, MISA-T-23, GEN-12
TEST(MisaGuided, KeepsTheOrderNumberAndTheDayOfTheMailAsEvidence) {
  Renewal renewal("guided");
  order_at_misa(renewal);
  const auto step = renewal.next();
  const auto& wait = std::get<Wait>(step.action);
  EXPECT_EQ(wait.expectation.id, "misa.approval.no_time_promised");
  EXPECT_EQ(shown_under(*wait.signal, "misa.order.number"), "DH-9");
  renewal.finish(step, {{"waited", true}});
  EXPECT_EQ(renewal.next().id, "approval");
  renewal.finish(renewal.next(), {{"signal", {{"channel", "email"}, {"received_on", "2026-11-23"}}}});
  const auto done = std::get<Done>(renewal.next().action);
  EXPECT_EQ(done.evidence,
            (Json{{"order_number", "DH-9"}, {"approval_channel", "email"}, {"approval_received_on", "2026-11-23"}}));
  // MISA-T-12
  EXPECT_TRUE(says_next(done.next, "misa.guided.plug_in_again"));
}

// GEN-04, GEN-07
TEST(MisaGuided, SpeaksUpOnceBeforeTheOldCertificateEnds) {
  Renewal renewal("guided");
  order_at_misa(renewal);
  const auto wait = renewal.next();
  EXPECT_EQ(std::get<Wait>(wait.action).deadline, renewal.order.old.certificate.not_after - std::chrono::days(3));
  renewal.order.now = renewal.order.old.certificate.not_after - std::chrono::days(2);
  renewal.finish(wait, {{"waited", true}});
  EXPECT_EQ(renewal.accept("deadline_near").kind(), "ask");
  renewal.finish(renewal.next(), {{"waited", true}});
  EXPECT_EQ(renewal.next().id, "approval");
}

// MISA-T-12, -13, -14, -15 in MISA's own program; the PIN is typed there, never here. MISA-T-13, MISA-T-14, MISA-T-15
TEST(MisaGuided, WalksThroughTheInstallationAndTakesTheNewCertificateOver) {
  Renewal renewal("guided");
  approved_by_misa(renewal);
  const auto check = renewal.accept("check_data");
  EXPECT_TRUE(shows(form_of(check), "misa.guided.check_1"));
  // MISA-T-24
  EXPECT_EQ(form_of(check).title.id, "misa.check.title");
  // MISA-T-27
  EXPECT_TRUE(shows(form_of(check), "misa.check.same_token"));
  const auto pin = renewal.accept("enter_pin");
  EXPECT_TRUE(form_of(pin).fields.empty());
  EXPECT_TRUE(shows(form_of(pin), "misa.guided.pin_only_there"));
  const auto confirm = renewal.next();
  EXPECT_EQ(check_answer(form_of(confirm), Json::object()).size(), 1U);
  renewal.accept("confirm_information", {{"correct", true}});
  const auto adopt = renewal.next();
  ASSERT_EQ(adopt.kind(), "adopt");
  renewal.finish(adopt, installed());
  const auto done = std::get<Done>(renewal.next().action);
  // GEN-05, MISA-T-25, MISA-T-16, GEN-02
  EXPECT_EQ(done.message.params.at("serial"), new_facts().serial.hex);
  EXPECT_EQ(done.evidence.at("order_number"), "DH-9");
  EXPECT_EQ(done.evidence.at("valid_to"), "2027-11-21T16:59:59Z");
  EXPECT_TRUE(says_next(done.next, "misa.done.register_tax"));
  EXPECT_TRUE(says_next(done.next, "misa.done.keep_old"));
}

TEST(MisaGuided, LooksAgainUntilTheCertificateIsThere) {
  Renewal renewal("guided");
  approved_by_misa(renewal);
  renewal.decline("check_data");
  renewal.accept("no_window");
  renewal.accept("check_data");
  renewal.accept("enter_pin");
  renewal.accept("confirm_information", {{"correct", true}});
  renewal.finish(renewal.next(), {{"installed", false}, {"rejected", Json::array()}});
  renewal.accept("not_yet");
  renewal.finish(renewal.next(), {{"installed", false}, {"rejected", Json::array({{{"check", "holder"}}})}});
  renewal.decline("wrong_certificate");
  EXPECT_EQ(std::get<Fail>(renewal.next().action).reason, "wrong_certificate");
}

}  // namespace
}  // namespace reseal::misa::test
