// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/crash_point.h"

#if defined(RESEAL_CRASH_POINTS)
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace reseal {

void crash_point(std::string_view name) noexcept {
  if (const char* log = std::getenv("RESEAL_CRASH_LOG")) {
    if (std::FILE* file = std::fopen(log, "a")) {
      std::fprintf(file, "%.*s\n", static_cast<int>(name.size()), name.data());
      std::fclose(file);
    }
  }
  const char* wanted = std::getenv("RESEAL_CRASH_AT");
  if (wanted == nullptr) return;
  const std::string_view text(wanted);
  const auto colon = text.rfind(':');
  const long passage = colon == std::string_view::npos ? 1 : std::atol(text.data() + colon + 1);
  if (text.substr(0, colon) != name) return;
  static std::atomic<long> passed{0};
  if (++passed == passage) std::raise(SIGKILL);
}

}  // namespace reseal
#endif
