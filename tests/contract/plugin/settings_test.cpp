// SPDX-License-Identifier: Apache-2.0
// What the deployment says about a plugin is held against the plugin's manifest. MIS-06.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "folders.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<Plugin> load(const PluginSettings& settings) {
  return load_plugin(test::hostile_folder("typed"), settings, "/nonexistent");
}

TEST(PluginSettings, WrongValueIsRefusedWithItsPlace) {
  auto settings = test::pinned("typed");
  settings.settings = {{"retries", "many"}};
  const auto finding = test::refusal(test::hostile_folder("typed"), settings);
  EXPECT_EQ(finding.code, "settings");
  EXPECT_THAT(finding.problem, HasSubstr("/plugins/typed/settings/retries"));
  EXPECT_THAT(finding.found, HasSubstr("many"));
}

TEST(PluginSettings, UnknownSettingIsRefused) {
  auto settings = test::pinned("typed");
  settings.settings = {{"bas_url", "https://x.example"}};
  EXPECT_EQ(test::refusal(test::hostile_folder("typed"), settings).code, "settings");
}

TEST(PluginSettings, TransportThatIsNotOfferedIsRefused) {
  auto settings = test::pinned("typed");
  settings.transport = "pigeon";
  const auto finding = test::refusal(test::hostile_folder("typed"), settings);
  EXPECT_EQ(finding.code, "settings");
  EXPECT_THAT(finding.expected, HasSubstr("api, guided"));
}

TEST(PluginSettings, TransportIsTheOneThatWasChosen) {
  auto settings = test::pinned("typed");
  settings.transport = "guided";
  EXPECT_EQ(load(settings)->transport(), "guided");
}

TEST(PluginEndpoints, AreTheManifestsWithItsSettingsFilledIn) {
  auto settings = test::pinned("typed");
  EXPECT_THAT(load(settings)->origins(), ElementsAre("https://portal.example:443"));
  settings.settings = {{"base_url", "https://127.0.0.1:8443/misa/"}};
  EXPECT_THAT(load(settings)->origins(), ElementsAre("https://portal.example:443", "https://127.0.0.1:8443"));
}

TEST(PluginEndpoints, AreCutDownToWhatTheDeploymentLists) {
  auto settings = test::pinned("typed");
  settings.settings = {{"base_url", "https://127.0.0.1:8443/misa/"}};
  settings.endpoints = {"https://127.0.0.1:8443", "https://elsewhere.example"};
  EXPECT_THAT(load(settings)->origins(), ElementsAre("https://127.0.0.1:8443"));
}

TEST(PluginEndpoints, WithoutTlsAreRefused) {
  for (const auto* url : {"http://portal.example", "https://user@portal.example", "portal.example"}) {
    auto settings = test::pinned("typed");
    settings.settings = {{"base_url", url}};
    EXPECT_EQ(test::refusal(test::hostile_folder("typed"), settings).code, "settings") << url;
  }
}

/// A copy of the typed plugin whose manifest asks for these.
std::filesystem::path asking_for(const test::Workshop& workshop, const std::string& permissions) {
  const auto folder = workshop.copy("typed");
  auto manifest = read_file(folder / "manifest.json");
  const std::string_view http = "\"permissions\": [\"http\"]";
  manifest.replace(manifest.find(http), http.size(), "\"permissions\": " + permissions);
  write_file(folder / "manifest.json", manifest);
  return folder;
}

TEST(PluginPermissions, BeyondHttpAreRefusedWithTheLineToAddUntilTheyAreGranted) {
  const test::Workshop workshop;
  const auto folder = asking_for(workshop, R"(["http", "sign_messages", "decrypt_messages"])");
  auto settings = test::pinned("typed");
  settings.grants = {"decrypt_messages"};
  const auto finding = test::refusal(folder, settings);
  EXPECT_EQ(finding.code, "grant");
  EXPECT_THAT(finding.advice, HasSubstr("/plugins/typed/grant"));
  EXPECT_THAT(finding.advice, HasSubstr(R"("grant": ["decrypt_messages","sign_messages"])"));
  settings.grants = {"sign_messages", "decrypt_messages"};
  EXPECT_NE(load_plugin(folder, settings, "/nonexistent"), nullptr);
}

TEST(PluginPermissions, WithoutHttpNothingIsReached) {
  const test::Workshop workshop;
  const auto folder = asking_for(workshop, "[]");
  const auto plugin = load_plugin(folder, test::pinned("typed"), "/nonexistent");
  test::ScriptedHost host;
  try {
    (void)plugin->order(test::some_order("x"), host);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::plugin_not_permitted);
    EXPECT_EQ(error.params().at("permission"), "http");
  }
}

}  // namespace
}  // namespace reseal::plugin
