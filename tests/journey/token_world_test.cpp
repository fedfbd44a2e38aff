// SPDX-License-Identifier: Apache-2.0
// What happens to tokens in the world: pulled out, mixed up, full, a PIN typed wrong. Through the forwarding module
// that makes SoftHSM2 behave as real tokens do.
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

ProductSetting shimmed() {
  ProductSetting setting;
  setting.through_shim = true;
  return setting;
}

void expect_finished(ProductWorld& world) {
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  const auto token = world.token();
  EXPECT_EQ(token.certificates, 2) << token.listing;
  EXPECT_EQ(token.private_keys, 2) << token.listing;
}

class APulledToken : public testing::TestWithParam<const char*> {};

// MISA-T-12: unplugged and plugged in again, at any step.
TEST_P(APulledToken, LosesNothingAndIsCarriedOnWhenItIsBack) {
  ProductWorld world(shimmed());
  world.shim_rules(std::string("fail ") + GetParam() + "\n");
  const auto pulled = world.renew();
  EXPECT_TRUE(pulled.exit_code == 7 || pulled.exit_code == 4 || pulled.exit_code == 1)
      << pulled.exit_code << pulled.out << pulled.err;
  world.shim_rules("");
  expect_finished(world);
  EXPECT_EQ(world.sandbox("show").at("totals").at("orders"), 1);
}

INSTANTIATE_TEST_SUITE_P(AtEachStep, APulledToken,
                         testing::Values("C_Login CKR_DEVICE_REMOVED", "C_Login CKR_TOKEN_NOT_PRESENT",
                                         "C_GenerateKeyPair CKR_DEVICE_REMOVED", "C_SignInit CKR_DEVICE_REMOVED",
                                         "C_Sign CKR_DEVICE_REMOVED", "C_CreateObject CKR_DEVICE_REMOVED",
                                         "C_CreateObject CKR_TOKEN_NOT_PRESENT",
                                         "C_FindObjectsInit CKR_DEVICE_REMOVED after 6"),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (auto& c : name) {
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           }
                           return name;
                         });

TEST(ATokenThatIsNotThere, StopsWithItsOwnCode) {
  ProductWorld world(shimmed());
  auto answers = complete_answers();
  answers.erase("check_data");
  world.write_answers(answers);
  ASSERT_EQ(world.renew().exit_code, 4);  // ordered and approved; now the token is pulled
  world.write_answers(complete_answers());
  world.shim_rules("pulled\n");
  EXPECT_EQ(world.resume().exit_code, 7);
  EXPECT_EQ(world.reseal_json({"orders"}).at(0).at("state"), "needs_token");
  world.shim_rules("");
  EXPECT_EQ(world.resume().exit_code, 5);
}

// MISA-T-27: another token gets nothing installed.
TEST(AnotherTokenWithTheSameLabel, GetsNothing) {
  ProductWorld world(shimmed());
  auto answers = complete_answers();
  answers.erase("check_data");
  world.write_answers(answers);
  ASSERT_EQ(world.renew().exit_code, 4);
  world.write_answers(complete_answers());
  const auto first_serial = world.token_facts().at("token_serial").get<std::string>();
  const auto other = world.sandbox(
      "token", {"--token-dir", to_utf8(world.folder() / "token"), "--module", ProductWorld::module(), "--pin-file",
                to_utf8(world.folder() / "pin"), "--label", "MISA-CA eSign", "--algorithm", "ec", "--again"});
  world.shim_rules("pulled " + first_serial + "\n");
  EXPECT_EQ(world.resume().exit_code, 7);
  world.shim_rules("");
  EXPECT_EQ(world.resume().exit_code, 5);
  // Both carry the same label; the new certificate is on the one that the order began with.
  int on_first = 0;
  int on_other = 0;
  for (const auto& held : world.reseal_json({"certificates", "--offline"})) {
    (held.at("token").at("serial") == first_serial ? on_first : on_other) += 1;
  }
  EXPECT_EQ(on_first, 2);
  EXPECT_EQ(on_other, 1) << other;
}

TEST(SlotsThatChangeTheirNumbers, DoNotConfuseIt) {
  ProductWorld world(shimmed());
  world.shim_rules("renumber-slots\n");
  expect_finished(world);
}

TEST(AWrongPin, SpendsOneTryAndIsAskedForAgain) {
  ProductWorld world(shimmed());
  world.shim_rules("wrong-pin-limit 3\n");
  write_file(world.folder() / "pin", "000000\n", true);
  const auto wrong = world.renew();
  EXPECT_EQ(wrong.exit_code, 4) << wrong.out << wrong.err;
  write_file(world.folder() / "pin", world.pin() + "\n", true);
  expect_finished(world);
}

// A PIN that nobody looks at while it is given must not be the one that locks the token.
TEST(TheLastTry, IsNeverSpentByAScript) {
  ProductWorld world(shimmed());
  world.shim_rules(
      "wrong-pin-limit 3\nno-pin-flags\n");  // the token keeps silent about its tries: only our own count helps
  write_file(world.folder() / "pin", "000000\n", true);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(world.renew().exit_code, 4) << i;
  const auto log = read_file(world.folder() / "shim.log");
  std::size_t logins = 0;
  for (auto at = log.find("C_Login "); at != std::string::npos; at = log.find("C_Login ", at + 1)) ++logins;
  EXPECT_EQ(logins, 2U) << "two of three tries, over four processes";
  write_file(world.folder() / "pin", world.pin() + "\n", true);
  EXPECT_EQ(world.renew().exit_code, 4) << "the third try waits for a person";
}

TEST(AnUnknownLoginError, CountsAsASpentTry) {
  ProductWorld world(shimmed());
  world.shim_rules("general-error-on-wrong-pin\nwrong-pin-limit 3\nno-pin-flags\n");
  write_file(world.folder() / "pin", "000000\n", true);
  for (int i = 0; i < 4; ++i) EXPECT_NE(world.renew().exit_code, 5) << i;
  const auto log = read_file(world.folder() / "shim.log");
  std::size_t logins = 0;
  for (auto at = log.find("C_Login "); at != std::string::npos; at = log.find("C_Login ", at + 1)) ++logins;
  EXPECT_LE(logins, 2U);
}

TEST(ALockedToken, SaysHowToUnlockIt) {
  ProductWorld world(shimmed());
  world.shim_rules("fail C_Login CKR_PIN_LOCKED\n");
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 4) << outcome.out << outcome.err;
  EXPECT_NE(outcome.err.find("PUK"), std::string::npos) << outcome.err;
}

TEST(AFullToken, KeepsTheOldPairAndSaysWhatToDo) {
  ProductWorld world(shimmed());
  world.shim_rules("full\n");
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 4) << outcome.out << outcome.err;
  world.shim_rules("");
  EXPECT_EQ(world.token().certificates, 1);
  expect_finished(world);
}

TEST(AProtectedAuthenticationPath, NeverShowsUsThePin) {
  ProductWorld world(shimmed());
  world.shim_rules("protected-path " + world.pin() + "\n");
  auto config = world.config();
  config["tokens"].erase("pin");
  world.write_config(config);
  const auto listed = world.reseal_json({"tokens"});
  EXPECT_EQ(listed.at(0).at("protected_authentication_path"), true);
}

}  // namespace
}  // namespace reseal::test
