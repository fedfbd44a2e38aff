// SPDX-License-Identifier: Apache-2.0
#include "reseal/portal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "reseal/failure.h"

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

}  // namespace
}  // namespace reseal
