// SPDX-License-Identifier: Apache-2.0
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/doctor/checks.h"
#include "reseal/base/file.h"
#include "reseal/store/store.h"

namespace reseal::app {
namespace {

namespace fs = std::filesystem;

// The state folder, or what it will be made in.
fs::path existing_part_of(fs::path folder) {
  std::error_code error;
  while (!fs::exists(folder, error) && folder.has_parent_path() && folder != folder.parent_path()) {
    folder = folder.parent_path();
  }
  return folder;
}

}  // namespace

// Asks the file system; a file written as a trial could be the one that fills the disk.
void examine_disk(Deployment& deployment, Findings& findings) {
  constexpr std::uintmax_t kMebibyte = 1U << 20U;
  constexpr std::uintmax_t kLeast = 16 * kMebibyte;  // an order's journal, its log, and SQLite's own files
  const auto folder = existing_part_of(fs::absolute(deployment.config().state_folder));
  struct statvfs space {};
  if (::statvfs(folder.c_str(), &space) != 0) {
    throw Error(ErrorCode::file_unreadable,
                {{"file", to_utf8(folder)}, {"problem", std::generic_category().message(errno)}});
  }
  const auto free = std::uintmax_t{space.f_bavail} * space.f_frsize;
  const std::map<std::string, std::string> params = {{"folder", to_utf8(folder)},
                                                     {"free", std::to_string(free / kMebibyte)},
                                                     {"least", std::to_string(kLeast / kMebibyte)}};
  if (free < kLeast) {
    findings.bad("disk.full", params);
  } else if (space.f_files != 0 && space.f_favail == 0) {
    findings.bad("disk.no_files", params);
  } else {
    findings.good("disk", findings.words().say("cli.doctor.disk.free", params));
  }
}

// Looking makes no store where there is none yet.
void examine_store(Deployment& deployment, Findings& findings) {
  constexpr std::chrono::seconds kPatience{2};  // a program that writes is done in much less
  const auto file = fs::absolute(deployment.store_file());
  const auto folder = existing_part_of(file.parent_path());
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw Error(ErrorCode::file_unwritable,
                {{"file", to_utf8(folder)}, {"problem", std::generic_category().message(errno)}});
  }
  if (!fs::is_directory(folder)) {
    throw Error(ErrorCode::file_unwritable,
                {{"file", to_utf8(folder)}, {"problem", std::generic_category().message(ENOTDIR)}});
  }
  if (fs::exists(file)) store::examine_sqlite(file, kPatience);
  findings.good("store", to_utf8(file));
}

}  // namespace reseal::app
