// SPDX-License-Identifier: Apache-2.0
// Steps that need the token: keys, certificates, signatures, PINs, and tokens that come and go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workshop.h"

namespace reseal::workflow {
namespace {

using store::OrderState;

/// Past ordering at once; then make_key, then whatever `next` says, then a wait for ever.
void script(Workshop& shop, std::function<std::optional<Step>(const Order&)> next) {
  shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"accepted", Done{}, Json::object()}; };
  shop.plugin.on_install = [next = std::move(next)](const Order& order, Host&) -> Step {
    if (order.result_of("make_key") == nullptr) return {"make_key", make_key(), Json::object()};
    if (auto step = next(order)) return *step;
    return {"end", wait(), Json::object()};
  };
}

/// Installs, once, the certificate that `make` issues for the order's key.
void script_install(Workshop& shop, const std::function<crypto::Certificate(const Order&)>& make) {
  script(shop, [make](const Order& order) -> std::optional<Step> {
    if (order.result_of("install") != nullptr) return std::nullopt;
    return Step{"install", Install{make(order).pem(), {}}, Json::object()};
  });
}

std::vector<std::string> rejected_checks(Workshop& shop, const std::string& order) {
  const Order fold = shop.engine().fold(order);
  const Json* result = fold.result_of("install");
  std::vector<std::string> checks;
  if (result == nullptr) return checks;
  EXPECT_FALSE(result->at("installed").get<bool>());
  for (const auto& one : result->at("rejected")) checks.push_back(one.at("check").get<std::string>());
  return checks;
}

void expect_rejected(Workshop& shop, const std::string& check) {
  const auto order = shop.open();
  const auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::waiting);
  EXPECT_THAT(rejected_checks(shop, order), testing::Contains(check));
  EXPECT_EQ(shop.token->certificates_written, 0);
  EXPECT_EQ(shop.pin_requests.size(), 1U) << "no PIN for a certificate that is not the right one";
  EXPECT_FALSE(shop.engine().fold(order).new_certificate);
}

TEST(ACertificateForAnotherKey, IsRefusedBeforeTheTokenIsTouched) {
  Workshop shop;
  test::MemoryToken elsewhere;
  script_install(shop,
                 [&](const Order&) { return shop.ca.issue(elsewhere.add_key({9}), Workshop::good_certificate()); });
  expect_rejected(shop, "public_key");
}

TEST(ACertificateForAnotherHolder, IsRefusedBeforeTheTokenIsTouched) {
  Workshop shop;
  auto wish = Workshop::good_certificate();
  wish.subject = {{"C", "VN"}, {"CN", "CÔNG TY KHÁC"}, {"UID", "MST:0999999999"}};
  script_install(shop, [&](const Order& order) { return shop.issue_for(order, wish); });
  expect_rejected(shop, "holder");
}

TEST(ACertificateThatHasEnded, IsRefusedBeforeTheTokenIsTouched) {
  Workshop shop;
  auto wish = Workshop::good_certificate();
  wish.not_after = kNow - std::chrono::hours(1);
  wish.not_before = kNow - std::chrono::hours(5);
  script_install(shop, [&](const Order& order) { return shop.issue_for(order, wish); });
  expect_rejected(shop, "dates");
}

TEST(ACertificateOfAnUnknownCa, IsRefusedBeforeTheTokenIsTouched) {
  Workshop shop;
  script_install(shop, [&](const Order& order) {
    return shop.other_ca.issue(crypto::read_csr(order.result_of("make_key")->at("csr").get<std::string>()).spki,
                               Workshop::good_certificate());
  });
  expect_rejected(shop, "chain");
}

TEST(AChainThatTheCaSends, IsTrustedForNothing) {
  Workshop shop;
  script(shop, [&](const Order& order) -> std::optional<Step> {
    if (order.result_of("install") != nullptr) return std::nullopt;
    const auto issued = shop.other_ca.issue(
        crypto::read_csr(order.result_of("make_key")->at("csr").get<std::string>()).spki, Workshop::good_certificate());
    return Step{"install", Install{issued.pem(), {shop.other_ca.root().pem()}}, Json::object()};
  });
  expect_rejected(shop, "chain");
}

TEST(RubbishInsteadOfACertificate, IsRefusedAsRubbish) {
  Workshop shop;
  script(shop, [](const Order& order) -> std::optional<Step> {
    if (order.result_of("install") != nullptr) return std::nullopt;
    return Step{"install", Install{"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", {}},
                Json::object()};
  });
  expect_rejected(shop, "well_formed");
}

/// The CA has issued already: a certificate for a key that no step of this order made.
void script_issued(Workshop& shop, const std::string& pem) {
  shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"accepted", Done{}, Json::object()}; };
  shop.plugin.on_install = [pem](const Order& order, Host&) -> Step {
    if (order.result_of("install") != nullptr) return {"end", wait(), Json::object()};
    return {"install", Install{pem, {}}, Json::object()};
  };
}

// VTL-X-05: issued on another computer, and never installed there.
TEST(ACertificateWhoseKeyAnotherComputerMade, IsInstalledBesideTheOldOneWithThatKey) {
  Workshop shop;
  const auto spki = shop.token->add_key({7});
  script_issued(shop, shop.ca.issue(spki, Workshop::good_certificate()).pem());
  const auto keys = shop.token->keys.size();
  const auto order = shop.open();
  shop.engine().advance(order);
  const auto fold = shop.engine().fold(order);
  ASSERT_TRUE(fold.new_certificate);
  EXPECT_EQ(shop.token->certificates_written, 1);
  EXPECT_EQ(shop.token->keys.size(), keys) << "no key is made";
  EXPECT_EQ(shop.pin_requests.size(), 1U);
}

TEST(ACertificateWhoseKeyIsNotOnTheToken, IsRefused) {
  Workshop shop;
  test::MemoryToken elsewhere;
  script_issued(shop, shop.ca.issue(elsewhere.add_key({9}), Workshop::good_certificate()).pem());
  const auto order = shop.open();
  shop.engine().advance(order);
  EXPECT_THAT(rejected_checks(shop, order), testing::ElementsAre("public_key"));
  EXPECT_EQ(shop.token->certificates_written, 0);
}

TEST(ACertificateForTheOldKey, IsRefusedBeforeTheTokenIsTouched) {
  Workshop shop;
  script_issued(shop, shop.ca.issue(shop.old->spki(), Workshop::good_certificate()).pem());
  const auto order = shop.open();
  shop.engine().advance(order);
  EXPECT_THAT(rejected_checks(shop, order), testing::ElementsAre("public_key"));
  EXPECT_EQ(shop.tokens.opened, 0);
}

TEST(TheCertificateRequest, IsForTheOldSubjectAndTheKeyOnTheToken) {
  Workshop shop;
  script(shop, [](const Order&) { return std::nullopt; });
  const auto order = shop.open();
  shop.engine().advance(order);
  const auto fold = shop.engine().fold(order);
  const auto& made = *fold.result_of("make_key");
  const auto csr = crypto::read_csr(made.at("csr").get<std::string>());
  EXPECT_TRUE(csr.signature_valid);
  EXPECT_EQ(csr.subject, shop.old->facts().subject);
  EXPECT_EQ(made.at("spki_sha256"), csr.key.spki_sha256);
  EXPECT_EQ(made.at("key_id"), to_hex(shop.token->keys.back().id));
  EXPECT_EQ(shop.token->keys.back().id.size(), 16U);
}

TEST(AWeakKey, IsNeverMade) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step {
    return {"make_key", MakeKey{"RSA", 1024, {}}, Json::object()};
  };
  const auto now = shop.engine().advance(shop.open());
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::key_weak);
  EXPECT_EQ(shop.tokens.opened, 0);
}

TEST(AHalfMadeKey, IsLeftAloneToldAndReplaced) {
  Workshop shop;
  script(shop, [](const Order&) { return std::nullopt; });
  const auto order = shop.open();
  shop.token->before = [&](const std::string& what) {
    if (what == "make_key") shop.token->plugged_in = false;
  };
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::needs_token);
  // The token had begun: a private key without its public half.
  shop.token->before = nullptr;
  shop.token->plugged_in = true;
  const auto journal = shop.real_store->journal(order);
  const auto intent = std::find_if(journal.begin(), journal.end(), [](const auto& e) { return e.kind == "intent"; });
  ASSERT_NE(intent, journal.end());
  shop.token->add_key(from_hex(intent->body.at("key_id").get<std::string>()));
  shop.token->keys.back().public_half = false;
  EXPECT_EQ(shop.restart().advance(order).order.state, OrderState::waiting);
  EXPECT_EQ(shop.token->keys.size(), 3U);  // the old one, the half-made one, the new one
  EXPECT_EQ(shop.token->keys_made, 1);
  bool told = false;
  for (const auto& entry : shop.real_store->journal(order)) {
    told = told || (entry.kind == "note" && entry.body.at("text").at("id") == "engine.note.half_made_key");
  }
  EXPECT_TRUE(told);
}

TEST(AnotherToken, GetsNothingAndTheOrderWaitsForTheRightOne) {  // MISA-T-27
  Workshop shop;
  const auto order = shop.open();
  shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"accepted", Done{}, Json::object()}; };
  auto other = std::make_shared<test::MemoryToken>();
  other->identity.serial = "9999999999";
  shop.tokens.add(other);
  shop.token->plugged_in = false;
  auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::needs_token);
  EXPECT_EQ(now.error, ErrorCode::token_changed);
  EXPECT_EQ(other->logins, 0);
  EXPECT_TRUE(other->keys.empty());
  other->plugged_in = false;
  now = shop.engine().advance(order);
  EXPECT_EQ(now.error, ErrorCode::token_missing);
  shop.token->plugged_in = true;  // MISA-T-12
  EXPECT_EQ(shop.carry_to_rest(order).order.state, OrderState::installed);
}

TEST(ATokenThatWasBegunAnew, IsNotTheOneThatTheOrderIsFor) {
  Workshop shop;
  script(shop, [](const Order&) { return std::nullopt; });
  shop.token->certificates.clear();
  const auto now = shop.engine().advance(shop.open());
  EXPECT_EQ(now.order.state, OrderState::needs_token);
  EXPECT_EQ(now.error, ErrorCode::token_changed);
  EXPECT_TRUE(shop.pin_requests.empty());
}

TEST(ATokenPulledOutWhileWriting, LosesNothing) {
  Workshop shop;
  const auto order = shop.open();
  int pulls = 0;
  shop.token->before = [&](const std::string&) {
    if (++pulls % 2 == 1) shop.token->plugged_in = false;
  };
  auto now = shop.carry_to_rest(order);
  EXPECT_EQ(now.order.state, OrderState::needs_token);
  EXPECT_EQ(now.error, ErrorCode::token_removed);
  shop.token->plugged_in = true;
  now = shop.carry_to_rest(order);
  EXPECT_EQ(now.order.state, OrderState::needs_token);
  shop.token->plugged_in = true;
  now = shop.carry_to_rest(order);
  EXPECT_EQ(now.order.state, OrderState::installed);
  EXPECT_EQ(shop.token->keys_made, 1);
  EXPECT_EQ(shop.token->certificates_written, 1);
}

TEST(AFullToken, CallsForHelpAndGoesOnWhenThereIsRoom) {
  Workshop shop;
  const auto order = shop.open();
  shop.token->room = 1;
  auto now = shop.carry_to_rest(order);
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::token_full);
  EXPECT_TRUE(shop.token->holds(*shop.old));
  shop.token->room = 1;
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::installed);
}

TEST(NobodyAtTheKeyboard, LeavesTheOrderWaitingForAPin) {
  Workshop shop;
  shop.somebody_is_there = false;
  const auto order = shop.open();
  auto now = shop.carry_to_rest(order);
  EXPECT_EQ(now.order.state, OrderState::needs_pin);
  EXPECT_EQ(now.error, ErrorCode::pin_needed);
  shop.somebody_is_there = true;
  EXPECT_EQ(shop.carry_to_rest(order).order.state, OrderState::installed);
}

TEST(AWrongPin, IsAskedForAgainAndTheLastTryIsNotSpentUnasked) {
  Workshop shop;
  shop.pins = {"000000", "111111", "222222"};
  const auto order = shop.open();
  auto now = shop.carry_to_rest(order);
  EXPECT_EQ(now.order.state, OrderState::needs_pin);
  EXPECT_EQ(now.error, ErrorCode::pin_last_try);
  ASSERT_EQ(shop.pin_requests.size(), 3U);
  EXPECT_FALSE(shop.pin_requests[0].wrong_before);
  EXPECT_TRUE(shop.pin_requests[1].wrong_before);
  EXPECT_TRUE(shop.pin_requests[2].last_try);
  EXPECT_EQ(shop.token->wrong_pins, 2);
  EXPECT_FALSE(shop.token->locked);
  shop.spend_last_try = true;
  EXPECT_EQ(shop.carry_to_rest(order).order.state, OrderState::installed);
}

TEST(ALockedToken, IsSaidToBeLocked) {
  Workshop shop;
  shop.token->locked = true;
  const auto now = shop.carry_to_rest(shop.open());
  EXPECT_EQ(now.order.state, OrderState::needs_pin);
  EXPECT_EQ(now.error, ErrorCode::pin_locked);
  EXPECT_TRUE(shop.pin_requests.empty());
}

TEST(APin, ReachesNeitherTheJournalNorAnEvent) {
  Workshop shop;
  shop.token->pin = "a-very-secret-pin";
  const auto order = shop.open();
  shop.carry_to_rest(order);
  for (const auto& entry : shop.real_store->journal(order)) {
    EXPECT_EQ(entry.body.dump().find(shop.token->pin), std::string::npos);
  }
  for (const auto& event : shop.events) EXPECT_EQ(event.details.dump().find(shop.token->pin), std::string::npos);
}

TEST(APinTypedOnTheReader, IsNotAskedForHereButThePersonIsTold) {
  Workshop shop;
  shop.token->on_reader = true;
  shop.pins = {"", ""};
  EXPECT_EQ(shop.carry_to_rest(shop.open()).order.state, OrderState::installed);
  ASSERT_FALSE(shop.pin_requests.empty());
  EXPECT_TRUE(shop.pin_requests[0].on_reader);
}

class Adopting : public testing::Test {
 protected:
  void SetUp() override {
    shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"accepted", Done{}, Json::object()}; };
    shop.plugin.on_install = [](const Order& order, Host&) -> Step {
      if (order.new_certificate) return {"ready", Done{}, Json::object()};
      if (order.last() != nullptr && order.last()->id == "adopt") return {"later", wait(), Json::object()};
      return {"adopt", Adopt{}, Json::object()};
    };
  }
  crypto::Certificate put_by_another_program(Time begin) {
    auto wish = Workshop::good_certificate();
    wish.not_before = begin;
    const token::KeyId id = random_bytes(8);
    auto certificate = shop.ca.issue(shop.token->add_key(id), wish);
    shop.token->add_certificate(certificate, id);
    return certificate;
  }
  Workshop shop;
};

TEST_F(Adopting, FindsNothingWithoutAskingForAPin) {
  const auto order = shop.open();
  const auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::waiting);
  EXPECT_TRUE(shop.pin_requests.empty());
  EXPECT_EQ(*shop.engine().fold(order).result_of("adopt"), Json({{"installed", false}, {"rejected", Json::array()}}));
}

TEST_F(Adopting, TakesTheNewestSuccessorThatAnotherProgramInstalledAndProvesIt) {
  put_by_another_program(kNow - std::chrono::hours(3));
  const auto newest = put_by_another_program(kNow - std::chrono::hours(1));
  const auto order = shop.open();
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::installed);
  EXPECT_EQ(shop.engine().fold(order).new_certificate->sha256, newest.facts().sha256);
  EXPECT_EQ(shop.token->signatures, 1);
  EXPECT_EQ(shop.token->certificates_written, 0);
}

TEST_F(Adopting, TellsWhatIsWrongWithACertificateThatCameSinceTheOrderWasOpened) {
  auto wish = Workshop::good_certificate();
  wish.subject = {{"C", "VN"}, {"CN", "SOMEBODY ELSE"}, {"UID", "MST:0000000000"}};
  wish.not_before = kNow - std::chrono::minutes(1);
  const token::KeyId id = random_bytes(8);
  shop.token->add_certificate(shop.ca.issue(shop.token->add_key(id), wish), id);
  const auto order = shop.open();
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::waiting);
  const auto result = *shop.engine().fold(order).result_of("adopt");
  ASSERT_EQ(result.at("rejected").size(), 1) << result;
  EXPECT_EQ(result.at("rejected").at(0).at("check"), "holder");
  EXPECT_TRUE(shop.pin_requests.empty());
}

TEST_F(Adopting, PassesOverACertificateWithoutItsKey) {
  put_by_another_program(kNow - std::chrono::hours(1));
  shop.token->keys.back().private_half = false;
  EXPECT_EQ(shop.engine().advance(shop.open()).order.state, OrderState::waiting);
}

Sign sign(Sign::Key key, Sign::Format format = Sign::Format::cms_detached) {
  return {format, key, Text{"memory.the_contract", {}}, to_base64(as_bytes("a contract"))};
}

TEST(ASignature, IsMadeWithTheOldKeyAfterThePersonHasSeenTheTitle) {
  Workshop shop;
  shop.plugin.on_order = [](const Order& order, Host&) -> Step {
    if (order.result_of("sign") == nullptr) return {"sign", sign(Sign::Key::old_key), Json::object()};
    return {"end", wait(), Json::object()};
  };
  const auto order = shop.open();
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::waiting);
  const auto fold = shop.engine().fold(order);
  const auto& result = *fold.result_of("sign");
  EXPECT_EQ(result.at("format"), "cms_detached");
  const auto checked = crypto::cms_verify(from_base64(result.at("signature").get<std::string>()),
                                          as_bytes("a contract"), shop.ca.anchors(), kNow);
  EXPECT_TRUE(checked.valid) << checked.problem;
  ASSERT_TRUE(checked.signer);
  EXPECT_EQ(*checked.signer, *shop.old);
  ASSERT_EQ(shop.pin_requests.size(), 1U);
  EXPECT_EQ(shop.pin_requests[0].purpose.id, "memory.the_contract");
}

TEST(ASignature, OfAHolderThatAsksForItselfIsMadeWithoutOurPinAndWithItsPurposeTold) {
  Workshop shop;
  shop.token->login_required = false;
  shop.plugin.on_order = [](const Order& order, Host&) -> Step {
    if (order.result_of("sign") == nullptr) return {"sign", sign(Sign::Key::old_key), Json::object()};
    return {"end", wait(), Json::object()};
  };
  const auto order = shop.open();
  shop.engine().advance(order);
  EXPECT_TRUE(shop.pin_requests.empty());
  ASSERT_FALSE(shop.token->announced.empty());
  EXPECT_EQ(shop.token->announced.back().id, "memory.the_contract");
  const auto fold = shop.engine().fold(order);
  const auto* result = fold.result_of("sign");
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(result->at("serial"), shop.old->facts().serial.hex);
  EXPECT_EQ(result->at("key_in"), shop.token->identity.uri());
}

TEST(EachSignature, IsAgreedToByAPinOfItsOwn) {
  Workshop shop;
  shop.plugin.on_order = [](const Order& order, Host&) -> Step {
    if (order.result_of("one") == nullptr) return {"one", sign(Sign::Key::old_key), Json::object()};
    if (order.result_of("two") == nullptr) {
      return {"two", sign(Sign::Key::old_key, Sign::Format::cms_attached), Json::object()};
    }
    return {"end", wait(), Json::object()};
  };
  shop.engine().advance(shop.open());
  EXPECT_EQ(shop.pin_requests.size(), 2U);
}

TEST(ASignatureThatCannotBeMade, CallsForHelpBeforeAnybodyIsAsked) {
  Sign nothing_to_sign{Sign::Format::pdf, Sign::Key::old_key, {}, ""};
  Sign drawn_for_nothing = sign(Sign::Key::old_key);
  drawn_for_nothing.printout.emplace();
  for (const auto& impossible :
       {sign(Sign::Key::old_key, Sign::Format::xml), sign(Sign::Key::old_key, Sign::Format::pdf), nothing_to_sign,
        drawn_for_nothing, sign(Sign::Key::new_key)}) {
    Workshop shop;
    shop.plugin.on_order = [&](const Order&, Host&) -> Step { return {"sign", impossible, Json::object()}; };
    const auto now = shop.engine().advance(shop.open());
    EXPECT_EQ(now.order.state, OrderState::needs_help);
    EXPECT_EQ(now.error, ErrorCode::plugin_failed);
    EXPECT_TRUE(shop.pin_requests.empty());
  }
}

}  // namespace
}  // namespace reseal::workflow
