// SPDX-License-Identifier: Apache-2.0
// The holder's keys in a protocol's hands: what a person is told, what the journal says, and what is never signed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/protocol_messages.h"
#include "workshop.h"

namespace reseal::workflow {
namespace {

using store::OrderState;
using testing::ElementsAre;
using testing::HasSubstr;

/// A provider whose protocol needs `use` once a key has been made.
Situation use_keys(Workshop& shop, const std::function<void(const Order&, Host&)>& use) {
  shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"accepted", Done{}, Json::object()}; };
  shop.plugin.on_install = [use](const Order& order, Host& host) -> Step {
    if (order.result_of("make_key") == nullptr) return {"make_key", make_key(), Json::object()};
    use(order, host);
    return {"end", wait(), Json::object()};
  };
  return shop.engine().advance(shop.open());
}

MessageToSign cmp_message(HolderKey key = HolderKey::old_key) {
  return {.protocol = MessageToSign::Protocol::cmp, .key = key, .bytes = to_base64(test::cmp_protected_part())};
}

/// Entries about this effect, oldest first.
std::vector<Json> written(Workshop& shop, const std::string& order, const std::string& effect) {
  std::vector<Json> bodies;
  for (const auto& entry : shop.real_store->journal(order)) {
    if (entry.body.value("effect", "") == effect) bodies.push_back(entry.body);
  }
  return bodies;
}

TEST(AProtocolsMessage, IsSignedWithTheOldKeyAndWrittenDownBeforeAndAfter) {
  Workshop shop;
  std::string signature;
  const auto now = use_keys(shop, [&](const Order&, Host& host) { signature = host.sign_message(cmp_message()); });
  EXPECT_EQ(now.order.state, OrderState::waiting);
  EXPECT_TRUE(crypto::verify_bytes(*shop.old, test::cmp_protected_part(), from_base64(signature)));
  const auto entries = written(shop, now.order.id, "sign_message");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].at("key"), "old_key");
  EXPECT_EQ(entries[0].at("plugin"), "memory");
  EXPECT_EQ(entries[0].at("sha256"), crypto::sha256_hex(test::cmp_protected_part()));
  EXPECT_EQ(entries[1].at("name"), "CMP pollReq");
}

TEST(AProtocolsMessage, IsAgreedToByPinOnceForTheWholeExchange) {
  Workshop shop;
  use_keys(shop, [](const Order&, Host& host) {
    host.sign_message(cmp_message());
    host.sign_message(cmp_message());
  });
  ASSERT_EQ(shop.pin_requests.size(), 2U);  // to make the key pair, and for the messages
  const auto& purpose = shop.pin_requests.back().purpose;
  EXPECT_EQ(purpose.id, "engine.purpose.sign_message.old_key");
  EXPECT_EQ(purpose.params.at("plugin"), "memory");
  EXPECT_EQ(purpose.params.at("protocol"), "CMP");
  EXPECT_EQ(purpose.params.at("serial"), shop.old->facts().serial.hex);
}

TEST(AProtocolsMessage, CanBeSignedWithTheNewKey) {
  Workshop shop;
  const auto now = use_keys(shop, [](const Order&, Host& host) { host.sign_message(cmp_message(HolderKey::new_key)); });
  EXPECT_EQ(now.order.state, OrderState::waiting);
  EXPECT_EQ(written(shop, now.order.id, "sign_message").size(), 2U);
}

class SomethingElse : public testing::TestWithParam<std::string> {};

TEST_P(SomethingElse, IsNeverSignedAndNobodyIsAskedForAPin) {
  for (const auto protocol : {MessageToSign::Protocol::cmp, MessageToSign::Protocol::scep}) {
    Workshop fresh;
    const auto now = use_keys(fresh, [&](const Order&, Host& host) {
      host.sign_message({.protocol = protocol, .bytes = to_base64(as_bytes(GetParam()))});
    });
    EXPECT_EQ(now.order.state, OrderState::needs_help);
    EXPECT_EQ(now.error, ErrorCode::plugin_not_permitted);
    EXPECT_EQ(fresh.pin_requests.size(), 1U) << "one for the key pair";
    EXPECT_TRUE(written(fresh, now.order.id, "sign_message").empty());
  }
}

INSTANTIATE_TEST_SUITE_P(OfAllThatAKeyCouldSign, SomethingElse,
                         testing::Values("Hợp đồng số 42", "<SignedInfo/>", "%PDF-1.7",
                                         std::string(64, ' ') + "TLS 1.3, client CertificateVerify",
                                         std::string(as_text(test::cmp_protected_part(11)))));

TEST(AProtocolsMessage, WaitsForThePinWhenNobodyIsThere) {
  Workshop shop;
  use_keys(shop, [&](const Order& order, Host& host) {
    shop.somebody_is_there = order.memory.contains("never");
    host.sign_message(cmp_message());
  });
  const auto order = shop.real_store->orders().at(0).id;
  EXPECT_EQ(shop.engine().situation(order).order.state, OrderState::needs_pin);
  EXPECT_TRUE(written(shop, order, "sign_message").empty());
}

TEST(AContentKey, IsNotDecryptedByATokenThatCannot) {
  Workshop shop;
  const auto now = use_keys(shop, [](const Order&, Host& host) { host.decrypt_key({.bytes = "AAAA"}); });
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::token_error);
  EXPECT_THAT(now.error_params.at("problem"), HasSubstr("cannot decrypt"));
}

TEST(AHelperProgram, GetsOnlyWhatItIsGivenAndIsWrittenDown) {
  Workshop shop;
  shop.plugin.helpers["helper"] = "/usr/bin/env";
  ProgramEnd end;
  const auto now = use_keys(shop, [&](const Order&, Host& host) {
    end = host.run_program({"helper", {}, {{"CERTMONGER_OPERATION", "SUBMIT"}, {"LD_PRELOAD", "x.so"}}, "submit"});
  });
  EXPECT_EQ(end.code, 0);
  EXPECT_EQ(end.output,
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nCERTMONGER_OPERATION=SUBMIT\n");
  const auto entries = written(shop, now.order.id, "run_program");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].at("program"), "/usr/bin/env");
  EXPECT_EQ(entries[1].at("code"), 0);
}

TEST(AHelperProgram, ThatTheDeploymentDoesNotNameIsNotRun) {
  Workshop shop;
  const auto now = use_keys(shop, [](const Order&, Host& host) { host.run_program({"helper", {}, {}, "submit"}); });
  EXPECT_EQ(now.error, ErrorCode::plugin_not_permitted);
}

}  // namespace
}  // namespace reseal::workflow
