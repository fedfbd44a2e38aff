// SPDX-License-Identifier: Apache-2.0
// A plugin's instance in a process of its own. A plugin keeps no state, so a process that was lost costs the question
// it was lost in: the next one goes to a new process.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "conversation.h"
#include "plugin_process.h"

namespace reseal::plugin {

/// How a plugin's process is started, each time.
struct ProcessPlan {
  std::filesystem::path host_program;  ///< reseal-plugin-host
  std::filesystem::path folder;
  std::filesystem::path file;  ///< the library or the program, in `folder`
  bool program = false;        ///< speaks the lines itself
  std::string sha256;          ///< of `file`: another file of that name is not started
  Json init;
  std::chrono::milliseconds limit{};  ///< of the plugin's own time, for one question
};

class ProcessInstance final : public Conversation {
 public:
  /// Starts the first process. Throws Refusal, Misbehaviour or TryLater.
  ProcessInstance(ProcessPlan plan, Capability capability);

  /// Throws TryLater, besides, while a plugin that was lost several times in a row has to rest.
  Json ask(std::string_view call, const Json& input) override;

 private:
  using Clock = std::chrono::steady_clock;

  void require_process();
  void start();
  Json converse(std::string_view message);
  template <typename Act>
  auto or_lose_it(Act act);

  ProcessPlan plan_;
  Capability capability_;
  std::unique_ptr<PluginProcess> process_;
  int lost_in_a_row_ = 0;
  Clock::time_point rests_until_{};
};

}  // namespace reseal::plugin
