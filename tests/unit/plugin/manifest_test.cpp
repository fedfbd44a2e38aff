// SPDX-License-Identifier: Apache-2.0
// manifest.json: read strictly, refused plainly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/plugin/manifest.h"

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class ManifestFile : public testing::Test {
 protected:
  ManifestFile() : parent_(fs::temp_directory_path() / ("reseal-manifest-" + to_hex(random_bytes(8)))) {
    fs::create_directories(parent_ / "my_ca");
  }
  ~ManifestFile() override {
    std::error_code ignored;
    fs::remove_all(parent_, ignored);
  }
  Manifest read(const std::string& text) {
    write_file(parent_ / "my_ca" / "manifest.json", text);
    return read_manifest(parent_ / "my_ca");
  }
  Error::Params refused(const std::string& text) {
    try {
      (void)read(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::plugin_unusable);
      for (const auto* name : {"file", "problem", "expected", "found", "advice"}) {
        EXPECT_NE(error.params().at(name), "") << name;
      }
      return error.params();
    }
    ADD_FAILURE() << "taken: " << text;
    return {{"code", ""}, {"problem", ""}, {"expected", ""}, {"found", ""}};
  }
  static std::string with(const std::string& more, const std::string& id = "my_ca", const std::string& abi = "1") {
    return R"({"id": ")" + id + R"(", "version": "1.2.3", "kind": "provider", "transports": ["api"], "abi": )" + abi +
           (more.empty() ? "" : ", " + more) + "}";
  }
  fs::path parent_;
};

TEST_F(ManifestFile, SaysAllThatIsNeededBeforeCodeRuns) {
  const auto manifest = read(with(R"("library": "my_ca", "permissions": ["http"], "endpoints": ["{base_url}"],
                                    "settings_schema": {"type": "object"})"));
  EXPECT_EQ(manifest.id, "my_ca");
  EXPECT_EQ(manifest.abi, 1U);
  EXPECT_EQ(fs::path(manifest.library).stem(), "my_ca");
  EXPECT_NE(fs::path(manifest.library).extension(), "");
  EXPECT_THAT(manifest.permissions, ElementsAre("http"));
  EXPECT_THAT(manifest.endpoints, ElementsAre("{base_url}"));
  EXPECT_EQ(manifest.folder, parent_ / "my_ca");
}

TEST_F(ManifestFile, ThatIsMissingIsRefused) {
  try {
    (void)read_manifest(parent_ / "nobody");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.params().at("problem"), HasSubstr("nobody"));
    EXPECT_EQ(error.params().at("found"), "no such file");
  }
}

TEST_F(ManifestFile, ThatIsNotJsonIsRefusedWithThePlace) {
  EXPECT_THAT(refused("{\n \"id\": my_ca}").at("found"), HasSubstr("2"));
  EXPECT_EQ(refused("").at("code"), "manifest");
}

TEST_F(ManifestFile, WithoutAnIdIsRefused) {
  const auto params = refused(R"({"version": "1.0.0", "kind": "provider", "abi": 1, "transports": ["api"],
                                  "library": "x.so"})");
  EXPECT_THAT(params.at("expected") + params.at("problem") + params.at("found"), HasSubstr("id"));
}

TEST_F(ManifestFile, WhoseIdIsNotItsFolderIsRefused) {
  const auto params = refused(with(R"("library": "x.so")", "your_ca"));
  EXPECT_EQ(params.at("expected"), "\"my_ca\"");
  EXPECT_EQ(params.at("found"), "\"your_ca\"");
}

TEST_F(ManifestFile, OfAnotherBorderVersionIsRefusedBeforeLoading) {
  const auto params = refused(with(R"("library": "x.so")", "my_ca", "2"));
  EXPECT_EQ(params.at("code"), "abi");
  EXPECT_THAT(params.at("problem"), HasSubstr("newer"));
}

TEST_F(ManifestFile, WhoseLibraryLeavesTheFolderIsRefused) {
  for (const auto* library : {"../x.so", "/tmp/x.so", "a/x.so", ".x.so", ""}) {
    EXPECT_EQ(refused(with(R"("library": ")" + std::string(library) + "\"")).at("code"), "manifest") << library;
  }
}

TEST_F(ManifestFile, WhoseJourneyLeavesTheFolderIsRefused) {
  for (const auto* journey : {"../x.json", "/etc/x.json", "a/../x.json"}) {
    EXPECT_EQ(refused(with(R"("journey": ")" + std::string(journey) + "\"")).at("code"), "manifest") << journey;
  }
}

TEST_F(ManifestFile, WithoutLibraryAndJourneyIsRefused) { EXPECT_EQ(refused(with("")).at("code"), "manifest"); }

TEST_F(ManifestFile, WithAnEndpointWithoutTlsIsRefused) {
  EXPECT_EQ(refused(with(R"("library": "x.so", "endpoints": ["http://portal.example"])")).at("code"), "manifest");
}

TEST_F(ManifestFile, WithAPropertyThatNobodyKnowsIsRefused) {
  EXPECT_EQ(refused(with(R"("library": "x.so", "permisions": ["http"])")).at("code"), "manifest");
}

TEST_F(ManifestFile, OfAJourneyAloneOffersNothingButGuided) {
  EXPECT_EQ(refused(with(R"("journey": "journeys/renewal.json")")).at("code"), "manifest");
}

}  // namespace
}  // namespace reseal::plugin
