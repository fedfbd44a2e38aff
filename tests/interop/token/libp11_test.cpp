// SPDX-License-Identifier: Apache-2.0
// libp11 as a second opinion, and why the product does not link it:
// docs/decisions/002-callback-key-instead-of-libp11.md.
#include <libp11.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <memory>

#include "reseal/crypto/signing.h"
#include "unit/token/token_world.h"

namespace reseal::token {
namespace {

// A context on the shim, and the slot of one token.
class Libp11 {
 public:
  explicit Libp11(const std::string& serial) : context_(PKCS11_CTX_new()) {
    if (PKCS11_CTX_load(context_, test::Shim::module().c_str()) != 0) throw std::runtime_error("PKCS11_CTX_load");
    if (PKCS11_enumerate_slots(context_, &slots_, &count_) != 0) throw std::runtime_error("PKCS11_enumerate_slots");
    for (unsigned i = 0; i < count_; ++i) {
      if (slots_[i].token != nullptr && slots_[i].token->serialnr == serial) slot_ = &slots_[i];
    }
    if (slot_ == nullptr) throw std::runtime_error("libp11 does not see the token");
  }
  ~Libp11() {
    PKCS11_release_all_slots(context_, slots_, count_);
    PKCS11_CTX_unload(context_);
    PKCS11_CTX_free(context_);
  }
  Libp11(const Libp11&) = delete;
  Libp11& operator=(const Libp11&) = delete;
  [[nodiscard]] PKCS11_SLOT* slot() const { return slot_; }

 private:
  PKCS11_CTX* context_;
  PKCS11_SLOT* slots_ = nullptr;
  unsigned count_ = 0;
  PKCS11_SLOT* slot_ = nullptr;
};

struct Libp11Reads : TokenWorld {
  test::TestCa ca = test::TestCa::root();
};

TEST_F(Libp11Reads, TheKeyAndCertificateThatWeMadeAndSignsWithThem) {
  auto holder = open_and_log_in();
  const HeldKey key = holder->make_key({KeySpec::Algorithm::rsa, 2048}, {0x05}, "k");
  const auto certificate = ca.issue(for_key(key.spki));
  holder->write_certificate(certificate, key.id, "c");
  holder.reset();
  source.reset();

  const Libp11 reader(token.serial);
  ASSERT_EQ(PKCS11_login(reader.slot(), 0, token.pin.c_str()), 0);
  PKCS11_CERT* certificates = nullptr;
  unsigned count = 0;
  ASSERT_EQ(PKCS11_enumerate_certs(reader.slot()->token, &certificates, &count), 0);
  ASSERT_EQ(count, 1U);
  PKCS11_KEY* found = PKCS11_find_key(&certificates[0]);
  ASSERT_NE(found, nullptr);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pkey(PKCS11_get_private_key(found), &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  ASSERT_EQ(EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, pkey.get()), 1);
  Bytes signature(512);
  std::size_t size = signature.size();
  const Bytes data{1, 2, 3};
  ASSERT_EQ(EVP_DigestSign(digest.get(), signature.data(), &size, data.data(), data.size()), 1);
  signature.resize(size);
  EXPECT_TRUE(crypto::verify_bytes(certificate, data, signature));
}

struct WhyNotLibp11 : TokenWorld {};

TEST_F(WhyNotLibp11, ItHangsForEverOnATokenThatWasPulledWhereWeAnswerAtOnce) {
  EXPECT_EXIT(
      {
        signal(SIGALRM, SIG_DFL);
        const Libp11 reader(token.serial);
        shim.rules("pulled");
        alarm(2);
        PKCS11_CERT* certificates = nullptr;
        unsigned count = 0;
        PKCS11_enumerate_certs(reader.slot()->token, &certificates, &count);
        _exit(0);
      },
      testing::KilledBySignal(SIGALRM), "");
  shim.rules("");
  auto holder = open();
  shim.rules("pulled");
  EXPECT_EQ(code_of([&] { return holder->certificates(); }), ErrorCode::token_removed);
}

TEST_F(WhyNotLibp11, ItAcceptsAWrongPinWhenItBelievesItIsLoggedInWhereWeAskTheToken) {
  {
    const Libp11 reader(token.serial);
    ASSERT_EQ(PKCS11_login(reader.slot(), 0, token.pin.c_str()), 0);
    EXPECT_EQ(PKCS11_login(reader.slot(), 0, "000000"), 0);
  }
  auto holder = open_and_log_in();
  EXPECT_EQ(holder->login(Secret("000000")), LoginResult::wrong_pin);
}

TEST_F(WhyNotLibp11, ItEndsEverybodyElsesSessionsAndLogin) {
  auto holder = open_and_log_in();
  const Libp11 reader(token.serial);
  EXPECT_TRUE(holder->logged_in());
  ASSERT_EQ(PKCS11_open_session(reader.slot(), 1), 0);
  EXPECT_FALSE(holder->logged_in());
}

}  // namespace
}  // namespace reseal::token
