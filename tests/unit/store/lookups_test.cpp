// SPDX-License-Identifier: Apache-2.0
// What cutover looks up: the orders about a certificate, entries of one kind, facts under a name.
#include <gmock/gmock.h>

#include "store_fixture.h"

namespace reseal::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Json installed(const std::string& certificate) {
  return {{"number", 3}, {"result", {{"installed", true}, {"certificate", {{"sha256", certificate}}}}}};
}

struct Lookups : StoreTest {
  void renew(const std::string& id, const std::string& from, const std::string& to) {
    store->open_order(renewal(id, from));
    store->append(id, "result", installed(to), {});
    clock.advance(std::chrono::minutes(1));
  }
  void tell(const std::string& id, const std::string& system, const std::string& from, const std::string& to) {
    auto order = registration(id, system, from);
    order.body["new_certificate"] = {{"sha256", to}};
    store->open_order(order);
    clock.advance(std::chrono::minutes(1));
  }
  [[nodiscard]] std::vector<std::string> about(const std::string& certificate) {
    std::vector<std::string> ids;
    for (const auto& row : store->orders_about(certificate)) ids.push_back(row.id);
    return ids;
  }
};

TEST_F(Lookups, FindEveryOrderAboutACertificateNewestFirst) {
  renew("R1", "aa", "bb");
  tell("C1", "customs", "aa", "bb");
  tell("T1", "tax", "aa", "bb");
  renew("R2", "bb", "cc");
  EXPECT_THAT(about("aa"), ElementsAre("T1", "C1", "R1"));
  EXPECT_THAT(about("bb"), ElementsAre("R2", "T1", "C1", "R1")) << "as the old one and as the new one";
  EXPECT_THAT(about("cc"), ElementsAre("R2"));
}

TEST_F(Lookups, FindNothingAboutACertificateThatNoOrderNames) {
  store->open_order(renewal("R1", "aa"));
  EXPECT_THAT(about("bb"), IsEmpty());
  EXPECT_THAT(about(""), IsEmpty()) << "an order without a successor is about no such certificate";
}

TEST_F(Lookups, FindARenewalByItsNewCertificateOnlyOnceThatIsInstalled) {
  store->open_order(renewal("R1", "aa"));
  store->append("R1", "result", {{"number", 3}, {"result", {{"installed", false}, {"rejected", Json::array()}}}}, {});
  EXPECT_EQ(store->find_order("R1")->successor, "");
  store->append("R1", "result", installed("bb"), {});
  EXPECT_EQ(store->find_order("R1")->successor, "bb");
}

TEST_F(Lookups, RebuildFindsTheSuccessorInTheJournal) {
  renew("R1", "aa", "bb");
  tell("C1", "customs", "aa", "bb");
  for (const char* id : {"R1", "C1"}) EXPECT_EQ(store->rebuild(id).order, *store->find_order(id)) << id;
}

TEST_F(Lookups, GiveEntriesOfOneKindInTheirOrder) {
  store->open_order(renewal("R1"));
  for (int i = 1; i <= 3; ++i) {
    store->append("R1", "note", {{"text", std::to_string(i)}}, {});
    store->append("R1", "result", {{"number", i}}, {});
  }
  const auto notes = store->entries("R1", "note");
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(notes[0], store->journal("R1").at(1));
  EXPECT_EQ(notes[2].body.at("text"), "3");
  EXPECT_THAT(store->entries("R1", "closed"), IsEmpty());
  EXPECT_THAT(store->entries("nobody", "note"), IsEmpty());
}

TEST_F(Lookups, RecallFactsUnderAName) {
  store->remember("secret/customs/a", 1);
  store->remember("secret/customs/b", {{"x", "ậ"}});
  store->remember("secretary", 3);
  store->remember("seen/secret/", 4);
  store->remember("secret/", 5);
  const std::map<std::string, Json> expected = {
      {"secret/", 5}, {"secret/customs/a", 1}, {"secret/customs/b", {{"x", "ậ"}}}};
  EXPECT_EQ(store->recall_under("secret/"), expected);
  EXPECT_THAT(store->recall_under("nothing/"), IsEmpty());
}

TEST_F(Lookups, TakeAPrefixAsItStands) {
  store->remember("a%b", 1);
  store->remember("a_b", 2);
  store->remember("aXb", 3);
  store->remember("A%b", 4);
  store->remember("a'", 5);
  EXPECT_EQ(store->recall_under("a%").size(), 1U);
  EXPECT_EQ(store->recall_under("a_").size(), 1U);
  EXPECT_EQ(store->recall_under("a'").size(), 1U);
}

TEST_F(Lookups, RecallFactsWhoseNamesHaveAnyLetters) {
  store->remember("secret/customs/key/CÔNG TY ÁNH DƯƠNG", 1);
  store->remember("secret/customs/key/深圳\xF0\x9F\x94\x91", 2);
  EXPECT_EQ(store->recall_under("secret/customs/key/").size(), 2U);
  EXPECT_EQ(store->recall_under("secret/customs/key/C").size(), 1U);
}

/// A store as version 1 of the schema left it: written with today's program, and the later migrations taken back.
struct AStoreOfVersion1 : Lookups {
  void go_back() {
    store.reset();
    run_by_hand(
        file,
        "DROP INDEX orders_by_certificate; DROP INDEX orders_by_successor; DROP INDEX one_open_order_per_holder;"
        "ALTER TABLE orders DROP COLUMN successor; ALTER TABLE orders DROP COLUMN holder;"
        "ALTER TABLE orders DROP COLUMN owed; DELETE FROM schema_version WHERE version > 1;");
  }
};

TEST_F(AStoreOfVersion1, KnowsTheSuccessorsOfItsRenewalsAfterTheMigration) {
  renew("R1", "aa", "bb");
  store->open_order(renewal("R2", "cc"));
  store->append("R2", "result", {{"number", 1}, {"result", {{"installed", false}}}}, {});
  const auto before = store->orders();
  go_back();
  store = open_sqlite(file, clock);
  EXPECT_EQ(store->find_order("R1")->successor, "bb");
  EXPECT_EQ(store->find_order("R2")->successor, "");
  EXPECT_THAT(about("bb"), ElementsAre("R1"));
  EXPECT_EQ(store->orders(), before) << "the migration gives what the program itself would have written";
}

TEST_F(AStoreOfVersion1, IsWholeAndRebuildsTheSameAfterTheMigration) {
  renew("R1", "aa", "bb");
  go_back();
  store = open_sqlite(file, clock);
  EXPECT_EQ(store->verify_chain("R1"), "");
  EXPECT_EQ(store->rebuild("R1").order, *store->find_order("R1"));
  EXPECT_NO_THROW(tell("C1", "customs", "aa", "bb"));
}

TEST_F(AStoreOfVersion1, TakesTheLastCertificateThatWasInstalled) {
  renew("R1", "aa", "bb");
  store->append("R1", "result", installed("dd"), {});
  go_back();
  store = open_sqlite(file, clock);
  EXPECT_EQ(store->find_order("R1")->successor, "dd");
  EXPECT_EQ(store->rebuild("R1").order.successor, "dd");
}

}  // namespace
}  // namespace reseal::store
