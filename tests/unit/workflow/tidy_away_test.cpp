// SPDX-License-Identifier: Apache-2.0
// A clean-up carried out: the guarded PIN, the record before and after, the token without the pair.
#include "reseal/workflow/tidy_away.h"

#include <gtest/gtest.h>

#include "support/softhsm_token.h"
#include "workshop.h"

namespace reseal::workflow {
namespace {

struct CleanUp : testing::Test {
  Workshop shop;
  test::SoftHsm hsm;
  test::SoftHsmToken virtual_token = hsm.add_token("Seal");
  Bytes id = {1};
  crypto::Certificate old = shop.ca.issue(hsm.add_key(virtual_token, test::KeyKind::ec_p256, id, "seal"), {});
  std::unique_ptr<token::KeyHolderSource> tokens;
  std::vector<PinRequest> asked;
  std::string pin = virtual_token.pin;
  std::string certificate = old.facts().sha256;

  void SetUp() override {
    hsm.add_certificate(virtual_token, old.der(), id, "seal");
    tokens = token::pkcs11_source({test::SoftHsm::module()});
  }
  World world() {
    return {.store = *shop.real_store,
            .clock = shop.clock,
            .tokens = *tokens,
            .anchors = {},
            .find_plugin = {},
            .send_http = {},
            .ask_pin =
                [this](const PinRequest& request) {
                  asked.push_back(request);
                  return pin.empty() ? std::nullopt : std::optional(PinAnswer{Secret(pin), false});
                },
            .on_event = {},
            .random = {}};
  }
  token::TokenIdentity identity() {
    for (const auto& status : tokens->list().tokens) {
      if (status.identity.serial == virtual_token.serial) return status.identity;
    }
    throw std::runtime_error("no token");
  }
  std::optional<token::Removed> tidy(bool allowed = true) {
    return tidy_away(world(), {}, identity(), old, [allowed] { return allowed; });
  }
  Json record() { return shop.real_store->recall("tidied/" + certificate).value_or(Json()); }
  std::string left() {
    tokens.reset();
    return hsm.dump(virtual_token);
  }
};

TEST_F(CleanUp, AsksForThePinTakesThePairOffAndKeepsTheCertificateInItsRecord) {
  EXPECT_EQ(tidy(), (token::Removed{1, 1, 1}));
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].purpose.id, "engine.purpose.tidy");
  EXPECT_EQ(record().at("certificate"), old.pem());
  EXPECT_EQ(record().at("removed").at("private_keys"), 1);
  EXPECT_FALSE(record().at("finished_at").is_null());
  EXPECT_FALSE(tidying_was_interrupted(*shop.real_store, certificate));
  EXPECT_EQ(left(), "");
}

TEST_F(CleanUp, RemovesNothingWhenItIsNotAllowedAnyMore) {
  const auto before = left();
  tokens = token::pkcs11_source({test::SoftHsm::module()});
  EXPECT_EQ(tidy(false), std::nullopt);
  EXPECT_TRUE(record().is_null());
  EXPECT_EQ(left(), before);
}

TEST_F(CleanUp, RemovesNothingWithoutAPin) {
  pin.clear();
  EXPECT_THROW((void)tidy(), Error);
  EXPECT_TRUE(record().is_null());
  EXPECT_NE(left(), "");
}

TEST_F(CleanUp, ThatWasInterruptedIsKnownAndCanBeDoneAgain) {
  shop.real_store->remember("tidied/" + certificate, {{"certificate", old.pem()}, {"finished_at", nullptr}});
  EXPECT_TRUE(tidying_was_interrupted(*shop.real_store, certificate));
  EXPECT_EQ(tidy(), (token::Removed{1, 1, 1}));
  EXPECT_FALSE(tidying_was_interrupted(*shop.real_store, certificate));
}

TEST_F(CleanUp, ThatNeverBeganIsNotInterrupted) {
  EXPECT_FALSE(tidying_was_interrupted(*shop.real_store, certificate));
}

}  // namespace
}  // namespace reseal::workflow
