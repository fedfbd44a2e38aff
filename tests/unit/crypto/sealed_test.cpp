// SPDX-License-Identifier: Apache-2.0
// AES-256-GCM over small secrets: what was sealed opens as it was, under the same key and name, or not at all.
#include "reseal/crypto/sealed.h"

#include <gtest/gtest.h>

#include "reseal/base/error.h"

namespace reseal::crypto {
namespace {

constexpr std::size_t kOverhead = 12 + 16;  // nonce and tag

struct Sealing : testing::Test {
  Secret key = new_sealing_key();
  Bytes sealed = seal(key, Secret("TERMINAL-KEY-0001"), "customs/terminal_access_key");

  [[nodiscard]] std::string open(ByteView what, const char* context = "customs/terminal_access_key") const {
    return std::string(unseal(key, what, context).reveal());
  }
  [[nodiscard]] bool opens(ByteView what, const char* context = "customs/terminal_access_key") const {
    try {
      (void)open(what, context);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::crypto_failed);
      return false;
    }
    return true;
  }
};

TEST_F(Sealing, GivesBackWhatWasSealed) { EXPECT_EQ(open(sealed), "TERMINAL-KEY-0001"); }

TEST_F(Sealing, AddsANonceAndATagAndNothingElse) { EXPECT_EQ(sealed.size(), kOverhead + 17); }

TEST_F(Sealing, ShowsNothingOfTheValue) {
  const std::string text(as_text(sealed));
  EXPECT_EQ(text.find("TERMINAL"), std::string::npos);
}

TEST_F(Sealing, LooksDifferentEveryTime) {
  EXPECT_NE(seal(key, Secret("TERMINAL-KEY-0001"), "customs/terminal_access_key"), sealed);
}

class ValuesOfEverySize : public testing::TestWithParam<std::size_t> {};
TEST_P(ValuesOfEverySize, AreGivenBack) {
  const Secret key = new_sealing_key();
  const std::string value(GetParam(), '\xe9');
  EXPECT_EQ(unseal(key, seal(key, Secret(value), "name"), "name").reveal(), value);
}
INSTANTIATE_TEST_SUITE_P(Each, ValuesOfEverySize, testing::Values(0, 1, 15, 16, 17, Secret::kCapacity));

TEST_F(Sealing, DoesNotOpenWithOneBitAlteredAnywhere) {
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    for (const unsigned char bit : {0x01, 0x80}) {
      auto altered = sealed;
      altered[at] ^= bit;
      EXPECT_FALSE(opens(altered)) << "byte " << at;
    }
  }
}

TEST_F(Sealing, DoesNotOpenWhenCutOffAnywhere) {
  for (std::size_t size = 0; size < sealed.size(); ++size) EXPECT_FALSE(opens(ByteView(sealed).first(size))) << size;
}

TEST_F(Sealing, DoesNotOpenWithSomethingAdded) {
  sealed.push_back(0);
  EXPECT_FALSE(opens(sealed));
}

TEST_F(Sealing, RefusesWhatIsLongerThanAnySecret) { EXPECT_FALSE(opens(Bytes(kOverhead + Secret::kCapacity + 1))); }

TEST_F(Sealing, DoesNotOpenWithAnotherKey) {
  key = new_sealing_key();
  EXPECT_FALSE(opens(sealed));
}

TEST_F(Sealing, DoesNotOpenUnderAnotherName) {
  EXPECT_FALSE(opens(sealed, "customs/terminal_id"));
  EXPECT_FALSE(opens(sealed, ""));
}

TEST_F(Sealing, TakesKeysOf32BytesOnly) {
  for (const std::size_t size : {0, 16, 31, 33}) {
    const Secret wrong(std::string(size, 'k'));
    EXPECT_THROW((void)seal(wrong, Secret("x"), "name"), Error) << size;
    EXPECT_THROW((void)unseal(wrong, sealed, "name"), Error) << size;
  }
}

TEST(SealingKeys, Are32BytesAndNeverTheSame) {
  const auto one = new_sealing_key();
  EXPECT_EQ(one.reveal().size(), kSealingKeySize);
  EXPECT_NE(one.reveal(), new_sealing_key().reveal());
}

}  // namespace
}  // namespace reseal::crypto
