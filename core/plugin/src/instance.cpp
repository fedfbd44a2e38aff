// SPDX-License-Identifier: Apache-2.0
#include "instance.h"

#include <atomic>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <utility>

#include "border_message.h"

namespace reseal::plugin {
namespace {

/// Hears what a plugin says. Lives as long as the instance, so that a sink called too late finds an ear that is closed
/// rather than memory that is another's.
class Ear {
 public:
  void open() {
    text_.clear();
    problem_.reset();
    calls_ = 0;
    thread_ = std::this_thread::get_id();
    open_ = true;
  }
  void close() { open_ = false; }

  /// Throws Misbehaviour unless exactly one message was heard.
  std::string take() {
    if (foreign_thread_.exchange(false)) throw Misbehaviour("it answered from another thread");
    if (problem_) throw Misbehaviour(*problem_);
    if (calls_ == 0) throw Misbehaviour("it gave no answer");
    if (calls_ > 1) throw Misbehaviour("it answered " + std::to_string(calls_) + " times instead of once");
    return std::move(text_);
  }

  static void hear(void* context, const char* utf8, size_t size) noexcept {
    auto& ear = *static_cast<Ear*>(context);
    if (!ear.open_) return;
    if (std::this_thread::get_id() != ear.thread_) {
      ear.foreign_thread_ = true;
      return;
    }
    if (++ear.calls_ > 1) return;
    try {
      if (size > RESEAL_MAX_MESSAGE) {
        ear.problem_ = "its answer is " + std::to_string(size) + " bytes long; at most " +
                       std::to_string(RESEAL_MAX_MESSAGE) + " are allowed";
      } else if (utf8 == nullptr) {
        ear.problem_ = "its answer is a null pointer";
      } else {
        ear.text_.assign(utf8, size);
      }
    } catch (...) {  // out of memory: what is missing is noticed as no answer
      ear.calls_ = 0;
    }
  }

 private:
  std::atomic<bool> open_{false};
  std::atomic<bool> foreign_thread_{false};
  std::thread::id thread_;
  int calls_ = 0;
  std::string text_;
  std::optional<std::string> problem_;
};

}  // namespace

struct Instance::State {
  State(const reseal_plugin& plugin_table, Capability host_capability)
      : table(plugin_table),
        capability(std::move(host_capability)),
        host{RESEAL_ABI_VERSION, sizeof(reseal_host), this, &State::serve} {}

  const reseal_plugin& table;
  Capability capability;
  reseal_host host;
  Ear ear;
  void* instance = nullptr;
  bool running = false;
  std::thread::id thread;

  static void serve(void* context, const char* request, size_t size, reseal_sink sink, void* sink_context) noexcept {
    if (sink == nullptr) return;
    auto& state = *static_cast<State*>(context);
    constexpr std::string_view kOutside =
        R"({"error":{"code":"failed","message":"the host serves only while a call runs, on its thread"}})";
    constexpr std::string_view kUnread = R"({"error":{"code":"message","message":"the request is too long"}})";
    constexpr std::string_view kBroken = R"({"error":{"code":"failed","message":"the host could not answer"}})";
    try {
      if (!state.running || state.thread != std::this_thread::get_id()) {
        sink(sink_context, kOutside.data(), kOutside.size());
      } else if (size > RESEAL_MAX_MESSAGE || request == nullptr) {
        sink(sink_context, kUnread.data(), kUnread.size());
      } else {
        const auto answer = state.capability({request, size});
        sink(sink_context, answer.data(), answer.size());
      }
    } catch (...) {  // the plugin's sink threw, or memory ran out: nothing crosses
      try {
        sink(sink_context, kBroken.data(), kBroken.size());
      } catch (...) {
        return;
      }
    }
  }

  /// Runs a piece of the plugin's code and takes what it said.
  template <typename Act>
  std::string hear(Act act) {
    std::exception_ptr thrown;
    ear.open();
    thread = std::this_thread::get_id();
    running = true;
    std::string problem;
    try {
      act();
    } catch (const std::exception& error) {
      problem = std::string("it threw across the border: ") + for_people(error.what());
    } catch (...) {
      problem = "it threw something across the border";
    }
    running = false;
    ear.close();
    if (!problem.empty()) throw Misbehaviour(problem);
    return ear.take();
  }
};

Instance::Instance(const reseal_plugin& table, const Json& init, Capability capability)
    : state_(std::make_unique<State>(table, std::move(capability))) {
  const auto text = init.dump();
  auto& state = *state_;
  std::string answer;
  try {
    answer = state.hear(
        [&] { state.instance = state.table.create(&state.host, text.data(), text.size(), &Ear::hear, &state.ear); });
    (void)opened_answer(parsed_answer(answer));
  } catch (...) {
    if (state.instance != nullptr) {
      try {
        state.table.destroy(state.instance);
      } catch (...) {  // it failed already; the first failure is the one to report
      }
      state.instance = nullptr;
    }
    throw;
  }
  if (state.instance == nullptr) throw Misbehaviour("it made no instance, and gave no reason");
}

Instance::~Instance() {
  if (!state_ || state_->instance == nullptr) return;
  try {
    state_->table.destroy(state_->instance);
  } catch (...) {  // nothing depends on it any more
  }
}

std::string Instance::hear(std::string_view request) {
  auto& state = *state_;
  return state.hear([&] { state.table.call(state.instance, request.data(), request.size(), &Ear::hear, &state.ear); });
}

Json Instance::ask(std::string_view call, const Json& input) {
  return opened_answer(parsed_answer(hear(question(call, input))));
}

}  // namespace reseal::plugin
