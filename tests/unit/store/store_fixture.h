// SPDX-License-Identifier: Apache-2.0
// A store of its own for every test, and a way to touch its file behind its back.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>

#include "reseal/base/bytes.h"
#include "reseal/base/clock.h"
#include "reseal/base/error.h"
#include "reseal/store/store.h"

namespace reseal::store {

inline constexpr TimePoint kStart{std::chrono::milliseconds(1'795'000'000'123)};

struct ScratchFolder {
  ScratchFolder() : path(std::filesystem::temp_directory_path() / ("reseal-store-" + to_hex(random_bytes(8)))) {
    std::filesystem::create_directories(path);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path path;
};

struct CloseSqlite {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};

/// Runs SQL as an intruder with a database tool would.
inline void run_by_hand(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &raw), SQLITE_OK);
  const std::unique_ptr<sqlite3, CloseSqlite> handle(raw);
  ASSERT_EQ(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
}

inline NewOrder renewal(const std::string& id, const std::string& certificate = "aa11") {
  NewOrder order;
  order.id = id;
  order.plugin = "misa";
  order.certificate = certificate;
  order.token_uri = "pkcs11:serial=0A1B";
  order.body = {{"plugin_version", "1.0.0"}};
  return order;
}

inline NewOrder registration(const std::string& id, const std::string& plugin,
                             const std::string& certificate = "aa11") {
  auto order = renewal(id, certificate);
  order.kind = "registration";
  order.plugin = plugin;
  return order;
}

template <typename Work>
Error error_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(ErrorCode::internal);
}

struct StoreTest : testing::Test {
  ScratchFolder folder;
  std::filesystem::path file = folder.path / "state" / "orders.db";
  ManualClock clock{kStart};
  std::unique_ptr<Store> store = open_sqlite(file, clock);

  void reopen() {
    store.reset();
    store = open_sqlite(file, clock);
  }
};

}  // namespace reseal::store
