// SPDX-License-Identifier: Apache-2.0
// The kit over a plugin's folder, loaded as the deployment loads it.
#pragma once

#include <filesystem>
#include <string>

#include "reseal/conformance/kit.h"

namespace reseal::conformance::test {

inline Report examined(const std::filesystem::path& folder, const std::string& world = {}) {
  return examine(folder, world, load_from(folder, PROBE_PROGRAM));
}

/// Every breach, for the message of a test.
inline std::string in_words(const Report& report) {
  std::string out;
  for (const auto& result : report.results) {
    for (const auto& one : result.breaches) {
      out += result.world + " / " + std::string(to_string(result.promise)) + " / " + one.place + ": " + one.problem +
             "\n    asked: " + one.asked + "\n    answered: " + one.answered + "\n";
    }
  }
  return out;
}

}  // namespace reseal::conformance::test
