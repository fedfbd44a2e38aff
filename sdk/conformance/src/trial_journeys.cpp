// SPDX-License-Identifier: Apache-2.0
// Trials that travel the whole way again.
#include "reseal/schema.h"
#include "trials.h"

namespace reseal::conformance {
namespace {

void expect_alike(const Trial& trial, Promise promise, const Variation& variation, const std::string& what) {
  trial.ledger.checked(promise);
  const auto varied = travel(trial.world, trial.make, variation, trial.watch);
  const auto differs = difference(trial.straight, varied);
  if (differs.empty()) return;
  const auto& last = varied.visits.back();
  trial.ledger.broken(promise, {what, in_short(last.question), in_short(last.answer), differs});
}

std::string named_request(const Course& course, std::size_t number) {
  for (const auto& visit : course.visits) {
    for (const auto& request : visit.answer.requests) {
      if (changes_something(request) && number-- == 0)
        return "'" + request.effect + "' (" + request.method + " " + request.url + ")";
    }
  }
  return "a request";
}

std::vector<std::string> steps_of(const Course& course) {
  std::vector<std::string> ids;
  for (const auto& visit : course.visits) {
    if (visit.answer.step) ids.push_back(visit.answer.step->id);
  }
  return ids;
}

}  // namespace

std::string difference(const Course& straight, const Course& varied) {
  if (straight.end != varied.end) return "it ends with '" + varied.end + "' instead of '" + straight.end + "'";
  for (const auto& [rule, times] : varied.portal->carried_out()) {
    const auto before = straight.portal->carried_out().find(rule);
    const auto usual = before == straight.portal->carried_out().end() ? 0 : before->second;
    if (times > usual) {
      return "the portal did the same " + std::to_string(times) + " times instead of " + std::to_string(usual) +
             " (portal.on, entry " + std::to_string(rule + 1) + ")";
    }
  }
  return {};
}

void try_restart(const Trial& trial) {
  trial.ledger.checked(Promise::restart);
  const auto varied = travel(trial.world, trial.make, {.fresh_instances = true}, trial.watch);
  auto differs = difference(trial.straight, varied);
  if (differs.empty() && steps_of(trial.straight) != steps_of(varied)) differs = "it takes other steps";
  if (differs.empty()) return;
  const auto& last = varied.visits.back();
  trial.ledger.broken(Promise::restart,
                      {"a new instance for each question", in_short(last.question), in_short(last.answer), differs});
}

void try_lost_replies(const Trial& trial) {
  for (std::size_t i = 0; i < trial.straight.changes; ++i) {
    const auto request = named_request(trial.straight, i);
    expect_alike(trial, Promise::lost_reply, {.lost_reply = i}, "the reply to " + request + " is lost");
    expect_alike(trial, Promise::lost_reply, {.unreached = i}, request + " does not arrive");
  }
}

void try_doubled_answers(const Trial& trial) {
  for (std::size_t i = 0; i < trial.straight.carried_out; ++i) {
    expect_alike(trial, Promise::doubled_answer, {.doubled = i},
                 "step " + std::to_string(i + 1) + " stands twice in the history");
  }
}

}  // namespace reseal::conformance
