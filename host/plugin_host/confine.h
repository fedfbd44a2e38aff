// SPDX-License-Identifier: Apache-2.0
// What a plugin's process gives up before any of the plugin's code runs. None of it can be taken back, and all of it
// goes over to a program that the process turns into.
//
// All throw std::runtime_error that says what this system lacks: a plugin is never run with less than this.
#pragma once

#include <filesystem>

namespace reseal::plugin_host {

/// Limits (setrlimit), umask 077, `folder` as current folder, an empty environment but for what the sanitizers of a
/// test build read, and no new privileges. Not set in a build for a sanitizer: the limit on memory.
void enter(const std::filesystem::path& folder);

enum class Files {
  to_run,   ///< read and execute: the folder and the system's programs and libraries
  to_load,  ///< read: the same, for the dynamic loader
  own,      ///< read: the folder alone
};

/// Landlock (Linux 5.13). Each call can only take away.
void confine_files(const std::filesystem::path& folder, Files files);

/// seccomp: a list of what may be asked of the kernel; all else is EPERM, and what only an attack asks for ends the
/// process. No socket, no new process, no other process's memory or signals, no change of modes, owners or limits.
/// `may_become_a_program`: execve. It is harmless: the program that the process turns into is confined as the process
/// was, and can start no second one.
void confine_calls(bool may_become_a_program);

}  // namespace reseal::plugin_host
