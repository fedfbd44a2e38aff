// SPDX-License-Identifier: Apache-2.0
// Starting another program with nothing of ours but one descriptor.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>
#include <unistd.h>

namespace reseal::plugin {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  [[nodiscard]] int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

struct Started {
  pid_t pid = -1;
  std::string problem;  ///< why it was not started
};

/// A process group of its own, every signal as the system has it. `given` becomes descriptor `as`; the standard streams
/// are otherwise nothing, and no other descriptor is handed on.
Started start_process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                      std::vector<std::string> environment, const Descriptor& given, int as);

/// What of our environment begins with one of `names` ("PATH=").
std::vector<std::string> environment_of(std::initializer_list<std::string_view> names);

/// What the dynamic loader and the sanitizers of a test build need to be told.
std::vector<std::string> loader_environment();

}  // namespace reseal::plugin
