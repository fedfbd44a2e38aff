// SPDX-License-Identifier: Apache-2.0
// What was said on the command line, common to all commands.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace reseal::app {

struct Options {
  std::optional<std::string> config_file;
  std::vector<std::string> set;
  std::string language;  ///< empty: configuration, then environment
  std::string color = "auto";
  bool json = false;
  bool no_input = false;
  bool dry_run = false;
  bool quiet = false;
  int pin_fd = -1;
  int otp_fd = -1;
};

}  // namespace reseal::app
