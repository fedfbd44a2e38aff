// SPDX-License-Identifier: Apache-2.0
// The main job through the guided transport: MISA's own pages and MISA's own token manager do the work, and the journey
// walks a person through them. The sandbox plays the token manager.
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

class GuidedJourney : public testing::Test {
 protected:
  GuidedJourney() : world_({.transport = "guided"}) { world_.write_answers(Json::object()); }

  void open() {
    ASSERT_EQ(world_.renew().exit_code, 4);
    order_ = world_.reseal_json({"orders"}).at(0).at("id").get<std::string>();
  }
  // Answers the open task; where the order then stands.
  Outcome answer(const std::vector<std::string>& fields = {}) {
    std::vector<std::string> arguments = {"answer", order_, "--no-input"};
    for (const auto& field : fields) arguments.insert(arguments.end(), {"--field", field});
    return world_.reseal(arguments);
  }
  Outcome decline() { return world_.reseal({"answer", order_, "--decline", "--no-input"}); }
  std::string step() {
    return Json::parse(world_.reseal({"order", order_, "--json"}).out).at("step").get<std::string>();
  }
  void order_on_the_page() {
    EXPECT_EQ(answer().exit_code, 4);                       // MISA-T-02, MISA-T-18: yes, renew
    EXPECT_EQ(answer().exit_code, 4);                       // MISA-T-01, MISA-T-19, MISA-T-20: the page is open
    EXPECT_EQ(answer({"package=eSign 24"}).exit_code, 4);   // MISA-T-03, MISA-T-04, MISA-T-05
    EXPECT_EQ(answer({"terms=true"}).exit_code, 4);         // MISA-T-06, MISA-T-07, MISA-T-08
    EXPECT_EQ(answer({"method=VietQR"}).exit_code, 4);      // MISA-T-09
    const auto placed = answer({"order_number=DH000123"});  // MISA-T-10, MISA-T-23
    EXPECT_EQ(placed.exit_code, 3) << placed.out << placed.err;
  }
  void approved_by_mail() {
    const auto told = answer({"channel=email"});  // MISA-T-11, GEN-12
    EXPECT_EQ(told.exit_code, 4) << told.out << told.err;
  }
  void confirm_in_the_tool() {
    EXPECT_EQ(answer().exit_code, 4);  // MISA-T-12, MISA-T-13, MISA-T-24: the data is right
    EXPECT_EQ(answer().exit_code, 4);  // MISA-T-14: the PIN was typed in MISA's tool
  }
  void token_manager_installs() {
    const auto& token = world_.token_facts();
    world_.sandbox(
        "token", {"--token-dir", to_utf8(world_.folder() / "token"), "--module", ProductWorld::module(), "--pin-file",
                  to_utf8(world_.folder() / "pin"), "--label", token.at("label"), "--algorithm", "ec", "--on-existing",
                  "--subject", token.at("subject"), "--days-left", "750"});
  }

  ProductWorld world_;
  std::string order_;
};

// MISA-T-15, MISA-T-16, MISA-T-25, GEN-01: ends with both certificates on the token, and not yet done.
TEST_F(GuidedJourney, EndsWithOldAndNewCertificateSideBySide) {
  open();
  order_on_the_page();
  approved_by_mail();
  confirm_in_the_tool();
  token_manager_installs();
  const auto last = answer({"correct=true"});
  EXPECT_EQ(last.exit_code, 5) << last.out << last.err;
  EXPECT_NE(last.out.find(world_.old_serial()), std::string::npos) << last.out;
  const auto token = world_.token();
  EXPECT_EQ(token.certificates, 2) << token.listing;
  EXPECT_EQ(token.private_keys, 2) << token.listing;
}

// GEN-07: the order stays open until the certificate is seen; nobody's word is taken for it.
TEST_F(GuidedJourney, IsNotRenewedByAPersonsWordAlone) {
  open();
  order_on_the_page();
  approved_by_mail();
  confirm_in_the_tool();
  const auto early = answer({"correct=true"});
  EXPECT_EQ(early.exit_code, 4) << early.out << early.err;
  EXPECT_EQ(step(), "not_yet");
  token_manager_installs();
  const auto last = answer();
  EXPECT_EQ(last.exit_code, 5) << last.out << last.err;
}

// MISA-T-08: without the tick one cannot go on.
TEST_F(GuidedJourney, StopsWithoutTheTermsTick) {
  open();
  EXPECT_EQ(answer().exit_code, 4);
  EXPECT_EQ(answer().exit_code, 4);
  EXPECT_EQ(answer({"package=eSign 24"}).exit_code, 4);
  EXPECT_EQ(answer({"terms=false"}).exit_code, 4);
  EXPECT_EQ(step(), "information");
}

// MISA-T-02, GEN-11: no is an answer, and the order ends.
TEST_F(GuidedJourney, EndsWhenTheRequestIsDeclined) {
  open();
  EXPECT_EQ(decline().exit_code, 6);
  EXPECT_EQ(world_.token().certificates, 1);
}

// MISA-T-26: way 2, MISA does it; the approval is waited for all the same.
TEST_F(GuidedJourney, LetsMisaOrderInstead) {
  open();
  EXPECT_EQ(answer({"way=misa"}).exit_code, 4);
  EXPECT_EQ(step(), "ask_misa");
  EXPECT_EQ(answer().exit_code, 3);
  EXPECT_EQ(step(), "approval");
}

}  // namespace
}  // namespace reseal::test
