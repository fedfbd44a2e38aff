// SPDX-License-Identifier: Apache-2.0
// What the signing service of the sandbox grants, and what it does not.
#include "signing_desk.h"

#include <gtest/gtest.h>

#include "cloud_maker.h"
#include "registry.h"

namespace reseal::sandbox {
namespace {

struct SigningDeskTest : testing::Test {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("reseal-desk-" + to_hex(random_bytes(6)));
  World world = World::make(world_plan());
  Json made = make_cloud_credential(world, plan());
  CloudKeys keys{world};
  CloudCredential credential = keys.find(made.at("credential").get<std::string>()).value();
  SigningWish wish{credential.id, {to_base64(Bytes(32, 1))}};

  WorldPlan world_plan() const {
    WorldPlan plan;
    plan.folder = folder;
    plan.port = 20001;  // nobody listens here
    plan.http_port = 20002;
    return plan;
  }
  CloudPlan plan() const {
    CloudPlan plan;
    plan.kind = "manager";
    plan.user = "a@b.example";
    plan.pin_file = folder / "pin";
    plan.algorithm = "ec";
    return plan;
  }
  [[nodiscard]] SigningDesk desk(int seconds_later = 0) const { return {world, world.now() + Seconds(seconds_later)}; }
  ~SigningDeskTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
};

TEST_F(SigningDeskTest, GrantsOneSignatureForOneAuthorisation) {
  const auto sad = desk().authorize(wish);
  EXPECT_TRUE(desk().spend(sad, wish));
  EXPECT_FALSE(desk().spend(sad, wish));
}

TEST_F(SigningDeskTest, GrantsNoOtherHashThanWasAgreedTo) {
  const auto sad = desk().authorize(wish);
  EXPECT_FALSE(desk().spend(sad, {credential.id, {to_base64(Bytes(32, 2))}}));
  EXPECT_FALSE(desk().spend(sad, {"another", wish.hashes}));
  EXPECT_FALSE(desk().spend("a guess", wish));
}

TEST_F(SigningDeskTest, LetsAnAuthorisationRunOut) {
  const auto sad = desk().authorize(wish);
  EXPECT_FALSE(desk(SigningDesk::kSadSeconds + 1).spend(sad, wish));
}

TEST_F(SigningDeskTest, SignsNoDigestOfAWrongLength) {
  EXPECT_FALSE(desk().sign(credential.id, "2.16.840.1.101.3.4.2.1", Bytes(20)).has_value());
  EXPECT_FALSE(desk().sign(credential.id, "1.3.14.3.2.26", Bytes(20)).has_value());
}

TEST_F(SigningDeskTest, LetsInWhoKnowsTheSecretForAnHour) {
  EXPECT_EQ(desk().let_in(kCloudClient, "a guess"), "");
  const auto token = desk().let_in(kCloudClient, secret_in(cloud_client_secret_file(world), 24));
  EXPECT_TRUE(desk().knows_token(token));
  EXPECT_FALSE(desk(SigningDesk::kTokenSeconds + 1).knows_token(token));
}

TEST_F(SigningDeskTest, KeepsTheKindOfHolderWithTheCertificate) {
  const auto certificate = Registry(world).find(made.at("serial").get<std::string>());
  ASSERT_TRUE(certificate.has_value());
  EXPECT_EQ(certificate->kind, "manager");
  EXPECT_EQ(keys.find_by_serial(certificate->serial).value().id, credential.id);
}

TEST_F(SigningDeskTest, KeepsPrivateKeysFromOthers) {
  const auto file = folder / "keys" / "cloud" / (credential.id + ".key");
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace reseal::sandbox
