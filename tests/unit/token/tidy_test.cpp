// SPDX-License-Identifier: Apache-2.0
// Taking one certificate and its key off a token, and nothing else. On SoftHSM2; looked at with a second pair of eyes:
// the dump of every attribute, and OpenSC's pkcs11-tool.
#include "reseal/token/tidy.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "token_world.h"

namespace reseal::token {
namespace {

// What OpenSC sees: "Certificate Object", "Private Key Object", "Public Key Object", in this order.
std::array<long, 3> counted_by_pkcs11_tool(const test::SoftHsmToken& token) {
  const auto command = "pkcs11-tool --module " + test::SoftHsm::module() + " --token-label '" + token.label +
                       "' --login --pin " + token.pin + " --list-objects 2>/dev/null";
  std::string text;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), size);
  ::pclose(pipe);
  const auto all = lines(text);
  const auto count = [&](const std::string& begin) {
    return std::ranges::count_if(all, [&](const std::string& line) { return line.starts_with(begin); });
  };
  return {count("Certificate Object"), count("Private Key Object"), count("Public Key Object")};
}

class Tidying : public TokenWorld, public testing::WithParamInterface<test::KeyKind> {
 protected:
  test::TestCa ca = test::TestCa::root();
  Bytes kept_spki = hsm.add_key(token, test::KeyKind::rsa_2048, {0x02}, "Khóa mới");
  crypto::Certificate kept = ca.issue(for_key(kept_spki));
  std::vector<std::string> others;
  Bytes old_spki;
  std::unique_ptr<crypto::Certificate> old;

  void SetUp() override {
    hsm.add_certificate(token, kept.der(), {0x02}, "Chứng thư mới");
    others = lines(hsm.dump(token));
    old_spki = hsm.add_key(token, GetParam(), {0x01}, "Khóa cũ");
    old = std::make_unique<crypto::Certificate>(ca.issue(for_key(old_spki)));
    hsm.add_certificate(token, old->der(), {0x01}, "Chứng thư cũ");
  }
  std::vector<std::string> left() {
    source.reset();
    return lines(hsm.dump(token));
  }
};

INSTANTIATE_TEST_SUITE_P(Keys, Tidying, testing::Values(test::KeyKind::rsa_2048, test::KeyKind::ec_p256));

TEST_P(Tidying, TakesOffTheCertificateAndItsPairAndLeavesEverythingElseAsItWas) {
  auto holder = open_and_log_in();
  EXPECT_EQ(take_off(*holder, *old), (Removed{1, 1, 1}));
  holder.reset();
  EXPECT_EQ(left(), others);
  EXPECT_EQ(counted_by_pkcs11_tool(token), (std::array<long, 3>{1, 1, 1}));
}

TEST_P(Tidying, NeedsALogin) {
  auto holder = open();
  EXPECT_EQ(code_of([&] { return take_off(*holder, *old); }), ErrorCode::pin_needed);
  EXPECT_EQ(shim.log().find("C_DestroyObject"), std::string::npos);
}

TEST_P(Tidying, OfWhatIsNotThereRemovesNothing) {
  auto holder = open_and_log_in();
  EXPECT_EQ(take_off(*holder, ca.issue()), Removed{});
  EXPECT_EQ(shim.log().find("C_DestroyObject"), std::string::npos);
}

TEST_P(Tidying, LeavesAKeyThatAnotherCertificateNeeds) {
  source.reset();
  hsm.add_certificate(token, ca.issue(for_key(old_spki)).der(), {0x01}, "the same key");
  auto holder = open_and_log_in();
  EXPECT_EQ(code_of([&] { return take_off(*holder, *old); }), ErrorCode::token_error);
  EXPECT_EQ(shim.log().find("C_DestroyObject"), std::string::npos);
}

// Pulled after each of the three objects: never a certificate without its key, and the same call takes it up again.
TEST_P(Tidying, InterruptedAnywhereNeverLeavesACertificateWithoutItsKeyAndGoesOn) {
  const std::array<std::array<long, 3>, 3> counts{{{2, 2, 2}, {1, 2, 2}, {1, 1, 2}}};
  for (int done = 0; done < 3; ++done) {
    SCOPED_TRACE(done);
    auto holder = open_and_log_in();
    shim.forget();
    // One object a round: those of earlier rounds are not there any more.
    shim.rules("fail C_DestroyObject CKR_DEVICE_REMOVED" + std::string(done > 0 ? " after 1" : ""));
    EXPECT_EQ(code_of([&] { return take_off(*holder, *old); }), ErrorCode::token_removed);
    shim.rules("");
    holder.reset();
    source.reset();
    EXPECT_EQ(counted_by_pkcs11_tool(token), counts.at(static_cast<std::size_t>(done)));
  }
  auto holder = open_and_log_in();
  EXPECT_EQ(take_off(*holder, *old), (Removed{0, 0, 1}));
  holder.reset();
  EXPECT_EQ(left(), others);
}

}  // namespace
}  // namespace reseal::token
