// SPDX-License-Identifier: Apache-2.0
// The EST example against a server that strongSwan and curl agree with: the old key on the token shakes the hand of
// TLS.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol_world.h"
#include "reseal/base/file.h"

namespace reseal::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class EstWorld : public ProtocolWorld {
 public:
  explicit EstWorld(const std::string& algorithm = "ec", const std::string& tls = "TLSv1_3")
      : ProtocolWorld("est", algorithm) {
    serve("python3 '" + script("est_server.py") + "' " + port().text() + " " + tls, port().number());
    allow(settings(), {"client_certificate"});
  }
  [[nodiscard]] nlohmann::json settings() const { return {{"base_url", origin() + "/.well-known/est"}}; }
  /// One line for each certificate that the CA has issued: the version of TLS.
  [[nodiscard]] std::string issued() const { return must("cat issued 2>/dev/null || true"); }
};

class EstRenewal : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(EstRenewal, ShowsTheOldCertificateAndPutsTheNewOneBesideIt) {
  EstWorld world(GetParam().first, GetParam().second);
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  world.expect_renewed();
  auto version = GetParam().second;
  EXPECT_EQ(world.issued(), version.replace(version.find('_'), 1, ".") + "\n");
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, EstRenewal,
                         testing::Values(std::pair{"ec", "TLSv1_3"}, std::pair{"rsa", "TLSv1_3"},
                                         std::pair{"rsa", "TLSv1_2"}),
                         [](const auto& test) { return test.param.first + test.param.second; });

// Through the forwarding module: a token that signs PKCS#1 v1.5 and nothing else, as many do.
TEST(EstRenewal, SpeaksTls12WithATokenThatDoesNotSignPaddedBlocks) {
  const EstWorld world("rsa", "");
  world.must("sed -i 's#/usr/lib/softhsm/libsofthsm2.so#" RESEAL_SHIM_FILE "#' reseal.json");
  world.put("shim.rules", "fail C_GetMechanismInfo CKR_MECHANISM_INVALID\n");
  const auto outcome = world.renew(
      {{"RESEAL_SHIM_MODULE", "/usr/lib/softhsm/libsofthsm2.so"}, {"RESEAL_SHIM_CONTROL", world.file("shim.rules")}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(world.issued(), "TLSv1.2\n");
}

TEST(EstRenewal, IsWrittenDownWithTheKeyThatWasUsed) {
  const EstWorld world;
  ASSERT_EQ(world.renew().exit_code, 0);
  const auto journal = world.journal();
  EXPECT_THAT(journal, Contains("intent http simplereenroll"));
  EXPECT_THAT(journal, Contains("outcome http simplereenroll"));
  EXPECT_THAT(world.order().at("journal").dump(), HasSubstr("\"client_certificate\":\"old_key\""));
}

TEST(EstRenewal, WaitsWhileTheCaDecides) {
  const EstWorld world;
  world.put("manual", "");
  const auto waiting = world.renew();
  EXPECT_EQ(waiting.exit_code, 3) << waiting.out << waiting.err;
  EXPECT_EQ(world.certificates(), 1);
  world.must("rm manual");
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  world.expect_renewed();
}

TEST(EstRenewal, SendsTheSameRequestAgainWhenTheReplyIsLost) {
  const EstWorld world;
  world.put("lose-reply", "");
  EXPECT_EQ(world.renew().exit_code, 3);
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  world.expect_renewed();
}

TEST(EstRenewal, IsRefusedAtLoadWithoutItsGrantAndSaysWhatToWrite) {
  const EstWorld world;
  world.allow(world.settings(), {});
  const auto outcome = world.renew();
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("\"grant\": [\"client_certificate\"]"));
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("/plugins/est/grant"));
}

TEST(EstRenewal, StandsStillWhenNobodyGivesThePin) {
  const EstWorld world;
  world.allow(world.settings(), {"client_certificate"}, false);
  EXPECT_EQ(world.renew().exit_code, 4);
  EXPECT_EQ(world.orders().at(0).at("state"), "needs_pin");
  world.allow(world.settings(), {"client_certificate"});
  EXPECT_EQ(world.resume().exit_code, 0);
}

// The server is ours: these two clients are not.
TEST(TheEstServerOfTheseTests, IsUnderstoodByStrongSwanAndByCurl) {
  const EstWorld world("ec", "TLSv1_2");  // the newest that strongSwan's client speaks by itself
  const auto base = world.origin() + "/.well-known/est/";
  world.must("curl -sSf --cacert ca.pem " + base +
             "cacerts | base64 -d | openssl pkcs7 -inform DER -print_certs | "
             "grep -q 'Protocol Test CA'");
  world.must(
      "openssl genrsa -out s.key 2>/dev/null && openssl req -new -key s.key -subj '/C=VN/CN=swan' -outform DER -out "
      "s.der");
  world.must("pki --est --url https://127.0.0.1:" + world.port().text() +
             " --in s.der --cacert ca.pem --userpass estuser:estpwd --outform pem > s.pem && "
             "openssl verify -CAfile ca.pem s.pem");
  EXPECT_THAT(world.sh("curl -sS --cacert ca.pem -o /dev/null -w '%{http_code}' -d x " + base + "simpleenroll").out,
              testing::StrEq("401"));
}

}  // namespace
}  // namespace reseal::test
