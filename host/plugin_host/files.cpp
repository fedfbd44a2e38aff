// SPDX-License-Identifier: Apache-2.0
// Landlock, by its three system calls: glibc has no functions for them. Source: linux/landlock.h, Documentation/
// userspace-api/landlock.rst. What it does not cover (modes, owners, times, attributes) the list of system calls does.
#if defined(__linux__)
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>

#include "confine.h"

namespace reseal::plugin_host {
namespace {

constexpr std::uint64_t kOfTheFirstVersion = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;
// Rights of later versions, which the headers of Debian 12 do not name yet.
constexpr std::uint64_t kRefer = 1U << 13U;
constexpr std::uint64_t kTruncate = 1U << 14U;
constexpr std::uint64_t kIoctlOfDevices = 1U << 15U;

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;

/// Where programs, libraries, and what these read to begin with, lie on a Linux system. Nothing of a user's own.
constexpr const char* kSystemFolders[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
constexpr const char* kSystemFiles[] = {"/etc/ld.so.cache", "/etc/localtime", "/dev/urandom"};

class Ruleset {
 public:
  explicit Ruleset(std::uint64_t handled) {
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = handled;
    fd_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "Landlock");
  }
  ~Ruleset() { ::close(fd_); }
  Ruleset(const Ruleset&) = delete;
  Ruleset& operator=(const Ruleset&) = delete;

  /// What is not there needs no rule.
  void allow(const char* path, std::uint64_t rights) const {
    const int place = ::open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = rights;
    rule.parent_fd = place;
    const auto added = ::syscall(SYS_landlock_add_rule, fd_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    const int error = errno;
    ::close(place);
    if (added != 0) throw std::system_error(error, std::generic_category(), std::string("Landlock: ") + path);
  }

  void enforce() const {
    if (::syscall(SYS_landlock_restrict_self, fd_, 0) != 0) {
      throw std::system_error(errno, std::generic_category(), "Landlock");
    }
  }

 private:
  int fd_ = -1;
};

std::uint64_t rights_this_kernel_knows() {
  const auto version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) {
    throw std::runtime_error(
        "this kernel cannot keep a process from files (Landlock, Linux 5.13, \"landlock\" in "
        "/sys/kernel/security/lsm)");
  }
  auto rights = kOfTheFirstVersion;
  if (version >= 2) rights |= kRefer;
  if (version >= 3) rights |= kTruncate;
  if (version >= 5) rights |= kIoctlOfDevices;
  return rights;
}

}  // namespace

void confine_files(const std::filesystem::path& folder, Files files) {
  const Ruleset rules(rights_this_kernel_knows());
  const std::uint64_t execute = files == Files::to_run ? LANDLOCK_ACCESS_FS_EXECUTE : 0;
  rules.allow(folder.c_str(), kRead | execute);
  if (files != Files::own) {
    for (const auto* place : kSystemFolders) rules.allow(place, kRead | execute);
    for (const auto* file : kSystemFiles) rules.allow(file, kReadFile);
    rules.allow("/dev/null", kReadFile | LANDLOCK_ACCESS_FS_WRITE_FILE);
  }
  rules.enforce();
}

}  // namespace reseal::plugin_host
#endif
