// SPDX-License-Identifier: Apache-2.0
// Every switch does what README.md says of it.
#include <Poco/Exception.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "customer.h"

namespace reseal::test {
namespace {

constexpr auto kStaffed = [] { return SandboxOptions{.init = {}, .staff_on_command = true}; };

TEST(SandboxFaults, LosesTheReplyAfterTheOrderIsPlaced) {
  SandboxWorld world(kStaffed());
  Customer customer(world);
  const auto page = customer.open();
  world.fault("reply-lost=place_order");
  EXPECT_THROW(customer.place(page.body), Poco::Exception);
  EXPECT_EQ(world.orders(), 1);
  EXPECT_EQ(customer.place(page.body).status, 201) << "the same key gets the lost answer";
  EXPECT_EQ(world.orders(), 1);
}

TEST(SandboxFaults, LosesTheRequestBeforeAnythingHappens) {
  SandboxWorld world(kStaffed());
  Customer customer(world);
  const auto page = customer.open();
  world.fault("request-lost@placeOrder*2");
  EXPECT_THROW(customer.place(page.body), Poco::Exception);
  EXPECT_THROW(customer.place(page.body), Poco::Exception);
  EXPECT_EQ(world.orders(), 0);
  EXPECT_EQ(customer.place(page.body).status, 201);
  EXPECT_EQ(world.received("placeOrder"), 3);
}

TEST(SandboxFaults, RefusesASecondSubmissionWhenItIgnoresKeys) {
  SandboxWorld world(kStaffed());
  Customer customer(world);
  const auto page = customer.open();
  world.fault("duplicate-submit");
  EXPECT_EQ(customer.place(page.body).status, 201);
  const auto second = customer.place(page.body);
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(second.body.at("error").at("code"), "already_ordered");
}

TEST(SandboxFaults, MakesASecondOrderWhenItForgetsKeys) {
  SandboxWorld world(kStaffed());
  Customer customer(world);
  const auto page = customer.open();
  world.fault("forgets-idempotency");
  EXPECT_EQ(customer.place(page.body).status, 201);
  EXPECT_EQ(customer.place(page.body).status, 201);
  EXPECT_EQ(world.orders(), 2);
}

TEST(SandboxFaults, AnswersBusyWithRetryAfter) {
  SandboxWorld world(kStaffed());
  Customer customer(world);
  for (const auto& [fault, status] : {std::pair{"status-503=7", 503}, {"status-429=3", 429}, {"status-500", 500}}) {
    world.fault(fault);
    const auto answer = customer.portal().get("/packages?serial=" + customer.token().serial);
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.headers.contains("Retry-After"), status != 500);
  }
  EXPECT_EQ(customer.portal().get("/packages?serial=" + customer.token().serial).status, 200);
}

TEST(SandboxFaults, SendsBodiesThatAreNoAnswer) {
  SandboxWorld world(kStaffed());
  Customer customer(world);
  const auto ask = [&] { return customer.portal().get("/packages?serial=" + customer.token().serial); };
  world.fault("malformed-json");
  EXPECT_TRUE(ask().body.is_discarded());
  world.fault("wrong-content-type");
  EXPECT_TRUE(ask().headers.at("Content-Type").starts_with("text/html"));
  world.fault("contract-break");
  EXPECT_NE(contract_breach("packages", ask()), "");
  world.fault("contract-break=currency");
  EXPECT_NE(contract_breach("packages", ask()), "");
  world.fault("truncated-json");
  try {
    EXPECT_TRUE(ask().body.is_discarded());
  } catch (const Poco::Exception&) {
    // as right: the client may notice the cut before the parser does
  }
  EXPECT_EQ(contract_breach("packages", ask()), "") << "each struck once";
}

TEST(SandboxFaults, DelaysAndTurnsItsClock) {
  SandboxWorld world(kStaffed());
  Customer customer(world);
  world.fault("delay=300@packages*1");
  const auto before = std::chrono::steady_clock::now();
  (void)customer.portal().get("/packages?serial=" + customer.token().serial);
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(300));
  world.set_clock("2030-01-01T00:00:00Z");
  world.fault("clock-off=-86400");
  const auto date = customer.portal().get("/packages?serial=00").headers.at("Date");
  EXPECT_NE(date.find("31 Dec 2029"), std::string::npos) << date;
}

TEST(SandboxFaults, ShowsAnotherTlsCertificate) {
  SandboxWorld world(kStaffed());
  const PortalClient portal(world);
  for (const auto* fault : {"tls-untrusted", "tls-expired"}) {
    world.fault(fault);
    EXPECT_THROW((void)portal.get("/packages?serial=00"), Poco::Exception) << fault;
    world.clear_faults();
    EXPECT_EQ(portal.get("/packages?serial=00").status, 404);
  }
}

TEST(SandboxFaults, RefusesDossiersAndPayments) {
  for (const std::string fault : {"refusal=Con dấu không rõ", "payment-refused=Con dấu không rõ"}) {
    SandboxWorld world;
    Customer customer(world);
    world.fault(fault);
    const auto number = customer.place(customer.open().body).body.at("number").get<std::string>();
    const auto order = customer.portal().get("/orders/" + number);
    EXPECT_EQ(order.body.at("status"), "refused");
    EXPECT_EQ(order.body.at("refusal").at("reason"), "Con dấu không rõ");
    EXPECT_EQ(contract_breach("order", order), "");
  }
}

// Issued certificates that a client must not install, judged by the openssl program and by their bytes.
class WrongCertificate : public testing::TestWithParam<const char*> {};

TEST_P(WrongCertificate, IsIssuedOnceAndThenNoMore) {
  SandboxWorld world;
  Customer customer(world);
  const auto number = customer.accepted_order();
  world.fault(GetParam());
  const auto key = fresh_key();
  ASSERT_EQ(customer.submit(number, key.csr).status, 202);
  const auto issued = customer.portal().get("/orders/" + number + "/certificate");
  ASSERT_EQ(contract_breach("certificate", issued), "");
  EXPECT_TRUE(world.show().at("faults").empty()) << "used up";
  const auto pem = issued.body.at("certificate").get<std::string>();
  const std::string fault = GetParam();
  const bool other_key = fault == "cert-other-key" || fault == "cert-weak=rsa1024";
  EXPECT_EQ(public_key_of(pem) != key.public_key, other_key);
  EXPECT_EQ(issued.body.at("serial") == customer.token().serial, fault == "cert-same-serial");
}

INSTANTIATE_TEST_SUITE_P(Sandbox, WrongCertificate,
                         testing::Values("cert-other-key", "cert-other-subject", "cert-same-serial", "cert-expired",
                                         "cert-not-yet-valid", "cert-other-ca", "cert-weak=sha1", "cert-weak=rsa1024"));

// RFC 6960, judged by the openssl program with the CA's own files.
class Revocation : public testing::Test {
 protected:
  std::string ocsp() { return ocsp_answer(world_, token_.certificate); }
  SandboxWorld world_{SandboxOptions{}};
  SandboxToken token_ = world_.make_token({"--algorithm", "ec"});
};

TEST_F(Revocation, IsAnsweredByOcspAsTheRegistrySays) {
  auto text = ocsp();
  EXPECT_NE(text.find("Response verify OK"), std::string::npos) << text;
  EXPECT_NE(text.find(": good"), std::string::npos) << text;
  (void)world_.staff({"suspend", token_.serial});
  text = ocsp();
  EXPECT_NE(text.find("certificateHold"), std::string::npos) << text;
  (void)world_.staff({"revoke", token_.serial});
  text = ocsp();
  EXPECT_NE(text.find(": revoked"), std::string::npos) << text;
  EXPECT_GE(world_.received("ocsp"), 3);
}

TEST_F(Revocation, IsDeniedFalsifiedAndKeptBackByFaults) {
  world_.fault("ocsp-unknown");
  EXPECT_NE(ocsp().find(": unknown"), std::string::npos);
  world_.clear_faults();
  world_.fault("ocsp-revoked");
  EXPECT_NE(ocsp().find(": revoked"), std::string::npos);
  world_.clear_faults();
  world_.fault("ocsp-bad-signature");
  EXPECT_NE(ocsp().find("Response Verify Failure"), std::string::npos);
  world_.clear_faults();
  world_.fault("ocsp-down");
  EXPECT_NE(ocsp().find("failed"), std::string::npos);
}

TEST_F(Revocation, IsListedInTheCrl) {
  (void)world_.staff({"revoke", token_.serial});
  EXPECT_EQ(revoked_by_crl(world_), 1);
}

TEST(SandboxTokens, MayShareALabelButOnlyWhenAsked) {
  SandboxWorld world({.init = {}, .started = false});
  const auto one = world.make_token({"--algorithm", "ec", "--label", "Công ty TNHH Thử Nghiệm Số Một Hai Ba"});
  EXPECT_LE(one.label.size(), 32U);
  EXPECT_THROW((void)world.make_token({"--algorithm", "ec", "--label", one.label}), std::runtime_error);
  const auto two = world.make_token({"--algorithm", "ec", "--label", one.label, "--again"});
  EXPECT_EQ(two.label, one.label);
  EXPECT_NE(two.token_serial, one.token_serial);
  EXPECT_TRUE(one.serial.starts_with("5401"));
  EXPECT_EQ(std::filesystem::status(one.pin_file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(SandboxCommands, AnswerWrongWordsWithTwo) {
  EXPECT_EQ(SandboxWorld::run({}).exit_code, 2);
  EXPECT_EQ(SandboxWorld::run({"serve"}).exit_code, 2);
  EXPECT_EQ(SandboxWorld::run({"--help"}).exit_code, 0);
  EXPECT_EQ(SandboxWorld::run({"show", "--world", "/nonexistent"}).exit_code, 1);
}

}  // namespace
}  // namespace reseal::test
