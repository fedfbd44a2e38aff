// SPDX-License-Identifier: Apache-2.0
// A program run at arm's length: its own process group, a time limit, a limit on what it may say.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace reseal::plugin {

struct ChildResult {
  enum class End { exited, signalled, killed_for_time, killed_for_output, not_started };
  End end = End::not_started;
  int code = 0;         ///< exit code, or signal number
  std::string output;   ///< standard output
  std::string problem;  ///< why it was not started
};

/// Kills the whole group when it takes longer than `limit` or writes more than `most_output` bytes. Standard input and
/// error are nothing. Without an `environment` ("NAME=value") only what finds libraries is handed on of ours.
ChildResult run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                      std::chrono::milliseconds limit, std::size_t most_output,
                      std::optional<std::vector<std::string>> environment = {});

}  // namespace reseal::plugin
