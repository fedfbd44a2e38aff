// SPDX-License-Identifier: Apache-2.0
// `reseal plugin test`: what it prints, what it leaves behind, how it exits.
#include <gmock/gmock.h>

#include <unistd.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

namespace fs = std::filesystem;

/// A copy of a plugin of the house, so that its worlds can be changed.
class CopiedPlugin : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_.parent_path());
    fs::copy(fs::path(RESEAL_BINARY_DIR) / "plugins" / "tax", folder_, fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(folder_.parent_path()); }

  Outcome test(std::vector<std::string> more) const {
    Call call;
    call.command = {(product_programs() / "reseal").string(), "plugin", "test", folder_.string(), "--lang", "en"};
    call.command.insert(call.command.end(), more.begin(), more.end());
    call.environment = {{"LC_ALL", "C.UTF-8"}};
    return run(call);
  }
  void change_end(const char* end) const {
    const auto file = folder_ / "conformance" / "guided-declined.json";
    auto world = nlohmann::json::parse(read_file(file));
    world["ends"] = end;
    write_file(file, world.dump());
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("reseal-plugin-test-" + std::to_string(::getpid())) / "tax";
};

TEST_F(CopiedPlugin, ThatKeepsItsPromisesExitsWithZeroAndLeavesAReport) {
  const auto report = folder_ / "report.xml";
  const auto outcome = test({"--world", "guided-declined", "--junit", report.string()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, testing::HasSubstr("✓ The same question gets the same answer"));
  EXPECT_THAT(read_file(report), testing::HasSubstr(R"(<testcase classname="tax.guided-declined" name="pure")"));
}

TEST_F(CopiedPlugin, ThatBreaksOneExitsWithOneAndSaysHowToMendIt) {
  change_end("done");
  const auto outcome = test({"--world", "guided-declined"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, testing::HasSubstr("✗ Ends as the world says"));
  EXPECT_THAT(outcome.out, testing::HasSubstr("it ends with 'refuse:declined_by_user'; the world says 'done'"));
  EXPECT_THAT(outcome.out, testing::HasSubstr("→"));
}

TEST_F(CopiedPlugin, IsReportedForProgramsWithJson) {
  const auto outcome = test({"--world", "guided-declined", "--json"});
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json.at("plugin"), "tax");
  EXPECT_EQ(json.at("passed"), true);
  EXPECT_EQ(json.at("worlds"), nlohmann::json::array({"guided-declined"}));
}

TEST_F(CopiedPlugin, WithAWrongWorldIsToldFileAndPlace) {
  change_end("somehow");
  const auto outcome = test({});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, testing::HasSubstr("guided-declined.json"));
  EXPECT_THAT(outcome.err, testing::HasSubstr("/ends"));
}

TEST_F(CopiedPlugin, SaysWhatItDoesNotSupportAndWhy) {
  write_file(folder_ / "conformance" / "kit.json", R"({"unsupported": {"clock_leap": "the portal tells the time"}})");
  const auto outcome = test({"--world", "guided-declined"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, testing::HasSubstr("the portal tells the time"));
}

}  // namespace
}  // namespace reseal::test
