// SPDX-License-Identifier: Apache-2.0
#include "reseal/portal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <variant>

#include "reseal/failure.h"
#include "reseal/plugin.h"

namespace reseal {
namespace {

// Found by the fuzz target for portal replies: a description in the contract was taken for a place in it.
TEST(APortalContract, SaysWhatIsWrongDeepInAnAnswerWhoseContractIsDescribedInWords) {
  const auto file = std::filesystem::temp_directory_path() / ("reseal-contract-" + std::to_string(getpid()) + ".json");
  std::ofstream(file) << R"({"components": {"schemas": {
    "Payment": {"type": "object", "description": "how to pay", "required": ["qr"],
                "properties": {"qr": {"type": "string", "description": "VietQR text; empty when there is none"}}},
    "Order": {"type": "object", "description": "an order", "properties": {"payment": {"$ref": "#/components/schemas/Payment"}}}}}})";
  const PortalContract contract(file);
  std::filesystem::remove(file);
  try {
    contract.require("Order", Json{{"payment", {{"qr", 5}}}}, "order");
    FAIL() << "a number is no text";
  } catch (const PortalNonsense& e) {
    EXPECT_NE(std::string(e.what()).find("/payment/qr"), std::string::npos) << e.what();
  }
  EXPECT_NO_THROW(contract.require("Order", Json{{"payment", {{"qr", ""}}}}, "order"));
}

/// A plugin's folder with a contract in it.
class PluginFolder {
 public:
  PluginFolder() {
    std::filesystem::create_directories(path / "contract");
    std::ofstream(path / "contract" / "openapi.json") << R"({"components": {"schemas": {}}})";
  }
  ~PluginFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  PluginFolder(const PluginFolder&) = delete;
  PluginFolder& operator=(const PluginFolder&) = delete;
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("reseal-plugin-folder-" + std::to_string(getpid()));
};

TEST(APortalAccess, IsReadFromThePluginsFolderAndSettings) {
  const PluginFolder folder;
  const auto usual = portal_access({folder.path, "api", {{"base_url", "https://portal.test//"}}}, Seconds(300));
  ASSERT_NE(usual, nullptr);
  EXPECT_EQ(usual->base_url, "https://portal.test");
  EXPECT_EQ(usual->pace, Seconds(300));
  const Json settings = {{"base_url", "https://portal.test"}, {"poll_seconds", 7}};
  EXPECT_EQ(portal_access({folder.path, "api", settings}, Seconds(300))->pace, Seconds(7));
}

TEST(APortalAccess, IsNotNeededByAGuidedPlugin) {
  EXPECT_EQ(portal_access({"no such folder", "guided", Json::object()}, Seconds(300)), nullptr);
}

TEST(APortalAccess, RefusesAnotherTransportAndAnAddressThatIsNotHttps) {
  const PluginFolder folder;
  const Json address = {{"base_url", "https://portal.test"}};
  EXPECT_THROW((void)portal_access({folder.path, "fax", address}, Seconds(300)), MessageError);
  EXPECT_THROW((void)portal_access({"no such folder", "api", address}, Seconds(300)), MessageError);
  for (const auto& settings : {Json(), Json::object(), Json{{"base_url", "http://portal.test"}}}) {
    EXPECT_THROW((void)portal_access({folder.path, "api", settings}, Seconds(300)), MessageError);
  }
}

TEST(APortalAccess, PacesAWaitThatNamesNoTimeOfItsOwn) {
  const auto poll_after = [](Seconds own) {
    Step step;
    step.action = Wait{};
    std::get<Wait>(step.action).poll_after = own;
    return std::get<Wait>(at_pace(step, Seconds(7)).action).poll_after;
  };
  EXPECT_EQ(poll_after(Wait{}.poll_after), Seconds(7));
  EXPECT_EQ(poll_after(Seconds(3600)), Seconds(3600));
}

}  // namespace
}  // namespace reseal
