// SPDX-License-Identifier: Apache-2.0
// The SCEP example against Debian's scepserver, which answers in DES: the old key on the token signs the request and
// decrypts the answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol_world.h"
#include "reseal/base/file.h"

namespace reseal::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

class ScepWorld : public ProtocolWorld {
 public:
  ScepWorld() : ProtocolWorld("scep", "rsa") {
    must(
        "scepserver ca -init -key-password p -depot depot -organization 'SCEP Test CA' -country VN && "
        "cat depot/ca.pem >> ca.pem");
    fingerprint_ = must("openssl x509 -in depot/ca.pem -outform DER | sha256sum").substr(0, 64);
    serve("scepserver -depot depot -capass p -allowrenew 0 -port " + behind_.text(), behind_.number());
    serve_tls_before(behind_.number());
    allow(settings(fingerprint_), {"sign_messages", "decrypt_messages"});
  }
  [[nodiscard]] nlohmann::json settings(const std::string& fingerprint) const {
    return {{"base_url", origin() + "/scep"}, {"ca_sha256", fingerprint}};
  }

 private:
  ReservedPort behind_;
  std::string fingerprint_;
};

TEST(ScepRenewal, IsSignedAndDecryptedWithTheOldKey) {
  const ScepWorld world;
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err << world.must("tail -5 server.log");
  world.expect_renewed();
  const auto journal = world.journal();
  EXPECT_THAT(journal, Contains("outcome sign_message SCEP RenewalReq"));
  EXPECT_THAT(journal, Contains("outcome decrypt_key decrypt_key"));
}

TEST(ScepRenewal, SendsNothingToACaWithAnotherFingerprint) {
  const ScepWorld world;
  world.allow(world.settings(std::string(64, '0')), {"sign_messages", "decrypt_messages"});
  EXPECT_EQ(world.renew().exit_code, 3);
  EXPECT_THAT(world.journal(), testing::Not(Contains(HasSubstr("sign_message"))));
  EXPECT_EQ(world.certificates(), 1);
}

}  // namespace
}  // namespace reseal::test
