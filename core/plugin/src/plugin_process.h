// SPDX-License-Identifier: Apache-2.0
// A plugin's process and the line to it: one message a line, each way. Nothing that comes is believed, and no wait is
// longer than the plugin's own time.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "own_time.h"
#include "start_process.h"

namespace reseal::plugin {

class PluginProcess {
 public:
  /// Starts `program` in a process group of its own, with one end of a socket pair as descriptor 3. Throws Misbehaviour
  /// when it cannot be started.
  PluginProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments);
  /// Ends the whole group.
  ~PluginProcess();
  PluginProcess(const PluginProcess&) = delete;
  PluginProcess& operator=(const PluginProcess&) = delete;

  // Throw Misbehaviour: out of time, ended (and how), a message too long. The process is of no use afterwards.

  void send(std::string_view line, const OwnTime& time);
  std::string receive(const OwnTime& time);
  /// Whether there is something to hear that nobody has asked for.
  [[nodiscard]] bool spoke_unasked() const;

 private:
  void await(short what, const OwnTime& time) const;
  [[nodiscard]] std::string how_it_ended();

  pid_t pid_ = -1;
  bool reaped_ = false;
  Descriptor socket_;
  std::string heard_;  ///< of the line that is not complete yet
};

}  // namespace reseal::plugin
