// SPDX-License-Identifier: Apache-2.0
// The certmonger example runs certmonger's own helper for a local CA, and helpers that answer with each of its codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol_world.h"
#include "reseal/base/file.h"

namespace reseal::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

class CertmongerWorld : public ProtocolWorld {
 public:
  CertmongerWorld() : ProtocolWorld("certmonger", "rsa") {}
  void run_by(const std::string& helper, const std::vector<std::string>& arguments = {}) const {
    allow({{"helper", helper}, {"arguments", arguments}}, {"run_programs"});
  }
  /// A helper of these lines.
  void run_lines(const std::string& lines) const {
    put("helper", "#!/bin/sh\n" + lines + "\n");
    must("chmod 700 helper");
    run_by(file("helper"));
  }
};

TEST(CertmongersOwnHelper, IssuesForTheKeyOnTheToken) {
  const CertmongerWorld world;
  world.must("mkdir local");
  // The helper makes its CA with the first request; the deployment has to trust it before it installs.
  world.must(
      "openssl req -new -key ca.key -subj /CN=first > first.csr && CERTMONGER_OPERATION=SUBMIT "
      "CERTMONGER_CSR=\"$(cat first.csr)\" /usr/lib/certmonger/local-submit -d local > /dev/null && "
      "openssl pkcs12 -in local/creds -nokeys -nomacver -passin pass: -legacy | openssl x509 > ca.pem");
  world.run_by("/usr/lib/certmonger/local-submit", {"-d", world.file("local")});
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  world.expect_renewed();
  EXPECT_THAT(world.journal(), Contains("outcome run_program submit"));
}

TEST(AHelperOfCertmonger, IsPolledWithItsCookieUntilItHasTheCertificate) {
  const CertmongerWorld world;
  world.run_lines(
      "cd \"$(dirname \"$0\")\" && echo \"$CERTMONGER_OPERATION $CERTMONGER_CA_COOKIE\" >> calls\n"
      "if [ $CERTMONGER_OPERATION = SUBMIT ]; then printf '1\\nticket 42\\n'; exit 5; fi\n"
      "echo \"$CERTMONGER_CSR\" | openssl x509 -req -CA ca.pem -CAkey ca.key -days 730 -extfile holder 2>/dev/null");
  EXPECT_EQ(world.renew().exit_code, 3);
  const auto end = world.resume();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  world.expect_renewed();
  EXPECT_EQ(read_file(world.folder() / "calls"), "SUBMIT \nPOLL ticket 42\n");
}

TEST(AHelperOfCertmonger, ThatRejectsEndsTheOrderWithItsWords) {
  const CertmongerWorld world;
  world.run_lines("echo 'not for you'; exit 2");
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 6);
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("not for you"));
}

TEST(AHelperOfCertmonger, ThatReachesNobodyIsRunAgainLater) {
  const CertmongerWorld world;
  world.run_lines("exit 3");
  EXPECT_EQ(world.renew().exit_code, 3);
}

TEST(AHelperOfCertmonger, ThatOthersMayChangeIsNotRun) {
  const CertmongerWorld world;
  world.run_lines("exit 3");
  world.must("chmod 722 helper");
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("everybody may write to it"));
}

}  // namespace
}  // namespace reseal::test
