// SPDX-License-Identifier: Apache-2.0
// Registration: telling a system of the new certificate is an order like any other, and done is what the system has
// accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/failure.h"
#include "workshop.h"

namespace reseal::workflow {
namespace {

using store::OrderState;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Acceptance acceptance_of(const Order& order) { return {order.new_certificate->serial.hex, order.now, {}, "HQ-1", {}}; }

/// Signs with the old key, sends once, waits for the agency, is accepted.
Step whole_registration(const Order& order, Host& host) {
  if (order.result_of("sign_in") == nullptr) {
    return {"sign_in", Sign{Sign::Format::cms_detached, Sign::Key::old_key, {}, to_base64(as_bytes("challenge"))}};
  }
  if (!order.memory.contains("sent")) {
    const bool lost = !order.unconfirmed.empty();
    if (!lost || host.http({"GET", "https://ca.example/r", {}, "", ""}).status != 200) {
      const auto reply = host.http({"POST", "https://ca.example/r", {}, "{}", "register"});
      if (reply.status >= 500) throw TryLater("busy");
    }
    return {"await_result", wait(), {{"sent", true}}};
  }
  return {"accepted", Done{Text{"memory.accepted", {}}, {}, {{"letter", "HQ-1"}}, acceptance_of(order)}};
}

XmlPlace place(const std::string& signed_element) {
  XmlPlace place;
  place.signed_element = signed_element;
  place.signature_parent = "/F/S";
  return place;
}

struct RenewedShop : Workshop {
  RenewedShop() {
    renewal = open();
    carry_to_rest(renewal);
    registrar("customs").on_registration = whole_registration;
    restart();
  }
  [[nodiscard]] Engine::Registration subject() {
    const auto fold = engine().fold(renewal);
    return {fold.old, fold.new_certificate.value(), token->identity, renewal};
  }
  std::string register_with(const std::string& system) {
    return engine().open_registration(subject(), registrar(system));
  }
  std::string renewal;
};

TEST(ARegistration, EndsWithTheAcceptanceAndItsEvidence) {  // GEN-13
  RenewedShop shop;
  const auto order = shop.register_with("customs");
  const auto end = shop.carry_to_rest(order);
  EXPECT_EQ(end.order.state, OrderState::done);
  const auto closed = shop.real_store->entries(order, "closed").back().body;
  EXPECT_EQ(closed.at("acceptance").at("serial"), shop.subject().new_certificate.serial.hex);
  EXPECT_EQ(closed.at("acceptance").at("reference"), "HQ-1");
  EXPECT_EQ(closed.at("evidence").at("letter"), "HQ-1");
  EXPECT_EQ(shop.real_store->verify_chain(order), "");
  EXPECT_EQ(shop.real_store->rebuild(order).order, *shop.real_store->find_order(order));
}

TEST(ARegistration, KnowsBothCertificatesFromTheFirstQuestion) {
  RenewedShop shop;
  Order seen;
  shop.registrar("customs").on_registration = [&](const Order& order, Host&) -> Step {
    seen = order;
    return {"wait", wait()};
  };
  shop.engine().advance(shop.register_with("customs"));
  EXPECT_EQ(seen.phase, Phase::registration);
  EXPECT_EQ(seen.old.certificate.sha256, shop.old->facts().sha256);
  ASSERT_TRUE(seen.new_certificate);
  EXPECT_EQ(seen.new_certificate->sha256, shop.subject().new_certificate.sha256);
}

TEST(ARegistration, IsOpenOncePerSystemAndAtManySystemsAtOnce) {
  RenewedShop shop;
  (void)shop.register_with("customs");
  EXPECT_THROW((void)shop.register_with("customs"), Error);
  EXPECT_NO_THROW((void)shop.register_with("tax"));
}

class ADoneThatIsNone : public testing::TestWithParam<std::pair<const char*, void (*)(Done&, const Order&)>> {};

TEST_P(ADoneThatIsNone, CallsAPersonAndDoesNotEndTheOrder) {
  RenewedShop shop;
  shop.registrar("customs").on_registration = [](const Order& order, Host&) -> Step {
    Done done{Text{"memory.accepted", {}}, {}, Json::object(), acceptance_of(order)};
    GetParam().second(done, order);
    return {"accepted", done};
  };
  const auto end = shop.engine().advance(shop.register_with("customs"));
  EXPECT_EQ(end.order.state, OrderState::needs_help);
  EXPECT_EQ(end.error, ErrorCode::plugin_failed);
}
INSTANTIATE_TEST_SUITE_P(ARegistration, ADoneThatIsNone,
                         testing::Values(std::pair{"WithoutAnAcceptance",
                                                   +[](Done& done, const Order&) { done.acceptance.reset(); }},
                                         std::pair{"OfTheOldSerial",
                                                   +[](Done& done, const Order& order) {
                                                     done.acceptance->serial = order.old.certificate.serial.hex;
                                                   }},
                                         std::pair{"InTheFuture",
                                                   +[](Done& done, const Order& order) {
                                                     done.acceptance->accepted_at = order.now + std::chrono::days(2);
                                                   }}),
                         [](const auto& which) { return which.param.first; });

TEST(ARegistration, TakesTheSerialHoweverThePortalPrintsIt) {  // facts: 54 04 ..., lower case, decimal, leading zeros
  const auto spellings = {+[](const SerialNumber& serial) { return serial.spaced; },
                          +[](const SerialNumber& serial) { return serial.decimal; },
                          +[](const SerialNumber& serial) { return "00" + serial.hex; }};
  for (const auto spelling : spellings) {
    RenewedShop shop;
    shop.registrar("customs").on_registration = [&](const Order& order, Host&) -> Step {
      auto acceptance = acceptance_of(order);
      acceptance.serial = spelling(order.new_certificate->serial);
      return {"accepted", Done{Text{"memory.accepted", {}}, {}, Json::object(), acceptance}};
    };
    EXPECT_EQ(shop.engine().advance(shop.register_with("customs")).order.state, OrderState::done);
  }
}

TEST(ARegistration, NeverChangesTheToken) {
  for (const Step::Action& action :
       {Step::Action(make_key()), Step::Action(Adopt{}), Step::Action(Install{"PEM", {}})}) {
    RenewedShop shop;
    shop.registrar("customs").on_registration = [&](const Order&, Host&) -> Step { return {"grab", action}; };
    const auto held = shop.token->certificates.size();
    const auto end = shop.engine().advance(shop.register_with("customs"));
    EXPECT_EQ(end.order.state, OrderState::needs_help);
    EXPECT_EQ(shop.token->certificates.size(), held);
    EXPECT_EQ(shop.token->keys_made, 1);
  }
}

TEST(ALostRegistration, IsLookedUpAndSentOnce) {
  RenewedShop shop;
  shop.portal.lose_replies = 1;
  const auto before = shop.portal.posts;
  const auto end = shop.carry_to_rest(shop.register_with("customs"));
  EXPECT_EQ(end.order.state, OrderState::done);
  EXPECT_EQ(shop.portal.posts - before, 1);
}

TEST(ARegistrationThatFailsTheFirstTime, IsTriedAgainUntilItIsAccepted) {
  RenewedShop shop;
  shop.portal.answer_status = 503;
  const auto order = shop.register_with("customs");
  auto situation = shop.engine().advance(order);
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(situation.order.state, OrderState::waiting);
    EXPECT_EQ(situation.error, ErrorCode::portal_unreachable);
    shop.clock.set(*situation.order.due_at);
    situation = shop.engine().advance(order);
  }
  shop.portal.answer_status = 0;
  EXPECT_EQ(shop.carry_to_rest(order).order.state, OrderState::done);
}

class ARegistrationKilledAtAWrite : public testing::TestWithParam<bool> {};

TEST_P(ARegistrationKilledAtAWrite, EndsTheSameAfterARestartWhicheverWriteItWas) {
  int write = 1;
  for (bool died = true; died; ++write) {
    ASSERT_LT(write, 100);
    died = false;
    RenewedShop shop;
    const auto order = shop.register_with("customs");
    shop.restart_dying(write, GetParam());
    try {
      shop.carry_to_rest(order);
    } catch (const test::Killed&) {
      died = true;
    }
    shop.restart();
    EXPECT_EQ(shop.carry_to_rest(order).order.state, OrderState::done) << write;
    EXPECT_EQ(shop.portal.registrations.size(), 1U) << write;
    EXPECT_EQ(shop.real_store->verify_chain(order), "") << write;
  }
  EXPECT_GT(write, 5) << "every write was tried";
}
INSTANTIATE_TEST_SUITE_P(BeforeAndAfter, ARegistrationKilledAtAWrite, testing::Bool(),
                         [](const auto& which) { return which.param ? "AfterTheWrite" : "BeforeTheWrite"; });

TEST(WhatAPortalHandsOut, IsSealedAndStandsInNoJournal) {  // CUS-09
  RenewedShop shop;
  shop.registrar("customs").on_registration = [](const Order& order, Host&) -> Step {
    Step step{"accepted", Done{Text{"memory.accepted", {}}, {}, Json::object(), acceptance_of(order)}};
    step.keep.push_back({"terminal_access_key", {"memory.key", {}}, "TERMINAL-KEY-0001"});
    return step;
  };
  const auto order = shop.register_with("customs");
  shop.engine().advance(order);
  std::string journal;
  for (const auto& entry : shop.real_store->journal(order)) journal += entry.body.dump();
  EXPECT_THAT(journal, Not(HasSubstr("TERMINAL-KEY-0001")));
  EXPECT_THAT(journal, HasSubstr("terminal_access_key"));
  const auto kept = shop.vault->list();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].order, order);
  EXPECT_EQ(shop.vault->reveal(kept[0].secret).reveal(), "TERMINAL-KEY-0001");
}

TEST(ASecretThatAPersonTypes, IsSealedWhenTheFormSaysSo) {
  RenewedShop shop;
  shop.registrar("customs").on_registration = [](const Order& order, Host&) -> Step {
    if (order.result_of("values") != nullptr) return {"wait", wait()};
    Ask ask;
    ask.form.title = {"memory.values", {}};
    Field field;
    field.id = "terminal_id";
    field.label = {"memory.terminal_id", {}};
    field.secret = field.keep = true;
    ask.form.fields = {field};
    return {"values", ask};
  };
  const auto order = shop.register_with("customs");
  const auto situation = shop.engine().advance(order);
  const auto& task = situation.tasks.at(0);
  shop.engine().answer(task.id, task.version, {{"accepted", true}, {"answer", {{"terminal_id", "T12345"}}}});
  std::string journal;
  for (const auto& entry : shop.real_store->journal(order)) journal += entry.body.dump();
  EXPECT_THAT(journal, Not(HasSubstr("T12345")));
  ASSERT_EQ(shop.vault->list().size(), 1U);
  EXPECT_EQ(shop.vault->reveal(shop.vault->list()[0].secret).reveal(), "T12345");
}

TEST(AFormToSign, IsSignedInXmlWithTheKeyThatThePluginNames) {
  RenewedShop shop;
  shop.registrar("tax").on_registration = [](const Order& order, Host&) -> Step {
    if (order.result_of("sign") != nullptr) return {"wait", wait()};
    Sign sign{Sign::Format::xml, Sign::Key::new_key, {}, to_base64(as_bytes("<F><D Id=\"a\">x</D><S/></F>"))};
    sign.xml = place("/F/D");
    return {"sign", sign};
  };
  const auto order = shop.register_with("tax");
  shop.engine().advance(order);
  const auto fold = shop.engine().fold(order);
  const auto* result = fold.result_of("sign");
  ASSERT_NE(result, nullptr);
  const auto form = from_base64(result->at("signature").get<std::string>());
  EXPECT_THAT(std::string(as_text(form)), HasSubstr("SigningTime"));
  EXPECT_EQ(result->at("format"), "xml");
}

TEST(AFormThatCannotBeSigned, CallsAPersonWithTheReason) {
  RenewedShop shop;
  shop.registrar("tax").on_registration = [](const Order&, Host&) -> Step {
    Sign sign{Sign::Format::xml, Sign::Key::new_key, {}, to_base64(as_bytes("<F/>"))};
    sign.xml = place("");
    return {"sign", sign};
  };
  const auto end = shop.engine().advance(shop.register_with("tax"));
  EXPECT_EQ(end.order.state, OrderState::needs_help);
  EXPECT_EQ(end.error, ErrorCode::plugin_failed);
}

}  // namespace
}  // namespace reseal::workflow
