// SPDX-License-Identifier: Apache-2.0
// The update of the UKey (guide, step 11), and how it goes on after it was interrupted.
#include "world.h"

namespace reseal::szca::test {
namespace {

struct TheUpdate : testing::Test {
  void SetUp() override {
    renewing.submit();
    renewing.accept("pay", {{"outcome", "paid"}});
    renewing.hall.customer_pays();
    renewing.ordered();
  }
  void issue() {
    renewing.hall.status("待更新");
    renewing.hall.application()["new_serial"] = new_facts().serial.hex;
  }
  Renewing renewing{"non_tender"};
};

// SZCA-17, SZCA-19, SZCA-20, SZCA-25, SZCA-33
TEST_F(TheUpdate, MakesAKeyAndInstallsWhatTheHallIssues) {
  const auto form = form_of(renewing.accept("start_update"));
  EXPECT_TRUE(shows(form, "szca.update.same_pin"));
  EXPECT_TRUE(shows(form, "szca.update.do_not_interrupt"));
  renewing.make_key();
  EXPECT_EQ(renewing.next().id, "issuing");
  issue();
  const auto install = renewing.next();
  ASSERT_EQ(install.kind(), "install");
  renewing.finish(install, installed());
  const auto step = renewing.next();
  EXPECT_EQ(ending(step).id, "szca.done.message");
  const auto& done = std::get<Done>(step.action);
  EXPECT_TRUE(says(done.next, "szca.done.pin"));
  EXPECT_TRUE(says(done.next, "szca.ready.invoice"));  // SZCA-21
  EXPECT_EQ(done.evidence.at("old_serial"), old_candidate().certificate.serial.hex);
  EXPECT_EQ(renewing.hall.happened("confirm_update"), 1);
}

// SZCA-34
TEST_F(TheUpdate, GoesOnAfterEachLostReplyAndSendsNothingTwice) {
  renewing.accept("start_update");
  renewing.make_key();
  renewing.hall.lose_reply = {"submit_csr", "confirm_update"};
  EXPECT_THROW(renewing.next(), TryLater);
  EXPECT_EQ(renewing.next().id, "issuing");
  issue();
  renewing.finish(renewing.next(), installed());
  EXPECT_THROW(renewing.next(), TryLater);
  EXPECT_EQ(renewing.next().id, "updated");
  EXPECT_EQ(renewing.hall.happened("submit_csr"), 1);
}

TEST_F(TheUpdate, TakesOverWhatSzcasOwnDriverInstalled) {
  renewing.hall.status("已完成");
  const auto adopt = renewing.next();
  ASSERT_EQ(adopt.kind(), "adopt");
  renewing.finish(adopt, installed());
  EXPECT_EQ(renewing.next().id, "updated");
}

TEST_F(TheUpdate, FailsWhenNoCertificateIsThereOrTheWrongOneComes) {
  renewing.hall.status("已完成");
  renewing.finish(renewing.next(), {{"installed", false}, {"rejected", Json::array()}});
  EXPECT_EQ(reason_of(renewing.next()), "certificate_missing");
  renewing.order.history.pop_back();
  issue();
  renewing.finish(renewing.next(), {{"installed", false}, {"rejected", {{{"check", "holder"}, {"evidence", ""}}}}});
  EXPECT_EQ(reason_of(renewing.next()), "wrong_certificate");
}

TEST_F(TheUpdate, CallsAPersonWhenTheHallHasLostTheApplication) {
  renewing.hall.applications.clear();
  EXPECT_EQ(reason_of(renewing.next()), "order_lost");
}

}  // namespace
}  // namespace reseal::szca::test
