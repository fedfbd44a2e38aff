// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/file.h"

#include <gtest/gtest.h>

#include <functional>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"

namespace reseal {
namespace {

namespace fs = std::filesystem;

struct Files : testing::Test {
  Files() { fs::create_directories(folder); }
  ~Files() override {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  std::size_t names() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }
  fs::path folder = fs::temp_directory_path() / ("reseal-base-" + to_hex(random_bytes(8)));
};

ErrorCode code_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "nothing was thrown";
  return ErrorCode::internal;
}

TEST_F(Files, AreReadAsTheyWereWritten) {
  const std::string text("a\0b\r\n\xff", 6);
  write_file(folder / "x", text);
  EXPECT_EQ(read_file(folder / "x"), text);
  write_file(folder / "x", "");
  EXPECT_EQ(read_file(folder / "x"), "");
}

TEST_F(Files, AreReplacedWholeAndLeaveNothingBeside) {
  write_file(folder / "x", "old");
  write_file(folder / "x", "new");
  EXPECT_EQ(read_file(folder / "x"), "new");
  EXPECT_EQ(names(), 1U);
}

#if !defined(_WIN32)
TEST_F(Files, CanBeForTheirOwnerOnly) {
  write_file(folder / "x", "", true);
  EXPECT_EQ(fs::status(folder / "x").permissions(), fs::perms(0600));
}
#endif

TEST_F(Files, AreReadUpToALimit) {
  write_file(folder / "x", std::string(100, 'x'));
  EXPECT_EQ(read_file(folder / "x", 100).size(), 100U);
  EXPECT_EQ(code_of([&] { (void)read_file(folder / "x", 99); }), ErrorCode::file_unreadable);
}

TEST_F(Files, SayWhenTheyCannotBeReadOrWritten) {
  EXPECT_EQ(code_of([&] { (void)read_file(folder / "nothing"); }), ErrorCode::file_unreadable);
  EXPECT_EQ(code_of([&] { (void)read_file(folder); }), ErrorCode::file_unreadable);
  EXPECT_EQ(code_of([&] { write_file(folder / "no" / "folder", "x"); }), ErrorCode::file_unwritable);
  fs::create_directory(folder / "taken");
  EXPECT_EQ(code_of([&] { write_file(folder / "taken", "x"); }), ErrorCode::file_unwritable);
  EXPECT_EQ(names(), 1U);
}

TEST_F(Files, HaveNamesInUtf8) {
  const auto path = path_from_utf8("Chứng thư/证书");
  EXPECT_EQ(to_utf8(path), "Chứng thư/证书");
  EXPECT_EQ(to_utf8(path.filename()), "证书");
}

}  // namespace
}  // namespace reseal
