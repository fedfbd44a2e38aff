// SPDX-License-Identifier: Apache-2.0
// Viettel-CA's portal on real ports, as of September 2020: every operation of its contract, well used and badly used.
#include <Poco/Exception.h>
#include <gtest/gtest.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <regex>

#include "reseal/base/bytes.h"
#include "viettel_customer.h"

namespace reseal::test {
namespace {

#define EXPECT_KEPT(operation, answer) EXPECT_EQ(contract_breach(operation, answer), "")

std::string error_code(const Answer& answer) { return answer.body.at("error").at("code"); }
std::string error_text(const Answer& answer) { return answer.body.at("error").at("message"); }
std::string number_of(const Answer& answer) { return answer.body.at("number"); }

TEST(ViettelPortal, CompensatesAtOnceInTheAutomaticMode) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world, {"--contract-ends", "2021-07-16"});
  const auto before = customer.certificate();
  EXPECT_KEPT("viettelCertificate", before);
  EXPECT_EQ(before.body, (nlohmann::json{{"serial", customer.token().serial},
                                         {"status", "active"},
                                         {"contract_ends", "2021-07-16T16:59:59Z"},
                                         {"compensated_by", nullptr},
                                         {"open_request", nullptr}}));

  const auto asked = customer.ask("automatic");
  ASSERT_EQ(asked.status, 201) << asked.text;
  EXPECT_KEPT("requestCompensation", asked);
  EXPECT_EQ(asked.body.at("status"), "approved");
  EXPECT_EQ(asked.body.at("valid_to"), "2021-07-16T16:59:59Z") << "where the contract ends";
  EXPECT_EQ(customer.certificate().body.at("open_request"), asked.body.at("number"));

  const auto number = number_of(asked);
  const auto key = fresh_key();
  const auto submitted = customer.submit(number, key.csr);
  ASSERT_EQ(submitted.status, 202) << submitted.text;
  EXPECT_KEPT("submitCompensationCsr", submitted);
  EXPECT_EQ(submitted.body.at("status"), "issuing");
  const auto issued = customer.fetch(number);
  EXPECT_KEPT("compensationCertificate", issued);
  EXPECT_EQ(public_key_of(issued.body.at("certificate")), key.public_key);
  const auto serial = issued.body.at("serial").get<std::string>();
  EXPECT_TRUE(serial.starts_with("5404")) << serial;  // VTL-A-06, VTL-M-19
  EXPECT_EQ(serial.substr(0, 16), customer.token().serial.substr(0, 16));
  EXPECT_NE(serial, customer.token().serial);

  const auto installed = customer.confirm(number, serial);
  EXPECT_KEPT("confirmCompensation", installed);
  EXPECT_EQ(installed.body.at("status"), "installed");
  EXPECT_EQ(world.certificates_issued(), 1);
  EXPECT_EQ(world.installations_confirmed(), 1);
  EXPECT_TRUE(world.sms().empty());
}

// VTL-E-05
TEST(ViettelPortal, DoesNotCompensateACertificateASecondTime) {
  SandboxWorld world(september_2020());
  ViettelCustomer customer(world);
  const auto number = number_of(customer.ask("automatic"));
  (void)customer.submit(number, fresh_key().csr);
  const auto serial = customer.fetch(number).body.at("serial").get<std::string>();
  (void)customer.confirm(number, serial);
  EXPECT_EQ(customer.certificate().body.at("compensated_by"), serial);
  EXPECT_EQ(customer.certificate().body.at("open_request"), nullptr);
  customer.change_reference("another");
  const auto again = customer.ask("automatic");
  EXPECT_EQ(again.status, 422);
  EXPECT_KEPT("requestCompensation", again);
  EXPECT_EQ(error_code(again), "not_eligible");
  EXPECT_NE(error_text(again).find(serial), std::string::npos);
}

// VTL-M-07, VTL-M-08
TEST(ViettelPortal, TellsTheResultByTextMessageWhenPeopleDecide) {
  SandboxWorld world(september_2020(true));
  const ViettelCustomer customer(world);
  const auto asked = customer.ask("by_request");
  EXPECT_KEPT("requestCompensation", asked);
  EXPECT_EQ(asked.body.at("status"), "requested");
  EXPECT_EQ(asked.body.at("phone_tail"), "678");
  EXPECT_EQ(asked.body.at("message_sent_at"), nullptr);
  EXPECT_TRUE(world.sms().empty());

  const auto number = number_of(asked);
  EXPECT_EQ(world.staff({"approve", number}).at("status"), "approved");
  const auto approved = customer.look(number);
  EXPECT_KEPT("compensation", approved);
  EXPECT_EQ(approved.body.at("code_tries_left"), 5);
  EXPECT_TRUE(approved.body.at("message_sent_at").get<std::string>().starts_with("2020-09-1"));
  const auto tail = customer.token().serial.substr(24);
  EXPECT_TRUE(
      std::regex_match(world.newest_sms(ViettelCustomer::kPhone),
                       std::regex("Viettel-CA: Yeu cau cap bu CTS so " + number + " \\(serial \\.\\.\\." + tail +
                                  "\\) da duoc chap thuan\\. Ma xac nhan: [0-9]{6}\\. Tong dai 18008000 "
                                  "nhanh 1\\.")))
      << world.newest_sms(ViettelCustomer::kPhone);

  EXPECT_EQ(customer.submit(number, fresh_key().csr, customer.code()).status, 202);
  EXPECT_EQ(customer.fetch(number).status, 404) << "nobody has issued it yet";
  EXPECT_KEPT("compensationCertificate", customer.fetch(number));
  EXPECT_EQ(world.staff({"issue", number}).at("status"), "issued");
  EXPECT_EQ(customer.fetch(number).status, 200);
}

TEST(ViettelPortal, DecidesAfterAWhileWhenItsStaffIsLeftAlone) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = number_of(customer.ask("by_request"));
  EXPECT_EQ(customer.look(number).body.at("status"), "approved");
  EXPECT_EQ(world.sms().size(), 1U);
}

// VTL-M-18
TEST(ViettelPortal, TellsARefusalByTextMessageAndTakesAnotherRequestThen) {
  SandboxWorld world(september_2020(true));
  ViettelCustomer customer(world);
  const auto number = number_of(customer.ask("by_request"));
  (void)world.staff({"refuse", number, "--code", "contract", "--reason", "Hợp đồng đã được thanh lý"});
  const auto refused = customer.look(number);
  EXPECT_KEPT("compensation", refused);
  EXPECT_EQ(refused.body.at("refusal"), (nlohmann::json{{"code", "contract"}, {"text", "Hợp đồng đã được thanh lý"}}));
  const auto message = world.newest_sms(ViettelCustomer::kPhone);
  EXPECT_TRUE(message.ends_with("khong duoc chap thuan: Hop dong da duoc thanh ly")) << message;
  EXPECT_EQ(customer.submit(number, fresh_key().csr, "123456").status, 409);
  customer.change_reference("after-the-refusal");
  EXPECT_EQ(customer.ask("by_request").status, 201);
  const auto both = customer.portal().get("/requests?serial=" + customer.token().serial);
  EXPECT_KEPT("findCompensation", both);
  ASSERT_EQ(both.body.at("requests").size(), 2U);
  EXPECT_EQ(both.body.at("requests").at(1).at("number"), number) << "the newest comes first";
}

TEST(ViettelPortal, RefusesWhatIsNoLongerEligibleWhenPeopleDecide) {
  SandboxWorld world(september_2020(true));
  const ViettelCustomer customer(world);
  const auto number = number_of(customer.ask("by_request"));
  (void)world.staff({"suspend", customer.token().serial});
  const auto decided = world.staff({"approve", number});
  EXPECT_EQ(decided.at("status"), "refused");
  EXPECT_EQ(decided.at("refusal").at("code"), "not_eligible");
}

TEST(ViettelPortal, MayRefuseInTheAutomaticModeToo) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  world.fault("refusal=Thông tin thuê bao không khớp");
  const auto asked = customer.ask("automatic");
  EXPECT_KEPT("requestCompensation", asked);
  EXPECT_EQ(asked.body.at("status"), "refused");
  EXPECT_EQ(asked.body.at("refusal").at("text"), "Thông tin thuê bao không khớp");
}

// Each rule, on both sides of its line. Days are days in Viet Nam.
class ViettelRules : public testing::Test {
 protected:
  /// Empty, or why a certificate that was made so is not compensated.
  std::string why_not(const std::vector<std::string>& token) {
    ViettelCustomer customer(world_, token, "token-" + std::to_string(++made_));
    customer.change_reference("rule-" + std::to_string(made_));
    return why_not(customer);
  }
  static std::string why_not(const ViettelCustomer& customer) {
    const auto answer = customer.ask("automatic");
    EXPECT_KEPT("requestCompensation", answer);
    if (answer.status == 201) return {};
    EXPECT_EQ(answer.status, 422) << answer.text;
    EXPECT_EQ(error_code(answer), "not_eligible");
    return error_text(answer);
  }
  SandboxWorld world_{september_2020(true)};
  int made_ = 0;
};

// VTL-E-01
TEST_F(ViettelRules, TellKeysOfOneNameApart) {
  const std::string other = "Chứng thư số không do Viettel-CA thời hạn 2015-2020 cấp.";
  EXPECT_EQ(why_not({"--issuer", "viettel-ca"}), "");
  EXPECT_EQ(why_not({"--issuer", "viettel-ca-2010", "--not-after", "2020-10-02T02:42:20Z"}), other);
  EXPECT_EQ(why_not({"--issuer", "viettel-ca-v3", "--not-after", "2020-10-02T02:42:20Z"}), other);
}

// VTL-E-03
TEST_F(ViettelRules, WantTheEndOnTheVeryDayOfTheCampaign) {
  const std::string other_day = "Chứng thư số không hết hạn đúng ngày 02/10/2020.";
  EXPECT_EQ(why_not({"--not-after", "2020-10-02T02:42:19Z"}), "") << "a second before the CA";
  EXPECT_EQ(why_not({"--not-after", "2020-10-02T02:42:21Z"}), "") << "a second after the CA";
  EXPECT_EQ(why_not({"--not-after", "2020-10-01T23:59:59+07:00"}), other_day);
  EXPECT_EQ(why_not({"--not-after", "2020-10-02T00:00:00+07:00"}), "") << "still 1 October in UTC";
  EXPECT_EQ(why_not({"--not-after", "2020-10-02T23:59:59+07:00"}), "");
  EXPECT_EQ(why_not({"--not-after", "2020-10-03T00:00:00+07:00"}), other_day) << "still 2 October in UTC";
}

// VTL-E-04
TEST_F(ViettelRules, WantTheIssueBeforeTheCutOffDay) {
  const std::string too_late = "Chứng thư số không được cấp trước ngày 17/07/2019.";
  EXPECT_EQ(why_not({"--issued", "2019-07-16T23:59:59+07:00"}), "");
  EXPECT_EQ(why_not({"--issued", "2019-07-17T00:00:00+07:00"}), too_late) << "still 16 July in UTC";
  EXPECT_EQ(why_not({"--issued", "2019-07-18"}), too_late);
}

// VTL-E-03, VTL-E-07
TEST_F(ViettelRules, WantAContractThatIsKnownAndGoesBeyondTheDay) {
  const std::string ends_too_soon = "Hợp đồng ký kết với Viettel không vượt quá ngày 02/10/2020.";
  EXPECT_EQ(why_not({"--contract-ends", "2020-10-01"}), ends_too_soon);
  EXPECT_EQ(why_not({"--contract-ends", "2020-10-02"}), ends_too_soon);
  EXPECT_EQ(why_not({"--contract-ends", "2020-10-03"}), "");
  EXPECT_NE(why_not({"--contract-ends", "none"}).find("Không có dữ liệu hợp đồng"), std::string::npos);
}

// VTL-E-02
TEST_F(ViettelRules, WantACertificateThatIsInForce) {
  const ViettelCustomer customer(world_);
  const auto status = [&] { return customer.certificate().body.at("status").get<std::string>(); };
  (void)world_.staff({"suspend", customer.token().serial});
  EXPECT_EQ(status(), "suspended");
  EXPECT_EQ(why_not(customer), "Chứng thư số đang bị tạm dừng.");
  (void)world_.staff({"revoke", customer.token().serial});
  EXPECT_EQ(status(), "revoked");
  EXPECT_EQ(why_not(customer), "Chứng thư số đã bị thu hồi.");
  (void)world_.staff({"reinstate", customer.token().serial});
  world_.set_clock("2020-10-02T02:42:21Z");
  EXPECT_EQ(status(), "expired");
  EXPECT_EQ(why_not(customer), "Chứng thư số đã hết hạn.");
  world_.set_clock("2020-10-02T02:40:00Z");
  EXPECT_EQ(why_not(customer), "");
}

// VTL-E-06
TEST(ViettelCampaign, IsDataOfTheWorldNotOfTheProgram) {
  SandboxWorld world({.init = {"--as-of", "2027-09-01", "--campaign", "--campaign-ca-ends", "2027-09-26T10:41:11Z",
                               "--campaign-issued-before", "2026-06-01", "--campaign-contract-beyond", "2027-12-31"}});
  const ViettelCustomer early(world, {"--issued", "2025-09-26", "--contract-ends", "2028-01-01"}, "early");
  EXPECT_EQ(early.ask("automatic").status, 201);
  ViettelCustomer late(world, {"--issued", "2026-06-01", "--contract-ends", "2028-01-01"}, "late");
  late.change_reference("late");
  EXPECT_EQ(error_text(late.ask("automatic")), "Chứng thư số không được cấp trước ngày 01/06/2026.");
  EXPECT_EQ(world.facts().at("campaign"), (nlohmann::json{{"issuer", "viettel-ca"},
                                                          {"expires_on", "2027-09-26"},
                                                          {"issued_before", "2026-06-01"},
                                                          {"contract_beyond", "2027-12-31"}}));
}

TEST(ViettelPortal, NeverIssuesBeyondItsOwnEnd) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world, {"--contract-ends", "2030-01-01"});
  EXPECT_EQ(customer.ask("automatic").body.at("valid_to"), "2025-03-02T02:42:20Z");
}

TEST(ViettelPortal, CountsWrongCodesAndLocksAfterFive) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = customer.approved_request();
  const auto csr = fresh_key().csr;
  const auto right = customer.code();
  for (int left = 4; left > 0; --left) {
    const auto wrong = customer.submit(number, csr, ViettelCustomer::other_than(right));
    EXPECT_KEPT("submitCompensationCsr", wrong);
    EXPECT_EQ(error_code(wrong), "wrong_code");
    EXPECT_EQ(error_text(wrong), "Mã xác nhận không đúng. Còn " + std::to_string(left) + " lần thử.");
    EXPECT_EQ(customer.look(number).body.at("code_tries_left"), left);
  }
  EXPECT_EQ(error_code(customer.submit(number, csr, ViettelCustomer::other_than(right))), "code_locked");
  const auto locked = customer.submit(number, csr, right);
  EXPECT_KEPT("submitCompensationCsr", locked);
  EXPECT_EQ(error_code(locked), "code_locked") << "the right one too";
  EXPECT_EQ(customer.look(number).body.at("status"), "approved");
}

TEST(ViettelPortal, UnlocksWithANewMessageWhoseCodeAloneHolds) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = customer.approved_request();
  const auto csr = fresh_key().csr;
  const auto first = customer.code();
  for (int i = 0; i < 5; ++i) (void)customer.submit(number, csr, ViettelCustomer::other_than(first));
  const auto resent = customer.resend(number, "resend");
  EXPECT_EQ(resent.status, 202);
  EXPECT_KEPT("sendMessage", resent);
  EXPECT_EQ(resent.body.at("code_tries_left"), 5);
  const auto second = customer.code();
  EXPECT_EQ(error_code(customer.submit(number, csr, first)), "wrong_code");
  EXPECT_EQ(customer.submit(number, csr, second).status, 202);
}

TEST(ViettelPortal, SendsTheMessageThreeTimesMoreAtMost) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = customer.approved_request();
  for (const auto* effect : {"resend-1", "resend-1", "resend-2", "resend-3"}) {
    EXPECT_EQ(customer.resend(number, effect).status, 202);
  }
  EXPECT_EQ(world.sms().size(), 4U) << "the same key sends once";
  const auto too_many = customer.resend(number, "resend-4");
  EXPECT_KEPT("sendMessage", too_many);
  EXPECT_EQ(error_code(too_many), "conflict");
  EXPECT_EQ(customer.submit(number, fresh_key().csr, customer.code()).status, 202) << "the last code still holds";
  EXPECT_EQ(error_code(customer.resend(number, "resend-5")), "conflict") << "no code is needed any more";
}

TEST(ViettelPortal, HasNoMessageToSendBeforeADecisionAndInTheAutomaticMode) {
  SandboxWorld world(september_2020(true));
  const ViettelCustomer customer(world);
  const auto number = number_of(customer.ask("by_request"));
  EXPECT_EQ(error_code(customer.resend(number, "resend")), "conflict");
  (void)world.staff({"refuse", number});
  EXPECT_EQ(customer.resend(number, "resend-refusal").status, 202) << "a refusal can be told again";
  EXPECT_EQ(customer.look(number).body.at("code_tries_left"), 0);
  ViettelCustomer automatic(world, {}, "automatic");
  automatic.change_reference("automatic");
  EXPECT_EQ(error_code(automatic.resend(number_of(automatic.ask("automatic")), "resend")), "conflict");
}

TEST(ViettelFaults, LoseAMessageOrFalsifyItsCode) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  world.fault("sms-lost");
  const auto number = customer.approved_request();
  EXPECT_TRUE(world.sms().empty());
  EXPECT_NE(customer.look(number).body.at("message_sent_at"), nullptr) << "the portal believes that it was sent";
  EXPECT_THROW((void)customer.code(), std::runtime_error);
  world.fault("sms-wrong-code");
  (void)customer.resend(number, "resend-1");
  EXPECT_EQ(error_code(customer.submit(number, fresh_key().csr, customer.code())), "wrong_code");
  (void)customer.resend(number, "resend-2");
  EXPECT_EQ(customer.submit(number, fresh_key().csr, customer.code()).status, 202);
}

TEST(ViettelFaults, LoseAReplyButNotTheRequest) {
  SandboxWorld world(september_2020(true));
  const ViettelCustomer customer(world);
  world.fault("reply-lost@requestCompensation");
  EXPECT_THROW((void)customer.ask("by_request"), Poco::Exception);
  const auto found = customer.portal().get("/requests?reference=" + customer.reference());
  EXPECT_KEPT("findCompensation", found);
  ASSERT_EQ(found.body.at("requests").size(), 1U);
  const auto repeated = customer.ask("by_request");
  EXPECT_EQ(repeated.status, 201) << "the same key gets the lost answer";
  EXPECT_EQ(repeated.body, found.body.at("requests").at(0));
  EXPECT_EQ(world.show().at("compensations").size(), 1U);
}

TEST(ViettelFaults, LoseTheReplyOfAnyOtherPostAndAnswerTheRepeatedOne) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = customer.approved_request();
  const auto twice = [&](const std::string& operation, const auto& post) {
    world.fault("reply-lost@" + operation);
    EXPECT_THROW((void)post(), Poco::Exception) << operation;
    const auto repeated = post();
    EXPECT_KEPT(operation, repeated);
    EXPECT_LT(repeated.status, 300) << operation;
  };
  twice("sendMessage", [&] { return customer.resend(number, "resend"); });
  EXPECT_EQ(world.sms().size(), 2U);
  const auto csr = fresh_key().csr;
  const auto code = customer.code();
  twice("submitCompensationCsr", [&] { return customer.submit(number, csr, code); });
  const auto serial = customer.fetch(number).body.at("serial").get<std::string>();
  twice("confirmCompensation", [&] { return customer.confirm(number, serial); });
  EXPECT_EQ(world.certificates_issued(), 1);
}

TEST(ViettelFaults, ForgetKeysButNotReferencesUnlessToldTo) {
  SandboxWorld world(september_2020(true));
  const ViettelCustomer customer(world);
  (void)customer.ask("by_request");
  world.fault("duplicate-submit");
  const auto doubled = customer.ask("by_request");
  EXPECT_KEPT("requestCompensation", doubled);
  EXPECT_EQ(error_code(doubled), "already_requested");
  world.clear_faults();
  world.fault("forgets-idempotency");
  EXPECT_EQ(customer.ask("by_request").status, 201);
  EXPECT_EQ(world.show().at("compensations").size(), 2U);
}

TEST(ViettelFaults, IssueACertificateThatNobodyShouldInstall) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = number_of(customer.ask("automatic"));
  world.fault("cert-other-key@compensationCertificate");
  const auto key = fresh_key();
  (void)customer.submit(number, key.csr);
  EXPECT_NE(public_key_of(customer.fetch(number).body.at("certificate")), key.public_key);
}

TEST(ViettelPortal, TakesOneRequestForACertificateAtATime) {
  SandboxWorld world(september_2020(true));
  ViettelCustomer customer(world);
  (void)customer.ask("by_request");
  customer.change_reference("another");
  const auto second = customer.ask("automatic");
  EXPECT_EQ(second.status, 409);
  EXPECT_KEPT("requestCompensation", second);
  EXPECT_EQ(error_code(second), "already_requested");
}

TEST(ViettelPortal, RefusesWhatDoesNotKeepToTheContract) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto& portal = customer.portal();
  const auto with = [&](const char* member, const char* value, const char* mode = "by_request") {
    auto body = customer.new_request(mode);
    body[member] = value;
    return portal.post("/requests", body, customer.key(std::string(member) + value));
  };
  for (const auto& answer :
       {with("phone", ""), with("phone", "84912345678"), with("phone", "0912345678", "automatic"), with("mode", "both"),
        with("certificate", "none"), with("serial", "5404FF"), with("reference", "")}) {
    EXPECT_EQ(answer.status, 422) << answer.text;
    EXPECT_EQ(error_code(answer), "invalid");
    EXPECT_KEPT("requestCompensation", answer);
  }
  for (const auto* query : {"", "?reference=a&serial=5404"}) {
    const auto answer = portal.get(std::string("/requests") + query);
    EXPECT_EQ(answer.status, 422);
    EXPECT_KEPT("findCompensation", answer);
  }
  EXPECT_KEPT("viettelCertificate", portal.get("/certificates/00FF"));
  EXPECT_KEPT("compensation", customer.look("YC999999"));
  EXPECT_KEPT("compensationCertificate", customer.fetch("YC999999"));
  EXPECT_KEPT("sendMessage", customer.resend("YC999999", "resend"));
  EXPECT_KEPT("submitCompensationCsr", customer.submit("YC999999", fresh_key().csr));
  EXPECT_KEPT("confirmCompensation", customer.confirm("YC999999", "00"));
  EXPECT_EQ(world.show().at("compensations").size(), 0U);
}

TEST(ViettelPortal, RefusesACsrThatProvesNothingAndSpendsNoTryOnIt) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = customer.approved_request();
  for (const auto& csr : {std::string("nonsense"), fresh_key(1024).csr}) {
    const auto answer = customer.submit(number, csr, "000000");
    EXPECT_EQ(answer.status, 422);
    EXPECT_KEPT("submitCompensationCsr", answer);
  }
  EXPECT_EQ(customer.submit(number, fresh_key().csr, "").status, 422) << "by request it takes a code";
  EXPECT_EQ(customer.look(number).body.at("code_tries_left"), 5);
}

TEST(ViettelPortal, TakesOneCsrAndOneConfirmationOfTheRightSerial) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = number_of(customer.ask("automatic"));
  EXPECT_EQ(error_code(customer.confirm(number, "00")), "conflict") << "nothing is issued yet";
  EXPECT_EQ(error_code(customer.submit(number, fresh_key().csr, "123456")), "invalid") << "there is no code";
  EXPECT_EQ(customer.submit(number, fresh_key().csr).status, 202);
  const auto serial = customer.fetch(number).body.at("serial").get<std::string>();
  const auto other = customer.portal().post("/requests/" + number + "/csr", {{"csr", fresh_key().csr}, {"code", ""}},
                                            customer.key("another-csr"));
  EXPECT_EQ(error_code(other), "conflict");
  EXPECT_EQ(error_code(customer.confirm(number, customer.token().serial)), "conflict");
  EXPECT_EQ(customer.confirm(number, serial).status, 200);
  EXPECT_EQ(customer.confirm(number, serial).status, 200) << "the same key, the same answer";
}

TEST(ViettelPortal, RemembersEverythingAfterItWasKilled) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = customer.approved_request();
  const auto before = customer.look(number).body;
  world.kill_brutally();
  world.start();
  EXPECT_EQ(customer.look(number).body, before);
  EXPECT_EQ(customer.submit(number, fresh_key().csr, customer.code()).status, 202);
}

TEST(ViettelPortal, KnowsItsOwnCertificatesOnly) {
  SandboxWorld world(september_2020());
  const ViettelCustomer of_viettel(world);
  const ViettelCustomer of_misa(world, {"--issuer", "misa-ca"}, "misa");
  EXPECT_EQ(of_misa.certificate().status, 404);
  EXPECT_EQ(error_text(of_misa.ask("automatic")), "Chứng thư số không do Viettel-CA cấp.");
  EXPECT_EQ(PortalClient(world).get("/certificates/" + of_viettel.token().serial).status, 404) << "nor MISA Viettel's";
}

// Both keys of the campaign: the one that ends, and the one that issues now.
TEST(ViettelRevocation, IsToldByOcspAndCrlAsOfTheWorldsTime) {
  SandboxWorld world(september_2020());
  const ViettelCustomer customer(world);
  const auto number = number_of(customer.ask("automatic"));
  (void)customer.submit(number, fresh_key().csr);
  const auto issued = customer.fetch(number).body;
  // The openssl program would judge the responder by the machine's time.
  const auto ocsp = [&](const std::string& certificate, const std::string& issuer) {
    return ocsp_answer(world, certificate, issuer, "-attime 1600200000 -validity_period 1000000000");
  };
  for (const auto& [certificate, serial, issuer] :
       {std::tuple{customer.token().certificate, customer.token().serial, "viettel-ca"},
        std::tuple{issued.at("certificate").get<std::string>(), issued.at("serial").get<std::string>(),
                   "viettel-ca-v3"}}) {
    auto text = ocsp(certificate, issuer);
    EXPECT_NE(text.find("Response verify OK"), std::string::npos) << text;
    EXPECT_NE(text.find(": good"), std::string::npos) << text;
    EXPECT_NE(text.find("This Update: Sep 1"), std::string::npos) << text;
    (void)world.staff({"suspend", serial});
    text = ocsp(certificate, issuer);
    EXPECT_NE(text.find("certificateHold"), std::string::npos) << text;
    (void)world.staff({"revoke", serial});
    text = ocsp(certificate, issuer);
    EXPECT_NE(text.find(": revoked"), std::string::npos) << text;
    EXPECT_EQ(revoked_by_crl(world, issuer), 1);
  }
  EXPECT_EQ(revoked_by_crl(world, "viettel-ca-2010"), 0) << "the same name, another key";
}

TEST(ViettelTokens, CarryCertificatesAsInTheField) {
  SandboxWorld world({.init = {"--as-of", "2020-09-15", "--campaign"}, .started = false});
  const auto token = world.make_token({"--issuer", "viettel-ca", "--with", "old-weak", "--issued", "2018-07-16",
                                       "--name", "CÔNG TY A", "--tax-code", "9996824540"});
  EXPECT_EQ(token.not_after, "2020-10-02T02:42:20Z") << "the very second of its CA";
  EXPECT_EQ(token.subject, "C=VN,L=Hà Nội,CN=CÔNG TY A,UID=MST:9996824540,emailAddress=ketoan@congty.example")
      << "RFC 4514 reads from the end";
  EXPECT_TRUE(token.serial.starts_with("5404"));
  EXPECT_EQ(token.label, "Viettel-CA");
  EXPECT_TRUE(world.sms().empty() && world.mails().empty()) << "MISA's salesperson has nothing to do with it";
}

// SHA-1 and 1024 bits as the old key's certificates have them; the key is told by what world.json says of it.
TEST(ViettelTokens, AreAsWeakAsInTheFieldAndNameTheKeyThatIssued) {
  SandboxWorld world({.init = {"--as-of", "2020-09-15", "--campaign"}, .started = false});
  const auto token = world.make_token({"--issuer", "viettel-ca", "--with", "old-weak"});
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_mem_buf(token.certificate.data(), -1), BIO_free_all);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                                                X509_free);
  ASSERT_TRUE(certificate);
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(certificate.get())), 1024);
  int digest = NID_undef;
  (void)OBJ_find_sigid_algs(X509_get_signature_nid(certificate.get()), &digest, nullptr);
  EXPECT_EQ(digest, NID_sha1);
  const auto* key_id = X509_get0_authority_key_id(certificate.get());
  ASSERT_NE(key_id, nullptr);
  EXPECT_EQ(to_upper_hex({ASN1_STRING_get0_data(key_id), static_cast<std::size_t>(ASN1_STRING_length(key_id))}),
            world.facts().at("key_ids").at("viettel-ca"));
}

TEST(ViettelTokens, NeedAWorldWithACampaign) {
  SandboxWorld world({.init = {}, .started = false});
  EXPECT_THROW((void)world.make_token({"--issuer", "viettel-ca"}), std::runtime_error);
  EXPECT_FALSE(world.facts().contains("viettel_ca"));
}

}  // namespace
}  // namespace reseal::test
