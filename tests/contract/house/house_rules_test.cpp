// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace reseal::test {
namespace {

const std::filesystem::path kHouse = RESEAL_SOURCE_DIR;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::set<std::string> plugin_ids() {
  std::set<std::string> ids;
  for (const auto& entry : std::filesystem::directory_iterator(kHouse / "plugins")) {
    const auto manifest = entry.path() / "manifest.json";
    if (std::filesystem::exists(manifest)) ids.insert(nlohmann::json::parse(text_of(manifest)).at("id"));
  }
  return ids;
}

std::vector<std::filesystem::path> sources_in(const char* room) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kHouse / room)) {
    const auto ending = entry.path().extension();
    if (ending == ".cpp" || ending == ".h") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Where the code itself, not a comment, has a plugin's id as a string: the only way to treat one apart.
std::vector<std::string> ids_named(const std::string& source, const std::set<std::string>& ids) {
  static const std::regex comments(R"(//[^\n]*|/\*[^*]*\*+([^/*][^*]*\*+)*/)");
  static const std::regex strings(R"rule("([a-z_]+)")rule");
  const auto code = std::regex_replace(source, comments, "");
  std::vector<std::string> named;
  for (std::sregex_iterator at(code.begin(), code.end(), strings), end; at != end; ++at) {
    if (ids.contains((*at)[1])) named.push_back((*at)[1]);
  }
  return named;
}

TEST(NoProviderAndNoRegistrar, IsKnownByNameInTheCoreOrTheHost) {
  const auto ids = plugin_ids();
  ASSERT_THAT(ids, testing::IsSupersetOf({"misa", "viettel", "customs", "tax"}));
  // The systems of a deployment that names none (GEN-02) are data, not a decision about a plugin.
  const auto defaults = kHouse / "core/config/src/layers.cpp";
  std::size_t read = 0;
  for (const auto* room : {"core", "host"}) {
    for (const auto& file : sources_in(room)) {
      ++read;
      if (file == defaults) continue;
      EXPECT_THAT(ids_named(text_of(file), ids), testing::IsEmpty()) << file;
    }
  }
  EXPECT_GT(read, 150U);
}

TEST(ThisRule, FindsAnIdInTheCodeAndNotInAComment) {
  EXPECT_THAT(ids_named("if (provider == \"misa\") return;  // as \"viettel\" does", {"misa", "viettel"}),
              testing::ElementsAre("misa"));
}

}  // namespace
}  // namespace reseal::test
