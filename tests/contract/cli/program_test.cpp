// SPDX-License-Identifier: Apache-2.0
// Exit codes, streams, languages and colours: what scripts and terminals rely on.
#include <gtest/gtest.h>

#include <unistd.h>

#include <memory>
#include <regex>

#include "reseal/base/catalogue.h"
#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

// The program without any world.
Outcome bare(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment = {}) {
  Call call;
  call.command = {(product_programs() / "reseal").string()};
  call.command.insert(call.command.end(), arguments.begin(), arguments.end());
  call.environment = {{"LC_ALL", "C.UTF-8"}};
  for (const auto& [name, value] : environment) call.environment[name] = value;
  return run(call);
}

TEST(AMistypedCommand, IsUsageAndTheNearestOneIsNamed) {
  const auto outcome = bare({"renw"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(contains(outcome.err, "'renew'")) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(contains(bare({"plugin", "lst"}).err, "'list'"));
  EXPECT_TRUE(contains(bare({"--config", "x.json", "tokns"}).err, "'tokens'"));
}

TEST(AMistypedOption, IsUsageAndTheNearestOneIsNamed) {
  const auto outcome = bare({"renew", "--ofline"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(contains(outcome.err, "'--offline'")) << outcome.err;
}

TEST(AWrongCall, IsUsageWhateverIsWrong) {
  const std::vector<std::vector<std::string>> calls = {
      {},          {"order"},           {"completion", "tcsh"},       {"--lang", "fr", "tokens"},   {"tokens", "extra"},
      {"plugin"},  {"renew", "a", "b"}, {"--color", "red", "tokens"}, {"--pin-fd", "-1", "tokens"}, {"answer"},
      {"--config"}};
  for (const auto& call : calls) {
    const auto outcome = bare(call);
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err, "");
  }
}

TEST(AWrongCall, WithJsonIsOneJsonValueInTheAskedLanguage) {
  const auto outcome = bare({"renw", "--json", "--lang", "vi"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(Json::parse(outcome.out).at("error").at("code"), "usage");
  EXPECT_TRUE(contains(outcome.err, "không có lệnh")) << outcome.err;
}

TEST(Help, IsDataAndNoError) {
  for (const auto& call : std::vector<std::vector<std::string>>{{"--help"}, {"renew", "--help"}, {"--help-all"}}) {
    const auto outcome = bare(call);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_NE(outcome.out, "");
    EXPECT_EQ(outcome.err, "");
  }
  EXPECT_TRUE(contains(bare({"--version"}).out, "reseal "));
}

TEST(AMissingConfiguration, IsAnErrorThatNamesTheFile) {
  const auto outcome = bare({"--config", "/nowhere/reseal.json", "orders", "--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(Json::parse(outcome.out).at("error").at("code"), "config_missing");
  EXPECT_TRUE(contains(outcome.err, "/nowhere/reseal.json"));
}

TEST(CompletionScripts, AreScripts) {
  const auto script = bare({"completion", "bash"});
  ASSERT_EQ(script.exit_code, 0);
  EXPECT_EQ(run({.command = {"bash", "-n"}, .environment = {}, .input = script.out, .descriptor_3 = {}}).exit_code, 0);
  EXPECT_TRUE(contains(bare({"completion", "zsh"}).out, "#compdef reseal"));
  EXPECT_TRUE(contains(bare({"completion", "fish"}).out, "complete -c reseal"));
  EXPECT_TRUE(contains(bare({"__complete", "commands"}).out, "renew\n"));
  EXPECT_TRUE(contains(bare({"__complete", "options"}).out, "--dry-run\n"));
}

TEST(TheSchemaOfTheConfiguration, IsJson) {
  const auto outcome = bare({"config", "schema"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(Json::parse(outcome.out).contains("properties"));
}

// Equal ids and placeholders in Vietnamese, English and Chinese, in everything that this program may say.
TEST(TheCatalogues, AreCompleteInEveryLanguage) {
  const std::filesystem::path house = RESEAL_SOURCE_DIR;
  Catalogue all;
  for (const auto* folder : {"host/texts", "sdk/texts", "core/workflow/texts", "plugins/misa/texts"})
    all.add_folder(house / folder);
  EXPECT_TRUE(all.gaps().empty()) << Json(all.gaps()).dump(1);
}

TEST(TheCatalogues, HaveEveryTextThatTheProgramSays) {
  const std::filesystem::path house = RESEAL_SOURCE_DIR;
  Catalogue texts;
  texts.add_folder(house / "host/texts");
  const std::regex id("\"(cli\\.[a-z0-9_.]*[a-z0-9])\"");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(house / "host/app")) {
    if (entry.path().extension() != ".cpp") continue;
    const auto source = read_file(entry.path());
    for (std::sregex_iterator at(source.begin(), source.end(), id), end; at != end; ++at)
      EXPECT_TRUE(texts.has((*at)[1].str(), "en")) << (*at)[1].str() << " in " << entry.path();
  }
}

TEST(AFileThatIsNoPlugin, IsDescribedAndSurvived) {
  const auto folder = std::filesystem::temp_directory_path() / ("reseal-cli-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  write_file(folder / "text.so", "hello");
  const auto whole = read_file(product_plugins() / "misa" / "misa.so", std::size_t{1} << 30U);
  write_file(folder / "half.so", whole.substr(0, whole.size() / 2));
  for (const auto* name : {"text.so", "half.so", "missing.so"}) {
    const auto outcome = bare({"plugin", "verify", (folder / name).string(), "--json"});
    EXPECT_EQ(outcome.exit_code, 1) << name;
    const auto finding = Json::parse(outcome.out);
    EXPECT_EQ(finding.at("usable"), false) << name;
    EXPECT_NE(finding.at("problem"), "") << name;
    EXPECT_NE(finding.at("advice"), "") << name;
  }
  std::filesystem::remove_all(folder);
}

TEST(AGoodPlugin, IsSaidToBeOneWithItsHash) {
  const auto outcome = bare({"plugin", "verify", (product_plugins() / "misa").string(), "--json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_EQ(Json::parse(outcome.out).at("sha256").get<std::string>().size(), 64U);
}

// One world for all that only looks.
class TheProgram : public testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = std::make_unique<ProductWorld>(); }
  static void TearDownTestSuite() { world_.reset(); }
  static std::unique_ptr<ProductWorld> world_;
};
std::unique_ptr<ProductWorld> TheProgram::world_;

TEST_F(TheProgram, TakesGlobalOptionsAfterTheCommandToo) {
  // Of tokens: what is told of certificates changes with the clock (days left).
  EXPECT_EQ(world_->reseal({"tokens", "--json"}).out, world_->reseal({"--json", "tokens"}).out);
}

TEST_F(TheProgram, SaysWhatIsThereAsTheDocumentedJson) {
  const auto token = world_->reseal_json({"tokens"}).at(0);
  for (const auto* member :
       {"label", "serial", "manufacturer", "model", "uri", "module", "initialized", "protected_authentication_path",
        "pin_count_low", "pin_final_try", "pin_locked", "free_public_bytes", "free_private_bytes"})
    EXPECT_TRUE(token.contains(member)) << member;
  const auto held = world_->reseal_json({"certificates"}).at(0);
  for (const auto* member : {"certificate", "revocation", "has_private_key", "token_uri", "issuer_end", "days_left",
                             "uri", "label", "token", "path"})
    EXPECT_TRUE(held.contains(member)) << member;
  const auto verdict = world_->reseal_json({"check"}).at(0);
  for (const auto* member : {"provider", "transport", "place", "decided_by", "reason", "answer", "rules", "quote",
                             "compared_package", "remarks"})
    EXPECT_TRUE(verdict.contains(member)) << member;
  for (const auto* member : {"id", "outcome", "evidence", "text"}) EXPECT_TRUE(verdict["rules"][0].contains(member));
  const auto package = world_->reseal_json({"quote"}).at(0).at("packages").at(0);
  for (const auto* member : {"code", "name", "name_text", "term_months", "price", "remarks", "remark_texts"})
    EXPECT_TRUE(package.contains(member)) << member;
  const auto plan = world_->reseal_json({"renew", "--dry-run"});
  for (const auto* member : {"dry_run", "provider", "transport", "certificate", "verdict", "quote"})
    EXPECT_TRUE(plan.contains(member)) << member;
  EXPECT_EQ(world_->reseal_json({"config", "check"}), Json::array());
  EXPECT_EQ(world_->reseal_json({"orders"}), Json::array());
  EXPECT_EQ(world_->reseal_json({"audit"}), Json::array());
  EXPECT_EQ(world_->reseal_json({"resume"}), Json::array());
}

TEST_F(TheProgram, FindsACertificateByItsHoldersNameWithoutAccents) {
  const auto found = world_->reseal({"certificates", "thu nghiem", "--offline"});
  EXPECT_EQ(found.exit_code, 0) << found.err;
  EXPECT_TRUE(contains(found.out, world_->old_serial())) << found.out;
  EXPECT_EQ(world_->reseal({"certificates", "nobody"}).exit_code, 1);
}

TEST_F(TheProgram, SaysThatAnOrderIsNotThere) {
  const auto outcome = world_->reseal({"order", "NONE", "--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(Json::parse(outcome.out).at("error").at("code"), "order_not_found");
}

TEST_F(TheProgram, SaysTheSameInEveryLanguageWithOtherWords) {
  const std::regex missing(R"(\[[a-z_]+(\.[a-z0-9_]+)+\])");
  const std::vector<std::vector<std::string>> commands = {{"tokens"},
                                                          {"certificates"},
                                                          {"check"},
                                                          {"quote"},
                                                          {"renew", "--dry-run"},
                                                          {"plugin", "list"},
                                                          {"plugin", "show", "misa"},
                                                          {"doctor"},
                                                          {"orders"},
                                                          {"config", "check"},
                                                          {"order", "x"},
                                                          {"renw"}};
  for (const auto& command : commands) {
    std::map<std::string, std::string> said;
    for (const auto* language : {"vi", "en", "zh"}) {
      auto arguments = command;
      arguments.insert(arguments.end(), {"--lang", language});
      const auto outcome = world_->reseal(arguments);
      said[language] = outcome.out + outcome.err;
      EXPECT_FALSE(std::regex_search(said[language], missing)) << said[language];
    }
    EXPECT_NE(said["vi"], said["en"]) << command.front();
    EXPECT_NE(said["zh"], said["en"]) << command.front();
  }
  const auto rules = [&](const std::string& language) {
    std::vector<std::string> ids;
    for (const auto& rule : world_->reseal_json({"check", "--lang", language}).at(0).at("rules"))
      ids.push_back(rule.at("id"));
    return ids;
  };
  EXPECT_EQ(rules("vi"), rules("zh"));
}

TEST_F(TheProgram, TellsErrorsInTheLanguageOfTheConfiguration) {
  EXPECT_TRUE(contains(world_->reseal({"--set", "language=vi", "order", "x"}).err, "Không có đơn hàng"));
}

TEST_F(TheProgram, ColoursATerminalOnlyWhereItIsWelcome) {
  const auto command = (product_programs() / "reseal").string() + " --config '" + to_utf8(world_->config_file()) +
                       "' certificates --offline";
  const auto on_a_terminal = [&](const std::string& environment, const std::string& option) {
    return world_->tool({"script", "-qec", environment + " " + command + option, "/dev/null"}).out;
  };
  EXPECT_TRUE(contains(on_a_terminal("env -u NO_COLOR TERM=xterm", ""), "\x1b["));
  EXPECT_FALSE(contains(on_a_terminal("NO_COLOR=1 TERM=xterm", ""), "\x1b"));
  EXPECT_FALSE(contains(on_a_terminal("TERM=dumb", ""), "\x1b"));
  EXPECT_FALSE(contains(on_a_terminal("TERM=xterm", " --color never"), "\x1b"));
  EXPECT_FALSE(contains(world_->reseal({"certificates", "--offline"}).out, "\x1b"));
  EXPECT_TRUE(contains(world_->reseal({"certificates", "--offline", "--color", "always"}).out, "\x1b["));
}

TEST_F(TheProgram, NamesFileLinePlaceAndExpectationOfAWrongConfiguration) {
  const auto file = world_->folder() / "wrong.json";
  write_file(file, "{\n  \"retry\": {\n    \"first_seconds\": \"soon\"\n  }\n}\n");
  const auto outcome = world_->reseal({"--config", to_utf8(file), "config", "check", "--json"});
  EXPECT_EQ(outcome.exit_code, 2);  // --config was given twice
  const auto checked = bare({"--config", to_utf8(file), "config", "check", "--json"});
  EXPECT_EQ(checked.exit_code, 1);
  const auto problem = Json::parse(checked.out).at(0);
  EXPECT_EQ(problem.at("file"), to_utf8(file));
  EXPECT_EQ(problem.at("line"), 3);
  EXPECT_EQ(problem.at("where"), "/retry/first_seconds");
  EXPECT_NE(problem.at("expected"), "");
}

TEST_F(TheProgram, SaysWhereEachValueComesFrom) {
  const auto shown = world_->reseal({"config", "show", "--set", "language=zh"}).out;
  EXPECT_TRUE(contains(shown, "--set")) << shown;
  EXPECT_TRUE(contains(shown, "reseal.json")) << shown;
}

}  // namespace
}  // namespace reseal::test
