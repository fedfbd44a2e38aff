// SPDX-License-Identifier: Apache-2.0
// Helper programs of this computer that a plugin may have run: certmonger's, say.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "reseal/host.h"

namespace reseal::plugin {

/// Why it must not be run: its path is not absolute, it is no program, others may change it or its folder. Empty: it
/// may.
std::optional<std::string> helper_problem(const std::filesystem::path& program);

/// Runs it in a process group of its own, with the arguments and the environment of `run` and a fixed PATH, nothing on
/// its standard input; what it says on standard error is dropped. Throws TryLater when it took longer than `limit`, was
/// ended by a signal, wrote more than 1 MiB or something that is not UTF-8; Error(plugin_not_permitted) {permission,
/// plugin ""} for a helper_problem().
ProgramEnd run_helper(const std::filesystem::path& program, const ProgramRun& run, std::chrono::milliseconds limit);

}  // namespace reseal::plugin
