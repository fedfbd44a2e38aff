// SPDX-License-Identifier: Apache-2.0
// Everything that can go wrong at the portal. Each fault ends in the right state with a clear message; nothing is lost,
// nothing is ordered or paid twice, and a wrong certificate never touches the token.
#include <gtest/gtest.h>

#include <regex>

#include "support/product_world.h"

namespace reseal::test {
namespace {

void expect_one_renewal(ProductWorld& world, const std::string& what) {
  const auto totals = world.sandbox("show").at("totals");
  EXPECT_EQ(totals.at("orders"), 1) << what;
  EXPECT_EQ(totals.at("certificates_issued"), 1) << what;
  const auto token = world.token();
  EXPECT_EQ(token.certificates, 2) << what << token.listing;
  EXPECT_EQ(token.private_keys, 2) << what << token.listing;
}

// Carries on as a person would: again and again, a few times.
int persist(ProductWorld& world, Outcome& last) {
  last = world.renew();
  for (int i = 0; i < 4 && last.exit_code != 5; ++i) last = world.resume();
  return last.exit_code;
}

class PassingTrouble : public testing::TestWithParam<const char*> {};

TEST_P(PassingTrouble, EndsInOneOrderAndOnePair) {
  ProductWorld world;
  world.fault(GetParam());
  Outcome last;
  EXPECT_EQ(persist(world, last), 5) << GetParam() << "\n" << last.out << last.err;
  expect_one_renewal(world, GetParam());
}

INSTANTIATE_TEST_SUITE_P(AtThePortal, PassingTrouble,
                         testing::Values("reply-lost@requestRenewal", "reply-lost@placeOrder", "reply-lost@acceptData",
                                         "reply-lost@submitCsr", "reply-lost@confirmInstallation",
                                         "reply-lost@certificate", "request-lost@placeOrder", "error-after@placeOrder",
                                         "error-after@submitCsr", "status-500@placeOrder", "status-503=1@placeOrder",
                                         "status-429=1@order", "malformed-json@placeOrder", "malformed-json@order",
                                         "truncated-json@placeOrder", "truncated-json@certificate",
                                         "wrong-content-type@packages", "wrong-content-type@findOrder",
                                         "contract-break=number@placeOrder"),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (auto& c : name) {
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           }
                           return name;
                         });

TEST(APortalThatIgnoresIdempotencyKeys, StillGetsOneOrderWhenTheReplyIsLost) {
  for (const auto* habit : {"duplicate-submit", "forgets-idempotency"}) {
    ProductWorld world;
    world.fault(habit);
    world.fault("reply-lost@placeOrder");
    Outcome last;
    EXPECT_EQ(persist(world, last), 5) << habit << last.out << last.err;
    expect_one_renewal(world, habit);
  }
}

TEST(APortalThatIsDown, LosesNothingAndIsFoundAgain) {
  ProductWorld world;
  world.stop_sandbox();
  const auto down = world.renew({"--wait-limit", "1", "--even-if-unsure"});
  EXPECT_TRUE(down.exit_code == 3 || down.exit_code == 4) << down.exit_code << down.out << down.err;
  world.restart_sandbox();
  Outcome last;
  EXPECT_EQ(persist(world, last), 5) << last.out << last.err;
  expect_one_renewal(world, "down");
}

TEST(APortalThatDiesInTheMiddle, IsCarriedOnAfterItsRestart) {
  ProductWorld world({.staff_delay = 3600});
  ASSERT_EQ(world.renew({"--no-wait"}).exit_code, 3);
  world.restart_sandbox();
  const auto number = world.sandbox("show").at("orders").at(0).at("number").get<std::string>();
  world.sandbox("staff", {"approve", number, "--with-payment"});
  Outcome last;
  EXPECT_EQ(persist(world, last), 5) << last.out << last.err;
  expect_one_renewal(world, "restarted");
}

class AWrongCertificate : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(AWrongCertificate, IsRefusedBeforeItTouchesTheToken) {
  ProductWorld world;
  world.fault(GetParam().first);
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
  EXPECT_EQ(world.token().certificates, 1);
  const auto orders = world.reseal_json({"orders", "--all"});
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].at("state"), "failed");
  // Which check refused it is in the journal, for the CA's support.
  const auto journal = world.reseal_json({"order", orders[0].at("id")}).at("journal").dump();
  EXPECT_NE(journal.find(std::string("\"check\":\"") + GetParam().second), std::string::npos) << journal;
}

INSTANTIATE_TEST_SUITE_P(FromTheCa, AWrongCertificate,
                         testing::Values(std::pair{"cert-other-key", "public_key"},
                                         std::pair{"cert-other-subject", "holder"},
                                         std::pair{"cert-same-serial", "serial"}, std::pair{"cert-expired", "dates"},
                                         std::pair{"cert-not-yet-valid", "dates"}, std::pair{"cert-other-ca", "chain"},
                                         std::pair{"cert-weak=sha1", "key_strength"}),
                         [](const auto& test) {
                           std::string name = test.param.first;
                           for (auto& c : name) {
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           }
                           return name;
                         });

TEST(ARefusalByTheCa, EndsTheOrderWithItsReason) {
  ProductWorld world;
  world.fault("refusal=Hồ sơ thiếu giấy phép kinh doanh");
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 6) << outcome.out << outcome.err;
  EXPECT_NE((outcome.out + outcome.err).find("Hồ sơ thiếu giấy phép kinh doanh"), std::string::npos) << outcome.err;
  EXPECT_EQ(world.token().private_keys, 1);
}

TEST(APortalWithAnUntrustedCertificate, IsNotSpokenTo) {
  ProductWorld world;
  world.restart_sandbox();
  world.fault("tls-untrusted");
  world.restart_sandbox();
  const auto outcome = world.reseal({"quote"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
  EXPECT_EQ(world.sandbox("show").at("received").at("packages"), 0);
}

TEST(APortalWhoseClockIsWrong, IsFoundByTheDoctor) {
  ProductWorld world;
  world.fault("clock-off=86400");
  const auto outcome = world.reseal({"doctor"});
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out;
  // A day, give or take the second in which the answer travels.
  EXPECT_TRUE(std::regex_search(outcome.out, std::regex("by 86(39|40)[0-9] seconds"))) << outcome.out;
}

// Never "eligible" without knowing: the portal decides in its own order, but the verdict says that it could not ask.
TEST(AnOcspResponderThatIsDown, IsNotTakenForGoodNews) {
  ProductWorld world;
  world.fault("ocsp-down");
  world.fault("crl-down");
  const auto certificates = world.reseal_json({"certificates"});
  EXPECT_EQ(certificates.at(0).at("revocation").at("status"), "cannot_say");
}

}  // namespace
}  // namespace reseal::test
