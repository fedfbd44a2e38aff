// SPDX-License-Identifier: Apache-2.0
// What other programs say about a token that Reseal has written to.
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <sstream>

#include "reseal/base/file.h"
#include "unit/token/token_world.h"

namespace reseal::token {
namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen((command + " 2>&1").c_str(), "r"), &pclose);
  std::string text;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) text += buffer.data();
  return text;
}

std::string from(const std::string& text, const std::string& mark) {
  const auto begin = text.find(mark);
  return begin == std::string::npos ? std::string() : text.substr(begin);
}

// What pkcs11-tool says of each object, from one headline to the next.
std::set<std::string> objects(const std::string& listing) {
  std::set<std::string> all;
  std::istringstream lines(listing);
  std::string object;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(" Object; ") != std::string::npos) {
      all.insert(object);
      object.clear();
    }
    if (!all.empty()) object += line + "\n";
  }
  all.insert(object);
  all.erase("");
  return all;
}

struct OtherPrograms : TokenWorld {
  test::TestCa ca = test::TestCa::root();
  HeldKey key;
  std::unique_ptr<crypto::Certificate> certificate;

  void renew(const KeySpec& spec) {
    auto holder = open_and_log_in();
    key = holder->make_key(spec, {0x0a, 0x0b}, "Khóa mới");
    certificate = std::make_unique<crypto::Certificate>(ca.issue(for_key(key.spki)));
    holder->write_certificate(*certificate, key.id, "Chứng thư số mới");
    holder.reset();
    source.reset();
  }
  [[nodiscard]] std::string pkcs11_tool(const std::string& arguments) const {
    return output_of("pkcs11-tool --module " + test::SoftHsm::module() + " --token-label '" + token.label +
                     "' --login --pin " + token.pin + " " + arguments);
  }
};

TEST_F(OtherPrograms, SayThatTheKeyCannotBeTakenOutAndOnlySigns) {
  renew({KeySpec::Algorithm::rsa, 2048});
  const std::string listed = from(pkcs11_tool("-O --type privkey"), "Private Key Object");
  EXPECT_NE(listed.find("sensitive, always sensitive, never extractable, local"), std::string::npos) << listed;
  EXPECT_NE(listed.find("ID:         0a0b"), std::string::npos) << listed;
  EXPECT_NE(listed.find("Khóa mới"), std::string::npos) << listed;
  const std::string usage = from(listed, "Usage:").substr(0, from(listed, "Usage:").find('\n'));
  EXPECT_NE(usage.find("sign"), std::string::npos) << usage;
  for (const char* other : {"decrypt", "unwrap", "derive"}) EXPECT_EQ(usage.find(other), std::string::npos) << usage;
}

TEST_F(OtherPrograms, CannotReadThePrivateKey) {
  renew({KeySpec::Algorithm::ec, 256});
  const std::string said =
      pkcs11_tool("--read-object --type privkey --id 0a0b --output-file " + (hsm.folder() / "stolen.der").string());
  EXPECT_FALSE(std::filesystem::exists(hsm.folder() / "stolen.der") &&
               std::filesystem::file_size(hsm.folder() / "stolen.der") > 0)
      << said;
}

TEST_F(OtherPrograms, ReadTheCertificateByteByByte) {
  renew({KeySpec::Algorithm::ec, 384});
  const auto file = hsm.folder() / "certificate.der";
  const std::string said = pkcs11_tool("--read-object --type cert --id 0a0b --output-file " + file.string());
  ASSERT_TRUE(std::filesystem::exists(file)) << said;
  const std::string der = read_file(file);
  EXPECT_EQ(Bytes(der.begin(), der.end()), certificate->der());
}

TEST_F(OtherPrograms, FindKeyAndCertificateByOurUri) {
  renew({KeySpec::Algorithm::rsa, 2048});
  const HeldCertificate held{*certificate, key.id, "", true};
  const TokenIdentity identity = identity_of(token);
  source.reset();
  const std::string listed =
      output_of("p11tool --provider " + test::SoftHsm::module() + " --list-all-certs '" + held.uri(identity) + "'");
  EXPECT_NE(listed.find("0a:0b"), std::string::npos) << listed;
  const std::string keys = output_of("GNUTLS_PIN=" + token.pin + " p11tool --batch --provider " +
                                     test::SoftHsm::module() + " --login --list-all-privkeys '" + identity.uri() + "'");
  EXPECT_NE(keys.find("CKA_NEVER_EXTRACTABLE"), std::string::npos) << keys;
  EXPECT_NE(keys.find("CKA_SENSITIVE"), std::string::npos) << keys;
}

TEST_F(OtherPrograms, SeeTheOldObjectsUnchanged) {  // GEN-01
  const Bytes spki = hsm.add_key(token, test::KeyKind::rsa_2048, {0x01}, "Khóa cũ");
  hsm.add_certificate(token, ca.issue(for_key(spki)).der(), {0x01}, "Chứng thư cũ");
  const auto before = objects(pkcs11_tool("-O"));
  ASSERT_EQ(before.size(), 3U);
  renew({KeySpec::Algorithm::ec, 256});
  const auto after = objects(pkcs11_tool("-O"));
  EXPECT_EQ(after.size(), 6U);
  for (const std::string& object : before) EXPECT_TRUE(after.contains(object)) << object;
}

}  // namespace
}  // namespace reseal::token
