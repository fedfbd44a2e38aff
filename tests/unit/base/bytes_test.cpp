// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/bytes.h"

#include <gtest/gtest.h>

#include <set>

#include "reseal/base/error.h"

namespace reseal {
namespace {

TEST(Hex, GoesBothWays) {
  const Bytes bytes{0x00, 0x54, 0xFF};
  EXPECT_EQ(to_hex(bytes), "0054ff");
  EXPECT_EQ(to_upper_hex(bytes), "0054FF");
  EXPECT_EQ(from_hex("0054fF"), bytes);
  EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(Hex, TakesTheSpellingsOfPortals) { EXPECT_EQ(from_hex("54 04:FF"), (Bytes{0x54, 0x04, 0xFF})); }

TEST(Hex, RefusesWhatItIsNot) {
  for (const auto* text : {"5", "5g", "0x54", "5 4", "54-04"}) EXPECT_THROW((void)from_hex(text), Error) << text;
}

TEST(Base64, MatchesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), coded);
    EXPECT_EQ(as_text(from_base64(coded)), plain);
  }
}

TEST(Base64, GoesBothWaysForEveryByte) {
  Bytes bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
  EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
}

TEST(Base64, SkipsTheLineBreaksOfPem) { EXPECT_EQ(as_text(from_base64("Zm9v\r\nYg==\n")), "foob"); }

TEST(Base64, RefusesWhatItIsNot) {
  for (const auto* text : {"Zg=", "Zg===", "Z", "=", "Zm9v=", "Zg==Zg==", "Zm-v", "Zg==="}) {
    EXPECT_THROW((void)from_base64(text), Error) << text;
  }
}

TEST(OrderIds, AreReadableAndDoNotRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const auto id = random_id();
    ASSERT_EQ(id.size(), 14U);
    EXPECT_EQ(id[4], '-');
    EXPECT_EQ(id[9], '-');
    EXPECT_EQ(id.find_first_of("ILOUilou"), std::string::npos) << id;
    EXPECT_TRUE(seen.insert(id).second);
  }
}

}  // namespace
}  // namespace reseal
