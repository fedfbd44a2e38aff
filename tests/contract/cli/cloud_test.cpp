// SPDX-License-Identifier: Apache-2.0
// Keys in the cloud, as people and scripts meet them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

using testing::HasSubstr;

struct CloudCli : testing::Test {
  ProductWorld world;
  nlohmann::json made = world.sandbox("cloud", {"--user", "ketoan@congty.example", "--pin-file",
                                                to_utf8(world.folder() / "cloud-pin"), "--asks", "pin"});

  CloudCli() { configure(made.at("base_url")); }
  void configure(const std::string& base_url) {
    auto config = world.config();
    config["remote_signing"] = {{{"id", "misa_esign"},
                                 {"name", "MISA eSign"},
                                 {"base_url", base_url},
                                 {"user", made.at("user")},
                                 {"client_id", made.at("client_id")},
                                 {"client_secret", {{"file", made.at("client_secret_file")}}}}};
    world.write_config(config);
  }
  nlohmann::json cloud_certificate() {
    for (const auto& one : world.reseal_json({"certificates"})) {
      if (one.at("held_in") == "cloud") return one;
    }
    ADD_FAILURE() << "no certificate in the cloud";
    return {};
  }
};

TEST_F(CloudCli, ShowsAccountsBesideTokens) {
  const auto tokens = world.reseal_json({"tokens"});
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_THAT(tokens.at(1).at("uri").get<std::string>(), testing::StartsWith("csc:service=misa_esign;user="));
  EXPECT_THAT(world.reseal({"--lang", "en", "tokens"}).out, HasSubstr("in the cloud, by MISA eSign"));
}

TEST_F(CloudCli, ShowsCertificatesWithWhatHoldsTheirKeys) {
  const auto certificate = cloud_certificate();
  EXPECT_EQ(certificate.at("certificate").at("serial").at("hex"), made.at("serial"));
  EXPECT_EQ(certificate.at("has_private_key"), true);
  EXPECT_THAT(world.reseal({"--lang", "en", "certificates", made.at("serial")}).out,
              HasSubstr("in the cloud, by MISA eSign"));
  EXPECT_THAT(world.reseal({"--lang", "en", "certificates", certificate.at("uri").get<std::string>()}).out,
              HasSubstr(made.at("serial").get<std::string>()))
      << "a URI of the cloud names its certificate";
}

TEST_F(CloudCli, ShowsTheTokensWhenTheServiceCannotBeReached) {
  configure("https://127.0.0.1:1/csc/v2");
  const auto outcome = world.reseal({"--lang", "en", "tokens"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("MISA-CA eSign"));
  EXPECT_THAT(outcome.err, HasSubstr("The signing service https://127.0.0.1:1/csc/v2 cannot be used"));
}

TEST_F(CloudCli, AsksNoServiceForOrders) {
  (void)world.reseal({"orders"});
  EXPECT_EQ(world.sandbox("show").at("received").at("cscToken"), 0);
}

TEST_F(CloudCli, DoctorTellsOfAServiceWithAWrongAddress) {
  configure(made.at("base_url").get<std::string>() + "/v9");
  const auto outcome = world.reseal({"--lang", "en", "doctor"});
  EXPECT_THAT(outcome.out, HasSubstr("base_url is wrong"));
  EXPECT_THAT(outcome.out, HasSubstr("is base_url right?"));
}

TEST_F(CloudCli, DoctorTellsOfAnAccountWithoutCertificates) {
  auto config = world.config();
  config["remote_signing"][0]["user"] = "nobody@congty.example";
  world.write_config(config);
  EXPECT_THAT(world.reseal({"--lang", "en", "doctor"}).out,
              HasSubstr("MISA eSign has no certificate of nobody@congty.example"));
}

TEST_F(CloudCli, DoctorTellsThatAllIsWell) {
  EXPECT_THAT(world.reseal({"--lang", "en", "doctor"}).out, HasSubstr("Signing service: MISA eSign (1)"));
}

TEST_F(CloudCli, DoesNotRepeatASecretThatStandsInTheConfiguration) {
  auto config = world.config();
  config["remote_signing"][0]["client_secret"] = "hush-hush";
  world.write_config(config);
  const auto outcome = world.reseal({"--lang", "en", "config", "check"});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("remote_signing/0/client_secret"));
  EXPECT_EQ((outcome.out + outcome.err).find("hush-hush"), std::string::npos);
}

}  // namespace
}  // namespace reseal::test
