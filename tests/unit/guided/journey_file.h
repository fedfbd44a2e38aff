// SPDX-License-Identifier: Apache-2.0
// Small journey documents, written to a folder that is gone when the test is.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <nlohmann/json.hpp>

#include "reseal/guided.h"

namespace reseal::test {

class JourneyFile {
 public:
  explicit JourneyFile(const std::string& text) {
    std::random_device random;
    folder_ = std::filesystem::temp_directory_path() /
              ("reseal-journey-" + std::to_string(random()) + std::to_string(random()));
    std::filesystem::create_directory(folder_);
    std::ofstream(path(), std::ios::binary) << text;
  }
  explicit JourneyFile(const Json& document) : JourneyFile(document.dump()) {}
  ~JourneyFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  JourneyFile(const JourneyFile&) = delete;
  JourneyFile& operator=(const JourneyFile&) = delete;
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "small.json"; }

 private:
  std::filesystem::path folder_;
};

/// A provider's document with nothing in it but these steps.
inline Json small_document(Json ordering) {
  return {{"journey", 1},
          {"id", "small"},
          {"version", "1.0.0"},
          {"kind", "provider"},
          {"description", {{"name", "small.name"}, {"serves", "small.serves"}, {"contact", "small.contact"}}},
          {"times", {{"utc_offset", "+07:00"}, {"time", "%d/%m/%Y %H:%M:%S"}, {"date", "%d/%m/%Y"}}},
          {"data", {{"page", "https://ca.example/renew"}, {"names", Json::array({"Small CA"})}}},
          {"phases",
           {{"ordering", std::move(ordering)},
            {"installation", Json::array({{{"id", "installed"}, {"done", {{"message", "small.installed"}}}}})}}}};
}

}  // namespace reseal::test
