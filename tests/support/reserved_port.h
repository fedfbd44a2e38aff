// SPDX-License-Identifier: Apache-2.0
// A port of this machine for one world, as long as it lives. Worlds are made side by side, and a world's port is free
// again whenever its sandbox is stopped: without a reservation another world takes it meanwhile.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>

namespace reseal::test {

class ReservedPort {
 public:
  ReservedPort() {
    const auto folder = std::filesystem::temp_directory_path() / ("reseal-ports-" + std::to_string(::getuid()));
    std::filesystem::create_directories(folder);
    std::random_device random;
    // Below the range that Linux hands to clients (32768-60999), and beside the one the sandbox itself picks from.
    std::uniform_int_distribution<int> ports(10000, 19999);
    for (int attempt = 0; attempt < 1000; ++attempt) {
      number_ = ports(random);
      lock_ = ::open((folder / std::to_string(number_)).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) == 0 && can_be_bound()) return;
      if (lock_ >= 0) ::close(lock_);
    }
    throw std::runtime_error("no free port between 10000 and 19999");
  }
  ~ReservedPort() { ::close(lock_); }
  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] std::string text() const { return std::to_string(number_); }

 private:
  [[nodiscard]] bool can_be_bound() const {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(number_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return bound;
  }

  int number_ = 0;
  int lock_ = -1;
};

}  // namespace reseal::test
