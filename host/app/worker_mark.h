// SPDX-License-Identifier: Apache-2.0
// Shows other programs that this one is alive while it holds orders: a file that it keeps locked. The system lets go of
// the lock when the process ends, however it ends, so that an order that a killed program held can be carried on at
// once.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace reseal::app {

class WorkerMark {
 public:
  /// Makes and locks <folder>/<name>.
  explicit WorkerMark(const std::filesystem::path& folder);
  ~WorkerMark();
  WorkerMark(const WorkerMark&) = delete;
  WorkerMark& operator=(const WorkerMark&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Whether the worker of this name has ended. A worker that left no mark here is not known to have: false.
  [[nodiscard]] bool is_gone(const std::string& worker) const;

 private:
  struct Lock;
  std::filesystem::path folder_;
  std::string name_;
  std::unique_ptr<Lock> lock_;
};

}  // namespace reseal::app
