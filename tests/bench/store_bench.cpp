// SPDX-License-Identifier: Apache-2.0
// Journal commits against raw SQLite at the same durability: WAL, synchronous=FULL, one row a commit.
#include <sqlite3.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "bench/benches.h"
#include "bench/measure.h"
#include "reseal/base/bytes.h"
#include "reseal/base/clock.h"
#include "reseal/store/store.h"

namespace reseal::bench {

void journal_commits() {
  constexpr int kCommits = 500;
  // Beside the program, on a real disk: in a memory file system a flush costs nothing and the comparison says nothing.
  const auto folder = std::filesystem::path(program_path()).parent_path() / ("journal-" + to_hex(random_bytes(6)));
  std::filesystem::create_directories(folder);
  const SystemClock clock;
  const auto store = store::open_sqlite(folder / "ours.db", clock);
  store->open_order(
      {.id = "BENCH", .plugin = "misa", .certificate = "00", .token_uri = "", .deadline = {}, .body = Json::object()});
  const Json body = {{"number", 1}, {"result", {{"accepted", true}, {"answer", {{"package", "ESIGN-GH-24"}}}}}};

  sqlite3* raw = nullptr;
  sqlite3_open((folder / "raw.db").c_str(), &raw);
  sqlite3_exec(
      raw, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE journal(seq INTEGER PRIMARY KEY, body TEXT)",
      nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(raw, "INSERT INTO journal(body) VALUES (?)", -1, &insert, nullptr);
  const auto text = body.dump();

  const auto pair = side_by_side(
      5,
      [&] {
        for (int i = 0; i < kCommits; ++i) (void)store->append("BENCH", "note", body, {});
      },
      [&] {
        for (int i = 0; i < kCommits; ++i) {
          sqlite3_bind_text(insert, 1, text.c_str(), -1, SQLITE_STATIC);
          sqlite3_step(insert);
          sqlite3_reset(insert);
        }
      });
  sqlite3_finalize(insert);
  sqlite3_close(raw);
  std::filesystem::remove_all(folder);
  report("journal commits a second / raw SQLite at the same durability", 1.0 / pair.ratio(), "x", ">=", 0.7);
}

}  // namespace reseal::bench
