// SPDX-License-Identifier: Apache-2.0
#include "app/worker_mark.h"

#include <boost/interprocess/sync/file_lock.hpp>

#include <system_error>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::app {

struct WorkerMark::Lock {
  explicit Lock(const std::filesystem::path& file) : lock(file.string().c_str()) {}
  boost::interprocess::file_lock lock;
};

WorkerMark::WorkerMark(const std::filesystem::path& folder) : folder_(folder), name_("cli-" + to_hex(random_bytes(6))) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  write_file(folder_ / name_, "", true);
  try {
    lock_ = std::make_unique<Lock>(folder_ / name_);
    lock_->lock.lock();
  } catch (const boost::interprocess::interprocess_exception& e) {
    throw Error(ErrorCode::file_unwritable, {{"file", to_utf8(folder_ / name_)}, {"problem", e.what()}});
  }
}

WorkerMark::~WorkerMark() {
  lock_.reset();
  std::error_code ignored;
  std::filesystem::remove(folder_ / name_, ignored);
}

bool WorkerMark::is_gone(const std::string& worker) const {
  if (worker == name_ || worker.find_first_of("/\\") != std::string::npos) return false;
  const auto file = folder_ / worker;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return false;
  try {
    Lock other(file);
    if (!other.lock.try_lock()) return false;
    other.lock.unlock();
  } catch (const boost::interprocess::interprocess_exception&) {
    return false;
  }
  std::filesystem::remove(file, error);
  return true;
}

}  // namespace reseal::app
