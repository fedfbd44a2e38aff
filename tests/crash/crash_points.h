// SPDX-License-Identifier: Apache-2.0
// The points that a run passed, from what it wrote to RESEAL_CRASH_LOG, as RESEAL_CRASH_AT takes them.
#pragma once

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "reseal/base/file.h"

namespace reseal::test {

inline std::vector<std::string> points_in(const std::filesystem::path& log) {
  std::vector<std::string> points;
  std::map<std::string, int> passages;
  std::istringstream lines(read_file(log));
  for (std::string name; std::getline(lines, name);) {
    points.push_back(name + ":" + std::to_string(++passages[name]));
  }
  return points;
}

}  // namespace reseal::test
