// SPDX-License-Identifier: Apache-2.0
// SZCA's online hall on real ports: every operation of its contract, well used and badly used.
#include <Poco/Exception.h>
#include <gtest/gtest.h>

#include "portal_client.h"

namespace reseal::test {
namespace {

#define EXPECT_KEPT_SZCA(operation, answer) EXPECT_EQ(contract_breach(operation, answer), "")

constexpr auto kCompanyCode = "91350100M000100Y43";
constexpr auto kCompanyAccount = "4000021234567890";

std::string code_of(const Answer& answer) { return answer.body.at("error").at("code"); }

class SzcaCustomer {
 public:
  explicit SzcaCustomer(SandboxWorld& world, const std::vector<std::string>& arguments = {})
      : world_(world), portal_(world, "szca"), token_(world.make_token(words(arguments))) {}

  [[nodiscard]] nlohmann::json new_application() const {
    const nlohmann::json person{{"name", "张三"}, {"id_number", "11010519491231002X"}, {"phone", "13800138000"}};
    auto handler = person;
    handler["email"] = "zs@company.example";
    return {{"reference", "R1"},
            {"serial", token_.serial},
            {"certificate", token_.certificate},
            {"package", "ZB-1"},
            {"applicant", {{"name", "深圳市测试科技有限公司"}, {"number", kCompanyCode}}},
            {"handler", handler},
            {"legal_person", person},
            {"account", {{"name", "深圳市测试科技有限公司"}, {"bank", "招商银行"}, {"number", kCompanyAccount}}},
            {"payment_method", "wechat"},
            {"invoice", "electronic"},
            {"agreement", true}};
  }
  [[nodiscard]] Answer submit(const nlohmann::json& application) const {
    return portal_.post("/applications", application, fresh_idempotency_key());
  }
  [[nodiscard]] Answer get(const std::string& path) const { return portal_.get(path); }
  [[nodiscard]] Answer post(const std::string& path, const nlohmann::json& body) const {
    return portal_.post("/applications/SQ000001" + path, body, fresh_idempotency_key());
  }
  [[nodiscard]] Answer look() const { return portal_.get("/applications/SQ000001"); }
  [[nodiscard]] std::string status() const { return look().body.at("status"); }
  void staff(const std::string& action) const { (void)world_.staff({action, "SQ000001"}); }
  [[nodiscard]] std::string bank_code(const std::string& account = kCompanyAccount) const {
    const auto told = SandboxWorld::run({"bank", "--world", world_.folder().string(), "--account", account});
    return nlohmann::json::parse(told.out).at(0).at("remark");
  }
  [[nodiscard]] const SandboxToken& token() const { return token_; }
  /// Up to 待金融认证.
  void be_approved() const {
    (void)submit(new_application());
    (void)post("/form", {{"name", "a.pdf"}, {"media_type", "application/pdf"}, {"base64", "JVBERi0xLjQ="}});
    (void)post("/identity-check", {{"reference", "R1"}});
    staff("identify");
    (void)post("/payments", {{"reference", "R1"}});
    staff("pay");
    staff("approve");
  }

 private:
  static std::vector<std::string> words(const std::vector<std::string>& more) {
    std::vector<std::string> words{"--algorithm", "ec", "--issuer", "szca", "--credit-code", kCompanyCode};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  [[nodiscard]] std::string fresh_idempotency_key() const { return "szca-idempotency-" + std::to_string(++keys_); }

  SandboxWorld& world_;
  PortalClient portal_;
  SandboxToken token_;
  mutable int keys_ = 0;
};

struct TheOnlineHall : testing::Test {
  SandboxWorld world{{.init = {"--china", "--as-of", "2026-02-13T02:00:00Z"}, .staff_on_command = true}};
  SzcaCustomer expired{world, {"--days-left", "-20"}};
};

TEST_F(TheOnlineHall, TakesAnExpiredTenderCertificateThroughEveryState) {
  EXPECT_KEPT_SZCA("szcaCertificate", expired.get("/certificates/" + expired.token().serial));
  const auto prices = expired.get("/packages?serial=" + expired.token().serial);
  EXPECT_KEPT_SZCA("szcaPackages", prices);
  EXPECT_EQ(prices.body.at("packages").size(), 5U);
  const auto submitted = expired.submit(expired.new_application());
  ASSERT_EQ(submitted.status, 201) << submitted.text;
  EXPECT_KEPT_SZCA("submitApplication", submitted);
  EXPECT_EQ(submitted.body.at("status"), "待提交资料");
  const auto uploaded =
      expired.post("/form", {{"name", "a.pdf"}, {"media_type", "application/pdf"}, {"base64", "JVBERi0xLjQ="}});
  EXPECT_KEPT_SZCA("uploadForm", uploaded);
  EXPECT_EQ(uploaded.body.at("status"), "待实名认证");
  const auto code = expired.post("/identity-check", {{"reference", "R1"}});
  EXPECT_KEPT_SZCA("startIdentityCheck", code);
  expired.staff("identify");
  EXPECT_EQ(expired.status(), "待支付");
  const auto payment = expired.post("/payments", {{"reference", "R1"}});
  EXPECT_KEPT_SZCA("startPayment", payment);
  EXPECT_EQ(payment.body.at("payment").at("amount").at("minor"), 28'000);
  expired.staff("pay");
  const auto review = expired.look();
  EXPECT_KEPT_SZCA("application", review);
  EXPECT_EQ(review.body.at("status"), "审核中");
  EXPECT_EQ(review.body.at("review_due"), "2026-02-25T10:00:00Z");  // SZCA-15
  EXPECT_NE(world.newest_sms("13800138000").find("电子发票"), std::string::npos);
  expired.staff("approve");
  EXPECT_EQ(expired.status(), "待金融认证");
  const auto verified = expired.post("/verification", {{"code", expired.bank_code()}});
  EXPECT_KEPT_SZCA("enterBankCode", verified);
  EXPECT_EQ(verified.body.at("status"), "待下载");
  const auto issuing = expired.post("/csr", {{"csr", fresh_key().csr}});
  EXPECT_KEPT_SZCA("submitSzcaCsr", issuing);
  EXPECT_EQ(issuing.body.at("status"), "制证中");
  expired.staff("issue");
  const auto issued = expired.get("/applications/SQ000001/certificate");
  EXPECT_KEPT_SZCA("szcaIssued", issued);
  const auto done = expired.post("/installation", {{"serial", issued.body.at("serial")}});
  EXPECT_KEPT_SZCA("confirmUpdate", done);
  EXPECT_EQ(done.body.at("status"), "已完成");
  EXPECT_KEPT_SZCA("findApplication", expired.get("/applications?serial=" + expired.token().serial));
  EXPECT_EQ(world.certificates_issued(), 1);
}

// SZCA-06
TEST_F(TheOnlineHall, TakesTheOwnersApplicationOnly) {
  auto spaced = expired.new_application();
  for (const auto& [name, number] :
       {std::pair{"深圳市另一家公司", kCompanyCode}, {"深圳市测试科技有限公司", "91440300708461136T"}}) {
    spaced["applicant"] = {{"name", name}, {"number", number}};
    const auto answer = expired.submit(spaced);
    EXPECT_KEPT_SZCA("submitApplication", answer);
    EXPECT_EQ(code_of(answer), "identity_mismatch");
  }
  spaced["applicant"] = {{"name", "深圳市　测试科技有限公司"}, {"number", kCompanyCode}};
  EXPECT_EQ(expired.submit(spaced).status, 201);
  spaced["reference"] = "R2";
  EXPECT_EQ(code_of(expired.submit(spaced)), "already_applied");  // SZCA-03
}

TEST_F(TheOnlineHall, RefusesWhatIsNotToBeDoneYet) {
  EXPECT_EQ(expired.look().status, 404);
  (void)expired.submit(expired.new_application());
  for (const auto& [path, operation, body] :
       {std::tuple{"/payments", "startPayment", nlohmann::json{{"reference", "R1"}}},
        {"/verification", "enterBankCode", {{"code", "123456"}}},
        {"/csr", "submitSzcaCsr", {{"csr", fresh_key().csr}}},
        {"/installation", "confirmUpdate", {{"serial", "62"}}}}) {
    const auto answer = expired.post(path, body);
    EXPECT_EQ(answer.status, 409) << path;
    EXPECT_KEPT_SZCA(operation, answer);
  }
}

// SZCA-14
TEST_F(TheOnlineHall, GivesANewPaymentCodeOfTheSameOrderOnceTheOldOneHasRunOut) {
  SzcaCustomer customer(world, {"--non-tender", "--label", "another"});
  auto application = customer.new_application();
  application["package"] = "FZ-1";
  application["account"] = nullptr;
  (void)customer.submit(application);
  const auto first = customer.post("/payments", {{"reference", "R1"}}).body.at("payment");
  EXPECT_EQ(customer.post("/payments", {{"reference", "R1"}}).body.at("payment"), first) << "while it holds";
  world.set_clock("2026-02-13T05:00:00Z");
  EXPECT_EQ(customer.look().body.at("payment").at("state"), "expired");
  const auto second = customer.post("/payments", {{"reference", "R1"}}).body.at("payment");
  EXPECT_NE(second.at("qr"), first.at("qr"));
  EXPECT_EQ(second.at("order_number"), first.at("order_number"));
  customer.staff("pay");
  EXPECT_EQ(customer.status(), "待下载") << "nobody reviews this class";
  EXPECT_EQ(code_of(customer.post("/payments", {{"reference", "R1"}})), "already_paid");
}

// SZCA-22, SZCA-37
TEST_F(TheOnlineHall, LocksAfterThreeDifferentWrongCodesUntilTheAccountIsEnteredAnew) {
  expired.be_approved();
  const auto old_code = expired.bank_code();
  EXPECT_EQ(code_of(expired.post("/verification", {{"code", "000001"}})), "wrong_code");
  EXPECT_EQ(code_of(expired.post("/verification", {{"code", "000001"}})), "wrong_code");
  EXPECT_EQ(expired.look().body.at("verification").at("tries_left"), 2) << "the same code twice is one try";
  (void)expired.post("/verification", {{"code", "000002"}});
  EXPECT_EQ(code_of(expired.post("/verification", {{"code", "000003"}})), "code_locked");
  EXPECT_EQ(code_of(expired.post("/verification", {{"code", old_code}})), "code_locked");
  const auto changed = expired.post(
      "/account",
      {{"account", {{"name", "深圳市测试科技有限公司"}, {"bank", "招商银行"}, {"number", "4000029999990000"}}}});
  EXPECT_KEPT_SZCA("changeAccount", changed);
  EXPECT_EQ(changed.body.at("verification").at("account_tail"), "0000");
  EXPECT_EQ(expired.post("/verification", {{"code", expired.bank_code("4000029999990000")}}).body.at("status"),
            "待下载");
}

TEST_F(TheOnlineHall, RefusesWithItsReasonAndKeepsThePaymentInSight) {
  expired.be_approved();
  (void)world.staff({"refuse", "SQ000001", "--reason", "公章不清晰。"});
  const auto answer = expired.look();
  EXPECT_KEPT_SZCA("application", answer);
  EXPECT_EQ(answer.body.at("refusal").at("text"), "公章不清晰。");
  EXPECT_EQ(answer.body.at("payment").at("state"), "paid");
}

}  // namespace
}  // namespace reseal::test
