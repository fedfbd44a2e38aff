// SPDX-License-Identifier: Apache-2.0
// MISA's counter for remote signing on real ports: every operation of its contract, well used and badly used.
#include <gtest/gtest.h>

#include "portal_client.h"

namespace reseal::test {
namespace {

#define EXPECT_BY_CONTRACT(operation, answer) EXPECT_EQ(contract_breach(operation, answer), "")

constexpr const char* kReference = "R7K4-Q2MX-9DTB";
constexpr const char* kOnePixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

class RemoteCustomer : public testing::Test {
 protected:
  void have(const std::string& kind, const std::string& days_left) {
    const auto made = SandboxWorld::run({"cloud", "--world", world_.folder().string(), "--user", "an@binh.example",
                                         "--pin-file", (world_.folder() / "cloud-pin").string(), "--algorithm", "ec",
                                         "--kind", kind, "--days-left", days_left});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    facts_ = nlohmann::json::parse(made.out);
  }
  Answer open() const {
    return portal_.post("/remote/renewals",
                        {{"reference", kReference},
                         {"serial", facts_.at("serial")},
                         {"certificate", facts_.at("certificate")},
                         {"app_version", "14.0"}},
                        "open-remote-renewal-1");
  }
  Answer apply(const nlohmann::json& page, const std::string& kind, const std::string& code) const {
    return portal_.post("/remote/renewals/" + page.at("request_id").get<std::string>() + "/codes",
                        {{"kind", kind}, {"code", code}}, "apply-a-code-" + kind + code);
  }
  Answer place(const nlohmann::json& page, const std::string& key = "place-remote-order-1") const {
    return portal_.post("/remote/orders",
                        {{"reference", kReference},
                         {"request_id", page.at("request_id")},
                         {"package", "ESIGN-GH-12"},
                         {"data", data_of(page)},
                         {"accepted", true}},
                        key);
  }
  static nlohmann::json data_of(const nlohmann::json& page) {
    return {{"subject", page.at("subject")}, {"invoice", page.at("invoice")}, {"payment_method", "vietqr"}};
  }
  Answer send(const nlohmann::json& order, const std::string& way, const std::string& media_type,
              const std::string& content, const std::string& address = {}) const {
    return portal_.post(
        "/remote/orders/" + order.at("number").get<std::string>() + "/dossier",
        {{"way", way},
         {"permanent_address", address.empty() ? order.at("declared_address") : nlohmann::json(address)},
         {"application", {{"media_type", media_type}, {"content", content}}}},
        "send-dossier-" + way + std::to_string(content.size()) + address);
  }
  nlohmann::json look() const {
    const auto found = portal_.get("/remote/orders?reference=" + std::string(kReference));
    EXPECT_BY_CONTRACT("findRemoteOrder", found);
    return found.body.at("orders").at(0);
  }

  SandboxWorld world_;
  PortalClient portal_{world_};
  nlohmann::json facts_;
};

TEST_F(RemoteCustomer, GetsANewKeyForAFormSignedByHandAfterTheEnd) {
  have("organisation", "-3");
  const auto page = open();
  ASSERT_EQ(page.status, 201) << page.text;
  EXPECT_BY_CONTRACT("openRemoteRenewal", page);
  EXPECT_EQ(page.body.at("kind"), "organisation");
  EXPECT_BY_CONTRACT("findRemoteRenewal", portal_.get("/remote/renewals?reference=" + std::string(kReference)));
  const auto applied = apply(page.body, "discount", "GIAM10");
  EXPECT_BY_CONTRACT("applyRemoteCode", applied);
  const auto placed = place(page.body);
  ASSERT_EQ(placed.status, 201) << placed.text;
  EXPECT_BY_CONTRACT("placeRemoteOrder", placed);
  EXPECT_EQ(placed.body.at("payment").at("amount").at("minor"), 1'124'100);
  auto data = data_of(page.body);
  data["invoice"]["name"] = "Công ty khác";
  const auto corrected = portal_.post("/remote/orders/" + placed.body.at("number").get<std::string>() + "/data", data,
                                      "correct-remote-order");
  EXPECT_BY_CONTRACT("correctRemoteOrder", corrected);
  const auto sent = send(placed.body, "hand", "image/png", kOnePixel);
  ASSERT_EQ(sent.status, 202) << sent.text;
  EXPECT_BY_CONTRACT("submitRemoteDossier", sent);
  const auto issued = look();
  EXPECT_EQ(issued.at("status"), "issued");
  EXPECT_EQ(issued.at("data").at("invoice").at("name"), "Công ty khác");
  EXPECT_NE(issued.at("new_serial"), facts_.at("serial"));
  EXPECT_EQ(world_.certificates_issued(), 1);
}

TEST_F(RemoteCustomer, IsToldWhatIsWrongWithAnApplication) {
  have("organisation", "20");
  const auto placed = place(open().body);
  const auto refused = [&](const Answer& answer) {
    EXPECT_EQ(answer.status, 422) << answer.text;
    EXPECT_BY_CONTRACT("submitRemoteDossier", answer);
    return answer.body.at("error").at("code").get<std::string>();
  };
  EXPECT_EQ(refused(send(placed.body, "hand", "image/png", kOnePixel)), "application_refused") << "case 1 is digital";
  EXPECT_EQ(refused(send(placed.body, "digital", "application/pdf", kOnePixel)), "application_refused") << "no PDF";
  EXPECT_EQ(refused(send(placed.body, "digital", "application/pdf", "JVBERi0=", "Hà Nội")), "application_refused");
  EXPECT_EQ(look().at("status"), "placed");
}

TEST_F(RemoteCustomer, CannotApplyACodeThatThereIsNot) {
  have("individual", "20");
  const auto refused = apply(open().body, "referral", "GIAM10");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.body.at("error").at("code"), "code_refused");
}

TEST_F(RemoteCustomer, HasOneOrderAtATime) {
  have("manager", "20");
  const auto page = open();
  (void)place(page.body);
  EXPECT_EQ(place(page.body, "place-remote-order-2").body.at("error").at("code"), "already_ordered");
  const auto status = portal_.get("/certificates/" + facts_.at("serial").get<std::string>());
  EXPECT_EQ(status.body.at("open_order"), look().at("number"));
}

TEST_F(RemoteCustomer, IsNobodyWhoseKeyIsOnAToken) {
  const auto token = world_.make_token();
  facts_ = {{"serial", token.serial}, {"certificate", token.certificate}};
  EXPECT_EQ(open().body.at("error").at("code"), "not_eligible");
}

}  // namespace
}  // namespace reseal::test
