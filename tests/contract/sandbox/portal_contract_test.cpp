// SPDX-License-Identifier: Apache-2.0
// The real program on real ports: every operation of the portal contract, well used and badly used.
#include <gtest/gtest.h>

#include "customer.h"

namespace reseal::test {
namespace {

#define EXPECT_CONTRACT(operation, answer) EXPECT_EQ(contract_breach(operation, answer), "")

TEST(SandboxPortal, KeepsItsContractThroughAWholeRenewal) {
  SandboxWorld world;
  Customer customer(world);
  const auto& portal = customer.portal();
  const auto serial = customer.token().serial;

  const auto status = portal.get("/certificates/" + serial);
  EXPECT_CONTRACT("certificateStatus", status);
  EXPECT_TRUE(status.body.at("renewable"));
  const auto packages = portal.get("/packages?serial=" + serial);
  EXPECT_CONTRACT("packages", packages);
  EXPECT_EQ(packages.body.at("packages").size(), 3U);

  const auto page = customer.open();
  EXPECT_CONTRACT("requestRenewal", page);
  EXPECT_EQ(page.body.at("holder").at("tax_code"), customer.token().tax_code);
  EXPECT_CONTRACT("findRenewalRequest", portal.get("/renewal-requests?reference=R7K4-Q2MX-9DTB"));

  const auto placed = customer.place(page.body);
  ASSERT_EQ(placed.status, 201) << placed.text;
  EXPECT_CONTRACT("placeOrder", placed);
  EXPECT_TRUE(placed.body.at("payment").at("qr").get<std::string>().starts_with("00020101021238"));
  const auto number = placed.body.at("number").get<std::string>();
  const auto found = portal.get("/orders?reference=R7K4-Q2MX-9DTB");
  EXPECT_CONTRACT("findOrder", found);
  EXPECT_EQ(found.body.at("orders").at(0).at("number"), number);

  const auto approved = portal.get("/orders/" + number);
  EXPECT_CONTRACT("order", approved);
  EXPECT_EQ(approved.body.at("status"), "approved");
  const auto accepted = portal.post("/orders/" + number + "/acceptance", {{"accepted", true}}, customer.key("accept"));
  EXPECT_CONTRACT("acceptData", accepted);

  const auto key = fresh_key();
  EXPECT_CONTRACT("submitCsr", customer.submit(number, key.csr));
  const auto issued = portal.get("/orders/" + number + "/certificate");
  EXPECT_CONTRACT("certificate", issued);
  EXPECT_EQ(public_key_of(issued.body.at("certificate")), key.public_key);
  const auto new_serial = issued.body.at("serial").get<std::string>();
  EXPECT_EQ(new_serial.substr(0, 16), serial.substr(0, 16)) << "old and new look alike at their head";
  EXPECT_NE(new_serial, serial);

  const auto completed =
      portal.post("/orders/" + number + "/installation", {{"serial", new_serial}}, customer.key("installed"));
  EXPECT_CONTRACT("confirmInstallation", completed);
  EXPECT_EQ(completed.body.at("status"), "completed");
  const auto totals = world.show().at("totals");
  EXPECT_EQ(totals,
            (nlohmann::json{{"orders", 1}, {"paid", 1}, {"certificates_issued", 1}, {"installations_confirmed", 1}}));
  EXPECT_EQ(world.mails().size(), 3U) << "near expiry (MISA-T-18), contacted (MISA-T-23), approved (MISA-T-11)";
}

TEST(SandboxPortal, RefusesInTheWordsOfTheContract) {
  SandboxWorld world;
  Customer customer(world);
  const auto& portal = customer.portal();
  EXPECT_CONTRACT("certificateStatus", portal.get("/certificates/00FF"));
  EXPECT_CONTRACT("packages", portal.get("/packages?serial=00FF"));
  EXPECT_CONTRACT("order", portal.get("/orders/GH999999"));
  EXPECT_EQ(portal.get("/orders/..%2F..%2Fkeys").status, 404);
  EXPECT_CONTRACT("certificate", portal.get("/orders/GH999999/certificate"));
  EXPECT_CONTRACT("findOrder", portal.get("/orders?reference=nobody-s"));

  for (const std::string body :
       {"", "{", "[]", "{\"reference\":1}", "\xff", "{\"reference\":\"a\",\"reference\":\"b\"}"}) {
    const auto answer = portal.exchange("POST", "/orders", body, customer.key("bad"));
    EXPECT_EQ(answer.status, 422) << body;
    EXPECT_CONTRACT("placeOrder", answer);
  }
  EXPECT_EQ(portal.exchange("POST", "/orders", std::string(300'000, ' '), customer.key("long")).status, 422);
  EXPECT_EQ(portal.post("/renewal-requests", customer.renewal_request(), "short").status, 422);

  const auto page = customer.open();
  auto order = customer.new_order(page.body);
  order["holder"]["tax_code"] = "0101243150";
  EXPECT_EQ(portal.post("/orders", order, customer.key("other-holder")).status, 422);
  order = customer.new_order(page.body);
  order["terms_accepted"] = false;
  EXPECT_EQ(portal.post("/orders", order, customer.key("no-terms")).status, 422);
  EXPECT_EQ(world.orders(), 0);
}

TEST(SandboxPortal, RefusesACsrThatProvesNothingOrIsWeakOrHasACertificateAlready) {
  SandboxWorld world;
  Customer customer(world);
  const auto number = customer.accepted_order();
  auto forged = fresh_key().csr;
  forged.replace(forged.size() - 60, 1, forged[forged.size() - 60] == 'A' ? "B" : "A");
  for (const auto& csr : {forged, fresh_key(1024).csr, std::string("nonsense")}) {
    const auto answer = customer.submit(number, csr);
    EXPECT_EQ(answer.status, 422) << answer.text;
    EXPECT_CONTRACT("submitCsr", answer);
  }
  EXPECT_EQ(world.certificates_issued(), 0);
}

TEST(SandboxPortal, AnswersTheSameKeyAndBodyWithTheSameAnswerOnce) {
  SandboxWorld world({.init = {}, .staff_on_command = true});
  Customer customer(world);
  const auto page = customer.open();
  const auto first = customer.place(page.body);
  const auto second = customer.place(page.body);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.body, second.body);
  auto other = customer.new_order(page.body);
  other["package"] = "ESIGN-GH-24";
  const auto conflict = customer.portal().post("/orders", other, customer.key("place"));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.body.at("error").at("code"), "conflict");
  EXPECT_EQ(world.received("placeOrder"), 3);
  EXPECT_EQ(world.orders(), 1);
}

TEST(SandboxPortal, RemembersEverythingAfterItWasKilled) {
  SandboxWorld world({.init = {}, .staff_on_command = true});
  Customer customer(world);
  const auto page = customer.open();
  const auto placed = customer.place(page.body);
  world.kill_brutally();
  world.start();
  EXPECT_EQ(customer.place(page.body).body, placed.body) << "the same key means the same order after a restart";
  EXPECT_EQ(customer.portal().get("/orders?reference=R7K4-Q2MX-9DTB").body.at("orders").size(), 1U);
}

TEST(SandboxPortal, WaitsForItsStaffWhenToldTo) {
  SandboxWorld world({.init = {}, .staff_on_command = true});
  Customer customer(world);
  const auto number = customer.place(customer.open().body).body.at("number").get<std::string>();
  EXPECT_EQ(customer.portal().get("/orders/" + number).body.at("status"), "placed");
  EXPECT_EQ(world.staff({"contact", number}).at("status"), "contacted");
  EXPECT_THROW(world.staff({"approve", number}), std::runtime_error) << "not paid yet";
  EXPECT_EQ(world.staff({"approve", number, "--with-payment"}).at("status"), "approved");
  (void)customer.portal().post("/orders/" + number + "/acceptance", {{"accepted", true}}, customer.key("accept"));
  (void)customer.submit(number, fresh_key().csr);
  EXPECT_EQ(customer.portal().get("/orders/" + number + "/certificate").status, 404);
  EXPECT_EQ(world.staff({"issue", number}).at("status"), "issued");
  EXPECT_EQ(customer.portal().get("/orders/" + number + "/certificate").status, 200);
}

TEST(SandboxPortal, SaysWhyStaffRefused) {
  SandboxWorld world({.init = {}, .staff_on_command = true});
  Customer customer(world);
  const auto number = customer.place(customer.open().body).body.at("number").get<std::string>();
  (void)world.staff({"refuse", number, "--reason", "Hồ sơ thiếu giấy phép kinh doanh"});
  const auto answer = customer.portal().get("/orders/" + number);
  EXPECT_CONTRACT("order", answer);
  EXPECT_EQ(answer.body.at("refusal").at("reason"), "Hồ sơ thiếu giấy phép kinh doanh");
}

TEST(SandboxPortal, CarriesTheOldTermOverAndEndsWithItsIssuer) {
  SandboxWorld world({.init = {"--as-of", "2026-11-21T00:00:00Z", "--issuer-ends", "2028-06-01T00:00:00Z"}});
  Customer customer(world);
  const auto packages = customer.portal().get("/packages?serial=" + customer.token().serial).body.at("packages");
  auto carried = customer.token().not_after;
  carried.replace(0, 4, "2027");
  EXPECT_EQ(packages.at(0).at("valid_until"), carried) << "old end + 12 months";
  EXPECT_EQ(packages.at(1).at("valid_until"), "2028-06-01T00:00:00Z");
  EXPECT_EQ(packages.at(2).at("valid_until"), "2028-06-01T00:00:00Z");
}

TEST(SandboxPortal, DoesNotRenewWhatIsRevokedExpiredOrOpenAlready) {
  SandboxWorld world({.init = {}, .staff_on_command = true});
  Customer customer(world);
  const auto& portal = customer.portal();
  (void)customer.place(customer.open().body);
  EXPECT_TRUE(portal.get("/certificates/" + customer.token().serial).body.at("open_order").is_string());
  customer.change_reference("ANOTHER-REFERENCE");
  const auto again = customer.open();
  EXPECT_EQ(again.status, 409);
  EXPECT_CONTRACT("requestRenewal", again);
  const auto expired = world.make_token({"--algorithm", "ec", "--days-left=-2"}, "expired");
  EXPECT_EQ(portal.get("/certificates/" + expired.serial).body.at("status"), "expired");
  const auto revoked = world.make_token({"--algorithm", "ec"}, "revoked");
  (void)world.staff({"revoke", revoked.serial});
  const auto status = portal.get("/certificates/" + revoked.serial);
  EXPECT_EQ(status.body.at("status"), "revoked");
  EXPECT_FALSE(status.body.at("renewable"));
}

}  // namespace
}  // namespace reseal::test
