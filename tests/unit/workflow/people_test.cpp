// SPDX-License-Identifier: Apache-2.0
// Tasks, answers, waits and retries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/failure.h"
#include "workshop.h"

namespace reseal::workflow {
namespace {

using store::OrderState;

Step asking(Ask ask) { return {"question", std::move(ask), Json::object()}; }

/// Asks `form`; once answered, waits for a day.
void script(Workshop& shop, const Ask& question) {
  shop.plugin.on_order = [question](const Order& order, Host&) -> Step {
    if (order.result_of("question") == nullptr) return asking(question);
    return {"later", wait(Seconds(86400)), Json::object()};
  };
}

ErrorCode code_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::interrupted;
}

TEST(ATask, IsOpenedOnceAndKeepsItsVersion) {
  Workshop shop;
  const auto order = shop.open();
  const auto first = shop.engine().advance(order);
  ASSERT_EQ(first.tasks.size(), 1U);
  EXPECT_EQ(first.tasks[0].id, order + "/1");
  const auto second = shop.restart().advance(order);
  ASSERT_EQ(second.tasks.size(), 1U);
  EXPECT_EQ(second.tasks[0].version, first.tasks[0].version);
  EXPECT_EQ(shop.plugin.asked, 1);
}

TEST(AnAnswer, MustBeOfTheVersionThatThePersonSaw) {
  Workshop shop;
  const auto order = shop.open();
  const auto task = shop.engine().advance(order).tasks.at(0);
  EXPECT_EQ(code_of([&] {
              shop.engine().answer(task.id, task.version + 1, {{"accepted", true}});
            }),
            ErrorCode::task_answered_already);
  shop.engine().answer(task.id, task.version, {{"accepted", true}});
  EXPECT_EQ(code_of([&] {
              shop.engine().answer(task.id, task.version, {{"accepted", true}});
            }),
            ErrorCode::task_answered_already);
}

TEST(AWrongAnswer, IsRefusedWithItsProblemsAndWritesNothing) {  // MISA-T-08
  Workshop shop;
  Ask question = ask();
  Field terms;
  terms.id = "terms";
  terms.type = Field::Type::boolean;
  terms.required = true;
  terms.must_be_true = true;
  question.form.fields = {terms};
  script(shop, question);
  const auto order = shop.open();
  const auto task = shop.engine().advance(order).tasks.at(0);
  const auto before = shop.kinds(order);
  try {
    shop.engine().answer(task.id, task.version, {{"accepted", true}, {"answer", {{"terms", false}}}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::answer_wrong);
    EXPECT_EQ(error.params().at("problems"), "terms: must_be_true");
    EXPECT_EQ(Json::parse(error.cause()).at(0).at("rule"), "must_be_true");
  }
  for (const Json& nonsense : {Json(7), Json::object(), Json{{"accepted", "yes"}}}) {
    EXPECT_EQ(code_of([&] { shop.engine().answer(task.id, task.version, nonsense); }), ErrorCode::answer_wrong);
  }
  EXPECT_EQ(shop.kinds(order), before);
  EXPECT_EQ(shop.engine().situation(order).tasks.size(), 1U);
}

TEST(ANo, IsTakenOnlyWhereTheFormOffersIt) {  // GEN-11
  Workshop shop;
  script(shop, ask(false));
  const auto order = shop.open();
  const auto task = shop.engine().advance(order).tasks.at(0);
  EXPECT_EQ(code_of([&] {
              shop.engine().answer(task.id, task.version, {{"accepted", false}});
            }),
            ErrorCode::answer_wrong);

  Workshop other;
  script(other, ask(true));
  const auto asked = other.engine().advance(other.open());
  other.engine().answer(asked.tasks.at(0).id, asked.tasks.at(0).version, {{"accepted", false}});
  const auto fold = other.engine().fold(asked.order.id);
  EXPECT_EQ(*fold.result_of("question"), Json({{"accepted", false}}));
}

TEST(ASecretAnswer, ReachesThePluginOnceAndTheJournalNever) {
  Workshop shop;
  Ask question = ask();
  Field password;
  password.id = "password";
  password.secret = true;
  question.form.fields = {password};
  script(shop, question);
  std::vector<std::string> heard;
  const auto inner = shop.plugin.on_order;
  shop.plugin.on_order = [&](const Order& order, Host& host) {
    if (const Json* result = order.result_of("question")) heard.push_back(result->at("answer").at("password").dump());
    return inner(order, host);
  };
  const auto order = shop.open();
  const auto task = shop.engine().advance(order).tasks.at(0);
  shop.engine().answer(task.id, task.version, {{"accepted", true}, {"answer", {{"password", "hunter22"}}}});
  shop.clock.advance(std::chrono::hours(30));
  shop.engine().advance(order);
  EXPECT_THAT(heard, testing::ElementsAre("\"hunter22\"", "{\"given\":true}"));
  for (const auto& entry : shop.real_store->journal(order)) {
    EXPECT_EQ(entry.body.dump().find("hunter22"), std::string::npos) << entry.kind;
  }
}

TEST(AWait, ComesBackWhenItsTimeHasComeAndNotBefore) {
  Workshop shop;
  shop.plugin.on_order = [](const Order& order, Host&) -> Step {
    if (order.result_of("approval") == nullptr) return {"approval", wait(), Json::object()};
    return {"again", wait(Seconds(7)), Json::object()};
  };
  const auto order = shop.open();
  const auto waiting = shop.engine().advance(order);
  EXPECT_EQ(waiting.order.state, OrderState::waiting);
  EXPECT_EQ(*waiting.order.due_at, TimePoint(kNow) + std::chrono::seconds(60));
  EXPECT_EQ(waiting.message->id, "memory.approval");
  EXPECT_EQ(waiting.next.at(0).id, "memory.no_time_promised");
  shop.clock.advance(std::chrono::seconds(59));
  shop.engine().advance(order);
  EXPECT_EQ(shop.plugin.asked, 1);
  shop.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(shop.engine().advance(order).order.state_text, "again");
  EXPECT_EQ(*shop.engine().fold(order).result_of("approval"), Json({{"waited", true}}));
}

TEST(AWaitThatIsRepeated, BacksOffAndCostsOneEntryEach) {
  Workshop shop;
  std::vector<std::size_t> histories;
  shop.plugin.on_order = [&](const Order& order, Host&) -> Step {
    histories.push_back(order.history.size());
    return {"approval", wait(), Json::object()};
  };
  const auto order = shop.open();
  auto now = shop.engine().advance(order);
  auto last = std::chrono::milliseconds(0);
  const auto before = shop.kinds(order).size();
  for (int poll = 0; poll < 8; ++poll) {
    const auto pause = *now.order.due_at - shop.clock.now();
    EXPECT_GE(pause, last);
    EXPECT_LE(pause, std::chrono::hours(1));
    last = pause;
    shop.clock.set(*now.order.due_at);
    now = shop.engine().advance(order);
  }
  EXPECT_EQ(last, std::chrono::hours(1));
  EXPECT_EQ(shop.kinds(order).size(), before + 8);
  EXPECT_THAT(histories, testing::Each(testing::Le(1U)));
}

TEST(WaitsOfOneIdThatDiffer, AreOneStepInThePluginsHistory) {
  Workshop shop;
  int asked = 0;
  shop.plugin.on_order = [&](const Order&, Host&) -> Step {
    Wait one = wait();
    one.expectation = Text{"memory.try", {{"n", std::to_string(++asked)}}};
    return {"approval", one, Json::object()};
  };
  const auto order = shop.open();
  for (int poll = 0; poll < 5; ++poll) {
    const auto now = shop.engine().advance(order);
    shop.clock.set(*now.order.due_at);
  }
  EXPECT_EQ(shop.engine().fold(order).history.size(), 1U);
}

TEST(AWait, SleepsNeitherPastItsDeadlineNorBeforeItsEarliestTime) {
  Workshop shop;
  Wait one = wait(Seconds(7200));
  one.deadline = kNow + std::chrono::minutes(90);
  shop.plugin.on_order = [&one](const Order&, Host&) -> Step { return {"approval", one, Json::object()}; };
  const auto order = shop.open();
  EXPECT_LE(*shop.engine().advance(order).order.due_at, TimePoint(*one.deadline));

  Workshop other;
  Wait late = wait();
  late.not_before = kNow + std::chrono::hours(5);
  other.plugin.on_order = [&late](const Order&, Host&) -> Step { return {"approval", late, Json::object()}; };
  EXPECT_EQ(*other.engine().advance(other.open()).order.due_at, TimePoint(*late.not_before));
}

TEST(ASignal, EndsAWaitEarly) {  // GEN-12
  Workshop shop;
  Wait one = wait(Seconds(86400));
  one.signal = Form{};
  one.signal->title = Text{"memory.got_the_mail", {}};
  shop.plugin.on_order = [&one](const Order& order, Host&) -> Step {
    if (order.result_of("approval") == nullptr) return {"approval", one, Json::object()};
    return {"question", ask(), Json::object()};
  };
  const auto order = shop.open();
  const auto waiting = shop.engine().advance(order);
  EXPECT_EQ(waiting.order.state, OrderState::waiting);
  ASSERT_EQ(waiting.tasks.size(), 1U);
  EXPECT_TRUE(waiting.tasks[0].is_signal);
  const auto now = shop.engine().answer(waiting.tasks[0].id, waiting.tasks[0].version, {{"signal", Json::object()}});
  EXPECT_EQ(now.order.state, OrderState::needs_person);
  EXPECT_EQ(*shop.engine().fold(order).result_of("approval"), Json({{"signal", Json::object()}}));
}

TEST(ASignalTask, StaysTheSameWhileTheWaitIsPolledAndGoesWithIt) {
  Workshop shop;
  Wait one = wait();
  one.signal = Form{};
  bool over = false;
  shop.plugin.on_order = [&](const Order&, Host&) -> Step {
    if (over) return {"question", ask(), Json::object()};
    return {"approval", one, Json::object()};
  };
  const auto order = shop.open();
  const auto first = shop.engine().advance(order);
  shop.clock.set(*first.order.due_at);
  const auto second = shop.engine().advance(order);
  ASSERT_EQ(second.tasks.size(), 1U);
  EXPECT_EQ(second.tasks[0].version, first.tasks[0].version);
  over = true;
  shop.clock.set(*second.order.due_at);
  const auto third = shop.engine().advance(order);
  ASSERT_EQ(third.tasks.size(), 1U);
  EXPECT_FALSE(third.tasks[0].is_signal);
}

TEST(APortalThatCannotBeReached, IsAskedAgainLaterAndLater) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step { throw TryLater("refused"); };
  const auto order = shop.open();
  auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::waiting);
  EXPECT_EQ(now.error, ErrorCode::portal_unreachable);
  EXPECT_EQ(*now.order.due_at - shop.clock.now(), std::chrono::seconds(5));
  shop.clock.set(*now.order.due_at);
  now = shop.engine().advance(order);
  EXPECT_EQ(*now.order.due_at - shop.clock.now(), std::chrono::seconds(10));
}

TEST(ARetryAfterFromThePortal, IsRespected) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step { throw TryLater("busy", Seconds(900)); };
  EXPECT_EQ(*shop.engine().advance(shop.open()).order.due_at, TimePoint(kNow) + std::chrono::minutes(15));
}

TEST(RetryingForWeeks, NeverPassesTheEndOfTheOldCertificateAndThenCallsAPerson) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step { throw TryLater("refused"); };
  const auto order = shop.open();
  shop.clock.set(TimePoint(kOldEnd) - std::chrono::hours(20));
  auto now = shop.engine().advance(order);
  for (int attempt = 0; attempt < 200 && now.order.state == OrderState::waiting; ++attempt) {
    ASSERT_LE(*now.order.due_at, TimePoint(kOldEnd));
    shop.clock.set(*now.order.due_at);
    now = shop.engine().advance(order);
  }
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::portal_unreachable);
  EXPECT_EQ(now.next.back().id, "memory.contact");  // GEN-07
}

TEST(APortalThatTalksNonsense, IsAskedAFewTimesThenAPersonIsCalled) {
  Workshop shop;
  bool sober = false;
  shop.plugin.on_order = [&sober](const Order&, Host&) -> Step {
    if (!sober) throw PortalNonsense("a price of -1");
    return {"approval", wait(), Json::object()};
  };
  const auto order = shop.open();
  auto now = shop.engine().advance(order);
  for (int more = 0; more < 2; ++more) {
    ASSERT_EQ(now.order.state, OrderState::waiting);
    shop.clock.set(*now.order.due_at);
    now = shop.engine().advance(order);
  }
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::portal_nonsense);
  const auto before = shop.kinds(order).size();
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::needs_help);
  EXPECT_EQ(shop.kinds(order).size(), before) << "the same trouble is written down once";
  sober = true;
  EXPECT_EQ(shop.engine().advance(order).order.state, OrderState::waiting);
  EXPECT_FALSE(shop.engine().situation(order).error);
}

TEST(APluginThatNeverComesToRest, IsStopped) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"adopt", Adopt{}, Json::object()}; };
  const auto order = shop.open();
  const auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::plugin_failed);
}

TEST(ARefusal, EndsTheOrderWithItsReasonAndWhatToDoNext) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step {
    return {"no", Refuse{"refused_by_ca", Text{"memory.refused", {}}, {Text{"memory.call", {}}}}, Json::object()};
  };
  const auto order = shop.open();
  const auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::refused);
  EXPECT_EQ(now.message->id, "memory.refused");
  EXPECT_EQ(now.next.at(0).id, "memory.call");
  EXPECT_EQ(shop.real_store->journal(order).back().body.at("reason"), "refused_by_ca");
}

TEST(AFailure, EndsTheOrderAsFailed) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step {
    return {"broken", Fail{"order_lost", Text{"memory.lost", {}}, {}}, Json::object()};
  };
  EXPECT_EQ(shop.engine().advance(shop.open()).order.state, OrderState::failed);
}

TEST(DoneWithoutAProvenCertificate, IsNotBelieved) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"ok", Done{}, Json::object()}; };
  shop.plugin.on_install = [](const Order&, Host&) -> Step { return {"ok", Done{}, Json::object()}; };
  const auto now = shop.engine().advance(shop.open());
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::plugin_failed);
}

TEST(AStepThatCouldNotBeReadAgain, IsNotWrittenDown) {
  Workshop shop;
  shop.plugin.on_order = [](const Order&, Host&) -> Step { return {"later", wait(), Json("not an object")}; };
  const auto order = shop.open();
  const auto now = shop.engine().advance(order);
  EXPECT_EQ(now.order.state, OrderState::needs_help);
  EXPECT_EQ(now.error, ErrorCode::plugin_failed);
  EXPECT_NO_THROW((void)shop.engine().fold(order));
}

TEST(TheFold, MergesWhatStepsRememberAndForgetsWhatTheySetToNull) {
  Workshop shop;
  shop.plugin.on_order = [](const Order& order, Host&) -> Step {
    if (order.result_of("one") == nullptr) return {"one", Adopt{}, {{"a", 1}, {"b", 2}}};
    return {"two", wait(), {{"a", nullptr}, {"c", 3}}};
  };
  const auto order = shop.open();
  shop.engine().advance(order);
  EXPECT_EQ(shop.engine().fold(order).memory, Json({{"b", 2}, {"c", 3}}));
}

}  // namespace
}  // namespace reseal::workflow
