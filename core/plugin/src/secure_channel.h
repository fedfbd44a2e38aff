// SPDX-License-Identifier: Apache-2.0
// A connection to one origin that ends, whatever the other side does, when its time is up.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "origin.h"
#include "reseal/plugin/http.h"

namespace reseal::plugin {

using Deadline = std::chrono::steady_clock::time_point;

class SecureChannel {
 public:
  /// Connects and shakes hands. Throws TryLater. `abandon_on_interrupt`: a person's Ctrl-C ends it (for requests that
  /// change nothing).
  SecureChannel(const Address& address, const HttpPolicy& policy, Deadline deadline, bool abandon_on_interrupt);
  ~SecureChannel();
  SecureChannel(const SecureChannel&) = delete;
  SecureChannel& operator=(const SecureChannel&) = delete;

  /// Throws TryLater.
  void send(std::string_view bytes);
  /// At least one byte into `buffer`, or 0 at a clean end. Throws TryLater when cut off or out of time.
  std::size_t receive(char* buffer, std::size_t size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reseal::plugin
