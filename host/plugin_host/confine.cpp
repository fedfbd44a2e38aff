// SPDX-License-Identifier: Apache-2.0
#include "confine.h"

#include <system_error>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

#include "reseal/plugin/serve.h"

namespace reseal::plugin_host {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

[[noreturn]] void cannot(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void limit(int resource, rlim_t most) {
  const rlimit value{most, most};
  if (::setrlimit(static_cast<__rlimit_resource_t>(resource), &value) != 0) cannot("this system sets no limits");
}

}  // namespace

void enter(const std::filesystem::path& folder) {
  // The host measures a question by the clock. This is for the process whose host has gone, and that does not notice.
  constexpr rlim_t kProcessorSeconds = 3600;
  constexpr rlim_t kStack = 8U << 20U;
  ::umask(077);
  std::filesystem::current_path(folder);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 64);
  limit(RLIMIT_CPU, kProcessorSeconds);
  if (!kSanitized) {
    limit(RLIMIT_STACK, kStack);
    limit(RLIMIT_DATA, plugin::kPluginMemory);
    if (::clearenv() != 0) cannot("the environment stays");
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) cannot("this system can take no privileges away");
}

}  // namespace reseal::plugin_host

#else

namespace reseal::plugin_host {
namespace {

[[noreturn]] void cannot() { throw std::runtime_error("this system has no way to confine a plugin's process"); }

}  // namespace

void enter(const std::filesystem::path&) { cannot(); }
void confine_files(const std::filesystem::path&, Files) { cannot(); }
void confine_calls(bool) { cannot(); }

}  // namespace reseal::plugin_host

#endif
