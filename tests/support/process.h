// SPDX-License-Identifier: Apache-2.0
// Runs a program as a person or a script would: arguments, environment, standard input; its streams and how it ended.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace reseal::test {

struct Outcome {
  int exit_code = -1;  ///< -1 when a signal ended it
  int signal = 0;
  bool timed_out = false;  ///< killed by us
  std::string out;
  std::string err;
};

struct Call {
  std::vector<std::string> command = {};                ///< program and arguments
  std::map<std::string, std::string> environment = {};  ///< added to ours; an empty value removes
  std::string input = {};                               ///< standard input
  std::string descriptor_3 = {};                        ///< what file descriptor 3 gives (a PIN); empty: closed
  std::chrono::milliseconds limit{60000};
};

Outcome run(const Call& call);

}  // namespace reseal::test
