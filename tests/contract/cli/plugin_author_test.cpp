// SPDX-License-Identifier: Apache-2.0
// What somebody who writes, publishes or allows a plugin does with the program. Signatures are made as
// docs/plugin-authors/signing.md tells a publisher to: with sha256sum and openssl.
#include <gtest/gtest.h>

#include <unistd.h>

#include "reseal/base/file.h"
#include "support/product_world.h"

namespace reseal::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class PluginAuthor : public testing::Test {
 protected:
  PluginAuthor() : folder_(fs::temp_directory_path() / ("reseal-author-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~PluginAuthor() override { fs::remove_all(folder_); }

  static Outcome reseal(const std::vector<std::string>& arguments) {
    Call call;
    call.command = {(product_programs() / "reseal").string()};
    call.command.insert(call.command.end(), arguments.begin(), arguments.end());
    call.environment = {{"LC_ALL", "C.UTF-8"}};
    return run(call);
  }
  static Json verify(const fs::path& plugin, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"plugin", "verify", plugin.string(), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Json::parse(reseal(arguments).out);
  }
  static void shell(const std::string& commands) {
    Call call;
    call.command = {"/bin/sh", "-ec", commands};
    const auto outcome = run(call);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  /// A plugin without code, out of the SDK's examples, that a test may spoil.
  fs::path example(const std::string& id) const {
    fs::copy(fs::path(RESEAL_SOURCE_DIR) / "sdk/examples" / id, folder_ / id, fs::copy_options::recursive);
    return folder_ / id;
  }
  [[nodiscard]] fs::path publisher(const std::string& name) const {
    shell("cd '" + folder_.string() +
          "' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=" + name +
          "' -days 30 -keyout " + name + ".key -out " + name + ".pem 2>/dev/null");
    return folder_ / (name + ".pem");
  }
  void sign(const fs::path& plugin, const std::string& name) const {
    shell("cd '" + plugin.string() +
          "' && find . -type f ! -name 'SHA256SUMS*' ! -path './.debug/*' | sort | xargs sha256sum >SHA256SUMS && " +
          "openssl cms -sign -binary -md sha256 -in SHA256SUMS -outform DER -out SHA256SUMS.p7s -signer ../" + name +
          ".pem -inkey ../" + name + ".key");
  }
  /// What the program makes of a deployment that allows this plugin.
  Json listed(const fs::path& plugin, const Json& more) const {
    Json plugins = {{"folders", {plugin.parent_path().string()}},
                    {"allow", {{plugin.filename().string(), Json::object()}}}};
    plugins.update(more);
    write_file(folder_ / "reseal.json", Json{{"state", "state"}, {"plugins", plugins}}.dump());
    const auto outcome = reseal({"--config", (folder_ / "reseal.json").string(), "plugin", "list", "--json"});
    return Json::parse(outcome.out).at(0);
  }

  fs::path folder_;
};

TEST_F(PluginAuthor, GetsAProjectUnderItsOwnName) {
  const auto project = folder_ / "vnpost_ca";
  ASSERT_EQ(
      reseal({"plugin", "new", "vnpost_ca", "--kind", "provider", "--title", "VNPost-CA", "--folder", project.string()})
          .exit_code,
      0);
  EXPECT_EQ(Json::parse(read_file(project / "manifest.json")).at("id"), "vnpost_ca");
  EXPECT_EQ(Json::parse(read_file(project / "texts/en.json")).at("vnpost_ca.name"), "VNPost-CA");
  EXPECT_NE(read_file(project / "vnpost_ca.cpp").find("RESEAL_PLUGIN(VnpostCa)"), std::string::npos);
  for (const auto& entry : fs::recursive_directory_iterator(project)) {
    if (entry.is_directory()) continue;
    const auto text = read_file(entry.path());
    for (const auto* left : {"my_ca", "MyCa", "My CA"}) EXPECT_EQ(text.find(left), std::string::npos) << entry.path();
  }
}

TEST_F(PluginAuthor, LosesNothingToAFolderThatIsThere) {
  const auto project = folder_ / "mine";
  fs::create_directories(project);
  write_file(project / "manifest.json", "mine");
  EXPECT_EQ(reseal({"plugin", "new", "mine", "--kind", "registrar", "--folder", project.string()}).exit_code, 2);
  EXPECT_EQ(read_file(project / "manifest.json"), "mine");
}

TEST_F(PluginAuthor, IsToldWhatANameIs) {
  for (const auto* name : {"VNPT", "9ca", "../ca", "my-ca", ""}) {
    const auto outcome = reseal({"plugin", "new", name, "--kind", "provider", "--folder", (folder_ / "x").string()});
    EXPECT_EQ(outcome.exit_code, 2) << name;
    EXPECT_FALSE(fs::exists(folder_ / "x")) << name;
  }
  const auto injected =
      reseal({"plugin", "new", "good", "--kind", "provider", "--title", "\"}", "--folder", (folder_ / "x").string()});
  EXPECT_EQ(injected.exit_code, 2);
}

TEST_F(PluginAuthor, NeedsNoCodeForAGuidedJourney) {
  for (const auto* id : {"vnpt_ca", "bank"}) {
    const auto plugin = verify(example(id));
    EXPECT_EQ(plugin.at("usable"), true) << plugin.dump(1);
    EXPECT_EQ(plugin.at("id"), id);
  }
}

TEST_F(PluginAuthor, ReadsLineAndPlaceOfAMistakeInAJourney) {
  const auto plugin = example("vnpt_ca");
  const auto file = plugin / "journeys/usb-token.json";
  auto text = read_file(file);
  const auto at = text.find("\"goto\": \"late\"");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 14, "\"goto\": \"latr\"");
  write_file(file, text);
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
  const auto found = verify(plugin);
  EXPECT_EQ(found.at("usable"), false);
  const auto words = found.at("found").get<std::string>();
  EXPECT_NE(words.find("line " + std::to_string(line)), std::string::npos) << words;
  EXPECT_NE(words.find("/phases/ordering/1/on_deadline/goto"), std::string::npos) << words;
  EXPECT_NE(words.find("latr"), std::string::npos) << words;
}

TEST_F(PluginAuthor, SignsAndIsTrustedWhereTheDeploymentTrustsThePublisher) {
  const auto plugin = example("vnpt_ca");
  const auto an_phu = publisher("AnPhu");
  sign(plugin, "AnPhu");
  EXPECT_EQ(verify(plugin).at("signature").at("state"), "unknown");
  const auto trusted = verify(plugin, {"--publisher", an_phu.string()});
  EXPECT_EQ(trusted.at("signature").at("state"), "trusted") << trusted.dump(1);
  EXPECT_EQ(trusted.at("signature").at("publisher"), "AnPhu");
  EXPECT_EQ(verify(plugin, {"--publisher", publisher("Other").string()}).at("signature").at("state"), "unknown");
}

TEST_F(PluginAuthor, IsNotVouchedForOnceAFileWasChangedAddedOrRemoved) {
  const auto plugin = example("vnpt_ca");
  const auto an_phu = publisher("AnPhu").string();
  sign(plugin, "AnPhu");
  const auto state = [&] { return verify(plugin, {"--publisher", an_phu}).at("signature"); };
  write_file(plugin / "more.txt", "new");
  EXPECT_EQ(state().at("state"), "broken");
  EXPECT_NE(state().at("problem").get<std::string>().find("more.txt"), std::string::npos);
  fs::remove(plugin / "more.txt");
  EXPECT_EQ(state().at("state"), "trusted");
  const auto texts = read_file(plugin / "texts/en.json");
  write_file(plugin / "texts/en.json", texts + " ");
  EXPECT_EQ(state().at("state"), "broken");
  fs::remove(plugin / "texts/en.json");
  EXPECT_EQ(state().at("state"), "broken");
  EXPECT_EQ(listed(plugin, Json::object()).at("code"), "signature") << "refused, whoever the publisher is";
}

TEST_F(PluginAuthor, IsRefusedUnsignedWhereADeploymentNamesPublishersUnlessPinned) {
  const auto plugin = example("vnpt_ca");
  const Json publishers = {{"publishers", {publisher("AnPhu").string()}}};
  const auto refused = listed(plugin, publishers);
  EXPECT_EQ(refused.at("code"), "signature") << refused.dump(1);
  const auto pin = Json::parse(reseal({"plugin", "pin", plugin.string(), "--json"}).out).at("plugins");
  auto pinned = publishers;
  pinned.update(pin);
  EXPECT_EQ(listed(plugin, pinned).at("usable"), true);
  sign(plugin, "AnPhu");
  EXPECT_EQ(listed(plugin, publishers).at("usable"), true);
}

TEST_F(PluginAuthor, PinsTheFileAsItIsAndNoOther) {
  const auto plugin = example("bank");
  const auto pin = Json::parse(reseal({"plugin", "pin", plugin.string(), "--json"}).out).at("plugins");
  EXPECT_EQ(listed(plugin, pin).at("usable"), true);
  const auto file = plugin / "journeys/internet-banking.json";
  write_file(file, read_file(file) + "\n");
  EXPECT_EQ(listed(plugin, pin).at("code"), "hash");
}

}  // namespace
}  // namespace reseal::test
