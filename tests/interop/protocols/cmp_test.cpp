// SPDX-License-Identifier: Apache-2.0
// The CMP example against openssl's server: the old key on the token signs every message. The server knows one
// certificate only, so the request is made first and the certificate issued before it is sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol_world.h"
#include "reseal/base/file.h"

namespace reseal::test {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

class CmpWorld : public ProtocolWorld {
 public:
  explicit CmpWorld(const std::string& algorithm = "ec") : ProtocolWorld("cmp", algorithm) {
    allow({{"base_url", origin() + "/pkix/"}, {"ca_certificate", read_file(folder() / "ca.pem")}}, {"sign_messages"});
    // Nobody answers yet: the key is made, and its request is in the journal.
    EXPECT_EQ(renew().exit_code, 3);
    const auto shown = order();
    for (const auto& entry : shown.at("journal")) {
      const auto result = entry.at("body").value("result", nlohmann::json::object());
      if (result.contains("csr")) put("new.csr", result.at("csr").get<std::string>());
    }
    must("openssl x509 -req -in new.csr -CA ca.pem -CAkey ca.key -days 730 -extfile holder -out issued.pem");
  }
  void open_the_ca(const std::string& how = "") {
    serve("openssl cmp -config '' -port " + behind_.text() +
              " -srv_trusted ca.pem -srv_cert ca.pem -srv_key ca.key -rsp_cert issued.pem -rsp_capubs ca.pem -max_msgs "
              "60 " +
              how,
          behind_.number());
    serve_tls_before(behind_.number());
  }
  [[nodiscard]] int counted(const std::string& entry) const {
    const auto entries = journal();
    return static_cast<int>(std::count(entries.begin(), entries.end(), entry));
  }

 private:
  ReservedPort behind_;
};

class CmpRenewal : public testing::TestWithParam<const char*> {};

TEST_P(CmpRenewal, IsSignedWithTheOldKeyAndPutsTheNewCertificateBesideIt) {
  CmpWorld world(GetParam());
  world.open_the_ca();
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  world.expect_renewed();
  EXPECT_EQ(world.counted("outcome http p10cr"), 1);
  EXPECT_EQ(world.counted("outcome http certConf"), 1);
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, CmpRenewal, testing::Values("ec", "rsa"),
                         [](const auto& test) { return std::string(test.param); });

TEST(CmpRenewal, PollsWhileTheCaDecidesAndSendsTheRequestOnce) {
  CmpWorld world;
  world.open_the_ca("-poll_count 2 -check_after 1");
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  world.expect_renewed();
  EXPECT_EQ(world.counted("outcome http p10cr"), 1);
  EXPECT_GE(world.counted("outcome sign_message CMP pollReq"), 2);
}

class AProgramThatIsKilled : public testing::TestWithParam<const char*> {};

TEST_P(AProgramThatIsKilled, AmongThePollsOrAfterTheConfirmationGoesOnWithTheSameRequest) {
  CmpWorld world;
  world.open_the_ca("-poll_count 2 -check_after 1");
  const auto killed = world.resume({{"RESEAL_CRASH_AT", GetParam()}});
  ASSERT_EQ(killed.exit_code, 128 + SIGKILL) << killed.out << killed.err;
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  world.expect_renewed();
  EXPECT_EQ(world.counted("outcome http p10cr"), 1);
}

INSTANTIATE_TEST_SUITE_P(AtEachSideOfTheLine, AProgramThatIsKilled,
                         testing::Values("effect.http.before_send:3", "effect.http.after_send:4"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace_if(
                               name.begin(), name.end(), [](char c) { return c == '.' || c == ':'; }, '_');
                           return name;
                         });

// With the answer went the nonce that openssl's server wants to see in the next message: it refuses to go on.
TEST(AProgramThatIsKilled, BeforeTheAnswerToAPollIsWrittenDownBeginsANewTransaction) {
  CmpWorld world;
  world.open_the_ca("-poll_count 2 -check_after 1");
  ASSERT_EQ(world.resume({{"RESEAL_CRASH_AT", "effect.http.after_send:3"}}).exit_code, 128 + SIGKILL);
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  world.expect_renewed();
  EXPECT_EQ(world.counted("outcome http p10cr"), 2);
}

TEST(CmpRenewal, SendsTheRequestAgainInTheSameTransactionWhenTheReplyIsLost) {
  CmpWorld world;
  world.open_the_ca();
  world.put("lose-reply", "");
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  world.expect_renewed();
}

TEST(CmpRenewal, EndsWhereTheCaRefusesAndSaysItsWords) {
  CmpWorld world;
  world.open_the_ca("-pkistatus 2 -failure 2 -statusstring 'hồ sơ bị từ chối'");
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 6) << end.out << end.err;
  EXPECT_THAT(end.out + end.err, HasSubstr("hồ sơ bị từ chối"));
  EXPECT_EQ(world.certificates(), 1);
}

}  // namespace
}  // namespace reseal::test
