// SPDX-License-Identifier: Apache-2.0
// A person at the keyboard, PINs, interrupts, and what is found when something is wrong.
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

std::string reseal_program() { return (product_programs() / "reseal").string(); }

void forget_pin(ProductWorld& world) {
  auto config = world.config();
  config["tokens"].erase("pin");
  world.write_config(config);
}

// GEN-08: asked at the terminal, not echoed; a wrong one is said and asked again.
TEST(APersonAtTheTerminal, TypesThePinUnseenAndMayMistypeIt) {
  ProductWorld world;
  forget_pin(world);
  const auto script = "set timeout 40\nspawn -noecho " + reseal_program() + " --lang en --config " +
                      to_utf8(world.config_file()) + " renew --provider misa --answers " +
                      to_utf8(world.folder() / "answers.json") +
                      "\n"
                      "expect \"PIN of token\"\nafter 300\nsend \"00000000\\r\"\n"
                      "expect \"2 tries left): \"\nafter 300\nsend -- \"" +
                      world.pin() + "\\r\"\n" + "expect \"3 tries left): \"\nafter 300\nsend -- \"" + world.pin() +
                      "\\r\"\nexpect eof\nexit [lindex [wait] 3]\n";
  const auto outcome = world.tool({"expect", "-c", script});
  EXPECT_EQ(outcome.exit_code, 5) << outcome.out << outcome.err;
  EXPECT_FALSE(contains(outcome.out, world.pin())) << outcome.out;
  EXPECT_EQ(world.token().certificates, 2);
}

TEST(AProviderWithWrongSettings, IsWhatCheckQuoteAndRenewSpeakOf) {
  ProductWorld world;
  auto config = world.config();
  config["plugins"]["allow"]["misa"]["settings"]["poll_seconds"] = "often";
  world.write_config(config);
  for (const auto* command : {"check", "quote", "renew"}) {
    const auto outcome = world.reseal({command, "--json", "--no-input"});
    EXPECT_EQ(outcome.exit_code, 1) << command << outcome.out;
    EXPECT_EQ(Json::parse(outcome.out).at("error").at("code"), "plugin_unusable") << command << outcome.out;
  }
}

// VTL-M-01, VTL-M-17: "1 - V5 - V5" in the guide.
TEST(APersonWithTwoTokens, ChoosesOneByNumberKindAndName) {
  ProductWorld world;
  world.plug_in_another_token("Token cua phong khac");
  const auto script = "set timeout 40\nspawn -noecho " + reseal_program() + " --lang en --config " +
                      to_utf8(world.config_file()) + " renew --dry-run --provider misa\n" +
                      "expect \"Token cua phong khac\"\nexpect \"Which token?\"\nafter 300\nsend \"1\\r\"\n" +
                      "expect eof\nexit [lindex [wait] 3]\n";
  const auto outcome = world.tool({"expect", "-c", script});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(contains(outcome.out, "1 - SoftHSM v2 - ") && contains(outcome.out, "2 - SoftHSM v2 - ")) << outcome.out;
  EXPECT_FALSE(contains(outcome.out, "Which certificate?")) << outcome.out;
}

TEST(CtrlC, EndsAPromptAtOnceAndKeepsTheOrder) {
  ProductWorld world;
  forget_pin(world);
  const auto script = "set timeout 40\nspawn -noecho " + reseal_program() + " --lang en --config " +
                      to_utf8(world.config_file()) + " renew --provider misa --answers " +
                      to_utf8(world.folder() / "answers.json") +
                      "\nexpect \"PIN of token\"\nafter 300\nsend \"\\003\"\nexpect eof\nexit [lindex [wait] 3]\n";
  const auto outcome = world.tool({"expect", "-c", script});
  EXPECT_EQ(outcome.exit_code, 130) << outcome.out;
  EXPECT_EQ(
      world
          .reseal({"resume", "--answers", to_utf8(world.folder() / "answers.json"), "--no-input", "--pin-fd", "3"}, {},
                  world.pin() + "\n")
          .exit_code,
      5);
}

TEST(AnInterruptWhileWaiting, KeepsTheOrderAndResumeGoesOn) {
  ProductWorld world({.staff_delay = 3600});
  const auto outcome = world.tool({"timeout", "-s", "INT", "--preserve-status", "12", reseal_program(), "--config",
                                   to_utf8(world.config_file()), "renew", "--provider", "misa", "--answers",
                                   to_utf8(world.folder() / "answers.json"), "--no-input"});
  EXPECT_EQ(outcome.exit_code, 130) << outcome.out << outcome.err;
  EXPECT_EQ(world.reseal_json({"orders"}).at(0).at("state"), "waiting");
  const auto resumed = world.reseal({"resume", "--no-wait", "--no-input"});
  EXPECT_EQ(resumed.exit_code, 3);
  EXPECT_FALSE(contains(resumed.out + resumed.err, "[misa.")) << resumed.out << resumed.err;
  EXPECT_EQ(world.sandbox("show").at("totals").at("orders"), 1);
}

TEST(NoInput, NeverAsksEvenAtATerminal) {
  ProductWorld world;
  world.write_answers(Json::object());
  const auto script = "set timeout 30\nspawn -noecho " + reseal_program() + " --config " +
                      to_utf8(world.config_file()) +
                      " renew --provider misa --no-input\nexpect eof {} timeout {exit 99}\nexit [lindex [wait] 3]\n";
  EXPECT_EQ(world.tool({"expect", "-c", script}).exit_code, 4);
}

// Everything that may be done to a token or on a disk is seen: by the module's log, and by the folder.
TEST(DryRun, TouchesNothingAndLogsIntoNothing) {
  ProductWorld world({.through_shim = true});
  EXPECT_EQ(world.reseal({"renew", "--dry-run", "--no-input"}).exit_code, 0);
  EXPECT_FALSE(contains(read_file(world.folder() / "shim.log"), "C_Login"));
  EXPECT_FALSE(std::filesystem::exists(world.folder() / "state"));
}

TEST(DryRun, OfCancelAndAnswerChangesNothing) {
  ProductWorld world;
  world.write_answers(Json::object());
  ASSERT_EQ(world.renew().exit_code, 4);
  const auto order = world.reseal_json({"orders"}).at(0).at("id").get<std::string>();
  const auto entries = world.reseal_json({"order", order}).at("journal").size();
  world.reseal({"cancel", order, "--dry-run"});
  world.reseal({"answer", order, "--dry-run", "--no-input"});
  world.reseal({"resume", "--dry-run", "--no-input"});
  EXPECT_EQ(world.reseal_json({"order", order}).at("journal").size(), entries);
  EXPECT_EQ(world.reseal_json({"orders"}).at(0).at("state"), "needs_person");
}

TEST(APinFileThatOthersMayRead, IsRefused) {
  ProductWorld world;
  std::filesystem::permissions(world.folder() / "pin", std::filesystem::perms(0644));
  const auto outcome = world.renew();
  EXPECT_TRUE(outcome.exit_code == 1 || outcome.exit_code == 4) << outcome.exit_code << outcome.out << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "pin")) << outcome.err;
  EXPECT_EQ(world.token().certificates, 1);
}

TEST(ATokenThatIsNotThere, IsExitSevenOrNoCertificate) {
  ProductWorld world({.through_shim = true, .staff_delay = 0});
  world.write_answers(Json::object());
  ASSERT_EQ(world.renew().exit_code, 4);
  auto answers = complete_answers();
  world.write_answers(answers);
  world.shim_rules("pulled\n");
  const auto outcome = world.resume();
  EXPECT_EQ(outcome.exit_code, 7) << outcome.out << outcome.err;
}

TEST(AnswersOfTheWrongShape, AreUsageBeforeAnythingHappens) {
  ProductWorld world;
  write_file(world.folder() / "answers.json", R"({"answers": {"payment": "yes please"}})");
  const auto outcome = world.renew();
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(contains(outcome.err, "answers/payment")) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(world.folder() / "state"));
}

TEST(AFinishedOrder, TellsItsStoryAndItsAuditIsWholeUntilSomebodyTampers) {
  ProductWorld world;
  ASSERT_EQ(world.renew().exit_code, 5);
  const auto order = world.reseal_json({"orders"}).at(0).at("id").get<std::string>();
  for (const auto* language : {"vi", "en", "zh"}) {
    const auto told = world.reseal({"order", order, "--lang", language});
    EXPECT_EQ(told.exit_code, 5);
    EXPECT_FALSE(contains(told.out + told.err, "[cli.")) << told.out;
    EXPECT_FALSE(contains(told.out + told.err, "[misa.")) << told.out;
  }
  const auto json = world.reseal({"order", order, "--json"});
  EXPECT_EQ(json.exit_code, 5);
  EXPECT_FALSE(contains(Json::parse(json.out).at("message").dump(), "[misa."));
  EXPECT_EQ(world.reseal({"audit"}).exit_code, 0);
  const auto tampered = world.tool(
      {"sqlite3", to_utf8(world.folder() / "state" / "reseal.db"),
       "DROP TRIGGER journal_is_never_updated; UPDATE journal SET body = replace(body, 'ESIGN-GH-24', 'ESIGN-GH-12')"});
  ASSERT_EQ(tampered.exit_code, 0) << tampered.err;
  const auto audit = world.reseal({"audit", "--json"});
  EXPECT_EQ(audit.exit_code, 1);
  EXPECT_EQ(Json::parse(audit.out).at(0).at("whole"), false);
  EXPECT_EQ(world.reseal({"audit"}).exit_code, 1);
}

TEST(AProviderWhosePortalIsDown, IsShownAsOneThatCannotSay) {
  ProductWorld world;
  world.stop_sandbox();
  const auto check = world.reseal({"check", "--json"});
  EXPECT_EQ(check.exit_code, 4) << check.out << check.err;
  EXPECT_EQ(Json::parse(check.out).at(0).at("answer"), "cannot_say");
  const auto quote = world.reseal({"quote", "--json"});
  EXPECT_EQ(quote.exit_code, 1);
  EXPECT_EQ(Json::parse(quote.out).at("error").at("code"), "portal_unreachable");
  const auto renew = world.reseal({"renew", "--json", "--no-input"});
  EXPECT_EQ(renew.exit_code, 4);
  EXPECT_EQ(Json::parse(renew.out).at("verdict").at("answer"), "cannot_say");
}

TEST(ARefusedCertificate, IsOneJsonValueWithTheVerdict) {
  ProductWorld world({.sandbox_token = {"--issuer", "other-ca"}});
  const auto outcome = world.reseal({"renew", "--provider", "misa", "--json", "--no-input"});
  EXPECT_EQ(outcome.exit_code, 6);
  const auto json = Json::parse(outcome.out);
  EXPECT_EQ(json.at("error").at("code"), "not_eligible");
  EXPECT_EQ(json.at("verdict").at("answer"), "not_eligible");
}

TEST(TheDoctor, FindsAMissingDriverAPortalThatIsDownAndAWrongClock) {
  ProductWorld world;
  const auto findings = [&] {
    std::vector<std::string> bad;
    for (const auto& check : Json::parse(world.reseal({"doctor", "--json"}).out)) {
      if (!check.at("good").get<bool>()) bad.push_back(check.at("check"));
    }
    return bad;
  };
  EXPECT_TRUE(findings().empty());
  EXPECT_FALSE(std::filesystem::exists(world.folder() / "state")) << "looking changes nothing";
  const auto config = world.config();

  auto wrong = config;
  wrong["tokens"]["modules"].push_back("/nowhere/driver.so");
  world.write_config(wrong);
  EXPECT_EQ(findings(), std::vector<std::string>{"module"});

  wrong = config;
  wrong["clock"] = {{"as_of", "2026-12-01T00:00:00Z"}};
  world.write_config(wrong);
  EXPECT_EQ(findings(), std::vector<std::string>{"portal"});

  world.write_config(config);
  world.stop_sandbox();
  EXPECT_EQ(findings(), std::vector<std::string>{"portal"});
  EXPECT_EQ(world.reseal({"doctor"}).exit_code, 1);
}

}  // namespace
}  // namespace reseal::test
