// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "store_fixture.h"

namespace reseal::store {
namespace {

using testing::HasSubstr;

struct Journal : StoreTest {
  Journal() {
    store->open_order(renewal("R1"));
    for (int i = 1; i <= 3; ++i) store->append("R1", "note", {{"text", "Công ty ① " + std::to_string(i)}}, {});
  }
  // With the triggers out of the way, as somebody who wants to change history would.
  void tamper(const std::string& sql) {
    run_by_hand(file,
                "DROP TRIGGER journal_is_never_updated; DROP TRIGGER journal_is_never_deleted; "
                "DROP TRIGGER journal_grows_by_one;" +
                    sql);
  }
};

TEST_F(Journal, KeepsEveryEntryAsItWasWritten) {
  clock.advance(std::chrono::milliseconds(1));
  const auto written = store->append("R1", "step", {{"number", 1}, {"big", 12345678901234567890ULL}}, {});
  reopen();
  const auto entries = store->journal("R1");
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries.back(), written);
  EXPECT_EQ(entries[0].kind, "opened");
  EXPECT_EQ(entries[0].body, Json({{"plugin_version", "1.0.0"}}));
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(entries[i].seq, static_cast<std::int64_t>(i + 1));
}

TEST_F(Journal, ChainsItsEntries) {
  const auto entries = store->journal("R1");
  EXPECT_EQ(entries[0].previous_hash, "");
  EXPECT_EQ(entries[0].hash.size(), 64U);
  for (std::size_t i = 1; i < entries.size(); ++i) EXPECT_EQ(entries[i].previous_hash, entries[i - 1].hash);
  EXPECT_EQ(store->verify_chain("R1"), "");
}

TEST_F(Journal, CannotBeChangedOrShortenedInTheDatabase) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &raw), SQLITE_OK);
  const std::unique_ptr<sqlite3, CloseSqlite> handle(raw);
  for (const char* sql : {"UPDATE journal SET body = '{}'", "DELETE FROM journal WHERE seq = 4",
                          "INSERT OR REPLACE INTO journal SELECT order_id, seq, at, kind, '{}', projection, "
                          "previous_hash, hash FROM journal WHERE seq = 2",
                          "INSERT INTO journal VALUES ('R1', 9, 0, 'note', '{}', '{}', '', '')"}) {
    EXPECT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_CONSTRAINT) << sql;
  }
}

TEST_F(Journal, ShowsAChangedBody) {
  tamper("UPDATE journal SET body = replace(body, ' 2\"', ' 7\"') WHERE seq = 3");
  EXPECT_EQ(store->verify_chain("R1"), "entry 3 was changed after it was written");
}

TEST_F(Journal, ShowsAChangedTimeKindOrProjection) {
  for (const char* change : {"at = at + 1", "kind = 'step'", "projection = '{\"state\":\"done\"}'"}) {
    ScratchFolder other;
    auto copy = open_sqlite(other.path / "orders.db", clock);
    copy->open_order(renewal("R1"));
    copy->append("R1", "note", {}, {});
    run_by_hand(other.path / "orders.db",
                std::string("DROP TRIGGER journal_is_never_updated; UPDATE journal SET ") + change + " WHERE seq = 2");
    EXPECT_THAT(copy->verify_chain("R1"), HasSubstr("entry 2")) << change;
  }
}

TEST_F(Journal, ShowsAChangedFirstEntryThroughTheNextOnes) {
  tamper("UPDATE journal SET hash = 'ab' WHERE seq = 2");
  EXPECT_THAT(store->verify_chain("R1"), HasSubstr("entry 2"));
}

TEST_F(Journal, ShowsAMissingEntryInTheMiddle) {
  tamper("DELETE FROM journal WHERE seq = 2");
  EXPECT_EQ(store->verify_chain("R1"), "entry 2 is missing");
}

TEST_F(Journal, ShowsAMissingEndAndIsNotContinued) {
  tamper("DELETE FROM journal WHERE seq = 4");
  EXPECT_EQ(store->verify_chain("R1"), "entry 4 is missing");
  EXPECT_EQ(error_of([&] { store->append("R1", "note", {}, {}); }).code(), ErrorCode::store_broken);
}

// "An order can be rebuilt from its journal; a test does that for every order it makes."
class RandomHistory : public StoreTest, public testing::WithParamInterface<unsigned> {};

TEST_P(RandomHistory, RebuildsTheRowsFromTheJournalAlone) {
  std::mt19937 random(GetParam());  // NOLINT(bugprone-random-generator-seed): repeatable
  const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  std::map<std::string, int> opened;
  for (int i = 0; i < 60; ++i) {
    clock.advance(std::chrono::milliseconds(pick(5000)));
    const auto id = "R" + std::to_string(pick(3));
    if (!opened.contains(id)) {
      auto order = pick(2) == 0 ? renewal(id, id) : registration(id, "tax", id);
      if (pick(2) == 0) order.deadline = clock.now();
      store->open_order(order);
      opened[id] = 1;
      continue;
    }
    Projection projection;
    if (pick(2) == 0) projection.state = static_cast<OrderState>(pick(6));
    if (pick(2) == 0) projection.state_text = "step" + std::to_string(pick(9));
    if (pick(3) == 0) projection.due_at = std::optional<TimePoint>(clock.now());
    if (pick(5) == 0) projection.due_at = std::optional<TimePoint>();
    if (pick(5) == 0) projection.deadline = std::optional<TimePoint>();
    const int number = 1 + pick(4);
    switch (pick(6)) {
      case 0:
      case 1:
        store->append(id, "task", {{"task", number}, {"form", {{"n", i}}}, {"signal", pick(2) == 0}}, projection);
        break;
      case 2:
        if (const auto tasks = store->open_tasks(id); !tasks.empty()) {
          store->answer_task(tasks.back().id, tasks.back().version, {{"x", i}});
        }
        break;
      case 3:
        store->append(id, "result", {{"number", number}, {"result", i}}, projection);
        break;
      case 4:
        if (pick(8) == 0) {
          store->append(id, "closed", {{"state", "done"}}, {});
          break;
        }
        [[fallthrough]];
      default:
        store->append(id, "step", {{"number", number}}, projection);
    }
  }
  for (const auto& [id, unused] : opened) {
    const auto rebuilt = store->rebuild(id);
    EXPECT_EQ(rebuilt.order, store->find_order(id));
    EXPECT_EQ(rebuilt.tasks, store->open_tasks(id));
    EXPECT_EQ(store->verify_chain(id), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHistory, testing::Range(1U, 9U));

}  // namespace
}  // namespace reseal::store
