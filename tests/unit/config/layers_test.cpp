// SPDX-License-Identifier: Apache-2.0
#include "config_fixture.h"

namespace reseal::config {
namespace {

using Layers = ConfigTest;

TEST_F(Layers, BeginWithTheDefaults) {
  const auto config = load(only_set({}));
  EXPECT_TRUE(config.state_folder.is_absolute());
  EXPECT_EQ(config.time_zone, "Asia/Ho_Chi_Minh");
  EXPECT_EQ(config.key_algorithm, "RSA");
  EXPECT_EQ(config.key_bits, 2048);
  EXPECT_EQ(config.pin_tries, 3);
  EXPECT_FALSE(config.pin_reference);
  EXPECT_TRUE(config.plugins.empty());
  EXPECT_EQ(config.systems.size(), 3U);
  EXPECT_TRUE(config.revocation_enabled);
  EXPECT_EQ(config.origins.at("/keys/bits"), "default");
}

TEST_F(Layers, MergeObjectsAndReplaceLists) {
  const auto given =
      sources(R"({"keys": {"bits": 3072}, "systems": [{"id": "einvoice", "name": "Hóa đơn", "contact": "1900"}]})",
              {"keys.algorithm=RSA", "retry.most_seconds=7", "language=vi"});
  const auto config = load(given);
  EXPECT_EQ(config.key_bits, 3072);
  ASSERT_EQ(config.systems.size(), 1U);
  EXPECT_EQ(config.systems[0].name, "Hóa đơn");
  EXPECT_EQ(config.retry_most_seconds, 7);
  EXPECT_EQ(config.retry_first_seconds, 5);
  EXPECT_EQ(config.language, "vi");
  EXPECT_EQ(config.origins.at("/keys/bits"), to_utf8(*given.file));
  EXPECT_EQ(config.origins.at("/keys/algorithm"), "--set keys.algorithm");
  EXPECT_EQ(config.origins.at("/retry/first_seconds"), "default");
  EXPECT_EQ(config.origins.at("/systems"), to_utf8(*given.file));
}

TEST_F(Layers, HoldAccountsAtSigningServices) {
  const auto config = load(sources(
      R"({"remote_signing": [{"id": "misa_esign", "name": "MISA eSign", "base_url": "https://ca.example/csc/v2", "user": "u",
          "client_id": "c", "client_secret": {"file": "secret"}, "ca_file": "ca.pem", "mode": "implicit",
          "paths": {"credentials/authorize": "credentials/authorise"}, "types": {"numSignatures": "string"}}]})"));
  ASSERT_EQ(config.remote_signing.size(), 1U);
  const auto& service = config.remote_signing[0];
  EXPECT_EQ(service.id, "misa_esign");
  EXPECT_EQ(service.ca_file, folder / "ca.pem");
  EXPECT_EQ(service.client_secret, (Json{{"file", to_utf8(folder / "secret")}}));
  EXPECT_EQ(service.paths.at("credentials/authorize"), "credentials/authorise");
  EXPECT_EQ(service.types.at("numSignatures"), "string");
  EXPECT_EQ(service.mode, "implicit");
}

// BHX-03: what is not said stays unknown; it is never zero.
TEST_F(Layers, LeaveTermsOfASystemUnknownUnlessTheyAreSaid) {
  const auto config = load(only_set({}));
  for (const auto& system : config.systems) {
    EXPECT_EQ(system, (System{.id = system.id, .name = {}, .contact = {}})) << system.id;
  }
  EXPECT_FALSE(config.renewal_days);
  EXPECT_EQ(config.renewal_calendar, (Office{"VN", "company"}));
}

TEST_F(Layers, TakeTermsOfSystemsOfTheCaAndOfCalendars) {
  const auto config = load(sources(R"({
    "systems": [{"id": "tax", "lead_time": {"working_hours": 4}, "processing_days": 1,
                 "calendar": {"country": "VN", "office": "agency_south"}},
                {"id": "social_insurance", "lead_time": {"working_days": 2}}],
    "renewal": {"processing_days": 3, "calendar": {"country": "CN", "office": "company"}},
    "calendars": {"VN": {"years": {"2026": {"days": {"2026-11-24": null}}}}}})"));
  ASSERT_EQ(config.systems.size(), 2U);
  EXPECT_EQ(config.systems[0].lead_working_hours, 4);
  EXPECT_FALSE(config.systems[0].lead_working_days);
  EXPECT_EQ(config.systems[0].processing_days, 1);
  EXPECT_EQ(config.systems[0].calendar, (Office{"VN", "agency_south"}));
  EXPECT_EQ(config.systems[1].lead_working_days, 2);
  EXPECT_FALSE(config.systems[1].calendar);
  EXPECT_EQ(config.renewal_days, 3);
  EXPECT_EQ(config.renewal_calendar, (Office{"CN", "company"}));
  EXPECT_EQ(config.calendars.at("VN").at("years").at("2026").at("days").at("2026-11-24"), Json());
}

TEST_F(Layers, LetTheLastAssignmentWin) { EXPECT_EQ(load(only_set({"warn_days=1", "warn_days=2"})).warn_days, 2); }

TEST_F(Layers, KeepTaxCodesAsText) {
  const auto config = load(sources(R"({"plugins": {"allow": {"misa": {"settings": {"a": "0101243150"}}}}})",
                                   {"plugins.allow.misa.settings.b=0101243150", "plugins.allow.misa.settings.c=true"}));
  const auto& settings = config.plugins.at("misa").settings;
  EXPECT_EQ(settings, Json({{"a", "0101243150"}, {"b", "0101243150"}, {"c", true}}));
}

TEST_F(Layers, FillInThePluginsThatAreAllowed) {
  const auto config = load(sources(R"({"plugins": {"folders": ["more"], "allow": {"misa": {"transport": "api",
      "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "endpoints": ["https://a.vn:8443"]},
      "tax": {}}}})"));
  EXPECT_EQ(config.plugins.at("misa").transport, "api");
  EXPECT_EQ(config.plugins.at("misa").sha256, std::string(64, 'a'));
  EXPECT_EQ(config.plugins.at("misa").endpoints, std::vector<std::string>{"https://a.vn:8443"});
  EXPECT_EQ(config.plugins.at("tax").transport, "") << "the manifest's first";
  EXPECT_FALSE(config.plugins.at("tax").sha256);
  EXPECT_EQ(config.plugin_folders, std::vector<std::filesystem::path>{folder / "more"});
}

TEST_F(Layers, TakePathsFromTheFolderOfTheirFile) {
  const auto config = load(sources(R"({"state": "../state", "trust": {"roots": ["ca/root.pem", "/abs.pem"]},
      "http": {"ca_file": "tls.pem"}, "tokens": {"modules": ["drivers/a.so", "opensc-pkcs11.so"], "pin": {"file": "pin"}}})"));
  EXPECT_EQ(config.state_folder, (folder / "../state").lexically_normal());
  EXPECT_EQ(config.trust_roots[0], folder / "ca/root.pem");
  EXPECT_EQ(config.trust_roots[1], "/abs.pem");
  EXPECT_EQ(config.http_ca_file, folder / "tls.pem");
  EXPECT_EQ(config.modules, (std::vector<std::string>{to_utf8(folder / "drivers/a.so"), "opensc-pkcs11.so"}));
  EXPECT_EQ(config.pin_reference, Json({{"file", to_utf8(folder / "pin")}}));
}

TEST_F(Layers, DoNotMixTwoReferencesToASecret) {
  const auto config = load(sources(R"({"tokens": {"pin": {"file": "pin"}}})", {R"(tokens.pin={"prompt": true})"}));
  EXPECT_EQ(config.pin_reference, Json({{"prompt", true}}));
  EXPECT_FALSE(config.origins.contains("/tokens/pin/file"));
}

TEST_F(Layers, DoNotExpandVariables) {
  EXPECT_EQ(load(sources(R"({"state": "${HOME}/x"})")).state_folder, folder / "${HOME}/x");
}

#if !defined(_WIN32)
TEST_F(Layers, ReadTheUsersFileUnlessAnotherIsNamed) {
  write("reseal/reseal.json", R"({"warn_days": 11, "language": "zh"})");
  ::setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
  Sources given;
  given.set = {"language=en"};
  const auto config = load(given);
  EXPECT_EQ(config.warn_days, 11);
  EXPECT_EQ(config.language, "en");
  EXPECT_EQ(config.origins.at("/warn_days"), to_utf8(folder / "reseal/reseal.json"));

  given.file = write("named.json", R"({"pin_tries": 1})");
  EXPECT_EQ(check(given).size(), 1U);
  given.file = write("named.json", "{}");
  EXPECT_EQ(load(given).warn_days, 30);
  ::unsetenv("XDG_CONFIG_HOME");
}
#endif

TEST_F(Layers, AreShownWithTheirOrigins) {
  const auto shown = show(load(only_set({"warn_days=3"})));
  EXPECT_EQ(shown.at("config").at("warn_days"), 3);
  EXPECT_EQ(shown.at("from").at("/warn_days"), "--set warn_days");
}

}  // namespace
}  // namespace reseal::config
