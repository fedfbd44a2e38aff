// SPDX-License-Identifier: Apache-2.0
#include <Poco/Data/Session.h>
#include <gmock/gmock.h>

#include <array>
#include <fstream>

#include "database.h"
#include "migrations.h"
#include "reseal/base/file.h"
#include "store_fixture.h"

#if !defined(_WIN32)
#include <sys/stat.h>
#endif

namespace reseal::store {
namespace {

using StoreFile = StoreTest;

#if !defined(_WIN32)
unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777U;
}

TEST_F(StoreFile, IsForItsOwnerOnly) {
  store->open_order(renewal("R1"));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    EXPECT_EQ(mode_of(file.string() + suffix), 0600U) << suffix;
  }
  EXPECT_EQ(mode_of(file.parent_path()), 0700U);
}

TEST_F(StoreFile, IsMadePrivateWhenItWasNot) {
  store.reset();
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  store = open_sqlite(file, clock);
  EXPECT_EQ(mode_of(file), 0600U);
}
#endif

TEST_F(StoreFile, MayHaveAVietnameseName) {
  const auto elsewhere = folder.path / std::filesystem::path(u8"Chứng thư số 证书") / "orders.db";
  auto other = open_sqlite(elsewhere, clock);
  other->open_order(renewal("R1"));
  EXPECT_TRUE(std::filesystem::exists(elsewhere));
}

TEST_F(StoreFile, WrittenByANewerProgramIsRefused) {
  store.reset();
  run_by_hand(file, "INSERT INTO schema_version (version, applied_at) VALUES (99, 0)");
  const auto error = error_of([&] { (void)open_sqlite(file, clock); });
  EXPECT_EQ(error.code(), ErrorCode::store_newer);
  EXPECT_EQ(error.params().at("found"), "99");
  EXPECT_EQ(error.params().at("known"), std::to_string(known_migrations().back().number));
}

TEST_F(StoreFile, OfAnotherProgramIsLeftAlone) {
  const auto other = folder.path / "photos.db";
  run_by_hand(other, "CREATE TABLE photos (id INTEGER)");
  EXPECT_EQ(error_of([&] { (void)open_sqlite(other, clock); }).code(), ErrorCode::store_broken);
}

TEST_F(StoreFile, ThatIsNoDatabaseIsRefused) {
  const auto other = folder.path / "letter.txt";
  std::ofstream(other) << std::string(8192, 'x');
  EXPECT_EQ(error_of([&] { (void)open_sqlite(other, clock); }).code(), ErrorCode::store_broken);
}

TEST_F(StoreFile, ThatIsInOrderIsExaminedWithoutATrace) {
  run_by_hand(file, "DELETE FROM schema_version WHERE version > 1");  // an older one is not migrated by a look
  store.reset();
  const auto before = read_file(file);
  EXPECT_NO_THROW(examine_sqlite(file, std::chrono::milliseconds(0)));
  EXPECT_EQ(read_file(file), before);
}

TEST_F(StoreFile, ThatCannotBeUsedIsFoundByAnExamination) {
  const auto code = [&] { return error_of([&] { examine_sqlite(file, std::chrono::milliseconds(0)); }).code(); };
  {
    auto session = open_session(file);
    const Transaction held(session);
    EXPECT_EQ(code(), ErrorCode::store_locked);
  }
  run_by_hand(file, "INSERT INTO schema_version (version, applied_at) VALUES (99, 0)");
  EXPECT_EQ(code(), ErrorCode::store_newer);
  store.reset();
  std::ofstream(file) << std::string(8192, 'x');
  EXPECT_EQ(code(), ErrorCode::store_broken);
}

TEST_F(StoreFile, ThatCannotBeMadeIsSaidSo) {
  EXPECT_EQ(error_of([&] { (void)open_sqlite(file / "below-a-file.db", clock); }).code(), ErrorCode::file_unwritable);
}

TEST_F(StoreFile, BreaksOpenlyWhenItsJournalIsNotJson) {
  store->open_order(renewal("R1"));
  run_by_hand(file, "DROP TRIGGER journal_is_never_updated; UPDATE journal SET body = '{'");
  EXPECT_EQ(error_of([&] { (void)store->journal("R1"); }).code(), ErrorCode::store_broken);
}

TEST(Migrations, RunOneAfterTheOtherAndOnlyOnce) {
  const ScratchFolder folder;
  const auto file = folder.path / "old.db";
  const ManualClock clock(kStart);
  constexpr std::array kFirst = {Migration{1, "CREATE TABLE letters (id INTEGER); INSERT INTO letters VALUES (7);"}};
  constexpr std::array kBoth = {kFirst[0], Migration{2, "ALTER TABLE letters ADD COLUMN stamp TEXT DEFAULT 'none';"}};
  auto session = open_session(file);
  EXPECT_EQ(schema_version(session), 0);
  migrate(session, kFirst, file, clock);
  EXPECT_EQ(schema_version(session), 1);
  migrate(session, kBoth, file, clock);
  migrate(session, kBoth, file, clock);
  EXPECT_EQ(schema_version(session), 2);
  run_by_hand(file, "INSERT INTO letters (id, stamp) SELECT id + 1, stamp FROM letters WHERE stamp = 'none'");
}

TEST(Migrations, LeaveTheOlderSchemaWholeWhenOneFails) {
  const ScratchFolder folder;
  const auto file = folder.path / "old.db";
  const ManualClock clock(kStart);
  constexpr std::array kBroken = {Migration{1, "CREATE TABLE letters (id INTEGER);"},
                                  Migration{2, "CREATE TABLE stamps (id INTEGER); CREATE TABLE letters (id INTEGER);"}};
  auto session = open_session(file);
  EXPECT_THROW(migrate(session, kBroken, file, clock), Poco::Exception);
  EXPECT_EQ(schema_version(session), 1);
  run_by_hand(file, "CREATE TABLE stamps (id INTEGER)");  // was rolled back, so it can be made
}

TEST(Migrations, AreNumberedWithoutGaps) {
  int expected = 1;
  for (const auto& migration : known_migrations()) {
    EXPECT_EQ(migration.number, expected++);
    EXPECT_FALSE(migration.sql.empty());
  }
}

}  // namespace
}  // namespace reseal::store
