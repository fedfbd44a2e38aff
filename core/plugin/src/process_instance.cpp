// SPDX-License-Identifier: Apache-2.0
#if !defined(_WIN32)
#include "process_instance.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "border_message.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/plugin/inspect.h"

namespace reseal::plugin {
namespace {

/// More than any portal needs for one question; a flood of them is no question any more.
constexpr int kMostRequests = 1000;

/// The first loss costs nothing: the next question starts a new process. From the second in a row on it rests, twice as
/// long each time.
Seconds rest_after(int lost_in_a_row) {
  constexpr int kLongestPower = 9;
  if (lost_in_a_row < 2) return Seconds(0);
  return std::min(Seconds(1LL << std::min(lost_in_a_row - 2, kLongestPower)), Seconds(300));
}

}  // namespace

ProcessInstance::ProcessInstance(ProcessPlan plan, Capability capability)
    : plan_(std::move(plan)), capability_(std::move(capability)) {
  require_process();
}

/// Whatever goes wrong, the process it went wrong in is not asked again.
template <typename Act>
auto ProcessInstance::or_lose_it(Act act) {
  try {
    return act();
  } catch (...) {
    process_.reset();
    rests_until_ = Clock::now() + rest_after(++lost_in_a_row_);
    throw;
  }
}

void ProcessInstance::require_process() {
  if (process_) return;
  if (const auto rest = std::chrono::ceil<Seconds>(rests_until_ - Clock::now()); rest.count() > 0) {
    throw TryLater("its process was lost " + std::to_string(lost_in_a_row_) +
                       " times in a row, and is not started again before " + std::to_string(rest.count()) + " s",
                   rest);
  }
  or_lose_it([&] { start(); });
}

void ProcessInstance::start() {
  const auto found = plan_.program ? inspect_program(plan_.file, plan_.folder, plan_.sha256)
                                   : inspect_library(plan_.file, plan_.folder, plan_.sha256);
  if (found.code == "hash") throw Misbehaviour("its file was changed since it was loaded; start this program again");
  if (!found.usable) throw Misbehaviour(found.problem + ": " + found.found);
  process_ = std::make_unique<PluginProcess>(
      plan_.host_program,
      std::vector<std::string>{plan_.program ? "--run" : "--serve", to_utf8(plan_.folder), to_utf8(plan_.file)});
  (void)opened_answer(converse(Json{{"create", plan_.init}}.dump()));
}

Json ProcessInstance::converse(std::string_view message) {
  OwnTime time(plan_.limit);
  process_->send(message, time);
  for (int requests = 0;; ++requests) {
    Json heard = parsed_answer(process_->receive(time));
    const auto capability = heard.is_object() ? heard.find("capability") : heard.end();
    if (capability == heard.end()) return heard;
    if (requests == kMostRequests) {
      throw Misbehaviour("it asked the host for more than " + std::to_string(kMostRequests) +
                         " things in one question");
    }
    const auto request = capability->dump();
    process_->send(time.stand_still([&] { return capability_(request); }), time);
  }
}

Json ProcessInstance::ask(std::string_view call, const Json& input) {
  const auto message = question(call, input);
  require_process();
  Json answer = or_lose_it([&] {
    if (process_->spoke_unasked()) throw Misbehaviour("it spoke without being asked");
    return converse(message);
  });
  lost_in_a_row_ = 0;
  return opened_answer(std::move(answer));
}

}  // namespace reseal::plugin
#endif
