// SPDX-License-Identifier: Apache-2.0
// The same journey over PKCS#11: a virtual token with an RSA key.
#include <gtest/gtest.h>

#include "reseal/workflow/candidates.h"
#include "support/softhsm_token.h"
#include "workshop.h"

namespace reseal::workflow {
namespace {

TEST(ARenewalOnAPkcs11Token, PutsTheNewRsaKeyAndCertificateBesideTheOldOnes) {  // GEN-01
  Workshop shop;
  test::SoftHsm hsm;
  const auto virtual_token = hsm.add_token("Seal", shop.token->pin);
  const Bytes id = {1, 2, 3};
  test::CertificateOrder wish;
  wish.not_before = kNow - std::chrono::days(335);
  wish.not_after = kOldEnd;
  const auto old = shop.ca.issue(hsm.add_key(virtual_token, test::KeyKind::rsa_2048, id, "seal"), wish);
  hsm.add_certificate(virtual_token, old.der(), id, "seal");

  shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"accepted", Done{}, Json::object()}; };
  shop.plugin.on_install = [](const Order& order, Host& host) -> Step {
    if (order.result_of("make_key") == nullptr) return {"make_key", MakeKey{"RSA", 2048, {}}, Json::object()};
    return whole_installation(order, host);
  };
  const auto tokens = token::pkcs11_source({test::SoftHsm::module()});
  shop.source = tokens.get();
  auto& engine = shop.restart();
  const auto holdings = find_holdings(*tokens, shop.ca.anchors(), kNow);
  const auto& holding = choose_holding(holdings, "");
  const auto order = engine.open_renewal(holding.candidate, holding.token.identity, shop.plugin);
  const auto end = shop.carry_to_rest(order);
  EXPECT_EQ(end.order.state, store::OrderState::installed) << (end.error ? to_string(*end.error) : "");
  const auto after = find_holdings(*tokens, shop.ca.anchors(), kNow);
  ASSERT_EQ(after.certificates.size(), 2U);
  EXPECT_EQ(after.certificates[0].held.certificate, old);
  EXPECT_EQ(after.certificates[1].candidate.certificate.sha256, engine.fold(order).new_certificate->sha256);
  EXPECT_EQ(after.certificates[1].candidate.certificate.key.bits, 2048);
  shop.restart();
}

}  // namespace
}  // namespace reseal::workflow
