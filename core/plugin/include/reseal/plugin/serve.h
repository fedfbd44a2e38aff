// SPDX-License-Identifier: Apache-2.0
// A plugin in a process of its own: what that process does. The other end of the line is load_plugin().
//
// The line is one stream in each direction; a message is one line of JSON in UTF-8, at most RESEAL_MAX_MESSAGE bytes
// and a newline (docs/plugin-authors/other-languages.md). A library and a program speak the same lines, so the host has
// one way of reading both.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace reseal::plugin {

/// The descriptor that a plugin's process finds its line on.
inline constexpr int kPluginChannel = 3;
/// What a plugin may have of memory that nothing else backs (RLIMIT_DATA), in bytes. Not set in a build for a
/// sanitizer, whose shadow memory is larger.
inline constexpr std::size_t kPluginMemory = std::size_t{512} << 20U;
/// Exit code of a process that wanted more.
inline constexpr int kEndedForMemory = 112;

/// Carries the questions on `channel` to the library and its answers back, until the other end is closed. `settle` is
/// called when the library is loaded and its instance made, before that is answered: from then on the process needs no
/// file but those of the plugin. What the library leaves for exit() is not waited for.
[[noreturn]] void serve_library(const std::filesystem::path& library, int channel, const std::function<void()>& settle);

/// Says on `channel` why this process cannot do what it was started for, as the answer to the first message.
void serve_refusal(int channel, const std::string& why);

}  // namespace reseal::plugin
