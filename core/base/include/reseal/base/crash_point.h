// SPDX-License-Identifier: Apache-2.0
// Named places where a test kills the program with SIGKILL, to show that nothing is lost. Compiled into test builds
// only (CMake option RESEAL_CRASH_POINTS); in a product build they are nothing.
//
//   RESEAL_CRASH_AT=name[:n]   dies at the n-th passage (default 1) of that point
//   RESEAL_CRASH_LOG=file      appends the name of every point passed: how a test finds all of them by program
#pragma once

#include <string_view>

namespace reseal {
#if defined(RESEAL_CRASH_POINTS)
void crash_point(std::string_view name) noexcept;
#else
inline void crash_point(std::string_view) noexcept {}
#endif
}  // namespace reseal
