// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/config/config.h"

namespace reseal::config {

struct ConfigTest : testing::Test {
  ConfigTest() { std::filesystem::create_directories(folder); }
  ~ConfigTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  ConfigTest(const ConfigTest&) = delete;
  ConfigTest& operator=(const ConfigTest&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = folder / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  Sources sources(const std::string& text, std::vector<std::string> set = {}) const {
    Sources made;
    made.file = write("reseal.json", text);
    made.set = std::move(set);
    made.system_layers = false;
    return made;
  }
  static Sources only_set(std::vector<std::string> set) {
    Sources made;
    made.set = std::move(set);
    made.system_layers = false;
    return made;
  }

  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("reseal-config-" + to_hex(random_bytes(8)));
};

template <typename Work>
Error error_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(ErrorCode::internal);
}

}  // namespace reseal::config
