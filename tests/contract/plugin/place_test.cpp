// SPDX-License-Identifier: Apache-2.0
// Where a library lies, who may change it, and whether it is the one that was named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folders.h"
#include "reseal/base/file.h"

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Finding inspect(const fs::path& folder, const std::optional<std::string>& pin = {}) {
  return inspect_library(folder / "rude.so", folder, pin);
}

TEST(LibraryPlace, GoodFileInGoodFolderIsUsable) {
  const test::Workshop workshop;
  const auto folder = workshop.copy("rude");
  const auto finding = inspect(folder);
  EXPECT_TRUE(finding.usable) << finding.problem;
  EXPECT_EQ(finding.sha256, test::sha256_of(folder / "rude.so"));
}

TEST(LibraryPlace, MissingFileIsSaidPlainly) {
  const test::Workshop workshop;
  const auto finding = inspect(workshop.root());
  EXPECT_EQ(finding.code, "missing");
  EXPECT_THAT(finding.problem, HasSubstr("rude.so"));
  EXPECT_THAT(finding.advice, HasSubstr("install"));
}

TEST(LibraryPlace, FolderOrPipeInPlaceOfAFileIsRefusedUnopened) {
  const test::Workshop workshop;
  fs::create_directory(workshop.root() / "rude.so");
  EXPECT_EQ(inspect(workshop.root()).code, "not_a_library");
  fs::remove(workshop.root() / "rude.so");
  ASSERT_EQ(::mkfifo((workshop.root() / "rude.so").c_str(), 0600), 0);
  EXPECT_EQ(inspect(workshop.root()).code, "not_a_library");
}

TEST(LibraryPlace, LinkOutOfTheFolderIsRefused) {
  const test::Workshop workshop;
  const auto real = workshop.copy("rude", "elsewhere");
  fs::create_directory(workshop.root() / "rude");
  fs::create_symlink(real / "rude.so", workshop.root() / "rude" / "rude.so");
  const auto finding = inspect(workshop.root() / "rude");
  EXPECT_EQ(finding.code, "symlink_outside");
  EXPECT_THAT(finding.found, HasSubstr("elsewhere"));
}

TEST(LibraryPlace, LinkToASiblingWithTheSamePrefixIsOutsideToo) {
  const test::Workshop workshop;
  const auto real = workshop.copy("rude", "x-evil");
  fs::create_directory(workshop.root() / "x");
  fs::create_symlink(real / "rude.so", workshop.root() / "x" / "rude.so");
  EXPECT_EQ(inspect(workshop.root() / "x").code, "symlink_outside");
}

TEST(LibraryPlace, LinkInsideTheFolderIsFine) {
  const test::Workshop workshop;
  const auto folder = workshop.copy("rude");
  fs::rename(folder / "rude.so", folder / "rude-1.0.0.so");
  fs::create_symlink("rude-1.0.0.so", folder / "rude.so");
  EXPECT_TRUE(inspect(folder).usable);
}

TEST(LibraryPlace, FileOrFolderThatAllMayWriteIsRefused) {
  const test::Workshop workshop;
  const auto folder = workshop.copy("rude");
  fs::permissions(folder / "rude.so", fs::perms::others_write, fs::perm_options::add);
  EXPECT_EQ(inspect(folder).code, "permissions");
  fs::permissions(folder / "rude.so", fs::perms::others_write, fs::perm_options::remove);
  EXPECT_TRUE(inspect(folder).usable);
  fs::permissions(folder, fs::perms::others_write, fs::perm_options::add);
  const auto finding = inspect(folder);
  EXPECT_EQ(finding.code, "permissions");
  EXPECT_THAT(finding.advice, HasSubstr("chmod go-w"));
}

TEST(LibraryPlace, GroupMayWriteOnlyIfItIsTheOwnersOwn) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const test::Workshop workshop;
  const auto folder = workshop.copy("rude");
  fs::permissions(folder / "rude.so", fs::perms::group_write, fs::perm_options::add);
  ASSERT_EQ(::chown((folder / "rude.so").c_str(), 0, 0), 0);
  EXPECT_TRUE(inspect(folder).usable);  // root:root, as a umask of 002 leaves it
  ASSERT_EQ(::chown((folder / "rude.so").c_str(), 0, 12345), 0);
  EXPECT_EQ(inspect(folder).code, "permissions");
}

TEST(LibraryPlace, FileOfAnotherUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const test::Workshop workshop;
  const auto folder = workshop.copy("rude");
  ASSERT_EQ(::chown((folder / "rude.so").c_str(), 12345, 0), 0);
  EXPECT_EQ(inspect(folder).code, "permissions");
}

TEST(LibraryPin, MatchesInEitherCase) {
  const test::Workshop workshop;
  const auto folder = workshop.copy("rude");
  auto pin = test::sha256_of(folder / "rude.so");
  EXPECT_TRUE(inspect(folder, pin).usable);
  for (char& c : pin) c = static_cast<char>(::toupper(c));
  EXPECT_TRUE(inspect(folder, pin).usable);
}

TEST(LibraryPin, OfAnotherFileIsRefusedWithBothSums) {
  const test::Workshop workshop;
  const auto folder = workshop.copy("rude");
  const auto finding = inspect(folder, std::string(64, 'a'));
  EXPECT_EQ(finding.code, "hash");
  EXPECT_THAT(finding.expected, HasSubstr(std::string(64, 'a')));
  EXPECT_THAT(finding.found, HasSubstr(test::sha256_of(folder / "rude.so")));
}

}  // namespace
}  // namespace reseal::plugin
