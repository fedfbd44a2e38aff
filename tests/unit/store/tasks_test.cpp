// SPDX-License-Identifier: Apache-2.0
#include "store_fixture.h"

namespace reseal::store {
namespace {

struct Tasks : StoreTest {
  Tasks() { store->open_order(renewal("R1")); }

  Entry ask(int number, const Json& form = {{"title", "t"}}) {
    Projection projection;
    projection.state = OrderState::needs_person;
    return store->append("R1", "task", {{"task", number}, {"form", form}}, projection);
  }
};

TEST_F(Tasks, AreOpenedByATaskEntry) {
  const auto entry = ask(3, {{"title", "Choose a package"}});
  EXPECT_EQ(entry.body.at("task"), "R1/3");
  EXPECT_EQ(entry.body.at("version"), 1);

  const auto tasks = store->open_tasks("R1");
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].id, "R1/3");
  EXPECT_EQ(tasks[0].number, 3);
  EXPECT_EQ(tasks[0].version, 1);
  EXPECT_EQ(tasks[0].form, Json({{"title", "Choose a package"}}));
  EXPECT_FALSE(tasks[0].is_signal);
  EXPECT_EQ(store->find_task("R1/3"), tasks[0]);
}

TEST_F(Tasks, MayBeNamedByIdAndBeSignals) {
  store->append("R1", "task", {{"task", "R1/2"}, {"version", 1}, {"form", Json::object()}, {"signal", true}}, {});
  const auto task = store->find_task("R1/2");
  ASSERT_TRUE(task);
  EXPECT_TRUE(task->is_signal);
}

TEST_F(Tasks, AreClosedByTheirAnswerAndMakeTheOrderReady) {
  ask(1);
  const auto entry = store->answer_task("R1/1", 1, {{"package", "3Y"}});
  EXPECT_EQ(entry.kind, "answer");
  EXPECT_EQ(entry.body, Json({{"task", "R1/1"}, {"version", 1}, {"answer", {{"package", "3Y"}}}}));
  EXPECT_TRUE(store->open_tasks("R1").empty());
  EXPECT_FALSE(store->find_task("R1/1")->open);
  EXPECT_EQ(store->find_order("R1")->state, OrderState::ready);
}

TEST_F(Tasks, AreAnsweredOnce) {
  ask(1);
  store->answer_task("R1/1", 1, {});
  const auto error = error_of([&] { store->answer_task("R1/1", 1, {}); });
  EXPECT_EQ(error.code(), ErrorCode::task_answered_already);
  EXPECT_EQ(error.params().at("order"), "R1");
}

TEST_F(Tasks, TakeNoAnswerToAnOlderVersion) {
  ask(1, {{"title", "old"}});
  ask(1, {{"title", "new"}});
  EXPECT_EQ(store->open_tasks("R1").size(), 1U);
  EXPECT_EQ(store->find_task("R1/1")->version, 2);
  EXPECT_EQ(store->find_task("R1/1")->form.at("title"), "new");
  EXPECT_EQ(error_of([&] { store->answer_task("R1/1", 1, {}); }).code(), ErrorCode::task_answered_already);
  EXPECT_NO_THROW(store->answer_task("R1/1", 2, {}));
}

TEST_F(Tasks, CountVersionsOnAfterAnAnswer) {
  ask(1);
  store->answer_task("R1/1", 1, {});
  ask(1);
  EXPECT_EQ(store->find_task("R1/1")->version, 2);
  EXPECT_TRUE(store->find_task("R1/1")->open);
}

TEST_F(Tasks, AreNotFoundByAWrongName) {
  for (const auto* id : {"R1/9", "R1", "", "/", "R1/", "R1/x", "R9/1", "R1/01"}) {
    EXPECT_FALSE(store->find_task(id)) << id;
    EXPECT_EQ(error_of([&] { store->answer_task(id, 1, {}); }).code(), ErrorCode::task_not_found) << id;
  }
  EXPECT_EQ(error_of([&] { store->append("R1", "answer", {{"task", "R1/9"}}, {}); }).code(), ErrorCode::task_not_found);
}

TEST_F(Tasks, AreClosedByTheResultOfTheirStepAlone) {
  ask(1);
  ask(2);
  store->append("R1", "result", {{"number", 1}, {"result", Json::object()}}, {});
  const auto tasks = store->open_tasks("R1");
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].number, 2);
}

TEST_F(Tasks, AreAllClosedWithTheirOrder) {
  ask(1);
  ask(2);
  store->append("R1", "closed", {{"state", "cancelled"}}, {});
  EXPECT_TRUE(store->open_tasks("R1").empty());
  EXPECT_EQ(error_of([&] { store->answer_task("R1/1", 1, {}); }).code(), ErrorCode::task_answered_already);
}

}  // namespace
}  // namespace reseal::store
